"""The way through the rounds of a chat, and its end."""

from __future__ import annotations

from decimal import Decimal

from actions.haggling.deal import Standing
from actions.haggling.rules import decide
from tests.unit.actions.haggling.haggles import (
    deal,
    haggle,
    told,
)


def test_when_nothing_is_left_the_manager_is_offered_twice_and_the_rest_is_kind() -> None:
    standing, said = Standing(3, Decimal(186), None, "发圈"), ["value"]
    for _ in range(7):
        outcome = told(haggle(standing=standing, told=tuple(said)))
        said.append(outcome.reason.removeprefix("haggling."))
        offered = outcome.ask is not None and outcome.ask.fact == "manager"
        assert offered is (said[-1] in ("firm", "once_more"))
        assert outcome.hand_over is None
    assert said[1:] == ["firm", "held", "held", "once_more", "settled", "settled", "settled"]


def test_a_mall_tells_value_then_offers_then_gives_a_gift_then_holds() -> None:
    said: list[str] = []
    standing = Standing()
    for _ in range(5):
        case = haggle(
            deal(off="20"), store_type="mall", told=tuple(said), standing=standing,
            offers_to_tell=True,
        )  # fmt: skip
        decision = decide(case)
        said.append(decision.what)
        assert decision.total == Decimal(179)
        standing = Standing(gift="发圈") if decision.what == "gift_step" else standing
    assert said == ["value", "offers", "gift_step", "firm", "held"]
