"""Words by jieba, which knows the catalogue's names as words of their own."""

from __future__ import annotations

from typing import Any

import jieba
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.names import LiveNames, live_names
from bot.nlu.vocabulary import LONGEST_NAME
from bot.settings import settings
from bot.shop.model.catalogue import CatalogueNames
from bot.text.normalise import normalise

NAME_FREQUENCY = 20_000


class NameAwareSegmenter:
    """A jieba of its own, so that no other one's dictionary changes what it says."""

    def __init__(self, names: CatalogueNames) -> None:
        self._jieba = jieba.Tokenizer()
        self._jieba.initialize()
        self._uses_of_all = self._jieba.total
        self._uses_before: dict[str, int] = {}
        self.follow(names)

    def follow(self, names: CatalogueNames) -> None:
        """Know these names in place of the ones before; the dictionary is not read again."""
        for word, uses in self._uses_before.items():
            self._jieba.add_word(word, freq=uses)
        self._jieba.total = self._uses_of_all
        spoken = [name for name, _ in names.products] + [name for name, _ in names.couriers]
        known = {normalise(name) for name in (*spoken, *names.colours, *names.categories)}
        words = {name for name in known if len(name) <= LONGEST_NAME}
        self._uses_before = {word: self._jieba.FREQ.get(word, 0) for word in words}
        for word in words:
            self._jieba.add_word(word, freq=NAME_FREQUENCY)

    def words(self, text: str) -> list[tuple[str, int]]:
        """Words of the normalised text with where each starts; white space is left out."""
        return [
            (word, start)
            for word, start, _ in self._jieba.tokenize(normalise(text))
            if word.strip()
        ]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class CatalogueTokenizer(Tokenizer):
    """Rasa component over NameAwareSegmenter; follows the catalogue while the engine runs."""

    def __init__(self, config: dict[str, Any], names: LiveNames) -> None:
        super().__init__(config)
        self._names = names
        self._built_from: CatalogueNames | None = None
        self._segmenter: NameAwareSegmenter | None = None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Rasa's tokenizer options; intents here hold no separator."""
        return {
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
        }

    @staticmethod
    def supported_languages() -> list[str]:
        """Chinese only."""
        return ["zh"]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> CatalogueTokenizer:
        """The component over the database of the settings."""
        return cls(config, live_names(settings().database_url))

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Tokens of the attribute's text."""
        names = self._names.current()
        if self._segmenter is None:
            self._segmenter, self._built_from = NameAwareSegmenter(names), names
        elif names is not self._built_from:
            self._segmenter.follow(names)
            self._built_from = names
        text = message.get(attribute)
        return [Token(word, start) for word, start in self._segmenter.words(text)]
