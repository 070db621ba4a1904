"""Does what is new hurt what was known, and does it fit: examples read by models without them.

Of each fold two models are trained, one with what the live model was taught and one with what the
candidate was, both without the fold's part of the old examples. The second is not taught its part
of the new ones either and reads them too. What a training comes to is kept by the digest of
everything in it, so that the live side costs its minutes once.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from random import Random

import bot.nlu
from bot.chats.model import Situation
from bot.evaluate.cases import Case, judged
from bot.evaluate.labelled import Labelled
from bot.evaluate.scores import Judged, Read
from bot.learn.judging.pairs import Pair, paired
from bot.nlu.confidence import Confidence
from bot.nlu.examples import Example
from bot.nlu.intent_model import IntentModel

KNOWN = "known"
KEPT = 40
_GUESSES_KEPT = 3


@dataclass(frozen=True)
class Side:
    """What one model was taught, and how sure it wants to be."""

    examples: tuple[Example, ...]
    confidence: Confidence


@dataclass(frozen=True)
class Crossed:
    """Old examples as both sides read them, and new ones as the candidate's side does."""

    known: tuple[Pair, ...] = ()
    fresh: tuple[Judged, ...] = ()


def crossed(
    live: Side,
    candidate: Side,
    *,
    folds: int,
    seed: int,
    cache: Path,
    on_training: Callable[[], None],
) -> Crossed:
    """Every example, read by models that were not taught it; `on_training` twice a fold.

    Nothing where both were taught the same: then there is nothing new that could hurt.
    """
    common = _common(live.examples, candidate.examples)
    if len(common) == len(live.examples) == len(candidate.examples):
        return Crossed()
    new = tuple((Counter(candidate.examples) - Counter(common)).elements())
    known: list[Pair] = []
    fresh: list[Judged] = []
    parts = _parts(new, folds=folds, seed=seed)
    for unseen, part in zip(_folds(common, folds=folds, seed=seed), parts, strict=True):
        reading = _Reading(seed, cache)
        old = reading.of(_seen(live.examples, common, unseen), unseen, live.confidence)
        on_training()
        hidden = frozenset(part)
        seen = [e for e in _seen(candidate.examples, common, unseen) if e not in hidden]
        read = reading.of(seen, [*unseen, *part], candidate.confidence)
        on_training()
        known += paired(KNOWN, old, read[: len(unseen)])
        fresh += read[len(unseen) :]
    _tidy(cache)
    return Crossed(tuple(known), tuple(fresh))


def _common(one: Iterable[Example], other: Iterable[Example]) -> list[Example]:
    """What is in both, as often as in both, in the order of the first."""
    left = Counter(other)
    found = []
    for example in one:
        if left[example]:
            left[example] -= 1
            found.append(example)
    return found


def _folds(common: Sequence[Example], *, folds: int, seed: int) -> list[list[Example]]:
    """Parts of equal size; what masking made alike stays together."""
    from sklearn.model_selection import StratifiedGroupKFold

    parts = StratifiedGroupKFold(folds, shuffle=True, random_state=seed)
    intents = [example.intents[0] for example in common]
    split = parts.split(common, intents, [_alike(example) for example in common])
    return [[common[place] for place in unseen] for _, unseen in split]


def _parts(new: Sequence[Example], *, folds: int, seed: int) -> list[list[Example]]:
    """The new examples in as many parts; what masking made alike stays together."""
    alike = sorted({_alike(example) for example in new})
    Random(seed).shuffle(alike)  # noqa: S311 - not for secrets
    place = {name: number % folds for number, name in enumerate(alike)}
    return [[e for e in new if place[_alike(e)] == number] for number in range(folds)]


def _seen(
    examples: Iterable[Example], common: Iterable[Example], unseen: Iterable[Example]
) -> list[Example]:
    """What a side is taught without the fold.

    What is like an unseen example is left out too, but for what only this side was taught under
    other intents: that is how a new example unteaches an old one.
    """
    meant: dict[str, set[tuple[str, ...]]] = {}
    for example in unseen:
        meant.setdefault(_alike(example), set()).add(example.intents)
    shared = frozenset(common)
    return [
        example
        for example in examples
        if _alike(example) not in meant
        or (example not in shared and example.intents not in meant[_alike(example)])
    ]


def _alike(example: Example) -> str:
    return example.said.replace(" ", "")


@dataclass(frozen=True)
class _Reading:
    """Trains with a seed and reads; what was read before is in the folder `cache`."""

    seed: int
    cache: Path

    def of(
        self, seen: Sequence[Example], unseen: Sequence[Example], confidence: Confidence
    ) -> list[Judged]:
        """The unseen examples, read by a model of the seen ones."""
        messages = [Labelled(e.said, (e.intents,), before=e.before) for e in unseen]
        kept = self.cache / f"{_digest(seen, unseen, confidence, self.seed)}.json"
        if (reads := _kept(kept)) is not None:
            return [Judged(*both) for both in zip(messages, reads, strict=True)]
        model = IntentModel.trained(seen, seed=self.seed)
        cases = [Case(model, m.text, Situation(before=m.before), m) for m in messages]
        found = judged(cases, confidence)
        self.cache.mkdir(parents=True, exist_ok=True)
        half = kept.with_suffix(".half")
        half.write_text(json.dumps([_as_row(j.read) for j in found], ensure_ascii=False))
        half.replace(kept)
        return found


def _kept(path: Path) -> list[Read] | None:
    try:
        rows = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return [
        Read(tuple((name, value) for name, value in guesses), sure, band, tuple(intents))
        for guesses, sure, band, intents in rows
    ]


def _as_row(read: Read) -> list[object]:
    guesses = [[name, round(value, 4)] for name, value in read.guesses[:_GUESSES_KEPT]]
    return [guesses, round(read.confidence, 4), read.band, list(read.intents)]


def _digest(
    seen: Sequence[Example], unseen: Sequence[Example], confidence: Confidence, seed: int
) -> str:
    """Of everything that a training and its reading depend on, our own code included."""
    digest = sha256(f"{seed}\0{confidence.json()}".encode())
    for path in sorted(Path(bot.nlu.__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    for part in (seen, unseen):
        for e in part:
            digest.update("\0".join((e.said, e.before, *e.intents, "\n")).encode())
        digest.update(b"\1")
    return digest.hexdigest()[:32]


def _tidy(cache: Path) -> None:
    """Keep what was made last: older digests are of examples that have changed since."""
    made = sorted(cache.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in made[KEPT:]:
        path.unlink(missing_ok=True)
