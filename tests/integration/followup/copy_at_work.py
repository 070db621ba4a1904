"""A gateway's job as a process of its own, so slow that it can be killed in the middle.

`python -m tests.integration.followup.copy_at_work URL ISO-TIME`.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Sequence
from datetime import datetime

from bot.channels.claims import OnlyCopy
from bot.channels.followups import FollowUps
from bot.channels.guard import Guard, Refused
from bot.chats.model import Reply
from bot.dialogue.wording import Wording
from bot.speech.taboos import TabooLists
from tests.unit.followup.following import TABOOS, WORDING


class SlowGuard(Guard):
    """Takes its time over each reminder: its transaction is open meanwhile."""

    def refused(self, replies: Sequence[Reply]) -> Refused | None:
        time.sleep(0.05)
        return super().refused(replies)


def main(url: str, now: datetime) -> None:
    """Look once and say which chats were told something, one a line."""
    guard = SlowGuard(TabooLists(TABOOS), lambda: "own")
    job = FollowUps(
        url, Wording(WORDING), guard, OnlyCopy(), lambda: now, lambda chat: print(chat, flush=True)
    )
    asyncio.run(job.look())


if __name__ == "__main__":
    main(sys.argv[1], datetime.fromisoformat(sys.argv[2]))
