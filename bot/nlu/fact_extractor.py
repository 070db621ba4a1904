"""Figures, places, days and item ids of a message, as entities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.names import LiveNames, live_names
from bot.settings import SHOP_TIMEZONE, settings
from bot.text.dates import find_dates
from bot.text.links import find_item_ids
from bot.text.measures import Measure, find_measures
from bot.text.money import find_offers
from bot.text.quantity import find_quantities
from bot.text.regions import find_regions
from bot.text.spans import Span, without_overlaps


class Fact(NamedTuple):
    """An entity's name and value."""

    name: str
    value: Any


def find_facts(text: str, *, now: datetime, item_ids: Mapping[str, str]) -> list[dict[str, Any]]:
    """Entities of `text`, left to right; none overlaps another, so no figure is two things.

    `item_ids` maps item ids and merchant codes to product ids. A figure of a body that nobody
    has is an `absurd_body`.
    """
    figures = without_overlaps(
        [
            *(_fact(item, *_item(item.value, item_ids)) for item in find_item_ids(text)),
            *(_fact(measure.span, *_measured(measure)) for measure in find_measures(text)),
            *(_fact(day, "date", day.value.isoformat()) for day in find_dates(text, now=now)),
            *(_fact(count, "quantity", count.value) for count in find_quantities(text)),
        ]
    )
    offers = find_offers(text, taken=figures)
    facts = [
        *figures,
        *(_fact(offer, "offered_price", str(offer.value)) for offer in offers),
        *(_fact(place, "region", place.value.name) for place in find_regions(text)),
    ]
    return [
        {
            "entity": fact.value.name,
            "value": fact.value.value,
            "start": fact.start,
            "end": fact.end,
            "extractor": "FactExtractor",
        }
        for fact in without_overlaps(facts)
    ]


def _fact(span: Span[Any], name: str, value: Any) -> Span[Fact]:
    return Span(Fact(name, value), span.start, span.end, span.text)


def _item(code: str, item_ids: Mapping[str, str]) -> Fact:
    product = item_ids.get(code)
    return Fact("product", product) if product else Fact("unknown_item", code)


def _measured(measure: Measure) -> Fact:
    return Fact("absurd_body", True) if measure.absurd else Fact(measure.name, measure.span.value)


def _counts_a_size(fact: Mapping[str, Any], named: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a count is part of a size that is sold (30包 of 30包礼盒装): nothing is ordered."""
    return fact["entity"] == "quantity" and any(
        each["entity"] == "size" and each["start"] < fact["end"] and fact["start"] < each["end"]
        for each in named
    )


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class FactExtractor(GraphComponent):
    """Rasa component over find_facts."""

    def __init__(self, names: LiveNames) -> None:
        self._names = names

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FactExtractor:
        """The component over the database of the settings."""
        return cls(live_names(settings().database_url))

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the entities found to each message."""
        item_ids = dict(self._names.current().item_ids)
        for message in messages:
            at = (message.get("metadata") or {}).get("at")
            now = datetime.fromisoformat(at) if at else datetime.now(SHOP_TIMEZONE)
            now = now.astimezone(SHOP_TIMEZONE)
            found = find_facts(message.get(TEXT) or "", now=now, item_ids=item_ids)
            named = message.get(ENTITIES, [])
            facts = [fact for fact in found if not _counts_a_size(fact, named)]
            message.set(ENTITIES, [*named, *facts], add_to_output=True)
        return messages
