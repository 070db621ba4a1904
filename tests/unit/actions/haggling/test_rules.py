"""Haggling: what is conceded when, that the floor holds, and that promises are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.haggling.deal import Deal, Standing, dearer_colours, floor_of, quoted_sku, standing_of
from actions.haggling.replies import Round, outcome_of
from actions.haggling.rules import Haggle, decide
from actions.haggling.wholesale import Bulk, wholesale
from actions.haggling.words import offered_total
from actions.turn import Outcome
from bot.dialogue.wording import Wording
from bot.pricing.hand_price import Gift, HandPrice, Step
from bot.settings import SHOP_TIMEZONE
from bot.shop.model.catalogue import Product, Sku
from bot.shop.model.policy import Concession, Policy
from bot.shop.model.promotions import PriceTier
from bot.shop.model.trade import Commitment

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
        "gift_budget": Decimal(15), "rounds": 1,
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


@pytest.mark.parametrize(
    ("case", "what", "total"),
    [
        pytest.param(haggle(rounds=0), "value", "199", id="value before any concession"),
        pytest.param(haggle(), "price_step", "190", id="first step, whole yuan upwards"),
        pytest.param(
            haggle(standing=Standing(step=1, total=Decimal(190))), "price_step", "186", id="second"
        ),
        pytest.param(
            haggle(standing=Standing(step=2, total=Decimal(186))), "gift_step", "186", id="gift"
        ),
        pytest.param(
            haggle(standing=Standing(step=3, total=Decimal(186), gift="发圈")),
            "firm", "186", id="after the last step",
        ),
        pytest.param(haggle(manager_offered=True), "ask_manager", "199", id="asked before"),
        pytest.param(
            haggle(rounds=0, standing=Standing(step=1, total=Decimal(190))),
            "kept", "190", id="the same buyer in another chat",
        ),
        pytest.param(haggle(offered=Decimal(193)), "accepted", "193", id="offer reaches the step"),
        pytest.param(haggle(offered=Decimal(189)), "price_step", "190", id="offer just short"),
        pytest.param(haggle(offered=Decimal(168)), "too_low", "199", id="offer under the floor"),
        pytest.param(
            haggle(offered=Decimal(168), rounds=9), "price_step", "190", id="the ladder goes on"
        ),
        pytest.param(haggle(offered=Decimal(1)), "absurd", "199", id="one yuan"),
        pytest.param(haggle(offered=Decimal(0)), "absurd", "199", id="nothing"),
        pytest.param(haggle(offered=Decimal(-5)), "absurd", "199", id="less than nothing"),
        pytest.param(haggle(offered=Decimal(300)), "above_list", "199", id="above the list price"),
        pytest.param(haggle(offered=Decimal(199)), "matched", "199", id="the price itself"),
        pytest.param(
            haggle(deal(off="20"), offered=Decimal(190)), "already_there", "179", id="offers do it"
        ),
        pytest.param(haggle(deal(off="30")), "gift_step", "169", id="the offers took all room"),
        pytest.param(haggle(deal(off="25")), "price_step", "169", id="as far as the floor"),
        pytest.param(haggle(deal(price="9.9", floor="9")), "price_step", "9.5", id="tenths"),
        pytest.param(haggle(deal(floor=None)), "price_step", "190", id="no floor set"),
        pytest.param(haggle(store_type="mall"), "gift_step", "199", id="a mall's price stands"),
        pytest.param(haggle(store_type="mall", gift_budget=Decimal(0)), "firm", "199", id="mall"),
        pytest.param(haggle(steps=()), "firm", "199", id="no concessions at all"),
        pytest.param(
            haggle(steps=(Concession(1, "shipping", None, None, ""),)),
            "shipping_step", "199", id="postage",
        ),
        pytest.param(
            haggle(steps=(Concession(1, "shipping", None, None, ""),), ships_free_to=False),
            "firm", "199", id="no free postage to remote places",
        ),
    ],
)  # fmt: skip
def test_a_round(case: Haggle, what: str, total: str) -> None:
    decision = decide(case)
    assert (decision.what, decision.total) == (what, Decimal(total))


prices = st.integers(500, 90000).map(lambda fen: Decimal(fen) / 100)


@given(
    prices, st.integers(1, 100), st.integers(0, 40), st.integers(1, 4),
    st.lists(st.one_of(st.none(), prices), min_size=1, max_size=8),
)  # fmt: skip
def test_no_row_of_offers_brings_the_price_below_the_floor_or_up_again(
    price: Decimal, floor_percent: int, off_percent: int, quantity: int, offers: list[Any]
) -> None:
    cent = Decimal("0.01")
    total = (price * quantity).quantize(cent)
    floor = (total * floor_percent / 100).quantize(cent)
    off = (total * off_percent / 100).quantize(cent)
    the_deal = replace(deal(str(total), str(floor), str(off) if off else "0"), quantity=quantity)
    ledger: list[Commitment] = []
    before = the_deal.hand.total
    for rounds, offered in enumerate(offers):
        standing = standing_of(ledger, the_deal)
        decision = decide(haggle(the_deal, standing=standing, rounds=rounds, offered=offered))
        if decision.promise:
            terms, kind = decision.promise.terms, decision.promise.kind
            ledger.append(Commitment("b", kind, "A1", terms, "r", "bot", NOW, None))
        assert decision.total <= before
        assert decision.total >= min(floor, the_deal.hand.total)
        before = decision.total


def test_a_promise_holds_for_its_pieces_and_each_piece_of_more() -> None:
    terms = {"total": "190.00", "quantity": 1, "off_each": "9.00", "step": 1}
    ledger = [Commitment("b", "price", "A1", terms, "r", "bot", NOW, None)]
    assert standing_of(ledger, deal()).total == Decimal(190)
    two = deal("398", "338", quantity=2)
    assert standing_of(ledger, two).total == Decimal(380)
    assert standing_of(ledger, replace(two, product=replace(product(), id="B2"))).total is None


def test_the_price_said_is_safe_for_every_size_still_open() -> None:
    wide = product(sku("M", "199.00", "169.00"), sku("2XL", "209.00", "205.00"))
    quoted = quoted_sku(wide, None, None)
    assert quoted.size == "M"
    assert floor_of(wide, quoted, 2, exact=False) == Decimal(390)
    assert floor_of(wide, quoted, 2, exact=True) == Decimal(338)


@pytest.mark.parametrize(
    ("text", "offered", "quantity", "expected"),
    [
        ("80成不", 80, 1, 80),
        ("两件150拿走", 150, 2, 150),
        ("要两件 一件75行吗", 75, 2, 150),
        ("来两件，80能卖不", 80, 2, 160),
        ("两件总共90", 90, 2, 180),
        ("三件一共260", 260, 3, 260),
    ],
)
def test_what_an_offer_is_for(text: str, offered: int, quantity: int, expected: int) -> None:
    found = offered_total(text, Decimal(offered), quantity=quantity, unit_price=Decimal(99))
    assert found == expected


def told(case: Haggle, **fields: Any) -> Outcome:
    known: dict[str, Any] = {
        "policy": POLICY, "others_cheaper": False, "region_known": False, "until": "11月24日10:00"
    }  # fmt: skip
    return outcome_of(decide(case), case, Round(**(known | fields)))


@pytest.mark.parametrize("rounds", [0, 1])
@pytest.mark.parametrize("store_type", ["mall", "marketplace"])
@pytest.mark.parametrize("quantity", [1, 2])
@pytest.mark.parametrize("offered", [None, "0.5", "150", "168", "185", "199", "500"])
@pytest.mark.parametrize("off", ["0", "20"])
@pytest.mark.parametrize(
    "standing", [Standing(), Standing(3, Decimal(185), "发圈", True), Standing(3, None, "发圈")]
)
def test_every_round_can_be_worded(
    rounds: int, store_type: str, quantity: int, offered: str | None, off: str, standing: Standing
) -> None:
    case = haggle(
        replace(deal(off=off), quantity=quantity), store_type=store_type, rounds=rounds,
        offered=None if offered is None else Decimal(offered), standing=standing,
    )  # fmt: skip
    outcome = told(case, others_cheaper=rounds == 0, claims=("领券",), nearly=("满减", Decimal(12)))
    assert outcome.says
    assert fits_wording(outcome)
    assert outcome.memory["haggle_rounds"] == rounds + 1


def test_gifts_and_free_postage_are_part_of_the_value() -> None:
    free = replace(deal().hand, gifts=(Gift("z", "袋", 1),), free_shipping=True)
    outcome = told(haggle(replace(deal(), hand=free), rounds=0), region_known=True)
    names = outcome.says[1].more
    assert "utter_haggling_with_gift" in names
    assert "utter_haggling_ships_free" in names
    assert fits_wording(outcome)


def test_the_last_step_offers_the_manager_and_the_next_round_fetches_one() -> None:
    last = haggle(standing=Standing(3, Decimal(186), "发圈"))
    outcome = told(last)
    assert outcome.ask is not None and outcome.ask.fact == "manager"
    assert outcome.hand_over is None
    assert told(replace(last, manager_offered=True)).hand_over == "haggling.ask_manager"


def bulk(quantity: int | None = None, **fields: Any) -> Bulk:
    known: dict[str, Any] = {
        "wholesale_quantity": 20, "product_name": "T恤", "needs_person": False,
        "tiers": (PriceTier("A1", 2, Decimal(75)), PriceTier("A1", 3, Decimal(73))),
        "may_ask_quantity": True,
    }  # fmt: skip
    return Bulk(quantity=quantity, **(known | fields))


@pytest.mark.parametrize(
    ("asked", "reason", "handed_over"),
    [
        (bulk(), "haggling.how_many", False),
        (bulk(may_ask_quantity=False), "haggling.below_wholesale", False),
        (bulk(19), "haggling.below_wholesale", False),
        (bulk(20), "haggling.wholesale", True),
        (bulk(needs_person=True), "haggling.wholesale", True),
        (bulk(product_name=None, tiers=()), "haggling.how_many", False),
    ],
)
def test_bulk(asked: Bulk, reason: str, handed_over: bool) -> None:
    outcome = wholesale(asked)
    assert outcome.reason == reason
    assert bool(outcome.hand_over) is handed_over
    assert fits_wording(outcome)


def test_another_number_of_pieces_gets_its_own_price_after_the_last_step() -> None:
    two = deal("378", "338", "60", quantity=2)
    conceded = Standing(step=3, gift="棉麻发圈")
    last = {"standing": conceded, "manager_offered": True, "rounds": 5, "offered": Decimal(300)}
    assert decide(haggle(two, **last, new_quantity=True)).what == "firm"
    assert decide(haggle(two, **last)).what == "ask_manager"


def test_a_price_said_names_the_colours_that_cost_more() -> None:
    dear = replace(sku(), id="A1-blue", colour="雾蓝", price=Decimal(209))
    both = replace(deal("199"), product=product(sku(), dear))
    assert dearer_colours(both) == (("雾蓝",), Decimal(10))
    assert dearer_colours(deal("199")) is None


def test_a_promised_gift_is_not_kept_quiet_when_the_price_stands() -> None:
    case = haggle(deal("169", "169"), standing=Standing(step=3, gift="棉麻发圈"), rounds=5)
    outcome = told(case)
    assert outcome.reason == "haggling.firm"
    assert "utter_haggling_kept_gift" in outcome.says[-1].more


@pytest.mark.parametrize(("sales", "praised"), [(12, True), (0, False)])
def test_only_what_was_sold_is_praised_for_its_sales(sales: int, praised: bool) -> None:
    the_deal = replace(deal(), product=replace(product(), sales=sales))
    said = told(haggle(the_deal, rounds=0)).says
    assert ("utter_haggling_value" in {name for say in said for name in say.more}) is praised
