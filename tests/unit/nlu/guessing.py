"""A model that knows a few texts by heart, to read messages without training one."""

from __future__ import annotations

from collections.abc import Mapping

from bot.nlu.confidence import Confidence
from bot.nlu.features import document
from bot.nlu.intent_model import QUESTIONS, Guess
from bot.nlu.linear import Terms

SURE = Confidence(
    wrong_at_most=0.05,
    temperature=1.0,
    answer=0.7,
    clarify=0.25,
    person=0.34,
    several=0.4,
    also=0.15,
    offsets={"order": 0.1, "greet": -0.2},
)


def guess_of(
    ranking: Mapping[str, float],
    *,
    asked: tuple[str, ...] = (),
    several: float | None = None,
    person: float = 0.01,
    familiar: float = 1.0,
) -> Guess:
    """A guess that names `ranking` and, as questions, those of `asked` for nearly sure."""
    several = several if several is not None else 0.9 if len(asked) > 1 else 0.01
    others = {name: 0.0 for name in (*QUESTIONS, "inform") if name not in ranking}
    return Guess(
        ranking=tuple(sorted({**ranking, **others}.items(), key=lambda pair: -pair[1])),
        asked={name: 0.95 if name in asked else 0.03 for name in QUESTIONS},
        several=several,
        person=person,
        familiar=familiar,
    )


class Learnt:
    """Guesses what it was told of a text, and nothing of the shop's of any other."""

    def __init__(self, known: Mapping[str, Guess], *, before: str = "") -> None:
        self._known = {_key(document(text, before)): guess for text, guess in known.items()}

    def __call__(self, terms: Terms) -> Guess:
        return self._known.get(_key(terms), guess_of({"out_of_scope": 0.2}))


def _key(terms: Terms) -> frozenset[tuple[str, int]]:
    return frozenset(terms.items())
