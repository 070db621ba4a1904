"""What is asked about a parcel, by the words in questions.yml: often two things in one breath."""

from __future__ import annotations

import re
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
# Asked of the shop's ways rather than of one parcel: the words tell all of the question.
TERMS = frozenset({"pickup", "together", "cutoff", "within", "holiday"})
# Each of these tells the day of dispatch with it.
TELLS_DISPATCH = frozenset({"cutoff", "within", "holiday", "urgent"})
# The order in which a reply answers them.
ORDER = (
    "origin", "later", "pickup", "together", "cutoff", "within", "holiday", "urgent",
    "dispatch", "courier", "days", "fee",
)  # fmt: skip
_TO_PLACE = re.compile(
    "(?:寄|发往|发到|发去|到|去)[^,.?!\\s]{1,8}?(?:大概|一般|要|得|需要)*(?:几天|多少天|多久|多长时间)"
    "(?!(?:之?内)?(?:能|可以|才|会|给)?(?:给我)?(?:发|寄出|出库))"
)
_HOW_LONG_UNTIL_SENT = re.compile(
    "(?<![刚经])(?:拍|付|下单|买)(?:了|后|完|好|下)?(?:款|单)?(?:之?后)?(?:大概|一般|要|得|需要)*"
    "(?:多久|几天|几个小时|多长时间)"
)
_DEMANDS_FREE = re.compile(
    "(?:给我?|帮我?|必须|就|得|要|直接|你们?)(?:给?我?)(?:包个?邮|免邮|免个?邮费|免个?运费|免了)"
    "|(?:包个?邮|免个?邮费?|免个?运费)(?:吧|呗|嘛|了吧|行不行|行吗|我?就[买拍]|不然|不行)"
    "|(?:免|包)个邮"
)
_FROM = re.compile("(?:从|是|在)[^,.?!]{1,6}(?:发|寄)")


@dataclass(frozen=True)
class Asked:
    """The questions of one message.

    `wish` is where the parcel is to be left (door, village), with the words for it; `everywhere`
    asks of all regions, `abroad` of another country; `open` asks for a day, so that a day named is
    no deadline; `weekend` asks of Saturday and Sunday; `quicker` asks who brings it sooner, `sure`
    wants a day promised. `holiday` is the start of the name of a holiday spoken of.
    """

    aspects: tuple[str, ...]
    wish: tuple[str, ...] = ()
    everywhere: bool = False
    abroad: bool = False
    open: bool = False
    weekend: bool = False
    quicker: bool = False
    sure: bool = False
    holiday: str = ""


def asked_in(
    text: str, intents: Sequence[str], *, of_courier: bool = False, of_region: bool = False
) -> Asked:
    """The questions in `text`, understood as `intents`.

    `of_courier`: a courier is named; `of_region`: a region, and no day. Of the intents only the
    first counts where words tell the rest: words are surer.
    """
    plain, words = normalise(text), _words()
    by_word = _aspects_in(plain, words["aspects"])
    meant = intents[:1] if by_word else intents
    by_intent = {ASPECT_OF_INTENT[intent] for intent in meant if intent in ASPECT_OF_INTENT}
    if by_word & TERMS:
        by_intent = set()
    if by_word & {"origin", "later", "urgent", "quicker"}:
        by_intent.discard("dispatch")
    if "extra" in by_word and of_courier:
        by_intent.discard("fee")
        by_word.add("courier")
    elif "extra" in by_word:
        by_word.add("fee")
    aspects = by_word | by_intent
    if by_word & TELLS_DISPATCH:
        aspects.discard("dispatch")
    if "urgent" in aspects:
        aspects.add("days")
    is_open = any(word in plain for word in words["open"])
    if of_region and not is_open and aspects == {"dispatch"}:
        aspects = {"origin"} if _FROM.search(plain) else {"days", "fee"}
    if "how_long" in aspects and ("dispatch" not in aspects or _TO_PLACE.search(plain)):
        aspects.add("days")
    wish = next((w for w in words["wishes"].values() if any(word in plain for word in w)), ())
    if "pickup" in aspects:
        wish = ()
    if "quicker" in aspects:
        aspects.add("courier")
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
        open=is_open,
        weekend=any(word in plain for word in words["weekend"]),
        quicker="quicker" in aspects,
        sure=any(word in plain for word in words["sure"]),
        holiday=next(
            (name for name, said in words["holidays"].items() if any(w in plain for w in said)), ""
        ),
    )


def is_faster(note: str) -> bool:
    """Whether a courier's note says that it is quicker than the usual one."""
    return any(word in note for word in _words()["faster"])


def regions_meant(text: str) -> tuple[str, ...]:
    """Regions that are named together (港澳台)."""
    plain = normalise(text)
    groups = _words()["groups"]
    return next((tuple(groups[name]) for name in groups if name in plain), ())


def demands_free_shipping(text: str) -> bool:
    """Whether free shipping is demanded (给我包邮吧), rather than asked about (包邮吗)."""
    return _DEMANDS_FREE.search(normalise(text)) is not None


def asks_until_sent(text: str) -> bool:
    """Whether it asks how long after paying it leaves (拍了多久发), and reports no payment."""
    return _HOW_LONG_UNTIL_SENT.search(normalise(text)) is not None


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
