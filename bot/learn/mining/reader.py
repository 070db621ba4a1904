"""Reads questions as the live model does, with a second opinion; what a worker needs for it.

All of it is in one folder, so that a worker on another machine needs nothing but that folder.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.chats.model import NEEDS_PERSON, Situation
from bot.learn.mining.second_model import SecondModel
from bot.learn.mining.tally import JOINED
from bot.nlu.confidence import Confidence
from bot.nlu.examples import Example, split_before
from bot.nlu.features import document
from bot.nlu.intent_model import Guess, IntentModel
from bot.nlu.linear import Terms
from bot.nlu.reading import FALLBACK, read
from bot.shop.model.catalogue import CatalogueNames
from bot.text.questions import key_of

if TYPE_CHECKING:
    from bot.nlu.intent_classifier import Masker

TOLD = "told.json"
GUESSES = 5


@dataclass(frozen=True)
class ReadNow:
    """How a question is read today.

    intents: what would be acted on, or the first guess where nothing would be; second: the other
    model's word; familiar: the share of its sequences that were ever seen, 0 to 1; person:
    whether it is read as a call for a person.
    """

    said: str
    band: str
    intents: tuple[str, ...]
    confidence: float
    ranking: tuple[tuple[str, float], ...]
    second: str
    familiar: float

    @property
    def person(self) -> bool:
        """Whether it is rightly left to a person, as far as the model can tell."""
        return self.intents[0] in NEEDS_PERSON


class Reader:
    """Both models with the catalogue's names, today's thresholds and our own examples.

    examples: each as it is written, as the models see it, and its intent.
    """

    def __init__(
        self,
        model: IntentModel,
        second: SecondModel,
        *,
        names: CatalogueNames,
        confidence: Confidence,
        examples: Sequence[tuple[str, str, str]],
    ) -> None:
        self.model = model
        self.examples = tuple(examples)
        self.labelled = labelled_keys(self.examples)
        self._second = second
        self._names = names
        self._confidence = confidence
        self._guess = model.guesser(confidence.temperature)
        self._mask: Masker | None = None

    @classmethod
    def of(
        cls,
        model: IntentModel,
        written: Sequence[tuple[str, str]],
        *,
        names: CatalogueNames,
        confidence: Confidence,
    ) -> Reader:
        """With a second model of our own examples, each as it is `written`, with its intent."""
        masked = examples_of(written, names)
        examples = [
            (text, example.said, intent)
            for (text, intent), example in zip(written, masked, strict=True)
        ]
        second = SecondModel.trained(masked)
        return cls(model, second, names=names, confidence=confidence, examples=examples)

    @property
    def clarify(self) -> float:
        """Below this probability a message is not even asked back."""
        return self._confidence.clarify

    def masked(self, text: str) -> str:
        """The text as the models see it."""
        if self._mask is None:
            self._mask = _masker(self._names)
        return self._mask(text)

    def read(self, text: str, before: str) -> ReadNow:
        """How both models read a message."""
        said = self.masked(text)
        heard: list[Guess] = []

        def guess(terms: Terms) -> Guess:
            heard.append(self._guess(terms))
            return heard[-1]

        situation = Situation(before=before)
        reading = read(said, guess=guess, confidence=self._confidence, situation=situation)
        acted_on = (reading.intent, *reading.also)
        return ReadNow(
            said=said,
            band=reading.band,
            intents=acted_on if reading.intent != FALLBACK else (reading.ranking[0][0],),
            confidence=reading.confidence,
            ranking=tuple(reading.ranking[:GUESSES]),
            second=self._second.best(document(said, before)),
            familiar=heard[0].familiar,
        )

    def save(self, folder: Path) -> None:
        """Write all of it to `folder`, which is there."""
        self.model.save(folder)
        self._second.save(folder)
        told = {
            "confidence": json.loads(self._confidence.json()),
            "names": asdict(self._names),
            "examples": self.examples,
        }
        text = json.dumps(told, ensure_ascii=False, sort_keys=True)
        (folder / TOLD).write_text(text, encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Reader:
        """Read what `save` wrote."""
        told = json.loads((folder / TOLD).read_text(encoding="utf-8"))
        return cls(
            IntentModel.load(folder),
            SecondModel.load(folder),
            names=CatalogueNames(**{name: _tuples(told["names"][name]) for name in told["names"]}),
            confidence=Confidence.parse_obj(told["confidence"]),
            examples=_tuples(told["examples"]),
        )


@lru_cache(maxsize=1)
def reader_in(folder: str) -> Reader:
    """The reader saved in `folder`, loaded once by a process."""
    return Reader.load(Path(folder))


def examples_of(written: Iterable[tuple[str, str]], names: CatalogueNames) -> list[Example]:
    """Our own examples, masked."""
    without_tensorflow()
    from bot.nlu.intent_classifier import masked_examples

    return masked_examples(written, names)


def labelled_keys(examples: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """What our own examples say of a question, by its key; nothing where they need a context.

    Where examples of one key have several intents, they are parted by a bar.
    """
    found: dict[str, set[str]] = {}
    for written, _, intent in examples:
        before, text = split_before(written)
        if not before:
            found.setdefault(key_of(text), set()).add(intent)
    return {key: "|".join(sorted(intents)) for key, intents in found.items()}


def joined(intents: Sequence[str]) -> str:
    """Intents as one label."""
    return JOINED.join(intents)


def without_tensorflow() -> None:
    """Keep TensorFlow out of this process (400 MB).

    spaCy takes what is there under its name: Rasa must have asked for it first, and was given the
    stand-in.
    """
    from bot.serving import tensorflow_absent

    tensorflow_absent.install()
    import rasa.nlu.classifiers.diet_classifier  # noqa: F401


def _masker(names: CatalogueNames) -> Masker:
    without_tensorflow()
    from bot.nlu.intent_classifier import Masker

    return Masker(names)


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
