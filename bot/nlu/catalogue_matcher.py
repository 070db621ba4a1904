"""Products, colours, sizes and couriers by the catalogue's names, with spaCy's phrase matcher.

The blank Chinese pipeline parts text into single characters, so that a name is found wherever
it stands, also inside what a word segmenter would take for one word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
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

from bot.nlu.colour_words import BareColours, colour_end
from bot.nlu.courier_words import CourierWords, is_courier
from bot.nlu.mentions import FAMILY, Mention, longest
from bot.nlu.misspelt_names import MisspeltNames
from bot.nlu.names import LiveNames, live_names
from bot.nlu.partial_names import PartialNames
from bot.nlu.refusals import with_refusals
from bot.nlu.size_words import SizeWords
from bot.nlu.vocabulary import LONGEST_NAME, bare_colours, spoken_colours, spoken_couriers
from bot.settings import settings
from bot.shop.model.catalogue import CatalogueNames
from bot.text.colours import find_families
from bot.text.normalise import normalise

LETTERS = re.compile(r"[a-z0-9.\-]")


class NameMatcher:
    """Finds names in text; built once for a state of the catalogue."""

    def __init__(self, names: CatalogueNames) -> None:
        products = _by_form(names.products)
        colours = spoken_colours(names.colours)
        couriers = spoken_couriers(names.couriers)
        self._colours = frozenset(names.colours)
        self._values: dict[tuple[str, str], tuple[str, ...]] = {}
        self._nlp = spacy.blank("zh")
        self._matcher = PhraseMatcher(self._nlp.vocab, attr="ORTH")
        self._add("product", products)
        self._add("courier", {form: (courier,) for form, courier in couriers.items()})
        self._add("colour", {form: (colour,) for form, colour in colours.items()})
        short = {form: ids for form, ids in products.items() if len(form) <= LONGEST_NAME}
        self._misspelt = MisspeltNames("product", short)
        self._partial = PartialNames(products, map(normalise, names.categories))
        self._bare_colours = BareColours(bare_colours(colours))
        self._sizes = SizeWords(names.sizes)
        self._couriers = CourierWords(couriers)

    def find(self, text: str) -> list[dict[str, Any]]:
        """Entities of `text`, left to right; a name of several products gives one each.

        Their role is "refused" where the buyer does not want it and "family" for a family of
        colours such as 深色.
        """
        plain = normalise(text)
        mentions = longest(self._mentions(text, plain))
        return [
            entity for mention in with_refusals(plain, mentions) for entity in mention.entities()
        ]

    def _mentions(self, text: str, plain: str) -> Iterator[Mention]:
        """What stands anywhere in the text; of two as long the one found first counts."""
        yield from self._literal(plain)
        yield from self._misspelt.find(plain)
        yield from self._partial.find(plain)
        yield from self._sizes.find(text)
        yield from self._couriers.find(plain)
        yield from self._bare_colours.find(plain)
        for family in find_families(plain):
            known = family.value in self._colours
            role = None if known else FAMILY
            yield Mention("colour", (family.value,), family.start, family.end, role)

    def _literal(self, plain: str) -> Iterator[Mention]:
        for span in self._matcher(self._doc(plain), as_spans=True):
            start, end, label = span.start, span.end, span.label_
            if label == "colour":
                end = colour_end(plain, start, end)
            if self._is_meant(label, plain, start, end):
                yield Mention(label, self._values[label, span.text], start, end)

    def _is_meant(self, label: str, plain: str, start: int, end: int) -> bool:
        """Letters and digits are a name only where no further ones touch them."""
        if start == end or (label == "courier" and not is_courier(plain, start, end)):
            return False
        if LETTERS.match(plain[start]) and LETTERS.match(plain[:start][-1:]):
            return False
        return not (LETTERS.match(plain[end - 1]) and LETTERS.match(plain[end:][:1]))

    def _add(self, label: str, forms: Mapping[str, tuple[str, ...]]) -> None:
        for form, values in forms.items():
            self._values[label, form] = values
        self._matcher.add(label, [self._doc(form) for form in forms])

    def _doc(self, text: str) -> Doc:
        """One token a character, so that a span's place is its place in the text."""
        return Doc(self._nlp.vocab, words=list(text), spaces=[False] * len(text))


def _by_form(products: Iterable[tuple[str, tuple[str, ...]]]) -> dict[str, tuple[str, ...]]:
    """Names in normal form; where two differ in typing alone, one means the products of both."""
    found: dict[str, tuple[str, ...]] = {}
    for name, ids in products:
        form = normalise(name).strip()
        if form:
            found[form] = tuple(dict.fromkeys((*found.get(form, ()), *ids)))
    return found


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
