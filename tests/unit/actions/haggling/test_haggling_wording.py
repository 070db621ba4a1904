"""What is said in each round has its wording, and every figure it needs."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import product as product_of

import pytest

from actions.haggling.deal import Standing
from actions.haggling.manager_request import to_manager
from bot.pricing.hand_price import Gift
from bot.pricing.next_tiers import NextTier
from tests.unit.actions.haggling.haggles import (
    PERSON,
    deal,
    fits_wording,
    haggle,
    product,
    told,
)

PLEAS = (None, "gift", "shipping", "round", "old", "student", "first", "lowest")
STANDING = (Standing(), Standing(3, Decimal(185), None, "发圈", True), Standing(gift="发圈"))
NEAR = NextTier("满减", None, Decimal(12), 0, Decimal(12), Decimal(5))
OFFERED = (None, "0.5", "150", "168", "185", "199", "500")


@pytest.mark.parametrize(
    "before",
    [(), ("value",), ("value", "offers", "firm"), ("value", "firm", "held", "held", "once_more")],
)
@pytest.mark.parametrize("store_type", ["mall", "marketplace"])
@pytest.mark.parametrize("quantity", [1, 2])
@pytest.mark.parametrize("off", ["0", "20"])
def test_every_round_can_be_worded(
    before: tuple[str, ...], store_type: str, quantity: int, off: str
) -> None:
    for plea, standing, offered in product_of(PLEAS, STANDING, OFFERED):
        case = haggle(
            replace(deal(off=off), quantity=quantity), store_type=store_type, told=before,
            plea=plea, offered=None if offered is None else Decimal(offered), standing=standing,
            offers_to_tell=True,
        )  # fmt: skip
        outcome = told(
            case, others_cheaper=not before, claims=("领券",), near=NEAR,
            new_buyers=("新客券", "弹窗领") if quantity == 1 else None, rounds=len(before),
            with_postage=plea == "shipping", asks_manager=not before,
        )  # fmt: skip
        assert outcome.says
        assert fits_wording(outcome)
        assert outcome.memory["haggle_rounds"] == len(before) + 1


def test_gifts_and_free_postage_are_part_of_the_value() -> None:
    free = replace(deal().hand, gifts=(Gift("z", "袋", 1),), free_shipping=True)
    outcome = told(haggle(replace(deal(), hand=free), told=()), region_known=True)
    names = outcome.says[1].more
    assert "utter_haggling_with_gift" in names
    assert "utter_haggling_ships_free_too" in names
    assert fits_wording(outcome)


def test_a_promised_gift_is_not_kept_quiet_when_the_price_stands() -> None:
    case = haggle(deal("169", "169"), standing=Standing(step=3, gift="棉麻发圈"))
    outcome = told(case)
    assert outcome.reason == "haggling.firm"
    assert "utter_haggling_kept_gift" in outcome.says[-1].more


@pytest.mark.parametrize(("sales", "praised"), [(12, True), (0, False)])
def test_only_what_was_sold_is_praised_for_its_sales(sales: int, praised: bool) -> None:
    the_deal = replace(deal(), product=replace(product(), sales=sales))
    said = told(haggle(the_deal, told=())).says
    assert ("utter_haggling_value" in {name for say in said for name in say.more}) is praised


def test_the_manager_is_told_what_was_conceded_and_what_the_buyer_wants() -> None:
    case = haggle(standing=Standing(3, Decimal(186), None, "发圈"))
    outcome = to_manager(case, wanted=Decimal(150), person=PERSON)
    assert outcome.hand_over == "haggling.ask_manager"
    assert outcome.ticket == {
        "买几件": "1", "标价": "199元", "到手价": "199元", "已让到": "186元，加送发圈",
        "买家想要": "150元",
    }  # fmt: skip
    assert fits_wording(outcome)
    assert fits_wording(to_manager(case, wanted=None, person=PERSON))
    assert fits_wording(to_manager(None, wanted=None, person=PERSON))
