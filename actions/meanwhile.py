"""What the buyer said to a person: known to the bot at its next turn, and answered no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from actions.reading import read_turn
from actions.turn import Memory


def caught_up(
    conversation_id: str, memory: Memory, message: Mapping[str, Any], now: datetime
) -> Memory:
    """The memory with what `message` says was told meanwhile, each message as it was read.

    Our own questions from before are over: a yes is for what the person asked.
    """
    told = (message.get("metadata") or {}).get("meanwhile") or ()
    if not told:
        return memory
    memory = replace(memory, asked=None, parked=None, answered=None, offered=(), unsure_count=0)
    for said in told:
        memory = read_turn(conversation_id, memory, said, now).memory
    return memory
