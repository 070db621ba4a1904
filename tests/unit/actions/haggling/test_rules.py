"""What is decided in a round: the owner's steps, the floor, offers, and what is asked for."""

from __future__ import annotations

from decimal import Decimal

import pytest

from actions.haggling.deal import Standing
from actions.haggling.rules import Haggle, decide
from bot.shop.model.policy import Concession
from tests.unit.actions.haggling.haggles import (
    STEPS,
    deal,
    haggle,
)


@pytest.mark.parametrize(
    ("case", "what", "total"),
    [
        pytest.param(haggle(told=()), "value", "199", id="value before any concession"),
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
        pytest.param(
            haggle(told=(), standing=Standing(step=1, total=Decimal(190))),
            "kept", "190", id="the same buyer in another chat",
        ),
        pytest.param(haggle(offered=Decimal(193)), "accepted", "193", id="offer reaches the step"),
        pytest.param(haggle(offered=Decimal(189)), "price_step", "190", id="offer just short"),
        pytest.param(haggle(offered=Decimal(168)), "too_low", "199", id="offer under the floor"),
        pytest.param(
            haggle(offered=Decimal(168), told=("value", "too_low", "too_low")),
            "price_step", "190", id="refused twice, the ladder goes on",
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


@pytest.mark.parametrize(
    ("case", "what", "total"),
    [
        pytest.param(haggle(plea="gift"), "gift_step", "199", id="a gift before its turn"),
        pytest.param(haggle(plea="gift", told=()), "value", "199", id="but after the value"),
        pytest.param(
            haggle(plea="gift", standing=Standing(gift="发圈")), "kept", "199", id="promised"
        ),
        pytest.param(
            haggle(plea="gift", standing=Standing(gift="发圈"), told=("value", "kept")),
            "price_step", "190", id="promised and said so",
        ),
        pytest.param(haggle(plea="gift", gift_budget=Decimal(0)), "price_step", "190", id="none"),
        pytest.param(haggle(plea="shipping"), "postage", "199", id="what is missing for it"),
        pytest.param(
            haggle(plea="shipping", told=("value", "postage")), "price_step", "190", id="goes on"
        ),
        pytest.param(
            haggle(plea="shipping", steps=(*STEPS, Concession(4, "shipping", None, None, ""))),
            "shipping_step", "199", id="the postage before its turn",
        ),
        pytest.param(haggle(plea="round"), "accepted", "190", id="the next step is as low"),
        pytest.param(
            haggle(plea="round", steps=STEPS[1:]), "price_step", "196", id="the next step is not"
        ),
        pytest.param(
            haggle(deal(price="192.5"), plea="round"), "accepted", "192", id="the odd change"
        ),
        pytest.param(haggle(deal(price="190"), plea="round"), "already_round", "190", id="round"),
        pytest.param(
            haggle(plea="round", store_type="mall"), "gift_step", "199", id="a mall has no change"
        ),
        pytest.param(
            haggle(new_quantity=True, standing=Standing(3, None)), "offers", "199",
            id="another number of pieces is told its price",
        ),
        pytest.param(
            haggle(offered=Decimal(1), told=("value", "absurd", "absurd")), "firm", "199",
            id="a joke three times",
        ),
    ],
)  # fmt: skip
def test_what_the_buyer_asks_for_by_name(case: Haggle, what: str, total: str) -> None:
    decision = decide(case)
    assert (decision.what, decision.total) == (what, Decimal(total))


def test_another_number_of_pieces_gets_its_own_price_after_the_last_step() -> None:
    two = deal("378", "338", "60", quantity=2)
    conceded = Standing(step=3, gift="棉麻发圈")
    last = {
        "standing": conceded,
        "told": ("value", "firm", "held", "too_low", "too_low"),
        "offered": Decimal(300),
    }
    assert decide(haggle(two, **last, new_quantity=True)).what == "firm"
    assert decide(haggle(two, **last)).what == "held"
