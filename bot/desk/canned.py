"""Canned wording (快捷短语): an owner's sentences, filled with the facts of one chat at one moment.

A placeholder without a fact stays as it is, so that it is seen and never sent: `unfilled` finds it.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.desk.buyer_facts import BuyerFacts
from bot.dialogue.wording import WordingError
from bot.errors import ShopDataError
from bot.shop.model.policy import Agent
from bot.shop.model.shipping import RegionRate
from bot.shop.shop import Shop
from bot.speech.faults import faults_in
from bot.speech.figures import without_placeholders
from bot.speech.taboos import Taboos
from bot.text.spoken import clock, span, yuan

log = logging.getLogger(__name__)

FILE = Path("desk") / "canned.yml"
_LETTERS = re.compile(r"[a-z][a-z0-9]{0,7}")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
NAMES = (
    "商品", "货号", "颜色", "尺码", "推荐尺码", "件数", "标价", "到手价", "库存",
    "发货日", "快递", "运费", "几天到", "地区", "截单",
    "客服", "小二", "店铺", "退货天数", "发货地",
)  # fmt: skip


@dataclass(frozen=True)
class Phrase:
    """One sentence of the owner's; `letters` are what an agent types for it."""

    letters: str
    title: str
    text: str


@dataclass(frozen=True)
class Filled:
    """A phrase for one chat; `missing` are the placeholders that nothing fills."""

    phrase: Phrase
    text: str
    missing: tuple[str, ...]


class Phrases:
    """The phrases of the owner's file in the wording's folder, read again when it changes."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE
        self._stamp = 0
        self._phrases: tuple[Phrase, ...] = ()
        self._reading = threading.Lock()

    def all(self) -> tuple[Phrase, ...]:
        """Every phrase in the owner's order; as before where the file cannot be used any more."""
        if not self._file.exists():
            return ()
        stamp = self._file.stat().st_mtime_ns
        if stamp != self._stamp and self._reading.acquire(blocking=not self._stamp):
            try:
                self._read(stamp)
            finally:
                self._reading.release()
        return self._phrases

    def _read(self, stamp: int) -> None:
        if stamp == self._stamp:
            return
        try:
            self._phrases = read_phrases(self._file)
        except WordingError as error:
            log.error("The canned wording stays as it was: %s", error)
        self._stamp = stamp


def read_phrases(file: Path) -> tuple[Phrase, ...]:
    """The phrases of a file; raises WordingError where it cannot be used."""
    try:
        content = YAML(typ="safe").load(file) or {}
    except YAMLError as error:
        raise WordingError(f"{file} is not YAML: {error}", hint="Correct the file.") from error
    try:
        return tuple(
            Phrase(str(letters), str(phrase["title"]).strip(), str(phrase["text"]).strip())
            for letters, phrase in content.items()
        )
    except (AttributeError, KeyError, TypeError) as error:
        raise WordingError(
            f"{file}: a phrase needs title and text ({error}).", hint="See the top of the file."
        ) from error


def canned_faults(folder: Path, rules: Taboos) -> list[str]:
    """What is wrong with the owner's file, for the check of the project's files."""
    file = folder / FILE
    if not file.exists():
        return []
    faults = []
    for phrase in read_phrases(file):
        where = f"{file}: {phrase.letters}"
        if not _LETTERS.fullmatch(phrase.letters):
            faults.append(f"{where}: letters are a-z and 0-9, eight at the most")
        unknown = [name for name in _PLACEHOLDER.findall(phrase.text) if name not in NAMES]
        faults += [f"{where}: {{{name}}} is no placeholder of canned wording" for name in unknown]
        bare = without_placeholders(phrase.text)
        faults += [
            f"{where}: “{fault.found}” [{fault.code}] {fault.why}；{fault.instead}"
            for fault in faults_in(bare, rules, facts={})
            if fault.severity == "block"
        ]
    return faults


def filled(phrases: Iterable[Phrase], facts: Mapping[str, str]) -> tuple[Filled, ...]:
    """The phrases with every placeholder filled that has a fact."""

    def fact(match: re.Match[str]) -> str:
        return facts.get(match[1]) or match[0]

    found = ((phrase, _PLACEHOLDER.sub(fact, phrase.text)) for phrase in phrases)
    return tuple(Filled(phrase, text, unfilled(text)) for phrase, text in found)


def unfilled(text: str) -> tuple[str, ...]:
    """The names of canned placeholders that still stand in a text, each once."""
    return tuple(dict.fromkeys(name for name in _PLACEHOLDER.findall(text) if name in NAMES))


def values_of(facts: BuyerFacts, *, agent: Agent, shop: Shop) -> dict[str, str]:
    """What fills the placeholders in this chat; one without a fact is left out."""
    values = {"客服": agent.name or agent.login, **_of_goods(facts)}
    region = next((known.value for known in facts.known if known.label == "地区"), "")
    rate = shop.shipping.rate(region) if region else None
    values |= {"地区": region, **_of_way(facts, rate, shop)}
    values |= _of_shop(shop)
    return {name: value for name, value in values.items() if value}


def _of_goods(facts: BuyerFacts) -> dict[str, str]:
    goods = facts.goods
    if goods is None:
        return {}
    product, pieces = goods.product, goods.pieces
    skus = product.matching(colour=pieces.colour or None, size=pieces.size or None)
    known = (pieces.colour or not product.colours) and (pieces.size or not product.sizes)
    stock = sum(sku.stock for sku in skus) if known else 0
    return {
        "商品": product.name,
        "货号": product.id,
        "颜色": pieces.colour,
        "尺码": pieces.size,
        "推荐尺码": facts.advised,
        "件数": str(pieces.quantity),
        "标价": goods.listed,
        "到手价": goods.now,
        "库存": str(stock) if stock else "",
        "发货日": goods.sent,
    }


def _of_way(facts: BuyerFacts, rate: RegionRate | None, shop: Shop) -> dict[str, str]:
    couriers = shop.shipping.couriers()
    usual = (rate.courier if rate else "") or (couriers[0].name if couriers else "")
    values = {"快递": str(facts.slots.get("courier") or usual)}
    if rate is not None and rate.delivers:
        goods = facts.goods
        free = goods is not None and goods.ships_free and rate.province not in goods.not_free_to
        values["运费"] = "0" if free else yuan(rate.fee)
        values["几天到"] = span(rate.days_min, rate.days_max)
    return values


def _of_shop(shop: Shop) -> dict[str, str]:
    try:
        policy = shop.terms.policy()
    except ShopDataError:
        return {}
    return {
        "小二": policy.assistant_name,
        "店铺": policy.shop_name,
        "退货天数": str(policy.return_days or ""),
        "发货地": policy.ships_from,
        "截单": clock(policy.dispatch_cutoff),
    }
