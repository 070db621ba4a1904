"""Chats for tests: what the buyer said, and as what it was read and answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.buyers.chat import Chat
from bot.chats.history import Line
from bot.settings import SHOP_TIMEZONE

AT = datetime(2026, 11, 20, 10, tzinfo=SHOP_TIMEZONE)
LABELLED = Path("tests/understanding")


def chat_of(said: Sequence[str], *, at: datetime = AT) -> Chat:
    """A chat of lines such as `太贵了 / bargain / haggling.value`, a minute between them."""
    lines: list[Line] = []
    for place, line in enumerate(said):
        text, intent, reasons = line.split(" / ")
        when = at + timedelta(minutes=place)
        lines.append(Line(len(lines) + 1, "buyer", text, when))
        for reason in reasons.split("+"):
            lines.append(Line(len(lines) + 1, "bot", "好的", when, intent, reason))
    return Chat(tuple(lines))


def labelled(name: str) -> list[dict[str, Any]]:
    """The chats of a labelled file, each with `lost` and `said`."""
    chats: list[dict[str, Any]] = YAML(typ="safe").load(LABELLED / f"{name}.yml")["chats"]
    return chats
