"""Memory as the value of one slot of Rasa's, and back.

One slot, not one a field: Rasa copies every slot several times a turn.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, fields, is_dataclass
from decimal import Decimal
from typing import Any

from actions.turn import Ask, Item, Memory, Question

MEMORY_SLOT = "memory"
FIELDS = tuple(field.name for field in fields(Memory))


def memory_of(kept: Mapping[str, Any]) -> Memory:
    """What `kept_of` kept; what is no field of a memory is passed over."""
    known = {name: kept[name] for name in FIELDS if kept.get(name) is not None}
    return Memory(**{name: _FROM_JSON.get(name, _same)(value) for name, value in known.items()})


def kept_of(memory: Memory) -> dict[str, Any]:
    """The fields that hold something, by name, as values that survive JSON."""
    values = {name: _to_json(getattr(memory, name)) for name in FIELDS}
    return {name: value for name, value in values.items() if value}


def _ask(value: Mapping[str, Any]) -> Ask:
    item = value.get("item")
    options = tuple(value.get("options", ()))
    return Ask(**{**value, "options": options, "item": Item(**item) if item else None})


def _items(value: list[Mapping[str, Any]]) -> tuple[Item, ...]:
    return tuple(Item(**item) for item in value)


def _question(value: Mapping[str, Any]) -> Question:
    return Question(**{**value, "intents": tuple(value["intents"])})


def _prices(value: list[str | None]) -> tuple[Decimal | None, ...]:
    return tuple(None if price is None else Decimal(price) for price in value)


def _figures(value: list[list[Any]]) -> tuple[tuple[Any, ...], ...]:
    return tuple(map(tuple, value))


def _same(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _to_json(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _to_json(each) for name, each in asdict(value).items()}
    if isinstance(value, tuple):
        return [_to_json(each) for each in value]
    return str(value) if isinstance(value, Decimal) else value


_FROM_JSON: Mapping[str, Callable[[Any], Any]] = {
    "asked": _ask, "parked": _ask, "answered": _question, "budget": _prices,
    "basket": _items, "girths": _figures,
}  # fmt: skip
