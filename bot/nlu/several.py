"""Which questions a message asks when it asks several, with or without marks between them.

Weights were fitted on chats that the model had not seen: on their messages, and on their
questions joined in twos and threes.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from bot.nlu.features import document
from bot.nlu.intent_model import Guess
from bot.nlu.linear import Terms

ASKS = re.compile(
    r"吗|呢|嘛|么(?!么)|几|多少|多久|多大|什么|啥|哪|怎|咋|能|行不|有没有|是不是|(.)不\1"
    r"|[不没](?= |$)|吧|会不会|给|帮|要"
)
# Where a message may be cut: after a particle, at a space, before a word that opens.
CUT = re.compile(
    r"(?<=[吗呢嘛吧么啊呀不])|(?<= )"
    r"|(?=大概|多久|几|什么|啥|多少|怎|咋|哪|能|有|可|会|要|是|包|还|送|走|发|给|这|那|你|退|换|运|快递)"
)
MOST_CUTS = 16
SHORTEST = 2
MOST_QUESTIONS = 3
LEAST = 1e-4
# Below this the model itself says no; a mark between two clauses says more than a mere cut.
UNASKED = 0.05
MARKED = 1.2


def asks_several(said: str, whole: Guess) -> float:
    """How likely masked text asks more than one thing, 0 to 1."""
    asked = sorted(whole.asked.values(), reverse=True)
    if len(asked) < MOST_QUESTIONS:
        return 0.0
    first, second = (odds(probability) for _, probability in whole.ranking[:2])
    value = (
        0.61 * odds(asked[0]) + 0.56 * odds(asked[1]) + 0.62 * odds(asked[2])
        - 1.17 * first - 0.76 * second
        + 0.49 * sum(1 for _ in ASKS.finditer(said))
        + 3.15 * math.log(len(said.replace(" ", "")) + 1)
        + 1.99 * (" " in said)
        - 8.35
    )  # fmt: skip
    return 1 / (1 + math.exp(-value))


def questions(
    said: str, whole: Guess, guess: Callable[[Terms], Guess], *, needed: float
) -> tuple[str, ...]:
    """The questions of a message that asks several, at most three, the first asked first.

    Witnesses are the model's own word that a question is in it, the best cut into two halves
    that read as different questions, and the whole's ranking.
    """
    pairs: dict[str, float] = {}
    best = 0.0
    order: tuple[str, ...] = ()
    marked = False
    for at in _cuts(said):
        left, right = (_reads(half, whole, guess) for half in (said[:at], said[at:]))
        for one, one_sure in left:
            for other, other_sure in right:
                if one == other:
                    continue
                sure = one_sure * other_sure
                pairs[one] = max(pairs.get(one, 0.0), sure)
                pairs[other] = max(pairs.get(other, 0.0), sure)
                if sure > best:
                    best, order, marked = sure, (one, other), said[at - 1] == " "
    ranked = dict(whole.ranking)
    likely = {
        name: 0.54 * odds(by_itself) + 0.18 * odds(pairs.get(name, 0.0))
        + 0.13 * odds(ranked[name]) + (MARKED if marked else 0.53) * (name in order) + 0.44
        for name, by_itself in whole.asked.items()
        if by_itself >= UNASKED or (marked and name in order)
    }  # fmt: skip
    found = [name for name, value in likely.items() if 1 / (1 + math.exp(-value)) >= needed]
    surest = sorted(found, key=lambda name: -likely[name])[:MOST_QUESTIONS]
    return tuple(sorted(surest, key=lambda name: order.index(name) if name in order else 1))


def odds(probability: float) -> float:
    """The logarithm of the odds, bounded."""
    bounded = min(max(probability, LEAST), 1 - LEAST)
    return math.log(bounded / (1 - bounded))


def _cuts(said: str) -> list[int]:
    """Places where one question may end and the next begin."""
    places = (cut.start() for cut in CUT.finditer(said))
    return [at for at in places if SHORTEST <= at <= len(said) - SHORTEST][:MOST_CUTS]


def _reads(
    half: str, whole: Guess, guess: Callable[[Terms], Guess]
) -> tuple[tuple[str, float], ...]:
    """The half's best readings that are questions."""
    ranking = guess(document(half)).ranking
    return tuple(pair for pair in ranking[:MOST_QUESTIONS] if pair[0] in whole.asked)
