"""What a buyer needs of goods, read by the words in needs*.yml, and which goods meet it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from actions.recommendation import words
from actions.recommendation.allergies import without_allergies
from actions.recommendation.budget import budget_in, pieces_in
from actions.turn import Memory, Turn
from bot.shop.model.catalogue import Product
from bot.text.normalise import normalise

Told = tuple[str, str]
Texts = tuple[tuple[str, tuple[str, ...]], ...]

TITLE, SELLING_POINT = "标题", "卖点"
# Attributes that hold anything: that they are filled in says nothing of one need.
OF_ANYTHING = frozenset({"适合人群", "适用人群", "场合", "用途", "风格", "包装", "规格"})
_CLAUSE_ENDS = re.compile("[,，;；。!！]")
# What is said of whom or what it is not for.
_RULED_OUT = re.compile(
    "磨碎|碾碎|陪同|看护|不适合|不宜|不建议|慎|忌|不推荐|少[喝吃用]|[请先]问|别|不能|不算|当心"
)
_AND = re.compile("[和跟、]")
_POINTED = "这那哪"
_BETWEEN = "(?:[这那][种类些]|什么|再|看|推荐?|给我|是|的)*"
_AFTER = "(?:不要|不考虑|不看|不穿|不吃|不喝|算)了?(?:$|[,.!~ ])"


@dataclass(frozen=True)
class Need:
    """One thing wanted, and the texts of attributes that meet it.

    `fits` say so outright, `near` only speak for it, as does a value that takes some of it back
    (`unless`); `tells` is worth knowing where nothing does; `called` is how it is named to the
    buyer. With `goods_with` it counts only where goods have one of these attributes. `must`: what
    is not known to meet it is left out where something is.
    """

    name: str
    fits: Texts
    near: Texts = ()
    tells: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    called: str = ""
    goods_with: tuple[str, ...] = ()
    must: bool = False

    def met_by(self, product: Product) -> Told | None:
        """The attribute and its value that say so outright, or None."""
        told = _holding(self.fits, product)
        return None if told is None or self._takes_back(told) else told

    def near_by(self, product: Product) -> Told | None:
        """The attribute and its value that speak for it, or None."""
        return _holding((*self.near, *(self.fits if self.unless else ())), product)

    def against(self, product: Product) -> str | None:
        """What the record says against it: 三岁以下小孩别整颗吃."""
        known = dict(product.attributes)
        clauses = (
            (clause, texts)
            for attribute, texts in self.fits
            for clause in _CLAUSE_ENDS.split(known.get(attribute, ""))
            if _RULED_OUT.search(clause)
        )
        return next((c for c, texts in clauses if any(text in c for text in texts)), None)

    def _takes_back(self, told: Told) -> bool:
        return any(text in told[1] for text in self.unless)

    def recorded(self, product: Product) -> bool:
        """Whether anything is written of it, in its favour or not."""
        asked = {attribute for attribute, _ in (*self.fits, *self.near)} - OF_ANYTHING
        return any(attribute in asked for attribute, _ in product.attributes)

    def told_instead(self, product: Product) -> Told | None:
        """What is known of the product that lets the buyer judge."""
        values = ((name, product.attribute(name)) for name in self.tells)
        return next(((name, value) for name, value in values if value), None)


def needs_in(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of the needs in `text`: those wanted, and those refused.

    Of needs that exclude each other the one said in more words counts: 不要太甜 is not 甜.
    """
    plain = without_allergies(normalise(text))
    found = {name: span for name, need in words.needs().items() if (span := _said(need, plain))}
    wanted: list[str] = []
    refused: list[str] = []
    for name, (start, end) in found.items():
        rivals = (found[each] for each in _instead_of(name) if each in found and each != name)
        if any(s < end and start < e and e - s > end - start for s, e in rivals):
            continue
        said_no = any(plain[:start].endswith(word) for word in words.wishes()["refusals"])
        (refused if said_no else wanted).append(name)
    return tuple(wanted), tuple(refused)


def needs_kept(text: str, memory: Memory) -> dict[str, Any]:
    """The memory of needs and budget after `text`: what it says anew takes the place of the old."""
    wanted, refused = needs_in(text)
    plain = normalise(text)
    over = {*wanted, *refused}.union(*map(_instead_of, (*wanted, *refused)))
    budget, pieces = budget_in(text), pieces_in(text)
    if any(word in plain for word in words.wishes()["any_budget"]):
        budget, pieces = (None, None), None
    elif budget == (None, None):
        budget, pieces = memory.budget, memory.budget_pieces
    return {
        "needs": (*(name for name in memory.needs if name not in over), *wanted),
        "not_needs": (*(name for name in memory.not_needs if name not in over), *refused),
        "budget": budget,
        "budget_pieces": pieces,
    }


def named(names: Iterable[str]) -> tuple[Need, ...]:
    """The needs called so, as far as anything in needs*.yml fits them."""
    known = words.needs()
    return tuple(
        Need(
            name=name,
            fits=_texts(known[name]["fits"]),
            near=_texts(known[name].get("near", {})),
            tells=tuple(known[name].get("tells", ())),
            unless=tuple(known[name].get("unless", ())),
            called=known[name].get("called", name),
            goods_with=known[name]["goods_with"],
            must=bool(known[name].get("must", False)),
        )
        for name in names
        if known.get(name, {}).get("fits")
    )


def of_these_goods(needs: Sequence[Need], products: Iterable[Product]) -> tuple[Need, ...]:
    """Those of the needs that goods of this kind can have at all."""
    recorded = {attribute for product in products for attribute, _ in product.attributes}
    return tuple(n for n in needs if not n.goods_with or recorded.intersection(n.goods_with))


def looked_for(turn: Turn, categories: Sequence[str]) -> dict[str, Any]:
    """What to remember of the goods that are looked for: their categories and colours, as said.

    Another kind of goods is looked for in any colour.
    """
    colours = (*turn.colours, *turn.colour_families)
    if not categories and not colours:
        return {}
    kept = () if categories else turn.memory.colours
    return {"categories": tuple(categories) or turn.memory.categories, "colours": colours or kept}


def categories_in(text: str, categories: Sequence[str]) -> tuple[str, ...]:
    """Those of `categories` that are named, and those that a group such as 裙子 covers.

    A name counts once: the 裙 of 连衣裙 is no group; 外套 is both a category and a group. What is
    refused (不要裙子) is not named.
    """
    plain = without_allergies(normalise(text))
    return _kinds_in(_without_refused(plain, categories), categories)


def refused_categories_in(text: str, categories: Sequence[str]) -> tuple[str, ...]:
    """Those of `categories` that are not wanted at all: 不要裙子, 裙子就算了; not 不要这条裙子."""
    refused = (goods for goods, _ in _refusals(normalise(text), categories))
    kinds = (kind for goods in refused for kind in _AND.split(goods))
    return tuple(dict.fromkeys(name for kind in kinds for name in _kinds_in(kind, categories)))


def parts_in(text: str) -> tuple[str, ...]:
    """What names of a group of goods hold, where one is named: 茶叶 are names with 茶."""
    plain, kinds = normalise(text), words.wishes()["kinds"]
    group = max((word for word in kinds if word in plain), key=len, default=None)
    return () if group is None else tuple(kinds[group])


def _kinds_in(plain: str, categories: Sequence[str]) -> tuple[str, ...]:
    kinds = words.wishes()["kinds"]
    names = [name for name in categories if normalise(name) in plain]
    for name in names:
        if normalise(name) not in kinds:
            plain = plain.replace(normalise(name), "")
    parts = parts_in(plain)
    covered = [name for name in categories if any(part in name for part in parts)]
    return tuple(dict.fromkeys((*names, *covered)))


def _refusals(plain: str, categories: Sequence[str]) -> list[tuple[str, str]]:
    """Goods that are refused, and the words that do so."""
    goods = {*words.wishes()["kinds"], *map(normalise, categories)}
    nouns = "|".join(sorted(map(re.escape, goods), key=len, reverse=True))
    no = "|".join(words.wishes()["refusals"])
    pattern = re.compile(
        f"(?:{no}){_BETWEEN}(?P<a>(?:{nouns})(?:[和跟、](?:{nouns}))*)"
        f"|(?<![{_POINTED}][条件个款双])(?P<b>{nouns})(?:就|都|我)*{_AFTER}"
    )
    return [(found["a"] or found["b"], found[0]) for found in pattern.finditer(plain)]


def _without_refused(plain: str, categories: Sequence[str]) -> str:
    for _, said in _refusals(plain, categories):
        plain = plain.replace(said, " ")
    return plain


def _said(need: Mapping[str, Any], plain: str) -> tuple[int, int] | None:
    """Where the need is said first, in the longest of its words."""
    places = [(plain.find(word), -len(word)) for word in need["words"] if word in plain]
    start, length = min(places, default=(0, 0))
    return (start, start - length) if length else None


def _instead_of(name: str) -> Collection[str]:
    return frozenset[str]().union(*(group for group in words.instead() if name in group))


def _texts(entry: Mapping[str, Sequence[str]]) -> Texts:
    return tuple((attribute, tuple(texts)) for attribute, texts in entry.items())


def _holding(wanted: Texts, product: Product) -> Told | None:
    known = {**dict(product.attributes), TITLE: product.title, SELLING_POINT: product.selling_point}
    for attribute, texts in wanted:
        value = known.get(attribute)
        if value and (said := _said_of(value, texts)):
            return attribute, said if attribute == TITLE else value
    return None


@lru_cache(maxsize=65536)
def _said_of(value: str, texts: tuple[str, ...]) -> str | None:
    """The first of the texts that a clause of the value says; the goods change seldom."""
    clauses = [each for each in _CLAUSE_ENDS.split(value) if not _RULED_OUT.search(each)]
    return next((text for text in texts if any(_says(clause, text) for clause in clauses)), None)


def _says(clause: str, text: str) -> bool:
    """Whether it holds the text and does not deny it: 不甜 does not say 甜."""
    return re.search(f"(?<![不无没非]){re.escape(text)}", clause) is not None
