"""Products, colours, sizes and couriers by the catalogue's names, with spaCy's phrase matcher.

The blank Chinese pipeline parts text into single characters, so that a name is found wherever
it stands, also inside what a word segmenter would take for one word.
"""

from __future__ import annotations

import re
from typing import Any

import spacy
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.util import filter_spans

from bot.nlu.names import LiveNames, live_names
from bot.nlu.vocabulary import spoken_colours, spoken_sizes
from bot.settings import settings
from bot.shop.model.catalogue import CatalogueNames
from bot.text.normalise import normalise

REFUSAL = re.compile(r"(?:不要|不想要|不喜欢|别|除了|不是)(?:这个|那个|那种)?$")
ASCII = re.compile(r"[a-z0-9.\-]")
MAX_CANDIDATES = 4


class NameMatcher:
    """Finds names in text; built once for a state of the catalogue."""

    def __init__(self, names: CatalogueNames) -> None:
        self._values: dict[tuple[str, str], tuple[str, ...]] = {}
        self._nlp = spacy.blank("zh")
        self._matcher = PhraseMatcher(self._nlp.vocab, attr="ORTH")
        products = {normalise(spoken): ids for spoken, ids in names.products}
        self._add("product", products)
        self._add("courier", {normalise(spoken): (name,) for spoken, name in names.couriers})
        colours = spoken_colours(names.colours)
        self._add("colour", {form: (colour,) for form, colour in colours.items()})
        sizes = spoken_sizes(names.sizes)
        self._add("size", {form: (size,) for form, size in sizes.items()})

    def find(self, text: str) -> list[dict[str, Any]]:
        """Entities of `text`, left to right; a name of several products gives one each."""
        plain = normalise(text)
        doc = self._doc(plain)
        spans = self._matcher(doc, as_spans=True)
        spans = [span for span in spans if self._stands_alone(span.label_, plain, span)]
        found: list[dict[str, Any]] = []
        for span in filter_spans(spans):
            for value in self._values[span.label_, span.text][:MAX_CANDIDATES]:
                entity = {
                    "entity": span.label_,
                    "value": value,
                    "start": span.start,
                    "end": span.end,
                    "extractor": "CatalogueMatcher",
                }
                if span.label_ == "colour" and REFUSAL.search(plain[: span.start]):
                    entity["role"] = "refused"
                found.append(entity)
        return found

    def _add(self, label: str, forms: dict[str, tuple[str, ...]]) -> None:
        forms = {form: values for form, values in forms.items() if form.strip()}
        for form, values in forms.items():
            self._values[label, form] = values
        self._matcher.add(label, [self._doc(form) for form in forms])

    def _doc(self, text: str) -> Doc:
        """One token a character, so that a span's place is its place in the text."""
        return Doc(self._nlp.vocab, words=list(text), spaces=[False] * len(text))

    def _stands_alone(self, label: str, plain: str, span: Any) -> bool:
        """Letters and digits are a name only where no further ones touch them.

        A size of digits alone (36) is one only before 码 or 号.
        """
        form = span.text
        if not ASCII.match(form[0]) and not ASCII.match(form[-1]):
            return True
        before, after = plain[: span.start][-1:], plain[span.end :][:1]
        if ASCII.match(before) or ASCII.match(after):
            return False
        return label != "size" or not form.isdigit() or after in ("码", "号")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class CatalogueMatcher(GraphComponent):
    """Rasa component over NameMatcher; follows the catalogue while the engine runs."""

    def __init__(self, names: LiveNames) -> None:
        self._names = names
        self._built_from: CatalogueNames | None = None
        self._matcher: NameMatcher | None = None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> CatalogueMatcher:
        """The component over the database of the settings."""
        return cls(live_names(settings().database_url))

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the entities found to each message."""
        names = self._names.current()
        if self._matcher is None or names is not self._built_from:
            self._matcher, self._built_from = NameMatcher(names), names
        for message in messages:
            found = self._matcher.find(message.get(TEXT) or "")
            message.set(ENTITIES, [*message.get(ENTITIES, []), *found], add_to_output=True)
        return messages
