from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from actions.__main__ import load_actions
from actions.base import ShopAction
from actions.taking_up import understood
from actions.turn import Ask, Memory, Outcome, Turn
from bot.settings import SHOP_TIMEZONE
from bot.shop.shop import Shop, open_shop

load_actions()
TURN = Turn(
    conversation_id="web:answer",
    buyer_id="web:answer",
    text="嗯嗯",
    kind="text",
    intent="affirm",
    confidence=1.0,
    now=datetime(2026, 11, 23, 10, tzinfo=SHOP_TIMEZONE),
    memory=Memory(stage="recommendation", product="LN2107"),
)


@pytest.fixture()
def shop(demo_shop: str) -> Iterator[Shop]:
    with open_shop(demo_shop) as opened:
        opened.buyers.remember(TURN.buyer_id, at=TURN.now)
        yield opened
        opened.session.rollback()


def said(turn: Turn, shop: Shop, intent: str, **memory: Any) -> Outcome:
    """The answer to a yes or no, after it was seen which question of ours it is for."""
    remembered = replace(turn.memory, **memory)
    meant, _ = understood(replace(turn, intent=intent, memory=remembered))
    return ShopAction.by_intent[meant.intent]().answer(meant, shop)


def test_yes_and_no_to_nothing(shop: Shop) -> None:
    assert said(TURN, shop, "affirm").reason == "answer.yes_product"
    assert said(TURN, shop, "affirm", product=None).reason == "answer.yes"
    assert said(TURN, shop, "affirm", stage="farewell").reason == "answer.yes_farewell"
    assert said(TURN, shop, "deny").reason == "answer.no"


def test_yes_to_the_manager_fetches_a_person_and_no_does_not(shop: Shop) -> None:
    asked = Ask("manager", "bargain")
    assert said(TURN, shop, "affirm", asked=asked).hand_over == "haggling.ask_manager"
    assert said(TURN, shop, "deny", asked=asked).hand_over is None


def test_yes_to_the_order_read_back_places_it(shop: Shop) -> None:
    chosen = replace(TURN.memory, colour="米白", size="M", quantity=1)
    wanting = replace(TURN, intent="order", memory=chosen)
    read_back = ShopAction.by_intent["order"]().answer(wanting, shop)
    assert read_back.reason == "order.confirm"
    assert said(wanting, shop, "affirm", asked=read_back.ask).reason == "order.place"
    later = replace(read_back.ask, since=2)
    assert said(wanting, shop, "affirm", asked=later).reason == "order.place"
    refused = said(wanting, shop, "deny", asked=read_back.ask)
    assert (refused.reason, refused.ask) == ("answer.change_order", read_back.ask)


def test_a_yes_that_brings_another_size_reads_it_back_again(shop: Shop) -> None:
    chosen = replace(TURN.memory, colour="米白", size="M", quantity=1)
    wanting = replace(TURN, intent="order", memory=chosen)
    asked = ShopAction.by_intent["order"]().answer(wanting, shop).ask
    changed = replace(wanting, learnt=frozenset({"size"}))
    outcome = said(changed, shop, "affirm", asked=asked, size="L")
    assert outcome.reason == "order.confirm"
    assert "L" in outcome.says[0].facts["item"]


@pytest.mark.parametrize("intent", ["affirm", "deny"])
def test_a_yes_that_does_not_tell_the_city_gets_what_holds_for_nearly_all(
    shop: Shop, intent: str
) -> None:
    asked = Ask("region", "ask_delivery_time")
    outcome = said(TURN, shop, intent, asked=asked, asked_before=("region",))
    assert outcome.reason == "shipping.days_general"
    assert outcome.ask is None


def test_no_particular_need_is_shown_what_sells(shop: Shop) -> None:
    asked = Ask("need", "ask_recommendation")
    twice = ("need", "need_more")
    outcome = said(TURN, shop, "deny", asked=asked, asked_before=twice, product=None)
    assert outcome.reason.startswith("recommendation.")
    assert outcome.ask is None


def test_a_no_to_the_whole_order_does_not_ask_what_to_change(shop: Shop) -> None:
    asked = Ask("confirm_order", "order")
    told = said(replace(TURN, text="不要了"), shop, "deny", asked=asked, stage="confirmation")
    assert (told.reason, told.ask, told.stage) == ("order.not_placed", None, "objection")


def test_a_no_that_refuses_a_colour_shows_the_others(shop: Shop) -> None:
    refusing = replace(TURN, text="不要黑色", not_colours=("黑色",))
    told = said(refusing, shop, "deny", not_colours=("黑色",))
    assert told.reason == "stock.whole"
    assert "黑色" not in told.says[0].facts["colours"]


def test_a_no_to_a_courier_names_the_others(shop: Shop) -> None:
    told = said(replace(TURN, text="不要中通", not_courier="中通"), shop, "deny")
    assert told.reason == "shipping.courier_swap"
