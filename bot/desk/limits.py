"""How soon a person has to answer on each platform, and what it takes for an answer there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Extra, Field, ValidationError, validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.errors import ConfigurationError
from bot.settings import SHOP_TIMEZONE
from bot.speech.platforms import PLATFORMS, Platform

FILE = "response.yml"
# Channels with a platform of their own; every other one is the shop's platform.
OWN_LIMIT = ("wechat", "wecom")
Counted = Literal["person", "assisted", "bot", "welcome"]


class Limit(BaseModel):
    """The limit of one platform; data/platforms/response.yml says what each field means.

    seconds is None where the shop's own promise is the limit; begins and ends are None where the
    shop's own hours count.
    """

    name: str
    seconds: int | None = Field(None, ge=5, le=86400)
    counts: frozenset[Counted]
    round: Literal["each", "first"]
    begins: time | None = Field(None, alias="from")
    ends: time | None = Field(None, alias="until")
    outside: Literal["excused", "paused"]
    window_hours: int | None = Field(None, ge=1, le=720)
    window_messages: int | None = Field(None, ge=1)
    known: Literal["stated", "taken"]

    class Config:
        allow_mutation = False
        extra = Extra.forbid

    @validator("counts")
    @classmethod
    def _a_person_counts(cls, counts: frozenset[Counted]) -> frozenset[Counted]:
        if "person" not in counts:
            raise ValueError("a person's own message counts everywhere")
        return counts

    def assessed(self, at: datetime) -> bool:
        """Whether the platform looks at what comes in `at` that moment."""
        if self.begins is None or self.ends is None:
            return True
        return self.begins <= at.astimezone(SHOP_TIMEZONE).time() < self.ends


@dataclass(frozen=True)
class Limits:
    """The limits of every platform."""

    of_platform: dict[str, Limit]

    def of(self, channel: str, platform: Platform) -> Limit:
        """The limit for a chat on `channel` of a shop on `platform`."""
        return self.of_platform[channel if channel in OWN_LIMIT else platform]


def read_limits(folder: Path) -> Limits:
    """The owner's file; raises ConfigurationError where it is missing or cannot be used."""
    path = folder / FILE
    try:
        loaded = YAML(typ="safe").load(path)
        found = {name: Limit.parse_obj(limit) for name, limit in loaded.items()}
    except OSError as error:
        raise ConfigurationError(
            f"There are no limits of platforms at {path}.",
            hint="Put it back, or set XIAOER_PLATFORMS_DIR.",
        ) from error
    except (YAMLError, ValidationError, AttributeError, TypeError) as error:
        raise ConfigurationError(
            f"{path} cannot be used: {error}", hint="Its first lines say what it holds."
        ) from error
    missing = {*PLATFORMS, *OWN_LIMIT} - found.keys()
    if missing:
        raise ConfigurationError(
            f"{path} says nothing of {', '.join(sorted(missing))}.", hint="Add it."
        )
    return Limits(found)
