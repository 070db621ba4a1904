"""What a simulated buyer says next: an answer to our question, a tap, or what they came for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from random import Random
from typing import Any

from ruamel.yaml import YAML

from bot.channels.client import TurnReport
from bot.shop.model.catalogue import Product, Sku
from bot.simulate.goods import floor_of
from bot.simulate.people import HERE, Buyer, Visit
from bot.text.spoken import yuan

REGIONS = ("杭州", "成都", "北京", "广州", "哈尔滨", "乌鲁木齐", "苏州", "拉萨", "武汉", "西安")
# Where prices are offered, as parts of the list price, and as yuan above the floor.
PARTS = ("0.95", "0.9", "0.85", "0.8", "0.7", "0.5")
ABOVE_FLOOR = (-10, -3, -1, 0, 1, 2, 5, 10)
ENDS = frozenset({"paid", "goodbye", "drop", "hesitate"})
STAYS_AFTER_END = 0.3
SAYS_TO_PERSON = 0.3
_SLOT = re.compile(r"\{(\w+)\}")
_FIGURE = re.compile(r"\d+(?:\.\d+)?")


class Talker:
    """One person over all their visits; everything by chance comes from the buyer's own seed."""

    def __init__(self, buyer: Buyer) -> None:
        self._buyer = buyer
        self._random = Random(buyer.seed)  # noqa: S311 - chance, not secrecy
        self._promised: str | None = None
        self._left = 0
        self._opens: list[str] = []
        self._acts: Mapping[str, float] = {}
        self._over = False

    def arrive(self, visit: Visit) -> str:
        """The first message of a visit."""
        persona = self._buyer.persona
        self._left = visit.turns
        self._opens = list(persona.back_opens if visit.back else persona.opens)
        self._acts = persona.back_acts if visit.back else persona.acts
        self._over = False
        return self._say(self._opens.pop(0))

    def go_on(self, report: TurnReport) -> str | None:
        """The next message after `report`; None where the buyer leaves."""
        self._hear(report)
        self._left -= 1
        if self._left <= 0 or (self._over and self._random.random() > STAYS_AFTER_END):
            return None
        if report.with_person:
            self._left = min(self._left, 1)
            return self._say("silent") if self._random.random() < SAYS_TO_PERSON else None
        reply = self._reply_to(report)
        if reply is not None:
            return reply
        if self._opens:
            return self._say(self._opens.pop(0))
        return self._say(self._random.choices([*self._acts], [*self._acts.values()])[0])

    def _reply_to(self, report: TurnReport) -> str | None:
        """An answer to our question or a tapped offer; None where both are passed over."""
        persona = self._buyer.persona
        told = report.as_json()
        asked = (told["slots"].get("asked") or {}).get("fact", "")
        if told["offers"] and self._random.random() < persona.taps * persona.answers:
            return str(self._random.choice(told["offers"]))
        if not asked or self._random.random() > persona.answers:
            return None
        if asked.startswith("confirm"):
            return self._say("yes" if self._random.random() < persona.yes else self._no())
        if asked in ("manager", "person") or asked.startswith("attribute"):
            return self._say("yes" if self._random.random() < 1 / 4 else "bargain_more")
        act = f"answer_{asked}"
        if act not in phrases():
            return self._say(self._random.choice(["yes", "no", "whatever"]))
        return self._say(act if self._random.random() < persona.answers else "whatever")

    def _no(self) -> str:
        return self._random.choice(["no", "change_quantity", "change_size", "bargain_more", "drop"])

    def _hear(self, report: TurnReport) -> None:
        facts = report.as_json()["facts"]
        if "until" in facts and "price" in facts:
            self._promised = str(facts["price"])

    def _say(self, act: str) -> str:
        self._over = self._over or act in ENDS
        known = self._slots()
        fitting = [
            phrase for phrase in phrases()[act] if set(_SLOT.findall(phrase)) <= known.keys()
        ]
        if not fitting:
            return self._say("bargain")
        return self._random.choice(fitting).format_map(known)

    def _slots(self) -> dict[str, str]:
        random, product = self._random, self._buyer.product
        sku = random.choice([sku for sku in product.skus if sku.in_stock])
        others = [colour for colour in product.colours if colour != sku.colour]
        quantity = random.choice([1, 2, 2, 3, 4, 5, 6])
        slots = {
            "product": product.name,
            "other": self._buyer.other.name,
            "colour": sku.colour,
            "colour2": random.choice(others) if others else "",
            "size": sku.size,
            "quantity": str(quantity),
            "many": str(random.choice([10, 30, 50])),
            "price": self._offer(product, sku, quantity),
            "dear": yuan(sku.price * 2),
            "tenth": str(random.choice([1, 2, 3])),
            "region": random.choice(REGIONS),
            "promised": self._promised or "",
        }
        return {name: value for name, value in slots.items() if value}

    def _offer(self, product: Product, sku: Sku, quantity: int) -> str:
        """A price near what was promised, near the floor, or some part of the list price."""
        random = self._random
        near = random.random()
        if near < 1 / 3:
            offered = floor_of(sku) + random.choice(ABOVE_FLOOR)
        elif near < 1 / 2 and self._promised and _FIGURE.fullmatch(self._promised):
            offered = Decimal(self._promised) - random.choice([1, 2, 5, 10])
        else:
            offered = sku.price * Decimal(random.choice(PARTS))
        if random.random() < 1 / 5:
            offered *= quantity
        return yuan(max(Decimal(1), offered.quantize(Decimal(1), rounding=ROUND_HALF_UP)))


@lru_cache(maxsize=1)
def phrases() -> Mapping[str, Sequence[str]]:
    """What buyers say, by what they want."""
    content: dict[str, Any] = YAML(typ="safe").load(HERE / "phrases.yml")
    return {act: tuple(map(str, said)) for act, said in content.items()}
