"""A batch drawn up from reviewed questions: what is taught, what is doubted, whether it may be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.learn.retraining.doubting import Doubt, Reader, listed, unlikely, vouched
from bot.learn.retraining.example_files import Added, Removed
from bot.learn.retraining.known import Known
from bot.learn.retraining.lessons import Left, Lesson
from bot.learn.retraining.limits import Limits
from bot.learn.retraining.sorting import SETTLED, Sorted, sort
from bot.learn.review.model import Item
from bot.nlu.examples import SEVERAL, Example, split_before

CONTRADICTING = ("conflict", "contradiction")


@dataclass(frozen=True)
class Drawn:
    """A batch before it is trained on; doubts: of reviewed sentences that are not taught for them.

    faulty: items that are doubted or contradict what is taught, `of` so many, without intents
    that flood the batch, for copies would hide what else is wrong. refused: codes of what speaks
    against teaching the rest. growth: of each intent the examples before, and new.
    """

    batch: Sorted
    doubts: Mapping[Lesson, Doubt]
    growth: Mapping[str, tuple[int, int]]
    faulty: int
    of: int
    refused: tuple[str, ...] = ()
    faults: tuple[str, ...] = field(default=())

    @property
    def added(self) -> tuple[Added, ...]:
        """What comes into the files, by intent and item."""
        lessons = sorted(
            self.batch.taught, key=lambda each: (each.intent, each.item, not each.main)
        )
        return tuple(Added(intent=each.intent, line=each.line, note=each.note) for each in lessons)

    @property
    def removed(self) -> tuple[Removed, ...]:
        """What goes out of them."""
        return tuple(
            Removed(path=each.path, intent=each.intent, line=each.line)
            for _, each in sorted(self.batch.removed.items())
        )

    @property
    def items(self) -> tuple[int, ...]:
        """Items that are done with once this batch is trained."""
        done = {lesson.item for lesson in self.batch.taught if lesson.main}
        kinds = {self.batch.kinds[lesson] for lesson in self.batch.taught}
        for each in self.batch.left:
            # Copies of what is doubted are no better than that.
            of_use = each.code != "copy" or each.why in kinds
            if each.lesson.main and each.code in SETTLED and of_use:
                done.add(each.lesson.item)
        return tuple(sorted(done))

    @property
    def to_ask_again(self) -> dict[int, dict[str, Any]]:
        """What people should look at once more, by item, with what speaks against the answer."""
        asked: dict[int, dict[str, Any]] = {
            lesson.item: {"reads": doubt.reads, "probability": round(doubt.likely, 3)}
            for lesson, doubt in self.doubts.items()
        }
        for left in self.batch.left:
            if left.lesson.main and left.code in CONTRADICTING:
                asked[left.lesson.item] = {left.code: left.why}
        return asked


def draw_up(
    items: Sequence[Item],
    nlu: Path,
    *,
    reader: Reader,
    intents: Collection[str],
    sure: Collection[int],
    limits: Limits,
    seed: int,
    on_fold: Callable[[], None],
) -> Drawn:
    """Draw a batch up from settled `items` over the examples in `nlu`.

    `sure`: items to be taught whatever the models say; so are those that more than one person
    stands for. The rest is doubted by both the live model and cleanlab, or not at all.
    """
    known = Known(nlu)
    trusted = set(sure) | {item.id for item in items if vouched(item)}
    batch = sort(items, known, intents=intents, sure=trusted, limits=limits, mask=reader.mask)
    asked = [
        lesson
        for lesson in batch.taught
        if lesson.item not in trusted and lesson.item not in batch.removed
    ]
    unsure = unlikely(asked, reader, least_likely=limits.least_likely)
    doubts = {}
    if unsure:
        kinds = [batch.kinds[lesson] for lesson in batch.taught]
        suspects = listed(
            batch.taught, kinds, _old(known, batch, reader), reader=reader, seed=seed,
            on_fold=on_fold,
        )  # fmt: skip
        doubts = {lesson: doubt for lesson, doubt in unsure.items() if lesson in suspects}
    batch.drop([Left(lesson, "doubted", doubt.reads) for lesson, doubt in doubts.items()])
    main = {lesson: doubt for lesson, doubt in doubts.items() if lesson.main}
    against = [each for each in batch.left if each.lesson.main and each.code in CONTRADICTING]
    against_it = [*main, *(each.lesson for each in against)]
    flooded = {flood.intent for flood in batch.floods}
    faulty, of = _counted(against_it, batch.taught, lambda intent: intent not in flooded)
    of_flood = _counted(against_it, batch.taught, lambda intent: intent in flooded)
    many = any(
        wrong >= limits.faulty_sentences and wrong > limits.faulty_share * whole
        for wrong, whole in ((faulty, of), of_flood)
    )
    new = Counter(lesson.intents[0] for lesson in batch.taught)
    return Drawn(
        batch=batch,
        doubts=main,
        growth={intent: (known.count(intent), new[intent]) for intent in sorted(new)},
        faulty=faulty,
        of=of,
        refused=("faulty",) if many else (),
    )


def _counted(
    against: Iterable[Lesson], taught: Iterable[Lesson], of: Callable[[str], bool]
) -> tuple[int, int]:
    """Faulty reviewed sentences and all of them, of some intents."""
    faulty = sum(of(lesson.intents[0]) for lesson in against)
    return faulty, faulty + sum(lesson.main and of(lesson.intents[0]) for lesson in taught)


def _old(known: Known, batch: Sorted, reader: Reader) -> list[Example]:
    """The examples that stay, masked."""
    leaving = set(batch.removed.values())
    examples = []
    for written in known.examples:
        if written not in leaving:
            before, said = split_before(written.line)
            examples.append(
                Example(reader.mask(said), before, tuple(written.intent.split(SEVERAL)))
            )
    return examples
