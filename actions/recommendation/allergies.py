"""What a buyer cannot bear (过敏): which goods are ruled out by it, and what their record says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from actions.recommendation import words
from bot.shop.model.catalogue import Product
from bot.text.normalise import normalise

# Where the record says what is in it, the plainest first.
TELLING = ("过敏原", "致敏原", "配料")
_LISTED = "[和跟、或与及]"
# 不含坚果, 无坚果: that it has none; a clause that says so holds none.
_WITHOUT = "不含|不带|不放|没放|不加|没有|零|无"
_NOT_DENIED = "".join(f"(?<!{word})" for word in _WITHOUT.split("|"))
_BEARS_NOT = "[都也]?(?:(?:不能|不可以|没法|不敢)[吃喝碰沾]|[吃喝]不了)(?=的|了|[,.!?~ ]|$)"
_ASKS_WHAT = re.compile("什么|啥|哪|有(?!影响|关系|问题|事).{0,8}[吗么没]|推荐|选|来点|有没有|适合")
_CLAUSE_ENDS = re.compile("[,，;；。!！]")


@dataclass(frozen=True)
class Allergy:
    """One thing not borne, as the shop's words name it, and how a record says it is in goods."""

    name: str
    holds: tuple[str, ...]

    def rules_out(self, product: Product) -> bool:
        """Whether it is in the goods, may be, or their record does not tell what is in them."""
        known = dict(product.attributes)
        told = [known[name] for name in TELLING if known.get(name)]
        named = (product.category, product.title, *told, known.get("适合人群", ""))
        return not told or any(self._speaks(text) for text in named)

    def told_by(self, product: Product) -> tuple[str, str] | None:
        """The attribute and its value by which the buyer can judge."""
        known = dict(product.attributes)
        return next(((name, known[name]) for name in TELLING if known.get(name)), None)

    def _speaks(self, text: str) -> bool:
        return any(
            re.search(f"{_NOT_DENIED}{re.escape(held)}", clause)
            for clause in _CLAUSE_ENDS.split(text)
            for held in self.holds
        )


def allergies_in(text: str) -> tuple[str, ...]:
    """What is said not to be borne, or to be wanted without: 对坚果过敏, 不含花生的."""
    plain = normalise(text)
    return tuple(name for name, pattern in _patterns().items() if pattern.search(plain))


def without_allergies(plain: str) -> str:
    """The text without what it says of allergies: 不含坚果的 looks for no nuts."""
    for pattern in _patterns().values():
        plain = pattern.sub(" ", plain)
    return plain


def called(names: Iterable[str]) -> tuple[Allergy, ...]:
    """The allergies called so."""
    known = words.allergies()["allergies"]
    return tuple(Allergy(name, tuple(known[name]["holds"])) for name in names if name in known)


def bearable(product: Product, names: Iterable[str]) -> bool:
    """Whether nothing the buyer does not bear is in it, as far as its record tells."""
    return not any(each.rules_out(product) for each in called(names))


def tells_allergies(products: Iterable[Product]) -> bool:
    """Whether these are goods that are eaten or drunk at all: clothes hold no nuts."""
    asked = {*words.allergies()["goods_with"]}
    return any(name in asked for product in products for name, _ in product.attributes)


def asks_bearable(text: str) -> bool:
    """Whether goods are asked for that are borne: 花生过敏能吃啥, 有不含坚果的吗."""
    return bool(allergies_in(text)) and bool(_ASKS_WHAT.search(without_allergies(normalise(text))))


@lru_cache(maxsize=1)
def _patterns() -> Mapping[str, re.Pattern[str]]:
    entries: dict[str, dict[str, Any]] = words.allergies()["allergies"]
    every = _any_of(name for entry in entries.values() for name in entry["said"])
    patterns = {}
    for name, entry in entries.items():
        it = f"(?:{every}{_LISTED})*{_any_of(entry['said'])}(?:{_LISTED}{every})*(?:类|制品|成分)?"
        patterns[name] = re.compile(
            f"(?<!含)(?:{_WITHOUT}){it}的|(?<!含)(?:不含|无){it}|不(?:能|可以|敢)[吃喝碰]{it}"
            f"|对?{it}(?:[^,.!? ]{{0,3}}(?:不耐受|过敏)|{_BEARS_NOT})|过敏{it}"
        )
    return patterns


def _any_of(names: Iterable[str]) -> str:
    return f"(?:{'|'.join(sorted(set(map(re.escape, names)), key=len, reverse=True))})"
