"""What a message asks: the model's reading of the whole and of each clause, weighed together.

Pure over a ranking function, so that a threshold or a cut can be tried without Rasa.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.nlu.features import masked

Ranking = list[tuple[str, float]]
Rank = Callable[[str, Sequence[Mapping[str, Any]]], Ranking]

FALLBACK = "nlu_fallback"
HANDS_OVER = frozenset({"complain", "after_sales", "request_human"})
NOT_A_QUESTION = frozenset(
    "greet affirm deny thank goodbye inform out_of_scope hesitate report_order".split()
)
CLAUSE = re.compile(r"(?:(?<=[吗呢嘛])|(?<=[^什怎多这那要]么))(?![呢啊呀哦])|[\s,，。.？?！!；;~]+")
# Where a second question may begin without a mark before it (走什么快递多久到).
OPENER = re.compile(
    r"大概|多久|几|什么|啥|多少|怎|咋|哪|能|有|可不?可?以|会|要|是|包|还|送|走|发|用|穿|质量|今|明"
    r"|现在|这|那|你[们家]|买|退|换|给|满|支持|不合适|优惠|活动|尺码|面料|洗|卖"
)
ASKS = re.compile(
    r"多少|几|什么|啥|哪|怎|咋|谁|[吗么嘛?？]|[不没吧呢呀啊]$|如何|多[久大长高重]|(.)[不没]\1|是不是|有没有"
)
# Clauses about buying are what a question is asked for, seldom a request of their own.
NO_SIDE_QUESTION = NOT_A_QUESTION | HANDS_OVER | {"order", "change_order", "order_note"}
BARE = re.compile(r"[0PISCKR][0PISCKR ]*")
GOODBYES = frozenset({"88", "886"})
SHORTEST_CLAUSE = 3
SHORTEST_BEFORE_CUT = 4
LONGEST_JOINED = 60
MOST_CUTS = 3
MOST_CLAUSES = 12


@dataclass(frozen=True)
class Certainty:
    """Probabilities a reading needs.

    answer: for an intent to count as understood; strict: more for intents that fetch a person
    or book something; harmless: for the best other intent to stand in for a strict one that
    missed its own; also: for a clause to count as a question; joined: the same where nothing
    but the words parts two clauses, or where a clause holds no word that asks.
    """

    answer: float = 0.4
    harmless: float = 0.3
    also: float = 0.6
    joined: float = 0.75
    strict: Mapping[str, float] = field(default_factory=dict)

    def of(self, intent: str) -> float:
        """What `intent` needs."""
        return self.strict.get(intent, self.answer)


@dataclass(frozen=True)
class Reading:
    """Intent with its probability, further questions in their order, the whole's ranking."""

    intent: str
    confidence: float
    also: tuple[str, ...]
    ranking: tuple[tuple[str, float], ...]


def read(
    text: str, entities: Sequence[Mapping[str, Any]], *, rank: Rank, certainty: Certainty
) -> Reading:
    """Read `text`; `entities` have start and end in it."""
    ranking = rank(text, entities)
    if is_bare(text, entities):
        return Reading("inform", 1.0, (), tuple(ranking))
    name, confidence = settled(ranking, certainty)
    asked = _questions(text, entities, rank, certainty)
    names = [question for question, _ in asked]
    overruled = name not in names and len(names) > 1 and confidence < certainty.also
    silent = name == FALLBACK or (name in NOT_A_QUESTION and name != "report_order")
    if asked and (silent or overruled):
        name, confidence = asked[0]
    also = () if name in HANDS_OVER else tuple(other for other in names if other != name)
    return Reading(name, confidence, also, tuple(ranking))


def is_bare(text: str, entities: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the message is nothing but a figure or names of the catalogue: it answers or points.

    88 and 886 are how buyers write goodbye (拜拜).
    """
    return text.strip() not in GOODBYES and BARE.fullmatch(masked(text, entities)) is not None


def settled(ranking: Ranking, certainty: Certainty) -> tuple[str, float]:
    """The intent to act on and its probability, or the fallback's name.

    Readings that fetch a person are weighed as one: which of them it is matters less.
    """
    name, confidence = ranking[0]
    weight = confidence
    if name in HANDS_OVER:
        weight = sum(value for guess, value in ranking if guess in HANDS_OVER)
    if weight >= certainty.of(name):
        return name, confidence
    if name in certainty.strict:
        others = (pair for pair in ranking if pair[0] not in certainty.strict)
        other, value = next(others, (FALLBACK, 0.0))
        if value >= certainty.harmless:
            return other, value
    return FALLBACK, confidence


def _questions(
    text: str, entities: Sequence[Mapping[str, Any]], rank: Rank, certainty: Certainty
) -> list[tuple[str, float]]:
    """Distinct questions of the clauses; none where the message is a single one."""
    found: dict[str, float] = {}
    clauses = _clauses(text)[:MOST_CLAUSES]
    for start, end in clauses:
        parts = _parted(text, start, end, entities, rank, certainty.joined)
        if len(clauses) == len(parts) == 1:
            return []
        for begin, stop in parts:
            if stop - begin < SHORTEST_CLAUSE:
                continue
            name, confidence = rank(text[begin:stop], _inside(entities, begin, stop))[0]
            asks = ASKS.search(text[begin:stop]) is not None
            needed = certainty.also if asks else certainty.joined
            if name not in NO_SIDE_QUESTION and confidence >= max(needed, certainty.of(name)):
                found.setdefault(name, confidence)
    return list(found.items())


def _parted(
    text: str,
    start: int,
    end: int,
    entities: Sequence[Mapping[str, Any]],
    rank: Rank,
    needed: float,
) -> list[tuple[int, int]]:
    """The clause, or its two halves where both read as different, certain questions."""
    if end - start > LONGEST_JOINED:
        return [(start, end)]
    best, cut = needed, None
    openers = OPENER.finditer(text, start + SHORTEST_BEFORE_CUT, end)
    places = [opener.start() for opener in openers if opener.start() <= end - SHORTEST_CLAUSE]
    asking = [at for at in places if ASKS.search(text[start:at]) and ASKS.search(text[at:end])]
    for at in asking[:MOST_CUTS]:
        first = rank(text[start:at], _inside(entities, start, at))[0]
        second = rank(text[at:end], _inside(entities, at, end))[0]
        if first[0] == second[0] or {first[0], second[0]} & NO_SIDE_QUESTION:
            continue
        if min(first[1], second[1]) >= best:
            best, cut = min(first[1], second[1]), at
    return [(start, end)] if cut is None else [(start, cut), (cut, end)]


def _inside(entities: Sequence[Mapping[str, Any]], start: int, end: int) -> list[Mapping[str, Any]]:
    """Entities between the two places, counted from the first."""
    return [
        {**entity, "start": entity["start"] - start, "end": entity["end"] - start}
        for entity in entities
        if start <= entity["start"] and entity["end"] <= end
    ]


def _clauses(text: str) -> list[tuple[int, int]]:
    """Where each clause starts and ends."""
    clauses, start = [], 0
    for cut in CLAUSE.finditer(text):
        clauses.append((start, cut.start()))
        start = cut.end()
    clauses.append((start, len(text)))
    return [(begin, end) for begin, end in clauses if text[begin:end].strip()]
