"""From Rasa's tracker to a Turn: entities and the page in view become memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from actions.turn import Ask, Memory, Turn
from bot.text.measures import Expect, find_body

BODY: tuple[tuple[str, Expect], ...] = (("height_cm", "height"), ("weight_kg", "weight"))
SLOTS = tuple(field.name for field in fields(Memory))


def read_turn(
    conversation_id: str, slots: Mapping[str, Any], message: Mapping[str, Any], now: datetime
) -> Turn:
    """The buyer's turn; `message` is Rasa's latest_message, `now` the moment it is answered at."""
    metadata = message.get("metadata") or {}
    memory = _memory_of(slots)
    entities = list(message.get("entities") or ())
    intent = message.get("intent") or {}
    turn = Turn(
        conversation_id=conversation_id,
        buyer_id=metadata.get("buyer_id") or conversation_id,
        text=message.get("text") or "",
        kind=metadata.get("kind", "text"),
        intent=intent.get("name") or "nlu_fallback",
        confidence=float(intent.get("confidence") or 0.0),
        now=now,
        memory=_with_page(memory, metadata.get("product_id") or None),
        also=tuple(intent.get("also", ())),
        ranking=tuple(
            (guess["name"], float(guess["confidence"]))
            for guess in (message.get("intent_ranking") or ())[:3]
        ),
        entities=tuple((entity["entity"], entity["value"]) for entity in entities),
    )
    return _with_entities(turn, entities)


def slots_of(memory: Memory) -> dict[str, Any]:
    """Memory as slot values that survive JSON."""
    values = {name: getattr(memory, name) for name in SLOTS}
    if memory.asked is not None:
        values["asked"] = {"fact": memory.asked.fact, "intent": memory.asked.intent}
    for name in ("asked_before", "recommended"):
        values[name] = list(values[name])
    return values


def _memory_of(slots: Mapping[str, Any]) -> Memory:
    known = {name: slots[name] for name in SLOTS if slots.get(name) is not None}
    if "asked" in known:
        known["asked"] = Ask(**known["asked"])
    for name in ("asked_before", "recommended"):
        if name in known:
            known[name] = tuple(known[name])
    return Memory(**known)


def _with_page(memory: Memory, page_product: str | None) -> Memory:
    """The product of a newly opened page is in view, whatever was in view before."""
    if page_product is None or page_product == memory.page_product:
        return memory
    return replace(memory, page_product=page_product, product=page_product, colour=None, size=None)


def _with_entities(turn: Turn, entities: list[dict[str, Any]]) -> Turn:
    def values(name: str, *, role: str | None = None) -> tuple[Any, ...]:
        return tuple(
            dict.fromkeys(
                entity["value"]
                for entity in entities
                if entity["entity"] == name and entity.get("role") == role
            )
        )

    named = [entity for entity in entities if entity["entity"] == "product"]
    products = tuple(dict.fromkeys(entity["value"] for entity in named))
    spans = {(entity["start"], entity["end"]) for entity in named}
    ambiguous = len(products) > 1 and len(spans) == 1
    if ambiguous and turn.memory.product in products:
        products, ambiguous = (turn.memory.product,), False
    learnt = {
        "colour": _only(values("colour")),
        "size": _only(values("size")),
        "quantity": _only(values("quantity")),
        "region": _only(values("region")),
        "height_cm": _only(values("height_cm")),
        "weight_kg": _only(values("weight_kg")),
    }
    learnt = {name: value for name, value in learnt.items() if value is not None}
    memory = turn.memory
    refused = values("colour", role="refused")
    if memory.colour in refused:
        memory = replace(memory, colour=None)
    if products and not ambiguous and products[0] != memory.product:
        memory = replace(memory, product=products[0], colour=None, size=None)
        learnt["product"] = products[0]
    if memory.asked is not None and memory.asked.fact == "body":
        learnt = {**_bare_body(turn.text, memory), **learnt}
    offered = _only(values("offered_price"))
    day = _only(values("date"))
    return replace(
        turn,
        memory=replace(memory, **learnt),
        learnt=frozenset(learnt) | ({"product"} if products and not ambiguous else set()),
        products=products,
        previous_product=turn.memory.product,
        ambiguous=ambiguous,
        unknown_item=_only(values("unknown_item")),
        colours=values("colour"),
        not_colours=refused,
        sizes=values("size"),
        offered_price=None if offered is None else Decimal(offered),
        courier=_only(values("courier")),
        date=None if day is None else date.fromisoformat(day),
        absurd_body=bool(values("absurd_body")),
    )


def _bare_body(text: str, memory: Memory) -> dict[str, float]:
    """A bare figure after we asked for the buyer's body: the first thing missing that it can be."""
    for fact, expect in BODY:
        if getattr(memory, fact) is None:
            figure = getattr(find_body(text, bare_pair=True, expect=expect), fact)
            if figure is not None:
                return {fact: figure}
    return {}


def _only(values: tuple[Any, ...]) -> Any:
    """The value where exactly one was said; several are a choice, not an answer."""
    return values[0] if len(values) == 1 else None
