"""The lists of what may not be said, as the owner keeps them in `data/taboos/*.yml`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, Extra, Field, ValidationError, root_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.errors import ConfigurationError
from bot.speech.platforms import PLATFORMS, Platform
from bot.text.normalise import normalise

Severity = Literal["block", "warn"]
# Besides these, the list of the platform the shop is on.
EVERYWHERE = ("law", "every_platform")
_REMEMBERED = 4096


class Taboo(BaseModel):
    """One rule of a list; `why` and `instead` are for the owner to read.

    Broken by any of `words` (as they stand) or `patterns` (regular expressions), but not where
    what was found begins within one of `allowed` (regular expressions). `refused` and `passed` are
    sentences that show what is meant: `xiaoer check` tries them.
    """

    code: str = Field(..., regex=r"^[a-z_]+\.[a-z_]+$")
    words: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    why: str = Field(..., min_length=1)
    instead: str = Field(..., min_length=1)
    severity: Severity = "block"
    refused: tuple[str, ...]
    passed: tuple[str, ...] = ()

    class Config:
        allow_mutation = False
        extra = Extra.forbid

    @root_validator(skip_on_failure=True)
    def _says_something(cls, values: dict[str, Any]) -> dict[str, Any]:
        if not (values["words"] or values["patterns"]) or not values["refused"]:
            raise ValueError("needs words or patterns, and a sentence that is refused")
        for pattern in (*values["patterns"], *values["allowed"]):
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{pattern} is no regular expression: {error}") from error
        return values


class Taboos:
    """Rules that hold together, compiled once."""

    def __init__(self, rules: Iterable[Taboo]) -> None:
        self.rules = tuple(rules)
        self._compiled = [(rule, _any_of(rule), _allowed(rule)) for rule in self.rules]
        self._any = re.compile("|".join(found.pattern for _, found, _ in self._compiled) or r"(?!)")
        self.broken_by = lru_cache(maxsize=_REMEMBERED)(self._broken_by)

    def _broken_by(self, text: str) -> tuple[tuple[Taboo, str], ...]:
        """The rules that `text` breaks, each with the words that break it."""
        plain = normalise(text)
        if not self._any.search(plain):
            return ()
        broken = []
        for rule, pattern, allowed in self._compiled:
            spared = [match.span() for match in allowed.finditer(plain)] if allowed else []
            for match in pattern.finditer(plain):
                start, end = match.span()
                if not any(first <= start < last for first, last in spared):
                    broken.append((rule, text[start:end]))
                    break
        return tuple(broken)


class TabooLists:
    """Every list under `folder`, read at once; raises ConfigurationError."""

    def __init__(self, folder: Path) -> None:
        self._of = {platform: read_taboos(folder, platform) for platform in PLATFORMS}

    def of(self, platform: Platform) -> Taboos:
        """The rules that hold on `platform`."""
        return self._of[platform]


def read_taboos(folder: Path, *platforms: Platform) -> Taboos:
    """The rules of law and trade, and of these platforms; raises ConfigurationError."""
    names = (*EVERYWHERE, *platforms)
    return Taboos(rule for name in names for rule in _read(folder / f"{name}.yml"))


def _read(path: Path) -> list[Taboo]:
    try:
        listed = YAML(typ="safe").load(path)
        rules = [Taboo.parse_obj(rule) for rule in listed]
    except OSError as error:
        raise ConfigurationError(
            f"There is no list of taboos at {path}.", hint="Put it back, or set XIAOER_TABOOS_DIR."
        ) from error
    except (YAMLError, ValidationError, TypeError) as error:
        raise ConfigurationError(
            f"{path} cannot be used: {error}", hint="See docs/speech.md for what a rule holds."
        ) from error
    strange = [rule.code for rule in rules if not rule.code.startswith(f"{path.stem}.")]
    if strange:
        raise ConfigurationError(
            f"{path}: {', '.join(strange)} must start with {path.stem}.", hint="Rename it."
        )
    return rules


def _any_of(rule: Taboo) -> re.Pattern[str]:
    words = [re.escape(normalise(word)) for word in rule.words]
    return re.compile("|".join([*words, *(f"(?:{pattern})" for pattern in rule.patterns)]))


def _allowed(rule: Taboo) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{each})" for each in rule.allowed)) if rule.allowed else None
