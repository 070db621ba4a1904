"""Why a chat waits for a person: the codes a ticket may have, and their words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from ruamel.yaml import YAML

from bot.errors import XiaoerError


class UnknownReason(XiaoerError):  # noqa: N818 - it says what the code is
    """A ticket for a reason nobody wrote words for."""


@dataclass(frozen=True)
class Reason:
    """Why a chat waits, as an agent reads it."""

    code: str
    label: str
    tone: Literal["urgent", "busy", "calm"]


def reason_of(code: str) -> Reason:
    """The words for a reason code; one that has none any more is shown as it is."""
    return reasons().get(code) or Reason(code, code, "calm")


def known_reason(code: str) -> str:
    """`code`, if a ticket may be opened for it; raises UnknownReason."""
    if code not in reasons():
        raise UnknownReason(f"No reason is called {code}.", hint="Add it to bot/chats/reasons.yml.")
    return code


@lru_cache(maxsize=1)
def reasons() -> Mapping[str, Reason]:
    """Every reason by its code."""
    text = files("bot.chats").joinpath("reasons.yml").read_text(encoding="utf-8")
    return {code: Reason(code, **words) for code, words in YAML(typ="safe").load(text).items()}
