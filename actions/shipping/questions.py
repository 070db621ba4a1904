"""What is asked about a parcel, by the words in questions.yml: often two things in one breath."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.text.normalise import normalise

QUESTIONS = Path(__file__).with_name("questions.yml")
ASPECT_OF_INTENT = {
    "ask_dispatch": "dispatch",
    "ask_delivery_time": "days",
    "ask_courier": "courier",
    "ask_shipping_fee": "fee",
}
# The order in which a reply answers them.
ORDER = ("origin", "later", "dispatch", "courier", "days", "fee")


@dataclass(frozen=True)
class Asked:
    """The questions of one message.

    `wish` is where the parcel is to be left (door, village), with the words for it; `everywhere`
    asks of all regions, `abroad` of another country; `open` asks for a day, so that a day named is
    no deadline; `weekend` asks of Saturday and Sunday.
    """

    aspects: tuple[str, ...]
    wish: tuple[str, ...] = ()
    everywhere: bool = False
    abroad: bool = False
    open: bool = False
    weekend: bool = False


def asked_in(text: str, intents: Sequence[str], *, of_courier: bool = False) -> Asked:
    """The questions in `text`, understood as `intents`; `of_courier`: a courier is named.

    Of the intents only the first counts where words tell the rest: words are surer.
    """
    plain, words = normalise(text), _words()
    by_word = _aspects_in(plain, words["aspects"])
    meant = intents[:1] if by_word else intents
    by_intent = {ASPECT_OF_INTENT[intent] for intent in meant if intent in ASPECT_OF_INTENT}
    if by_word & {"origin", "later"}:
        by_intent.discard("dispatch")
    if "extra" in by_word and of_courier:
        by_intent.discard("fee")
        by_word.add("courier")
    elif "extra" in by_word:
        by_word.add("fee")
    aspects = by_word | by_intent
    if "how_long" in aspects and "dispatch" not in aspects:
        aspects.add("days")
    wish = next((w for w in words["wishes"].values() if any(word in plain for word in w)), ())
    if wish:
        aspects.add("courier")
        aspects -= {"days"} - by_word
    if of_courier and not aspects & {"days", "fee"}:
        aspects.add("courier")
    return Asked(
        aspects=tuple(aspect for aspect in ORDER if aspect in aspects),
        wish=tuple(wish),
        everywhere=any(word in plain for word in words["everywhere"]),
        abroad=any(word in plain for word in words["abroad"]),
        open=any(word in plain for word in words["open"]),
        weekend=any(word in plain for word in words["weekend"]),
    )


def is_of_returns(text: str) -> bool:
    """Whether it is the money and the freight of sending back that are asked for."""
    plain = normalise(text)
    return any(word in plain for word in _words()["returns"])


@lru_cache(maxsize=1)
def _words() -> Mapping[str, Any]:
    content: Mapping[str, Any] = YAML(typ="safe").load(QUESTIONS)
    return content


def _aspects_in(plain: str, aspects: Mapping[str, Sequence[str]]) -> set[str]:
    by_word = {word: aspect for aspect, words in aspects.items() for word in words}
    found, rest = set(), plain
    for word in sorted(by_word, key=len, reverse=True):
        if word in rest:
            rest = rest.replace(word, "\n")
            found.add(by_word[word])
    return found
