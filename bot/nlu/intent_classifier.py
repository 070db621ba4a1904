"""Rasa's intent classifier over the intent model and the reading of clauses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
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

from bot.nlu.catalogue_matcher import NameMatcher
from bot.nlu.fact_extractor import find_facts
from bot.nlu.features import masked, terms, without_courtesy
from bot.nlu.intent_model import IntentModel
from bot.nlu.names import LiveNames, live_names
from bot.nlu.reading import FALLBACK, Certainty, Ranking, read
from bot.settings import SHOP_TIMEZONE, settings

# What the channel calls a message that holds no words of a buyer's.
UNREADABLE = frozenset({"image", "empty", "emoji", "markup", "foreign"})
TRAINED_AT = datetime(2026, 1, 1, tzinfo=SHOP_TIMEZONE)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class ShopIntentClassifier(IntentClassifier, GraphComponent):
    """Sets the intent, its ranking, and as `also` further questions in the same message.

    `threshold`: below this probability the message counts as not understood (nlu_fallback).
    `strict_thresholds`: what an intent needs that fetches a person or books something.
    `harmless_threshold`: what the best other intent needs to stand in for such a one.
    `also_threshold`: a clause counts as a question of its own from this probability on;
    `joined_threshold`: the same where no mark or particle parts it from the one before.
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
        self._certainty = Certainty(
            answer=config["threshold"],
            harmless=config["harmless_threshold"],
            also=config["also_threshold"],
            joined=config["joined_threshold"],
            strict=config["strict_thresholds"],
        )

    @classmethod
    def required_components(cls) -> list[type]:
        """None: it reads text and entities and brings its own features."""
        return []

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Thresholds on calibrated probabilities, and the seed of training."""
        return {
            "threshold": 0.4,
            "harmless_threshold": 0.3,
            "also_threshold": 0.6,
            "joined_threshold": 0.75,
            "strict_thresholds": {},
            "seed": 0,
        }

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
        names = self._names.current()
        matcher = NameMatcher(names)
        item_ids = dict(names.item_ids)
        documents, labels = [], []
        for example in training_data.intent_examples:
            text = example.get(TEXT)
            facts = find_facts(text, now=TRAINED_AT, item_ids=item_ids)
            documents.append(document(text, matcher.find(text) + facts))
            labels.append(example.get(INTENT))
        self._model = IntentModel.trained(documents, labels, seed=self._config["seed"])
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent and ranking of each message."""
        for message in messages:
            self._classify(message)
        return messages

    def _classify(self, message: Message) -> None:
        reading = read(
            message.get(TEXT) or "",
            message.get(ENTITIES) or [],
            rank=self._ranked,
            certainty=self._certainty,
        )
        unreadable = (message.get("metadata") or {}).get("kind") in UNREADABLE
        intent = {
            "name": FALLBACK if unreadable else reading.intent,
            "confidence": reading.confidence,
            "also": [] if unreadable else list(reading.also),
        }
        message.set(INTENT, intent, add_to_output=True)
        guesses = [{"name": guess, "confidence": value} for guess, value in reading.ranking[:10]]
        message.set(INTENT_RANKING_KEY, guesses, add_to_output=True)

    def _ranked(self, text: str, entities: Sequence[Mapping[str, Any]]) -> Ranking:
        if self._model is None:
            return [(FALLBACK, 0.0)]
        return self._model.ranked(document(text, entities))


def document(text: str, entities: Sequence[Mapping[str, Any]]) -> Counter[str]:
    """The terms of a message."""
    return terms(without_courtesy(masked(text, entities)))
