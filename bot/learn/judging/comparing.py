"""Both models on one set of messages: scores, differences with intervals, intents, confusions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from bot.evaluate import scores
from bot.evaluate.scores import Judged
from bot.learn.judging import pairs as on
from bot.learn.judging.pairs import Pair
from bot.learn.judging.significance import Flips, Interval, among_all, bootstrap, mcnemar


@dataclass(frozen=True)
class Side:
    """What one model reached: shares of 0 to 1, None where there is nothing to divide by."""

    top1: float
    macro_f1: float
    answered: float
    rightly_answered: float
    wrong_of_answered: float
    person_recall: float | None


@dataclass(frozen=True)
class IntentChange:
    """One intent's messages: `chance` is how likely some intent would look that bad by chance."""

    messages: int
    first: Flips
    chance: float
    recall: Interval


@dataclass(frozen=True)
class Compared:
    """Both models on the same messages; the flips are by what is named."""

    name: str
    messages: int
    live: Side
    candidate: Side
    first: Flips
    p: float
    rightly: Flips
    wrongly: Flips
    person: Flips
    top1: Interval
    macro_f1: Interval
    person_recall: Interval
    wrong_of_answered: Interval
    rightly_answered: Interval
    intents: dict[str, IntentChange]
    lost: tuple[tuple[str, str, int], ...]
    gained: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True)
class Fresh:
    """New examples as a model of all the others reads them.

    contradicted: so sure of another intent that it would answer; usual: the share of messages
    that the live model answers wrongly, of the labelled ones or of the old examples, the higher.
    """

    messages: int
    right: int
    contradicted: tuple[Judged, ...]
    usual: float


def fresh_of(read: Sequence[Judged], *sets: Compared | None) -> Fresh:
    """What the reading of new examples comes to beside that of the `sets`."""
    wrong = [s.live.wrong_of_answered * s.live.answered for s in sets if s is not None]
    return Fresh(
        messages=len(read),
        right=sum(j.is_right for j in read),
        contradicted=tuple(j for j in read if j.answered_wrongly),
        usual=max(wrong, default=0.0),
    )


def compared(name: str, pairs: Sequence[Pair], *, seed: int = 0) -> Compared:
    """Compare on at least one message; `seed` draws the intervals."""
    live, candidate = on.sides(pairs)
    groups = [pair.chat for pair in pairs]

    def share(good: Callable[[Judged], bool], of: Callable[[Judged], bool]) -> Interval:
        return bootstrap(_share_difference(live, candidate, good, of), groups, seed=seed)

    first = on.flips(pairs, on.first_right)
    return Compared(
        name=name,
        messages=len(pairs),
        live=_side(live),
        candidate=_side(candidate),
        first=first,
        p=mcnemar(first),
        rightly=on.flips(pairs, on.rightly_answered),
        wrongly=on.flips(pairs, on.not_wrongly_answered),
        person=on.flips(on.calling(pairs), on.person_fetched),
        top1=share(on.first_right, _any),
        macro_f1=bootstrap(_f1_difference(live, candidate), groups, seed=seed),
        person_recall=share(on.person_fetched, _calls),
        wrong_of_answered=share(lambda j: j.answered_wrongly, lambda j: j.read.band == "answer"),
        rightly_answered=share(on.rightly_answered, _any),
        intents=_intents(pairs, seed),
        lost=_confusions(pair.candidate for pair in pairs if _is_lost(pair)),
        gained=_confusions(pair.live for pair in pairs if _is_gained(pair)),
    )


def _side(judged: Sequence[Judged]) -> Side:
    bands = scores.bands(judged)
    calling = [j for j in judged if _calls(j)]
    return Side(
        top1=scores.top(judged, 1),
        macro_f1=scores.macro_f1(scores.by_intent(judged)),
        answered=bands["answer"],
        rightly_answered=sum(map(on.rightly_answered, judged)) / len(judged),
        wrong_of_answered=scores.wrong_of_answered(judged),
        person_recall=sum(map(on.person_fetched, calling)) / len(calling) if calling else None,
    )


def _intents(pairs: Sequence[Pair], seed: int) -> dict[str, IntentChange]:
    parts = on.by_intent(pairs)
    first = {name: on.flips(part, on.first_right) for name, part in parts.items()}
    chances = among_all(first)
    found = {}
    for name, part in parts.items():
        statistic = _share_difference(*on.sides(part), on.first_right, _any)
        recall = bootstrap(statistic, [pair.chat for pair in part], seed=seed)
        found[name] = IntentChange(len(part), first[name], chances[name], recall)
    return found


def _is_lost(pair: Pair) -> bool:
    return pair.live.is_right and not pair.candidate.is_right


def _is_gained(pair: Pair) -> bool:
    return pair.candidate.is_right and not pair.live.is_right


def _confusions(wrong: Iterable[Judged]) -> tuple[tuple[str, str, int], ...]:
    """(right, what it was taken for, messages), the most frequent first."""
    counts = Counter((j.message.best, j.read.first) for j in wrong)
    return tuple((right, guess, count) for (right, guess), count in counts.most_common())


def _any(judged: Judged) -> bool:
    return True


def _calls(judged: Judged) -> bool:
    return judged.message.best in on.NEEDS_PERSON


def _share_difference(
    live: Sequence[Judged],
    candidate: Sequence[Judged],
    good: Callable[[Judged], bool],
    of: Callable[[Judged], bool],
) -> Callable[[np.ndarray], np.ndarray]:
    """The difference of the share that is good, of those that count, over weighed messages."""

    def counted(judged: Sequence[Judged]) -> tuple[np.ndarray, np.ndarray]:
        whole = np.array([of(j) for j in judged], dtype=np.float64)
        return np.array([good(j) for j in judged]) * whole, whole

    (live_good, live_all), (good_now, all_now) = counted(live), counted(candidate)

    def statistic(weights: np.ndarray) -> np.ndarray:
        with np.errstate(invalid="ignore", divide="ignore"):
            difference: np.ndarray = (weights @ good_now) / (weights @ all_now)
            return difference - (weights @ live_good) / (weights @ live_all)

    return statistic


def _f1_difference(
    live: Sequence[Judged], candidate: Sequence[Judged]
) -> Callable[[np.ndarray], np.ndarray]:
    """The difference in `scores.macro_f1` over weighed messages."""
    names = sorted({j.message.best for j in live})
    wanted = np.array([[j.message.best == name for name in names] for j in live], dtype=np.float64)
    tables = []
    for judged in (live, candidate):
        given = np.array([[j.read.first == name for name in names] for j in judged])
        right = np.array([j.is_right for j in judged])[:, None]
        tables.append((given.astype(np.float64), given * right, wanted * right))

    def macro(
        weights: np.ndarray, given: np.ndarray, true: np.ndarray, found: np.ndarray
    ) -> np.ndarray:
        with np.errstate(invalid="ignore", divide="ignore"):
            precision = np.nan_to_num((weights @ true) / (weights @ given))
            whole = weights @ wanted
            recall = np.nan_to_num((weights @ found) / whole)
            f1 = np.nan_to_num(2 * precision * recall / (precision + recall))
        there = whole > 0
        mean: np.ndarray = (f1 * there).sum(axis=1) / there.sum(axis=1)
        return mean

    def statistic(weights: np.ndarray) -> np.ndarray:
        return macro(weights, *tables[1]) - macro(weights, *tables[0])

    return statistic
