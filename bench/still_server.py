"""The Rasa server as it is, but for custom actions: each is one fixed reply made on the spot.

Started by bench.action_cost to see what a turn costs without the call of an action.
"""

from __future__ import annotations

import sys
from typing import Any

from bot.serving import rasa_fixes, rasa_server
from bot.serving.quiet import configure_process
from bot.settings import settings

REPLY = "好的，已经为您记下了～"


def main() -> int:
    """Serve like bot.serving.rasa_server."""
    configure_process("rasa", log_dir=settings().log_dir)
    rasa_fixes.prepare()
    from rasa.core.actions.action import RemoteAction
    from rasa.shared.core.events import BotUttered, Event

    async def reply(_action: RemoteAction, *_given: Any, **_named: Any) -> list[Event]:
        return [BotUttered(REPLY)]

    RemoteAction.run = reply
    return rasa_server.main()


if __name__ == "__main__":
    sys.exit(main())
