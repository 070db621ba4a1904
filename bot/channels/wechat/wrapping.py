"""A message of ours as WeChat's: texts no longer than it takes, quick replies as a menu.

The limits are those of WeChat's documentation: 2048 bytes a text, 1024 the head of a menu, ten
entries, 128 bytes an entry.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

from bot.channels.plain import Choice, choices, plain_words

TEXT_BYTES = 2048
HEAD_BYTES = 1024
ENTRY_BYTES = 128
ENTRIES = 10
_ENDS = tuple(re.compile(f"(?<=[{marks}])") for marks in ("\n", "。！？!?～…；;", "，,、 "))

Wrapped = dict[str, Any]


def wrapped(
    text: str,
    payload: Mapping[str, Any],
    *,
    menu: Literal["official", "wecom"] | None,
) -> tuple[Wrapped, ...]:
    """The messages to send for one of ours, in order; `menu` is None where menus are not taken."""
    words = plain_words(text, payload)
    offered = [choice for choice in choices(payload) if _bytes(choice.text) <= ENTRY_BYTES]
    if menu is None or not offered or _bytes(words) > HEAD_BYTES:
        return tuple(
            {"msgtype": "text", "text": {"content": part}} for part in parts(words, TEXT_BYTES)
        )
    entry = _official_entry if menu == "official" else _wecom_entry
    entries = [entry(number, choice) for number, choice in enumerate(offered[:ENTRIES], 1)]
    return ({"msgtype": "msgmenu", "msgmenu": {"head_content": words, "list": entries}},)


def parts(text: str, most: int) -> tuple[str, ...]:
    """The text in pieces of at most `most` bytes, cut at lines, sentences, commas, characters."""
    return tuple(piece.strip() for piece in _cut(text, most, 0) if piece.strip()) or ("…",)


def _cut(text: str, most: int, depth: int) -> list[str]:
    if _bytes(text) <= most:
        return [text]
    pieces = _ENDS[depth].split(text) if depth < len(_ENDS) else list(text)
    found: list[str] = []
    for piece in pieces:
        if found and _bytes(found[-1]) + _bytes(piece) <= most:
            found[-1] += piece
        elif _bytes(piece) <= most:
            found.append(piece)
        else:
            found += _cut(piece, most, depth + 1)
    return found


def _official_entry(number: int, choice: Choice) -> Wrapped:
    return {"id": str(number), "content": choice.text}


def _wecom_entry(number: int, choice: Choice) -> Wrapped:
    return {"type": "click", "click": {"id": str(number), "content": choice.text}}


def _bytes(text: str) -> int:
    return len(text.encode())
