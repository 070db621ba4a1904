"""What a buyer asks for, read from the message by the words in needs.yml."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from actions.turn import Memory, Turn
from bot.shop.model.catalogue import Product
from bot.text.normalise import normalise
from bot.text.numbers import find_numbers

NEEDS = Path(__file__).with_name("needs.yml")

_LEAST_BUDGET = 5
_UNIT = "(?:块钱|块|元)?"
_AT_MOST = re.compile(f"{_UNIT}(?:以内|之内|以下|内|封顶|不到)")
_ABOUT = re.compile(f"{_UNIT}(?:左右|上下|出头)")
_CAPPED = re.compile(
    "(?:不超过|不要超过|别超过|最多|顶多|低于|预算(?:是|在|大概|就|有|差不多|只有)*)$"
)
_RANGE = re.compile("到|至|-|~")
_ABOUT_LOW, _ABOUT_HIGH = Decimal("0.7"), Decimal("1.2")


@dataclass(frozen=True)
class Need:
    """One thing wanted, and the attribute values that meet it."""

    name: str
    fits: tuple[tuple[str, tuple[str, ...]], ...]

    def met_by(self, product: Product) -> tuple[str, str] | None:
        """The attribute and its value that meet the need, or None."""
        known = dict(product.attributes)
        for attribute, wanted in self.fits:
            value = known.get(attribute, "")
            if any(word in value for word in wanted):
                return attribute, value
        return None


@dataclass(frozen=True)
class Wish:
    """All that a message asks for; prices in yuan, None is an open bound."""

    needs: tuple[Need, ...] = ()
    refused: tuple[Need, ...] = ()
    categories: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    refused_colours: tuple[str, ...] = ()
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    cheapest: bool = False
    best_sold: bool = False
    like: bool = False
    pair: bool = False
    which_colour: bool = False

    @property
    def clear(self) -> bool:
        """Whether there is enough to choose by."""
        wanted = (self.needs, self.refused, self.categories, self.colours, self.refused_colours)
        return bool(
            any(wanted) or self.at_most or self.cheapest or self.best_sold or self.like
        )  # fmt: skip


def wish_in(
    text: str,
    *,
    categories: Sequence[str],
    colours: Sequence[str] = (),
    refused_colours: Sequence[str] = (),
) -> Wish:
    """What `text` asks for; `categories` are the shop's, colours were understood already."""
    words, plain = _words(), normalise(text)
    needs, refused = needs_in(text)
    at_least, at_most = budget_in(text)
    return Wish(
        needs=_named(needs),
        refused=_named(refused),
        categories=categories_in(text, categories),
        colours=tuple(colours),
        refused_colours=tuple(refused_colours),
        at_least=at_least,
        at_most=at_most,
        **{
            kind: any(word in plain for word in words[kind])
            for kind in ("cheapest", "best_sold", "like", "pair", "which_colour")
        },
    )


def with_memory(wish: Wish, memory: Memory) -> Wish:
    """The wish with what the buyer asked for earlier in the chat and did not change since."""
    known = wish.at_least is not None or wish.at_most is not None
    at_least, at_most = (wish.at_least, wish.at_most) if known else memory.budget
    return replace(
        wish,
        needs=tuple(dict.fromkeys((*_named(memory.needs), *wish.needs))),
        refused=tuple(dict.fromkeys((*_named(memory.not_needs), *wish.refused))),
        categories=wish.categories or memory.categories,
        at_least=at_least,
        at_most=at_most,
    )


def looked_for(turn: Turn, categories: Sequence[str]) -> dict[str, Any]:
    """What to remember of the goods that are looked for: their categories and colours, as said.

    Another kind of goods is looked for in any colour.
    """
    colours = (*turn.colours, *turn.colour_families)
    if not categories and not colours:
        return {}
    kept = () if categories else turn.memory.colours
    return {"categories": tuple(categories) or turn.memory.categories, "colours": colours or kept}


def needs_kept(text: str, memory: Memory) -> dict[str, Any]:
    """The memory of needs and budget after `text`: what it says anew takes the place of the old."""
    wanted, refused = needs_in(text)
    words, plain = _words(), normalise(text)
    over = {*wanted, *refused}
    over |= {name for group in words["instead"] if over.intersection(group) for name in group}
    budget = budget_in(text)
    if any(word in plain for word in words["any_budget"]):
        budget = (None, None)
    elif budget == (None, None):
        budget = memory.budget
    return {
        "needs": (*(name for name in memory.needs if name not in over), *wanted),
        "not_needs": (*(name for name in memory.not_needs if name not in over), *refused),
        "budget": budget,
    }


def needs_in(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of the needs in `text`: those wanted, and those refused."""
    words, plain = _words(), normalise(text)
    wanted: list[str] = []
    refused: list[str] = []
    for name, entry in words["needs"].items():
        found = [plain.find(word) for word in entry["words"] if word in plain]
        if found:
            before = plain[: min(found)]
            said_no = any(before.endswith(word) for word in words["refusals"])
            (refused if said_no else wanted).append(name)
    return tuple(wanted), tuple(refused)


def _named(names: Sequence[str]) -> tuple[Need, ...]:
    """The needs called so, as far as anything in needs.yml fits them."""
    known = _words()["needs"]
    return tuple(
        Need(name, tuple((key, tuple(values)) for key, values in known[name]["fits"].items()))
        for name in names
        if known.get(name, {}).get("fits")
    )


def budget_in(text: str) -> tuple[Decimal | None, Decimal | None]:
    """Lowest and highest price in yuan the buyer names: 200以内, 预算三百, 一百左右, 200到300."""
    plain = normalise(text)
    numbers = [number for number in find_numbers(text) if number.value >= _LEAST_BUDGET]
    for number, following in zip_longest(numbers, numbers[1:]):
        if following and _RANGE.fullmatch(plain[number.end : following.start].strip()):
            return number.value, following.value
        if _ABOUT.match(plain, number.end):
            return number.value * _ABOUT_LOW, number.value * _ABOUT_HIGH
        if _AT_MOST.match(plain, number.end) or _CAPPED.search(plain[: number.start].rstrip()):
            return None, number.value
    return None, None


def categories_in(text: str, categories: Sequence[str]) -> tuple[str, ...]:
    """Those of `categories` that are named, and those that a group such as 裙子 covers.

    A name counts once: the 裙 of 连衣裙 is no group; 外套 is both a category and a group.
    """
    plain, kinds = normalise(text), _words()["kinds"]
    named = [name for name in categories if normalise(name) in plain]
    for name in named:
        if normalise(name) not in kinds:
            plain = plain.replace(normalise(name), "")
    group = max((word for word in kinds if word in plain), key=len, default=None)
    parts = () if group is None else kinds[group]
    covered = [name for name in categories if any(part in name for part in parts)]
    return tuple(dict.fromkeys((*named, *covered)))


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    content: dict[str, Any] = YAML(typ="safe").load(NEEDS)
    return content
