"""Two models in the same chats, turn by turn: which turns differ, in what, and what follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from bot.learn.judging.past_chats import PastChat
from bot.learn.judging.replaying import Replayed, Talk
from bot.learn.judging.significance import Flips

Kind = Literal[
    "hand_over_lost",
    "hand_over_gained",
    "price",
    "asks_back",
    "asks_no_more",
    "other_answer",
    "wording",
]
KINDS: tuple[Kind, ...] = (
    "hand_over_lost", "hand_over_gained", "price", "asks_back", "asks_no_more", "other_answer",
    "wording",
)  # fmt: skip
# Facts of a reply that are sums of yuan.
SUMS = frozenset(
    "price total fee offered saved hand list list_price unit_price cut off then first_price "
    "second_price price_a price_b price_c fees prices".split()
)


@dataclass(frozen=True)
class Change:
    """A turn that is not the same: `follows` one before it in its chat that was not either.

    unexplained: another price though the chat was read and answered alike up to here.
    """

    kind: Kind
    chat: str
    source: str
    place: int
    said: str
    live: Replayed
    candidate: Replayed
    follows: bool
    unexplained: bool = False


@dataclass(frozen=True)
class Replay:
    """What talking through the chats again showed; `handed_over` by chat."""

    chats: int
    turns: int
    sources: dict[str, int]
    changes: tuple[Change, ...]
    handed_over: Flips
    handed_over_live: int

    @property
    def kinds(self) -> dict[Kind, int]:
        """Turns by what changed first in their chat."""
        counts = Counter(change.kind for change in self.changes if not change.follows)
        return {kind: counts[kind] for kind in KINDS if counts[kind]}

    @property
    def following(self) -> int:
        """Turns that differ only behind another that does."""
        return sum(change.follows for change in self.changes)


def compared_turns(
    chats: Sequence[PastChat], live: Sequence[Talk], candidate: Sequence[Talk]
) -> Replay:
    """Compare what both said in the same chats."""
    changes: list[Change] = []
    turns = 0
    for chat, old, new in zip(chats, live, candidate, strict=True):
        changes += _changes(chat, old, new)
        turns += max(len(old), len(new))
    ended = [
        (_with_person(old), _with_person(new)) for old, new in zip(live, candidate, strict=True)
    ]
    return Replay(
        chats=len(chats),
        turns=turns,
        sources=dict(Counter(chat.source for chat in chats)),
        changes=tuple(changes),
        handed_over=Flips(
            lost=sum(old and not new for old, new in ended),
            gained=sum(new and not old for old, new in ended),
        ),
        handed_over_live=sum(old for old, _ in ended),
    )


def _with_person(talk: Talk) -> bool:
    return bool(talk) and talk[-1].with_person


def _changes(chat: PastChat, live: Talk, candidate: Talk) -> Iterator[Change]:
    """The turns of one chat that differ; none is left once either side has a person."""
    alike = read_alike = True
    for place, (said, old, new) in enumerate(zip_longest(chat.texts, live, candidate)):
        if old is None or new is None:
            return
        read_alike = read_alike and _reading(old) == _reading(new)
        kind = _kind(old, new)
        if kind is not None:
            unexplained = kind == "price" and read_alike and alike
            yield Change(
                kind, chat.name, chat.source, place, said, old, new, not alike, unexplained
            )
            alike = alike and kind == "wording"


def _reading(turn: Replayed) -> tuple[str, str, tuple[str, ...]]:
    return turn.intent, turn.band, turn.reasons


def _kind(old: Replayed, new: Replayed) -> Kind | None:
    if old.with_person != new.with_person:
        return "hand_over_gained" if new.with_person else "hand_over_lost"
    before, now = _sums(old), _sums(new)
    if any(before[name] != now[name] for name in before.keys() & now.keys()):
        return "price"
    if (old.reasons, old.facts, old.offers) == (new.reasons, new.facts, new.offers):
        return None if old.replies == new.replies else "wording"
    if old.band != new.band and "clarify" in (old.band, new.band):
        return "asks_back" if new.band == "clarify" else "asks_no_more"
    return "other_answer"


def _sums(turn: Replayed) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name, value in turn.facts:
        base = name.rstrip("0123456789").rstrip("_")
        if base in SUMS:
            found.setdefault(base, set()).add(value)
    return {name: frozenset(values) for name, values in found.items()}
