"""The same messages read by both models."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.chats.model import NEEDS_PERSON
from bot.evaluate.labelled import Labelled
from bot.evaluate.scores import Judged
from bot.learn.judging.significance import Flips


@dataclass(frozen=True)
class Pair:
    """A labelled message of the set `source` as both models read it."""

    source: str
    live: Judged
    candidate: Judged

    @property
    def message(self) -> Labelled:
        """The message itself."""
        return self.live.message

    @property
    def chat(self) -> str:
        """The chat it is from; empty where none is known."""
        return f"{self.source}:{self.message.dialogue}" if self.message.dialogue else ""


def paired(source: str, live: Iterable[Judged], candidate: Iterable[Judged]) -> list[Pair]:
    """Readings of the same messages in the same order."""
    return [Pair(source, *both) for both in zip(live, candidate, strict=True)]


def flips(pairs: Iterable[Pair], is_good: Callable[[Judged], bool]) -> Flips:
    """On how many messages only one of the models is good."""
    lost = gained = 0
    for pair in pairs:
        live, candidate = is_good(pair.live), is_good(pair.candidate)
        lost += live and not candidate
        gained += candidate and not live
    return Flips(lost, gained)


def first_right(judged: Judged) -> bool:
    """Whether the first guess is acceptable."""
    return judged.is_right


def not_wrongly_answered(judged: Judged) -> bool:
    """Whether the buyer did not get a wrong answer."""
    return not judged.answered_wrongly


def rightly_answered(judged: Judged) -> bool:
    """Whether the buyer got an acceptable answer at once."""
    return judged.read.band == "answer" and not judged.answered_wrongly


def person_fetched(judged: Judged) -> bool:
    """Whether a person was fetched."""
    return bool(NEEDS_PERSON & set(judged.read.intents))


def calling(pairs: Iterable[Pair]) -> list[Pair]:
    """The messages that call for a person."""
    return [pair for pair in pairs if pair.message.best in NEEDS_PERSON]


def by_intent(pairs: Iterable[Pair]) -> dict[str, list[Pair]]:
    """The messages by their first label."""
    parts: dict[str, list[Pair]] = {}
    for pair in pairs:
        parts.setdefault(pair.message.best, []).append(pair)
    return dict(sorted(parts.items()))


def sides(pairs: Sequence[Pair]) -> tuple[list[Judged], list[Judged]]:
    """What the live model read, and what the candidate did."""
    return [pair.live for pair in pairs], [pair.candidate for pair in pairs]
