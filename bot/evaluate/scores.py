"""How well readings fit labels: pure, over what was read and what was right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.chats.model import NEEDS_PERSON
from bot.evaluate.labelled import Labelled

BINS = 10


@dataclass(frozen=True)
class Read:
    """How one message was read.

    `guesses`: intents with probabilities, what was settled on first; `confidence`: how sure that
    is. `band`: answer, clarify or hand_over; a person who was rightly or wrongly asked for is no
    answer. `intents`: what was acted on, in order; none where it was not understood.
    """

    guesses: tuple[tuple[str, float], ...]
    confidence: float
    band: str
    intents: tuple[str, ...]

    @classmethod
    def of(
        cls,
        guesses: tuple[tuple[str, float], ...],
        confidence: float,
        band: str,
        intents: tuple[str, ...],
    ) -> Read:
        """From a reading, whose band is answer also where the answer is to fetch a person."""
        if band != "answer":
            return cls(guesses, confidence, band, ())
        fetched = bool(NEEDS_PERSON & set(intents))
        return cls(guesses, confidence, "hand_over" if fetched else "answer", intents)

    @property
    def first(self) -> str:
        """The best guess."""
        return self.guesses[0][0]


@dataclass(frozen=True)
class Judged:
    """A labelled message and how it was read."""

    message: Labelled
    read: Read

    @property
    def is_right(self) -> bool:
        """Whether the best guess is acceptable."""
        return self.read.first in self.message.right

    @property
    def answered_wrongly(self) -> bool:
        """Whether it was answered, and nothing that was answered is acceptable."""
        return self.read.band == "answer" and not self.message.right & set(self.read.intents)

    @property
    def surplus(self) -> frozenset[str]:
        """What was answered though no acceptable reading asks it."""
        if self.read.band != "answer":
            return frozenset()
        return frozenset(self.read.intents) - self.message.right

    @property
    def all_found(self) -> bool:
        """Whether every question of one acceptable reading of several questions was found."""
        several = [reading for reading in self.message.readings if len(reading) > 1]
        return any(set(reading) <= set(self.read.intents) for reading in several)


@dataclass(frozen=True)
class Share:
    """Precision and recall of one thing looked for; None where there is nothing to divide by."""

    wanted: int
    given: int
    right_of_given: int
    found_of_wanted: int

    @property
    def precision(self) -> float | None:
        """Share of what was given that is right."""
        return self.right_of_given / self.given if self.given else None

    @property
    def recall(self) -> float | None:
        """Share of what was wanted that was found."""
        return self.found_of_wanted / self.wanted if self.wanted else None

    @property
    def f1(self) -> float:
        """Harmonic mean of both; 0 where either is missing."""
        precision, recall = self.precision or 0.0, self.recall or 0.0
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


@dataclass(frozen=True)
class Bin:
    """Messages of about the same confidence: how sure they were read and how many were right."""

    messages: int
    confidence: float
    right: float


@dataclass(frozen=True)
class Risk:
    """Answering the messages at `threshold` and above: what share that is, what share is wrong."""

    threshold: float
    answered: float
    wrong: float


def top(judged: Sequence[Judged], guesses: int) -> float:
    """Share of messages with an acceptable one among the first `guesses`."""
    return _share(
        judged, lambda j: any(name in j.message.right for name, _ in j.read.guesses[:guesses])
    )


def by_intent(judged: Sequence[Judged]) -> dict[str, Share]:
    """Precision and recall of the best guess, by the first label; a guess that is another
    acceptable label counts as right for the intent it names and as found for the first label."""
    names = sorted({j.message.best for j in judged} | {j.read.first for j in judged})
    return {
        name: Share(
            wanted=sum(j.message.best == name for j in judged),
            given=sum(j.read.first == name for j in judged),
            right_of_given=sum(j.read.first == name and j.is_right for j in judged),
            found_of_wanted=sum(j.message.best == name and j.is_right for j in judged),
        )
        for name in names
    }


def macro_f1(shares: dict[str, Share]) -> float:
    """Mean F1 of the intents that were wanted at all."""
    wanted = [share.f1 for share in shares.values() if share.wanted]
    return sum(wanted) / len(wanted) if wanted else 0.0


def confusions(judged: Iterable[Judged]) -> list[tuple[str, str, int]]:
    """(first label, wrong guess, how often), the most frequent first."""
    pairs = Counter((j.message.best, j.read.first) for j in judged if not j.is_right)
    return [(right, guess, count) for (right, guess), count in pairs.most_common()]


def person_wanted(judged: Sequence[Judged]) -> Share:
    """Detection of messages that call for a person.

    Given: answered with a hand-over; right where any acceptable label calls for one; wanted:
    the first label does.
    """
    given = [j for j in judged if NEEDS_PERSON & set(j.read.intents)]
    wanted = [j for j in judged if j.message.best in NEEDS_PERSON]
    return Share(
        wanted=len(wanted),
        given=len(given),
        right_of_given=sum(bool(NEEDS_PERSON & j.message.right) for j in given),
        found_of_wanted=sum(bool(NEEDS_PERSON & set(j.read.intents)) for j in wanted),
    )


def bands(judged: Sequence[Judged]) -> dict[str, float]:
    """Share of messages in each band."""
    counts = Counter(j.read.band for j in judged)
    return {band: counts[band] / len(judged) for band in ("answer", "clarify", "hand_over")}


def wrong_of_answered(judged: Sequence[Judged]) -> float:
    """Share of answered messages that got no acceptable answer."""
    answered = [j for j in judged if j.read.band == "answer"]
    return _share(answered, lambda j: j.answered_wrongly)


def surplus_of_answered(judged: Sequence[Judged]) -> float:
    """Share of answered messages that got an acceptable answer and beside it one nobody asked."""
    answered = [j for j in judged if j.read.band == "answer"]
    return _share(answered, lambda j: bool(j.surplus) and not j.answered_wrongly)


def strictly_wrong_of_answered(judged: Sequence[Judged]) -> float:
    """Share of answered messages that got no acceptable answer, or one nobody asked."""
    answered = [j for j in judged if j.read.band == "answer"]
    return _share(answered, lambda j: bool(j.surplus))


def surplus_of_several(judged: Sequence[Judged]) -> float | None:
    """Answers nobody asked, a message that asks several questions."""
    several = [j for j in judged if j.message.is_several]
    return sum(len(j.surplus) for j in several) / len(several) if several else None


def several_found(judged: Sequence[Judged]) -> float | None:
    """Share of messages with several questions of which every question was found."""
    several = [j for j in judged if j.message.is_several]
    return _share(several, lambda j: j.all_found) if several else None


def calibration(judged: Sequence[Judged]) -> list[Bin]:
    """Ten bins of confidence of equal width, empty ones left out."""
    found = []
    for number in range(BINS):
        inside = [j for j in judged if min(int(j.read.confidence * BINS), BINS - 1) == number]
        if inside:
            confidence = sum(j.read.confidence for j in inside) / len(inside)
            found.append(Bin(len(inside), confidence, _share(inside, lambda j: j.is_right)))
    return found


def calibration_error(bins: Sequence[Bin]) -> float:
    """Expected calibration error (Naeini et al., AAAI 2015): mean gap, weighed by messages."""
    messages = sum(b.messages for b in bins)
    return sum(b.messages * abs(b.confidence - b.right) for b in bins) / messages


def risk_coverage(judged: Sequence[Judged]) -> list[Risk]:
    """One point a distinct confidence, the surest first (El-Yaniv and Wiener, JMLR 2010)."""
    curve: list[Risk] = []
    wrong = 0
    ordered = sorted(judged, key=lambda j: -j.read.confidence)
    for number, j in enumerate(ordered, start=1):
        wrong += not j.is_right
        following = ordered[number].read.confidence if number < len(ordered) else None
        if following != j.read.confidence:
            curve.append(Risk(j.read.confidence, number / len(ordered), wrong / number))
    return curve


def answerable(curve: Sequence[Risk], *, wrong_at_most: float) -> float:
    """The largest share that can be answered with at most that share of it wrong."""
    return max((point.answered for point in curve if point.wrong <= wrong_at_most), default=0.0)


def _share(judged: Sequence[Judged], holds: Callable[[Judged], bool]) -> float:
    return sum(map(holds, judged)) / len(judged) if judged else 0.0
