"""The words of this topic, read once a process from the YAML files beside this one."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

HERE = Path(__file__).parent
NEEDS = ("needs.yml", "needs_clothes.yml", "needs_food.yml")


@lru_cache(maxsize=1)
def wishes() -> dict[str, Any]:
    """The content of wishes.yml."""
    return _read("wishes.yml")


@lru_cache(maxsize=1)
def allergies() -> dict[str, Any]:
    """The content of allergies.yml."""
    return _read("allergies.yml")


@lru_cache(maxsize=1)
def needs() -> dict[str, dict[str, Any]]:
    """Every need by name; `goods_with` of its file is kept with it."""
    return {
        name: {**entry, "goods_with": tuple(content.get("goods_with", ()))}
        for content in map(_read, NEEDS)
        for name, entry in content["needs"].items()
    }


@lru_cache(maxsize=1)
def instead() -> tuple[frozenset[str], ...]:
    """Groups of needs of which only the one said last counts."""
    return tuple(frozenset(group) for file in NEEDS for group in _read(file)["instead"])


@lru_cache(maxsize=len(NEEDS) + 2)
def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = YAML(typ="safe").load(HERE / name)
    return content
