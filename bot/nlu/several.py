"""Which questions a message asks when it asks several, with or without marks between them.

The weights were fitted, by logistic regression, on chats of eight authors that the model had not
seen: first whether a message asks more than one thing, then which things such a message asks.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product

from bot.nlu.features import document
from bot.nlu.intent_model import Guess
from bot.nlu.linear import Terms

ASKS = re.compile(
    r"吗|呢|嘛|么(?!么)|几|多少|多久|多大|什么|啥|哪|怎|咋|能|行不|有没有|是不是|(.)不\1"
    r"|[不没](?= |$)|吧|会不会|给|帮|要"
)
MOST_ASKED = 5
# Where a message may be cut: after a particle, at a space, before a word that opens.
CUT = re.compile(
    r"(?<=[吗呢嘛吧么啊呀不])|(?<= )"
    r"|(?=大概|多久|几|什么|啥|多少|怎|咋|哪|能|有|可|会|要|是|包|还|送|走|发|给|这|那|你|退|换|运|快递)"
)
MOST_CUTS = 16
SHORTEST = 2
READINGS_OF_A_PART = 3
MOST_QUESTIONS = 5
LEAST = 1e-4
# Below this the model's own word that there are several is enough to look no further.
SURELY_ONE = 0.02
# Below this a question is not heard in the whole; then only a mark can have parted it off.
UNHEARD = 0.05


@dataclass(frozen=True)
class Cut:
    """What the parts of a message say, wherever it is cut in two.

    `pairs` holds for each question how likely it is one part while the other part is another;
    `order` are the two questions of the best cut, `sure` how likely that is, `marked` whether a
    mark stands there.
    """

    pairs: Mapping[str, float]
    order: tuple[str, ...]
    sure: float
    marked: bool


def several_asked(
    said: str, whole: Guess, guess: Callable[[Terms], Guess], *, needed: Callable[[str], float]
) -> tuple[float, tuple[str, ...]]:
    """How likely masked text asks more than one thing, 0 to 1, and what it then asks.

    Each question is as likely as `needed` says of it; the first asked stands first.
    """
    if whole.several < SURELY_ONE or len(whole.asked) < MOST_QUESTIONS:
        return 0.0, ()
    cut = _best_cut(said, whole, guess)
    return _are_several(said, whole, cut), _questions(whole, cut, needed)


def odds(probability: float) -> float:
    """The logarithm of the odds, bounded."""
    bounded = min(max(probability, LEAST), 1 - LEAST)
    return math.log(bounded / (1 - bounded))


def _are_several(said: str, whole: Guess, cut: Cut) -> float:
    _, second, *_ = sorted(whole.asked.values(), reverse=True)
    return _probability(
        0.43 * odds(second) + 0.10 * odds(whole.ranking[1][1])
        - 0.07 * min(sum(1 for _ in ASKS.finditer(said)), MOST_ASKED)
        - 1.67 * math.log(len(said.replace(" ", "")) + 1)
        - 0.56 * (" " in said)
        + 0.52 * odds(whole.several) + 0.18 * odds(cut.sure)
        + 5.14
    )  # fmt: skip


def _questions(whole: Guess, cut: Cut, needed: Callable[[str], float]) -> tuple[str, ...]:
    ranked = dict(whole.ranking)
    likely = {
        name: _probability(
            0.93 * odds(by_itself) + 0.05 * odds(ranked[name]) + 0.11 * odds(cut.pairs.get(name, 0))
            + (0.94 + 0.17 * cut.marked) * (name in cut.order) - 0.19 * odds(whole.several)
            + 1.19
        )
        for name, by_itself in whole.asked.items()
        if by_itself >= UNHEARD or (cut.marked and name in cut.order)
    }  # fmt: skip
    found = [name for name, probability in likely.items() if probability >= needed(name)]
    asked = sorted(found, key=lambda name: -likely[name])[:MOST_QUESTIONS]
    return tuple(sorted(asked, key=lambda name: cut.order.index(name) if name in cut.order else 1))


def _best_cut(said: str, whole: Guess, guess: Callable[[Terms], Guess]) -> Cut:
    pairs: dict[str, float] = {}
    best = Cut(pairs, (), 0.0, marked=False)
    for at in _cuts(said):
        halves = (_reads(half, whole, guess) for half in (said[:at], said[at:]))
        for (one, one_sure), (other, other_sure) in product(*halves):
            sure = one_sure * other_sure
            if one != other:
                pairs[one] = max(pairs.get(one, 0.0), sure)
                pairs[other] = max(pairs.get(other, 0.0), sure)
            if one != other and sure > best.sure:
                best = Cut(pairs, (one, other), sure, marked=said[at - 1] == " ")
    return best


def _cuts(said: str) -> list[int]:
    """Places where one question may end and the next begin."""
    places = (cut.start() for cut in CUT.finditer(said))
    return [at for at in places if SHORTEST <= at <= len(said) - SHORTEST][:MOST_CUTS]


def _reads(
    half: str, whole: Guess, guess: Callable[[Terms], Guess]
) -> tuple[tuple[str, float], ...]:
    """The half's best readings that are questions."""
    ranking = guess(document(half)).ranking
    return tuple(pair for pair in ranking[:READINGS_OF_A_PART] if pair[0] in whole.asked)


def _probability(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))
