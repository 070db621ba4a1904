"""What is asked about a parcel, by the words in questions.yml: often two things in one breath."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.shop.model.shipping import Courier
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

    `unlisted_courier` is a courier named that the shop does not work with, `refused_courier` one
    of the shop's that the buyer does not want; `wish` is where the parcel is to be left (door,
    village), with the words for it; `everywhere` asks of all regions, `abroad` of another country;
    `open` asks for a day, so that a day named is no deadline; `weekend` asks of Saturday and
    Sunday.
    """

    aspects: tuple[str, ...]
    unlisted_courier: str | None = None
    refused_courier: str | None = None
    wish: tuple[str, ...] = ()
    everywhere: bool = False
    abroad: bool = False
    open: bool = False
    weekend: bool = False


def asked_in(
    text: str, intents: Sequence[str], couriers: Sequence[Courier], *, named: str | None
) -> Asked:
    """The questions in `text`, understood as `intents`; `named` is a courier of the shop's.

    Of the intents only the first counts where words tell the rest: words are surer.
    """
    plain, words = normalise(text), _words()
    by_word = _aspects_in(plain, words["aspects"])
    meant = intents[:1] if by_word else intents
    by_intent = {ASPECT_OF_INTENT[intent] for intent in meant if intent in ASPECT_OF_INTENT}
    if by_word & {"origin", "later"}:
        by_intent.discard("dispatch")
    unlisted = None if named else _unlisted(plain, words["known_couriers"], couriers)
    if "extra" in by_word and (named or unlisted):
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
    if unlisted or (named and not aspects & {"days", "fee"}):
        aspects.add("courier")
    return Asked(
        aspects=tuple(aspect for aspect in ORDER if aspect in aspects),
        unlisted_courier=unlisted,
        refused_courier=_refused(plain, words["refusals"], couriers),
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


def _unlisted(
    plain: str, known: Mapping[str, Sequence[str]], couriers: Sequence[Courier]
) -> str | None:
    offered = {courier.name for courier in couriers}
    return next(
        (
            name
            for name, forms in known.items()
            if name not in offered and any(form in plain for form in forms)
        ),
        None,
    )


def _refused(plain: str, refusals: Sequence[str], couriers: Sequence[Courier]) -> str | None:
    for courier in couriers:
        for name in (courier.name, *courier.aliases):
            if any(f"{refusal}{normalise(name)}" in plain for refusal in refusals):
                return courier.name
    return None
