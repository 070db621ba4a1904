"""Recorded chats to be talked through again: what buyers wrote, in order."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

MOST_TURNS = 12
UNDATED = "day=undated"
# Chosen among so many times as many of the newest chats.
AMONG = 5
_Key = tuple[str, str]
_COLUMNS = ["source", "conversation", "sender", "id", "text"]


@dataclass(frozen=True)
class PastChat:
    """A chat's name and the buyer's messages, without personal data."""

    name: str
    source: str
    texts: tuple[str, ...]


def recorded(log: Path, *, count: int) -> tuple[PastChat, ...]:
    """`count` chats of the conversation log, by chance among the newest, always the same ones.

    Days are read from the newest back until there are enough; a long chat's first messages count.
    """
    chats: dict[_Key, list[tuple[int, str]]] = {}
    last: bytes = b"\xff" * 8  # whoever comes behind it is chosen no more
    for day in sorted(log.glob("day=*"), key=_newness, reverse=True):
        for key, number, text in _buyers(day):
            if _place(key) <= last:
                chats.setdefault(key, []).append((number, text))
            if len(chats) > count * AMONG * 4:
                chats = {kept: chats[kept] for kept in heapq.nsmallest(count, chats, key=_place)}
                last = max(map(_place, chats))
        if len(chats) >= count * AMONG or last < b"\xff" * 8:
            break
    chosen = heapq.nsmallest(count, chats, key=_place)
    return tuple(
        PastChat(conversation, source, tuple(text for _, text in sorted(said)[:MOST_TURNS]))
        for (source, conversation), said in ((key, chats[key]) for key in chosen)
    )


def from_dialogues(said: dict[str, tuple[str, ...]], *, count: int) -> tuple[PastChat, ...]:
    """`count` of the labelled chats, by chance, always the same ones."""
    chosen: Sequence[str] = heapq.nsmallest(count, said, key=lambda name: _place(("", name)))
    return tuple(PastChat(name, "labelled", said[name][:MOST_TURNS]) for name in chosen)


def _buyers(day: Path) -> Iterator[tuple[_Key, int, str]]:
    import pyarrow.parquet as pq

    for path in sorted(day.glob("*.parquet")):
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(columns=_COLUMNS):
                rows = zip(*(batch.column(name).to_pylist() for name in _COLUMNS), strict=True)
                for source, conversation, sender, number, text in rows:
                    if sender == "buyer" and text.strip():
                        yield (source, conversation), number, text


def _newness(day: Path) -> tuple[bool, str]:
    return day.name != UNDATED, day.name


def _place(key: _Key) -> bytes:
    return blake2b("\0".join(key).encode(), digest_size=8).digest()
