"""Merges questions that are nearly the same, and orders the rest so that no two teach the same.

Asked in this order, each next question is the one that sets most messages right that those before
it leave wrong: the greedy rule for submodular gains (Nemhauser, Wolsey and Fisher 1978; for active
learning Wei, Iyer and Bilmes, ICML 2015), which is never worse than 63 % of the best choice.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from rapidfuzz.fuzz import ratio

from bot.learn.mining.likeness import alike
from bot.learn.mining.sifting import SAMPLES, Sifted
from bot.learn.mining.tally import MOST_BUYERS, MOST_IDS, summed
from bot.text.questions import question_of

NEARLY = 0.85
NEARLY_LETTERS = 80
SHORTEST_NEARLY = 4
MOST_MERGED = 50
# Questions this alike teach each other something: nothing at the lower end, half at the upper.
TEACHES_FROM, TEACHES = 0.5, 0.5


def without_near_duplicates(questions: Sequence[Sifted], rows: Any) -> list[Sifted]:
    """Questions with those that are nearly the same merged into the one said most.

    Nearly the same is alike by sequences and by letters, and means the same by what is suggested.
    """
    likeness = alike(rows, least=NEARLY)
    order = sorted(range(len(questions)), key=lambda at: (-questions[at].count, questions[at].key))
    taken: set[int] = set()
    merged: dict[int, Sifted] = {}
    for at in order:
        if at in taken:
            continue
        same = [
            other
            for other in likeness.indices[likeness.indptr[at] : likeness.indptr[at + 1]].tolist()
            if other != at and other not in taken and _nearly(questions[at], questions[other])
        ]
        taken.update([at, *same])
        others = sorted((questions[other] for other in same), key=lambda each: each.key)
        merged[at] = _merged(questions[at], others)
    return [merged[at] for at in sorted(merged)]


def ordered(
    questions: Sequence[Sifted],
    rows: Any,
    *,
    decided: Sequence[tuple[str, Any]] = (),
    limit: int,
) -> list[tuple[Sifted, float]]:
    """The questions worth most, each with what it adds to those before it, in messages a week.

    decided: what was settled before, each with what it means and its row: what it teaches is not
    asked for again.
    """
    teaching = alike(rows, least=TEACHES_FROM)
    teaching.data = TEACHES * (teaching.data - TEACHES_FROM) / (1 - TEACHES_FROM)
    left = [each.at_stake for each in questions]
    for meant, row in decided:
        for at, cosine in zip(*_nearby(row, rows), strict=True):
            if questions[at].suggested == meant:
                left[at] *= 1 - TEACHES * (cosine - TEACHES_FROM) / (1 - TEACHES_FROM)
    taught = [_taught(at, teaching, questions) for at in range(len(questions))]

    def adds(at: int) -> float:
        return left[at] + sum(share * left[other] for other, share in taught[at].items())

    # Lazily: what a question adds only falls, so that one still first when looked at again is it.
    queue = [(-adds(at), questions[at].key, at) for at in range(len(questions))]
    heapq.heapify(queue)
    found: list[tuple[Sifted, float]] = []
    while queue and len(found) < limit:
        _, key, at = heapq.heappop(queue)
        now = adds(at)
        if queue and (-now, key) > queue[0][:2]:
            heapq.heappush(queue, (-now, key, at))
            continue
        if now <= 0:
            break
        found.append((questions[at], now))
        left[at] = 0.0
        for other, share in taught[at].items():
            left[other] *= 1 - share
    return found


def _nearly(one: Sifted, other: Sifted) -> bool:
    if one.suggested != other.suggested:
        return False
    first, second = question_of(one.text), question_of(other.text)
    if min(len(first), len(second)) < SHORTEST_NEARLY:
        return False
    return bool(ratio(first, second) >= NEARLY_LETTERS)


def _merged(one: Sifted, others: Sequence[Sifted]) -> Sifted:
    if not others:
        return one
    every = [one, *others]
    samples = [*one.samples, *((each.text, each.before) for each in others)]
    # Those whose words are shown come first, so that they can be forgotten.
    said_by = [*(each.buyers[0] for each in others[-SAMPLES:]), *one.buyers]
    buyers = dict.fromkeys([*said_by, *(buyer for each in others for buyer in each.buyers)])
    ids = sorted({number for each in every for number in each.message_ids}, reverse=True)
    return replace(
        one,
        samples=tuple(samples[-SAMPLES:]),
        count=sum(each.count for each in every),
        weekly=sum(each.weekly for each in every),
        at_stake=sum(each.at_stake for each in every),
        misfit=any(each.misfit for each in every),
        signals=summed(each.signals for each in every),
        evidence={**one.evidence, "merged": [each.key for each in others[:MOST_MERGED]]},
        buyers=tuple(buyers)[:MOST_BUYERS],
        message_ids=tuple(ids[:MOST_IDS]),
    )


def _nearby(row: Any, rows: Any) -> tuple[list[int], list[float]]:
    cosines = (row @ rows.T).tocsr()
    near = cosines.data >= TEACHES_FROM
    return cosines.indices[near].tolist(), cosines.data[near].tolist()


def _taught(at: int, teaching: Any, questions: Sequence[Sifted]) -> Mapping[int, float]:
    """The others that mean the same, each with the share of its gain that this one brings too."""
    start, end = teaching.indptr[at], teaching.indptr[at + 1]
    pairs = zip(
        teaching.indices[start:end].tolist(), teaching.data[start:end].tolist(), strict=True
    )
    return {
        other: share
        for other, share in pairs
        if other != at and share > 0 and questions[other].suggested == questions[at].suggested
    }
