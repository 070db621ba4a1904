"""Which lessons a batch teaches, and why the others are left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, field

from bot.learn.retraining.kinds import kinds_of
from bot.learn.retraining.known import Known, Written, bare
from bot.learn.retraining.lessons import Left, Lesson, lessons_of
from bot.learn.retraining.limits import Limits
from bot.learn.review.meaning import OUT_OF_SCOPE
from bot.learn.review.model import Item
from bot.learn.review.rows import OF_OUR_OWN
from bot.nlu.examples import SEVERAL
from bot.text.masking import mask_personal
from bot.text.normalise import normalise

# What is left for one of these has nothing more to teach; the rest is tried again next time.
SETTLED = frozenset({"empty", "too_long", "duplicate", "copy", "confirmed", "gone"})


@dataclass(frozen=True)
class Flood:
    """An intent with too large a part of a batch; sentences as they came, and those taught."""

    intent: str
    came: int
    of: int
    taught: int
    like: str


@dataclass
class Sorted:
    """A batch while it is sorted out.

    removed: examples of ours that a person put under another intent, by the item that says so.
    kinds: of what is taught, see `kinds_of`.
    """

    taught: list[Lesson] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    removed: dict[int, Written] = field(default_factory=dict)
    floods: tuple[Flood, ...] = ()
    kinds: dict[Lesson, str] = field(default_factory=dict)

    def leave(self, lesson: Lesson, code: str, why: str = "") -> None:
        """Leave a lesson that was not taken in yet."""
        self.left.append(Left(lesson, code, why))

    def drop(self, lessons: Iterable[Left]) -> None:
        """Leave lessons after all; with a reviewed sentence go its other ways of being put."""
        dropped = list(lessons)
        self.left += dropped
        gone = {left.lesson for left in dropped}
        items = {left.lesson.item for left in dropped if left.lesson.main}
        self.taught = [
            lesson for lesson in self.taught if lesson not in gone and lesson.item not in items
        ]
        self.removed = {key: value for key, value in self.removed.items() if key not in items}


def sort(
    items: Sequence[Item],
    known: Known,
    *,
    intents: Container[str],
    sure: Container[int],
    limits: Limits,
    mask: Callable[[str], str],
) -> Sorted:
    """Sort reviewed items out, by their ids: the same items give the same batch.

    intents: those of the domain; mask: names and figures as signs. sure: items whose meaning more
    than one person stands for: an example of ours that says otherwise gives way to them.
    """
    batch = Sorted()
    for item in sorted(items, key=lambda item: item.id):
        if item.candidate.key.startswith(OF_OUR_OWN):
            _take_correction(item, batch, known)
        else:
            batch.taught += lessons_of(item, ways=limits.ways_a_question)
    whole = list(batch.taught)
    for check in (
        _text_faults(intents, limits),
        _contradictions(batch.taught),
        _taught_before(known, batch, sure),
    ):
        batch.drop([left for lesson in batch.taught if (left := check(lesson)) is not None])
    batch.kinds = kinds_of(_by_worth(batch.taught), alike=limits.alike, mask=mask)
    batch.drop(_copies(batch, limits.copies_of_a_kind))
    batch.drop(_too_many(batch.taught, known, limits))
    batch.floods = _floods(whole, batch, limits)
    return batch


def _take_correction(item: Item, batch: Sorted, known: Known) -> None:
    """An example of ours whose label was doubted: as it was, or moved to what it means."""
    (lesson, *_) = lessons_of(item, ways=1)
    evidence = item.candidate.evidence
    label = str(evidence.get("label", ""))
    written = known.doubted(
        file=str(evidence.get("file", "")),
        label=label,
        text=item.candidate.text,
        before=item.candidate.before,
    )
    if set(lesson.intents) == set(label.split(SEVERAL)):
        batch.leave(lesson, "confirmed")
    elif written is None:
        batch.leave(lesson, "gone")
    else:
        batch.removed[item.id] = written
        batch.taught.append(lesson)


def _text_faults(intents: Container[str], limits: Limits) -> Callable[[Lesson], Left | None]:
    def check(lesson: Lesson) -> Left | None:
        missing = [intent for intent in lesson.intents if intent not in intents]
        if missing:
            return Left(lesson, "no_intent", " ".join(missing))
        if len(bare(lesson.said)) < limits.shortest:
            return Left(lesson, "empty")
        if len(lesson.said) > limits.longest:
            return Left(lesson, "too_long", str(len(lesson.said)))
        texts = (lesson.said, lesson.before)
        if any(normalise(mask_personal(text)) != normalise(text) for text in texts):
            return Left(lesson, "personal")
        return None

    return check


def _contradictions(lessons: Iterable[Lesson]) -> Callable[[Lesson], Left | None]:
    """The same sentence under two meanings is taught under none; twice under one, once."""
    meanings: dict[str, set[frozenset[str]]] = {}
    for lesson in lessons:
        meanings.setdefault(bare(lesson.line), set()).add(frozenset(lesson.intents))
    first: dict[str, Lesson] = {}

    def check(lesson: Lesson) -> Left | None:
        words = bare(lesson.line)
        if len(meanings[words]) > 1:
            return Left(lesson, "contradiction")
        if first.setdefault(words, lesson) is not lesson:
            return Left(lesson, "duplicate", f"item {first[words].item}")
        return None

    return check


def _taught_before(
    known: Known, batch: Sorted, sure: Container[int]
) -> Callable[[Lesson], Left | None]:
    moved = set(batch.removed.values())

    def check(lesson: Lesson) -> Left | None:
        written = known.like(lesson.line)
        if written is None or written in moved:
            return None
        where = f"{written.path}: {written.intent}"
        if set(written.intent.split(SEVERAL)) == set(lesson.intents):
            return Left(lesson, "duplicate", where)
        if lesson.item in sure and lesson.main:
            batch.removed[lesson.item] = written
            return None
        return Left(lesson, "conflict", where)

    return check


def _by_worth(lessons: Iterable[Lesson]) -> list[Lesson]:
    """What buyers say most often first; a person's sentence before other ways of putting it."""
    return sorted(lessons, key=lambda lesson: (not lesson.main, -lesson.count, lesson.item))


def _copies(batch: Sorted, most: int) -> list[Left]:
    seen: Counter[str] = Counter()
    copies = []
    for lesson in _by_worth(batch.taught):
        kind = batch.kinds[lesson]
        seen[kind] += 1
        if seen[kind] > most:
            copies.append(Left(lesson, "copy", kind))
    return copies


def _too_many(lessons: Sequence[Lesson], known: Known, limits: Limits) -> list[Left]:
    """What goes beyond an intent's share of the batch or its growth, the least frequent first."""
    came = Counter(lesson.intents[0] for lesson in lessons)
    taken: Counter[str] = Counter()
    later = []
    for lesson in _by_worth(lessons):
        intent = lesson.intents[0]
        outside = intent == OUT_OF_SCOPE
        share = limits.share_out_of_scope if outside else limits.share_of_intent
        # So many that they are this share once the rest of them is left.
        of_others = (len(lessons) - came[intent]) * share / (1 - share)
        most = min(of_others, limits.growth_of_intent * known.count(intent))
        taken[intent] += 1
        if taken[intent] > max(most, limits.always_pass):
            later.append(Left(lesson, "later"))
    return later


def _floods(whole: Sequence[Lesson], batch: Sorted, limits: Limits) -> tuple[Flood, ...]:
    came = Counter(lesson.intents[0] for lesson in whole)
    taught = Counter(lesson.intents[0] for lesson in batch.taught)
    kinds = Counter(batch.kinds.values())
    floods = []
    for intent, number in came.most_common():
        share = number / len(whole)
        if share >= limits.flood_share and number >= limits.flood_sentences:
            like = next((k for k, _ in kinds.most_common() if k.split(" ")[0] == intent), "")
            floods.append(Flood(intent, number, len(whole), taught[intent], like))
    return tuple(floods)
