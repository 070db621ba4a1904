"""Haggles to test with: trousers of 199 yuan, a floor of 169, three steps of the owner's."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from actions.haggling.deal import Deal, Standing
from actions.haggling.replies import outcome_of
from actions.haggling.round import Round
from actions.haggling.rules import Haggle, decide
from actions.handoff.person import Line
from actions.turn import Outcome
from bot.dialogue.wording import Wording
from bot.pricing.hand_price import HandPrice, Step
from bot.settings import SHOP_TIMEZONE
from bot.shop.model.catalogue import Product, Sku
from bot.shop.model.policy import Concession, Policy

PERSON = Line("utter_handoff_person_soon", {"minutes": "3"})
NOW = datetime(2026, 11, 23, 10, tzinfo=SHOP_TIMEZONE)
WORDING = Wording(Path("data/stories"))
STEPS = (
    Concession(1, "percent", 5, None, ""),
    Concession(2, "percent", 2, None, ""),
    Concession(3, "gift", None, None, "棉麻发圈"),
)
POLICY = Policy(
    shop_name="店", store_type="marketplace", ships_from="浙江 杭州", dispatch_cutoff="16:00",
    quality_promise="可以送检", freight_insurance=True,
)  # fmt: skip


def sku(size: str = "M", price: str = "199.00", floor: str | None = "169.00") -> Sku:
    lowest = None if floor is None else Decimal(floor)
    return Sku(f"A1-{size}", "A1", "卡其", size, Decimal(price), lowest, 9, None)


def product(*skus: Sku) -> Product:
    return Product(
        id="A1", item_id=None, title="阔腿裤", name="阔腿裤", aliases=(), category="裤子",
        chart_id=None, selling_point="垂", sales=12, rating=None, listed_on=None, presale_on=None,
        image="", skus=skus or (sku(),), attributes=(),
    )  # fmt: skip


def deal(price: str = "199", floor: str | None = "169", off: str = "0", quantity: int = 1) -> Deal:
    steps = (Step("m", "满减", Decimal(off)),) if off != "0" else ()
    hand = HandPrice(Decimal(price), steps, Decimal(price) - Decimal(off), (), False)
    return Deal(product(), quantity, hand, None if floor is None else Decimal(floor))


def haggle(the_deal: Deal | None = None, **fields: Any) -> Haggle:
    known: dict[str, Any] = {
        "standing": Standing(), "store_type": "marketplace", "steps": STEPS,
        "gift_budget": Decimal(15), "told": ("value",),
    }  # fmt: skip
    return Haggle(deal=the_deal or deal(), **(known | fields))


def fits_wording(outcome: Outcome) -> bool:
    replies = WORDING.replies()
    return all(
        variant.placeholders <= set(say.facts) and all(say.facts[p] for p in variant.placeholders)
        for say in outcome.says
        for name in (say.name, *say.more)
        for variant in replies[name]
    )


def told(case: Haggle, **fields: Any) -> Outcome:
    known: dict[str, Any] = {
        "policy": POLICY, "others_cheaper": False, "region_known": False, "until": "11月24日10:00"
    }  # fmt: skip
    return outcome_of(decide(case), case, Round(**(known | fields)))
