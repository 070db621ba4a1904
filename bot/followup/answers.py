"""What a buyer's words say of an unpaid order: no more reminders, paid already, why not yet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

from bot.buyers.signs import read_signs
from bot.text.normalise import normalise


@dataclass(frozen=True)
class Reason:
    """Why an order is not paid: what is shown to be tapped, and what tapping it says."""

    code: str
    label: str
    tap: str
    says: str
    words: re.Pattern[str]


def asks_to_stop(text: str) -> bool:
    """Whether the buyer wants no message of this kind any more (别再发了)."""
    return _means("stop", text)


def declines(text: str) -> bool:
    """Whether the buyer does not want this order reminded (别催, 不要了)."""
    return _means("no", text)


def says_paid(text: str) -> bool:
    """Whether the buyer says that it is paid."""
    return _means("paid", text)


def reminds(text: str) -> bool:
    """Whether an agent's words remind of paying."""
    return _means("reminds", text)


def reason_in(text: str) -> str | None:
    """The code of the reason that the words give, tapped or typed; None where they give none."""
    plain = normalise(text)
    tapped = (r.code for r in reasons() if plain in (normalise(r.tap), normalise(r.says)))
    worded = (r.code for r in reasons() if r.words.search(plain))
    return next(tapped, None) or next(worded, None)


def reasons() -> Sequence[Reason]:
    """What can be tapped, in the order of the file."""
    return _read()[1]


def reason_label(code: str) -> str:
    """A reason as the owner reads it, also one that a chat shows; a code without words as it is."""
    labels = {reason.code: reason.label for reason in reasons()}
    lost = read_signs("lost.yml")
    shown = {name: told["label"] for name, told in lost["reasons"].items()}
    return {**shown, "other": str(lost["other"]), **labels}.get(code, code)


def why_label(code: str) -> str:
    """Why a reminder was stopped or failed, as the owner reads it."""
    labels: Mapping[str, str] = _content()["whys"]
    return labels.get(code, code)


def _means(group: str, text: str) -> bool:
    return _read()[0][group].search(normalise(text)) is not None


@lru_cache(maxsize=1)
def _read() -> tuple[Mapping[str, re.Pattern[str]], Sequence[Reason]]:
    content = _content()
    groups = {
        name: re.compile("|".join(content[name])) for name in ("stop", "no", "paid", "reminds")
    }
    found = tuple(
        Reason(code, told["label"], told["tap"], told.get("says") or told["tap"],
               re.compile(told["words"]))
        for code, told in content["reasons"].items()
    )  # fmt: skip
    return groups, found


@lru_cache(maxsize=1)
def _content() -> Mapping[str, Any]:
    text = files("bot.followup").joinpath("answers.yml").read_text(encoding="utf-8")
    content: Mapping[str, Any] = YAML(typ="safe").load(text)
    return content
