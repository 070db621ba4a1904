"""Rasa's intent classifier over the intent model and the reading of a message's questions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.chats.model import Situation
from bot.errors import EngineError
from bot.nlu.catalogue_matcher import NameMatcher
from bot.nlu.confidence import LiveConfidence
from bot.nlu.examples import SEVERAL, Example, split_before
from bot.nlu.fact_extractor import find_facts
from bot.nlu.features import masked
from bot.nlu.intent_model import IntentModel
from bot.nlu.names import LiveNames, live_names
from bot.nlu.reading import FALLBACK, read
from bot.settings import SHOP_TIMEZONE, settings
from bot.shop.model.catalogue import CatalogueNames

# What the channel calls a message that holds no words of a buyer's.
UNREADABLE = frozenset({"image", "media", "empty", "emoji", "markup", "foreign"})
TRAINED_AT = datetime(2026, 1, 1, tzinfo=SHOP_TIMEZONE)
GUESSES_TOLD = 5


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class ShopIntentClassifier(IntentClassifier, GraphComponent):
    """Sets the intent with its band, further questions as `also`, and the ranking.

    The band is answer, clarify or hand_over; but in the first the intent is nlu_fallback. How sure
    a reading must be is in confidence.yml, which is read while the engine runs. Where a person said
    what the message means (`meant`, told by our own gateway), that is the reading.
    """

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        names: LiveNames,
        model: IntentModel | None = None,
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._names = names
        self._model = model
        self._confidence = LiveConfidence(settings().confidence_file)

    @classmethod
    def required_components(cls) -> list[type]:
        """None: it reads text and entities and brings its own features."""
        return []

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The seed of training."""
        return {"seed": 0}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ShopIntentClassifier:
        """An untrained classifier."""
        return cls(config, model_storage, resource, live_names(settings().database_url))

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> ShopIntentClassifier:
        """The classifier with its trained model."""
        with model_storage.read_from(resource) as folder:
            model = IntentModel.load(folder)
        names = live_names(settings().database_url)
        return cls(config, model_storage, resource, names, model)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the model on every example that has an intent."""
        examples = masked_examples(
            [(example.get(TEXT), example.get(INTENT)) for example in training_data.intent_examples],
            self._names.current(),
        )
        self._model = IntentModel.trained(examples, seed=self._config["seed"])
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent and ranking of each message."""
        for message in messages:
            self._classify(message)
        return messages

    def _classify(self, message: Message) -> None:
        if self._model is None:
            raise EngineError("The intent model is not trained.", hint="Run `xiaoer train`.")
        metadata = message.get("metadata") or {}
        confidence = self._confidence.current()
        reading = read(
            masked(message.get(TEXT) or "", message.get(ENTITIES) or []),
            guess=self._model.guesser(confidence.temperature),
            confidence=confidence,
            situation=Situation.of(metadata),
        )
        meant = [name for name in metadata.get("meant") or () if name in self._model.intents]
        if meant:
            reading = replace(
                reading, band="answer", intent=meant[0], confidence=1.0, also=tuple(meant[1:])
            )
        unreadable = metadata.get("kind") in UNREADABLE
        intent = {
            "name": FALLBACK if unreadable else reading.intent,
            "confidence": reading.confidence,
            "band": "clarify" if unreadable else reading.band,
            "also": [] if unreadable else list(reading.also),
        }
        message.set(INTENT, intent, add_to_output=True)
        guesses = [{"name": name, "confidence": value} for name, value in reading.ranking]
        message.set(INTENT_RANKING_KEY, guesses[:GUESSES_TOLD], add_to_output=True)


class Masker:
    """Masks text as the pipeline does, with the catalogue's `names`."""

    def __init__(self, names: CatalogueNames) -> None:
        self._matcher = NameMatcher(names)
        self._item_ids = dict(names.item_ids)

    def __call__(self, text: str) -> str:
        """Text with names and figures as signs."""
        facts = find_facts(text, now=TRAINED_AT, item_ids=self._item_ids)
        return masked(text, self._matcher.find(text) + facts)


def masked_examples(written: Iterable[tuple[str, str]], names: CatalogueNames) -> list[Example]:
    """Examples as they are written, each with its intent, ready to learn from."""
    mask = Masker(names)
    found = []
    for example, intent in written:
        before, text = split_before(example)
        found.append(Example(mask(text), before, tuple(intent.split(SEVERAL))))
    return found
