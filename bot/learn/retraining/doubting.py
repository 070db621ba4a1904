"""Labels that are doubted: by the live model, and by models that have not seen the sentence."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np

from bot.learn.retraining.lessons import Lesson
from bot.learn.retraining.unseen import FOLDS, read_unseen
from bot.learn.review.model import Item
from bot.nlu.examples import SEVERAL, Example
from bot.nlu.features import document
from bot.nlu.intent_model import IntentModel


@dataclass(frozen=True)
class Doubt:
    """What the live model reads instead: probabilities of that and of the label, 0 to 1."""

    reads: str
    likely: float
    own: float


@dataclass(frozen=True)
class Reader:
    """The model that answers, the temperature that it is read with, and how it masks text."""

    model: IntentModel
    temperature: float
    mask: Callable[[str], str]

    def likely(self, said: str, before: str) -> dict[str, float]:
        """Every intent's probability for a sentence."""
        terms = document(self.mask(said), before)
        return dict(self.model.guess(terms, temperature=self.temperature).ranking)


def vouched(item: Item) -> bool:
    """Whether more than one person stands for an item's meaning, so that no model is asked.

    Two reviewers, the owner after a difference, or a reviewer who agrees with the agents that
    corrected the bot in the chats themselves.
    """
    meant = set(item.meant.split(SEVERAL))
    agreeing = [word for word in item.words if set(word.meant.split(SEVERAL)) == meant]
    decided = any(word.decides for word in agreeing)
    corrected = item.verdict == "right" and item.candidate.signals.get("corrected", 0) > 0
    return len({word.login for word in agreeing}) > 1 or decided or corrected


def unlikely(
    lessons: Sequence[Lesson], reader: Reader, *, least_likely: float
) -> dict[Lesson, Doubt]:
    """Lessons to whose label the live model gives less than `least_likely`."""
    found = {}
    for lesson in lessons:
        likely = reader.likely(lesson.said, lesson.before)
        own = sum(likely.pop(intent, 0.0) for intent in lesson.intents)
        if own < least_likely and likely:
            reads = max(likely, key=lambda intent: likely[intent])
            found[lesson] = Doubt(reads, likely[reads], own)
    return found


def listed(
    lessons: Sequence[Lesson],
    kinds: Sequence[str],
    old: Sequence[Example],
    *,
    reader: Reader,
    seed: int,
    on_fold: Callable[[], None],
) -> Collection[Lesson]:
    """Lessons that cleanlab takes for label errors, by models trained without them.

    `kinds` keeps copies in one fold: what was taught five times would confirm itself. All of
    them, where the examples are too few for folds: then the live model's word stands alone.
    """
    from cleanlab.filter import find_label_issues

    new = [Example(reader.mask(lesson.said), lesson.before, lesson.intents) for lesson in lessons]
    examples = [*old, *new]
    if min(Counter(example.intents[0] for example in examples).values(), default=0) < FOLDS:
        return frozenset(lessons)
    alike = [*(example.said.replace(" ", "") for example in old), *kinds]
    intents, likely = read_unseen(
        examples, alike, temperature=reader.temperature, seed=seed, on_fold=on_fold
    )
    rows = zip(examples, likely, strict=True)
    labels = np.array([_label(example.intents, intents, row) for example, row in rows])
    with warnings.catch_warnings():
        # Of classes with few examples; those are read all the same.
        warnings.simplefilter("ignore")
        issues = find_label_issues(labels, likely, n_jobs=1)
    return {lesson for lesson, issue in zip(lessons, issues[len(old) :], strict=True) if issue}


def _label(asked: Sequence[str], intents: Sequence[str], row: np.ndarray) -> int:
    """Of several questions the one the models see: any of them is a right first guess."""
    return max(map(intents.index, asked), key=lambda at: float(row[at]))
