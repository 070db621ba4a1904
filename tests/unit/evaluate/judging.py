"""Judged messages written in one line each."""

from __future__ import annotations

from bot.evaluate.labelled import Labelled
from bot.evaluate.scores import Judged, Read


def judged(
    labels: str, guesses: str, *, band: str = "answer", acts: str = "", text: str = "在吗"
) -> Judged:
    """A message with `labels` (`a|b+c`), read with `guesses` (`a .7 b .2`).

    It was acted on with the first guess, or with what `acts` names (`a b`).
    """
    words = guesses.split()
    pairs = tuple((name, float(sure)) for name, sure in zip(words[::2], words[1::2], strict=True))
    readings = tuple(tuple(part.split("+")) for part in labels.split("|"))
    intents = tuple(acts.split()) or (pairs[0][0],)
    return Judged(Labelled(text, readings), Read.of(pairs, pairs[0][1], band, intents))
