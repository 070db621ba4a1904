"""Figures, places, days and item ids of a message, as entities."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

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
from bot.text.measures import find_body
from bot.text.money import find_offers
from bot.text.quantity import find_quantities
from bot.text.regions import find_regions
from bot.text.spans import Span


def find_facts(text: str, *, now: datetime, item_ids: dict[str, str]) -> list[dict[str, Any]]:
    """Entities of `text`; `item_ids` maps item ids and merchant codes to product ids.

    A body counts as one entity a figure, spanning the whole text: buyers write it in one breath.
    """
    found: list[dict[str, Any]] = []
    ids = find_item_ids(text)
    for span in ids:
        product = item_ids.get(span.value) or item_ids.get(span.value.upper())
        found.append(_entity("product" if product else "unknown_item", span, product or span.value))
    body = find_body(text, bare_pair=True)
    for name, figure in (("height_cm", body.height_cm), ("weight_kg", body.weight_kg)):
        if figure is not None:
            found.append(_entity(name, Span(figure, 0, len(text), text), figure))
    if body.absurd:
        found.append(_entity("absurd_body", Span(True, 0, len(text), text), True))
    if body.height_cm is None and body.weight_kg is None and not body.absurd:
        found += [_entity("offered_price", offer, str(offer.value)) for offer in find_offers(text)]
    found += [_entity("quantity", count, count.value) for count in find_quantities(text)]
    found += [_entity("region", place, place.value.name) for place in find_regions(text)]
    found += [_entity("date", day, day.value.isoformat()) for day in find_dates(text, now=now)]
    return [entity for entity in found if not _inside(entity, ids)]


def _entity(name: str, span: Span[Any], value: Any) -> dict[str, Any]:
    return {
        "entity": name,
        "value": value,
        "start": span.start,
        "end": span.end,
        "extractor": "FactExtractor",
    }


def _inside(entity: dict[str, Any], ids: Iterable[Span[str]]) -> bool:
    """Whether a figure was read out of an item id."""
    if entity["entity"] in ("product", "unknown_item"):
        return False
    return any(span.start <= entity["start"] and entity["end"] <= span.end for span in ids)


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
            message.set(ENTITIES, [*message.get(ENTITIES, []), *found], add_to_output=True)
        return messages
