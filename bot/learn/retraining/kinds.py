"""Sentences that are copies of one kind: alike but for names, figures and a few characters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from bot.learn.retraining.lessons import Lesson
from bot.text.questions import question_of


def kinds_of(
    lessons: Sequence[Lesson], *, alike: float, mask: Callable[[str], str]
) -> dict[Lesson, str]:
    """The kind of each lesson: the masked words of the first one of its intents that is like it.

    alike: from which likeness on (Dice coefficient of the pairs of characters, 0 to 1).
    """
    found: dict[Lesson, str] = {}
    leaders: dict[str, list[tuple[str, Counter[str]]]] = {}
    for lesson in lessons:
        words = question_of(mask(lesson.said))
        pairs = _pairs(words)
        of_intent = leaders.setdefault(lesson.intent, [])
        kind = next((name for name, other in of_intent if _dice(pairs, other) >= alike), None)
        if kind is None:
            kind = words
            of_intent.append((words, pairs))
        found[lesson] = f"{lesson.intent} {kind}"
    return found


def _pairs(words: str) -> Counter[str]:
    edged = f"^{words}$"
    return Counter(edged[i : i + 2] for i in range(len(edged) - 1))


def _dice(one: Counter[str], other: Counter[str]) -> float:
    sizes = one.total() + other.total()
    # Of very different lengths they cannot be alike enough to be worth counting.
    if 2 * min(one.total(), other.total()) < sizes / 2:
        return 0.0
    return 2 * (one & other).total() / sizes
