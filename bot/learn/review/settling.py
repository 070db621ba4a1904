"""What follows from what people said of an item: settled, disputed, or still open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.learn.review.model import ItemStatus, Verdict, Word

TEACHES: tuple[Verdict, ...] = ("right", "other", "wording", "out_of_scope")


@dataclass(frozen=True)
class Outcome:
    """The status of an item; verdict and meaning where it is settled."""

    status: ItemStatus
    verdict: str = ""
    meant: str = ""


def outcome_of(words: Sequence[Word], *, wanted: int) -> Outcome:
    """What the newest word of each person comes to, the latest word last.

    wanted: how many people have to agree. One who calls it sensitive is enough, and so is the
    owner once others differed. Else the meaning that most people name is taken, if at least two
    do; the order of several intents does not matter. Skipping says nothing.
    """
    said = [word for word in words if word.verdict != "skip"]
    if not said:
        return Outcome("open")
    if any(word.verdict == "sensitive" for word in said):
        return Outcome("settled", "sensitive")
    deciding = [word for word in said if word.decides]
    if deciding:
        return _settled(deciding[-1:])
    votes = Counter(_meaning(word) for word in said).most_common()
    (top, number), others = votes[0], votes[1:]
    agreeing = [word for word in said if _meaning(word) == top]
    if not others:
        return _settled(agreeing) if number >= wanted else Outcome("open")
    return _settled(agreeing) if number > others[0][1] else Outcome("disputed")


def _meaning(word: Word) -> frozenset[str]:
    return frozenset(word.meant.split("+"))


def _settled(agreeing: Sequence[Word]) -> Outcome:
    """The latest word counts, but for a better wording, which is not lost to a later yes."""
    worded = [word for word in agreeing if word.verdict == "wording"]
    word = (worded or agreeing)[-1]
    return Outcome("settled", word.verdict, word.meant)
