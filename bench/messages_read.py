"""Reads labelled messages with a trained Rasa model, for the comparison of understanding.

    python -m bench.messages_read MODEL FILE ours|stock

Prints JSON: shares of messages read rightly, and the CPU of this process a message. It is a process
of its own because ours runs without TensorFlow and stock Rasa cannot.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.evaluate.labelled import Labelled, read_labelled
from bot.serving.quiet import configure_process

WARM_UP = 20
DOMAIN = Path("domain.yml")


async def _read(model: str, messages: tuple[Labelled, ...]) -> dict[str, Any]:
    from rasa.core.agent import Agent
    from rasa.core.channels.channel import UserMessage

    processor = Agent.load(model).processor
    for message in messages[:WARM_UP]:
        await processor.parse_message(UserMessage(text=message.text))
    first = among_three = 0
    began = time.process_time()
    for message in messages:
        parsed = await processor.parse_message(UserMessage(text=message.text))
        guesses = [guess["name"] for guess in parsed["intent_ranking"]]
        first += guesses[0] in message.right
        among_three += bool(message.right & set(guesses[:3]))
    cpu = time.process_time() - began
    return {
        "messages": len(messages),
        "top1": first / len(messages),
        "top3": among_three / len(messages),
        "cpu_ms": cpu / len(messages) * 1000,
    }


def main() -> None:
    """Read the file and print what came of it."""
    model, file, whose = sys.argv[1:]
    configure_process("bench")
    if whose == "ours":
        from bot.serving import rasa_fixes

        rasa_fixes.prepare()
    intents = frozenset(YAML(typ="safe").load(DOMAIN)["intents"])
    messages = read_labelled(Path(file), intents=intents).messages
    print(json.dumps(asyncio.run(_read(model, messages))))


if __name__ == "__main__":
    main()
