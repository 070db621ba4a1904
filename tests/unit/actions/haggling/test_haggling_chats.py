"""Haggling as a buyer meets it: in the next chat, on another channel, with a claim, to the desk."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.chats.tickets import Tickets
from bot.settings import settings
from bot.shop.shop import open_shop
from tests.unit.actions.conversation import AT, Conversation

DRESS = "LQ2503"  # 139 yuan, no offer on it, floor 115


def chat(url: str, buyer: str = "web:first", product: str = DRESS) -> Conversation:
    return Conversation(url, product=product, buyer=buyer)


def haggle(with_: Conversation, *texts: str) -> list[str]:
    return [with_.say(text, "bargain").reasons[0] for text in texts]


def promise(
    url: str, *, days_ago: float, price: str, buyer: str = "web:first", **given: Any
) -> int:
    """A price for one dress that was written down so long ago, for a day."""
    at = AT - timedelta(days=days_ago)
    terms = {"total": price, "quantity": 1, "list_price": "139.00", "off_each": "9.00", "step": 1}
    with open_shop(url) as shop:
        shop.buyers.remember(buyer, at=at)
        made = shop.commitments.make(
            buyer, kind="price", terms=terms, reason="haggling.price_step", at=at,
            product_id=DRESS, valid_until=at + timedelta(days=1), **given,
        )  # fmt: skip
    return made.id


def test_the_same_buyer_meets_the_same_concession_in_the_next_chat(shop_url: str) -> None:
    first = chat(shop_url)
    assert haggle(first, "便宜点", "再便宜点") == ["haggling.value", "haggling.price_step"]
    price = first.say("130行吗", "bargain").facts["price"]
    again = chat(shop_url)
    told = again.say("便宜点", "bargain")
    assert (told.reasons[:1], told.facts["price"]) == (("haggling.kept",), price)


def test_one_person_on_two_channels_meets_the_same_concession(shop_url: str) -> None:
    haggle(chat(shop_url, "web:first"), "便宜点", "再便宜点")
    other = chat(shop_url, "wx:first")
    assert haggle(other, "便宜点") == ["haggling.value"]
    with open_shop(shop_url) as shop:
        shop.buyers.link("wx:first", "web:first")
    assert haggle(chat(shop_url, "wx:first"), "便宜点") == ["haggling.kept"]


def test_every_promise_says_what_the_goods_cost_when_it_was_made(shop_url: str) -> None:
    haggle(chat(shop_url), "便宜点", "再便宜点", "再便宜点", "再便宜点")
    with open_shop(shop_url) as shop:
        ledger = shop.commitments.history("web:first")
    assert [promise.reason for promise in ledger] == [
        "haggling.price_step", "haggling.price_step", "haggling.gift_step",
    ]  # fmt: skip
    for made in ledger:
        assert (made.terms["list_price"], made.terms["hand_price"]) == ("139.00", "139.00")
        assert made.valid_until == AT + timedelta(days=1)


@pytest.mark.parametrize(
    ("days_ago", "text", "reason", "figures"),
    [
        (0.5, "您上次说130给我的", "haggling.kept", {"price": "130"}),
        (0.5, "上次答应我110的", "haggling.kept_other", {"price": "130", "claimed": "110"}),
        (0.5, "昨天说好的价还算数吗", "haggling.kept", {"price": "130"}),
        (
            9, "上次说130给我的", "haggling.expired",
            {"promised": "130", "ended": "11月15日10:00", "price": "139"},
        ),
    ],
)  # fmt: skip
def test_a_claim_is_looked_up(
    shop_url: str, days_ago: float, text: str, reason: str, figures: dict[str, str]
) -> None:
    promise(shop_url, days_ago=days_ago, price="130.00")
    told = chat(shop_url).say(text, "bargain")
    assert told.reasons[:1] == (reason,)
    assert {name: told.facts[name] for name in figures} == figures


def test_a_claim_without_any_record_is_declined_and_nothing_is_promised(shop_url: str) -> None:
    told = chat(shop_url).say("上次你们说100给我的", "bargain")
    assert (told.reasons[:1], told.facts["price"]) == (("haggling.no_promise",), "139")
    with open_shop(shop_url) as shop:
        assert shop.commitments.history("web:first") == ()


def test_a_withdrawn_promise_is_said_to_be_withdrawn(shop_url: str) -> None:
    made = promise(shop_url, days_ago=0.5, price="130.00")
    with open_shop(shop_url) as shop:
        shop.commitments.withdraw(made, by="owner", at=AT - timedelta(hours=2))
    told = chat(shop_url).say("昨天答应我130的", "bargain")
    assert (told.reasons[:1], told.facts["ended"]) == (("haggling.withdrawn",), "11月23日8:00")


def test_the_product_of_a_claim_is_found_in_the_ledger(shop_url: str) -> None:
    promise(shop_url, days_ago=0.5, price="130.00")
    told = chat(shop_url, product="").say("昨天说好130给我的", "bargain")
    assert (told.reasons[:1], told.facts["product"]) == (("haggling.kept",), "纯棉T恤裙")


def test_what_a_person_gave_is_kept_below_the_floor_and_is_the_last_word(shop_url: str) -> None:
    promise(shop_url, days_ago=0.5, price="105.00", made_by="mei")
    first = chat(shop_url)
    told = first.say("便宜点", "bargain")
    assert (told.reasons[:1], told.facts["price"]) == (("haggling.kept",), "105")
    assert haggle(first, "再便宜点", "再便宜点") == ["haggling.gift_step", "haggling.firm"]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("那你问问店长", "request_human"),
        ("帮我跟你们老板申请一下", "bargain"),
        ("你问下经理能不能120", "bargain"),
        ("去找你们店长说说", "nlu_fallback"),
    ],
)
def test_a_manager_asked_for_in_own_words_gets_the_whole_haggle(
    shop_url: str, text: str, intent: str
) -> None:
    first = chat(shop_url)
    haggle(first, "便宜点", "120行吗")
    told = first.say(text, intent)
    assert told.reasons[:1] == ("haggling.ask_manager",)
    assert "utter_handoff_person_soon" in told.wordings
    with open_shop(shop_url) as shop:
        ticket = Tickets(shop.session).current("web:first")
    assert ticket is not None and ticket.reason == "haggling.ask_manager"
    assert (ticket.facts["标价"], ticket.facts["到手价"]) == ("139元", "139元")
    assert ticket.facts["买家想要"] == "120元"


def test_a_person_wanted_before_any_haggling_is_no_question_of_price(shop_url: str) -> None:
    assert chat(shop_url).say("叫你们店长来", "request_human").reasons[:1] == ("handoff.requested",)


@pytest.mark.parametrize(
    ("steps", "first"), [("0", "firm"), ("1", "price_step"), ("9", "price_step")]
)
def test_the_operator_limits_how_many_steps_are_made(
    shop_url: str, monkeypatch: pytest.MonkeyPatch, steps: str, first: str
) -> None:
    monkeypatch.setenv("XIAOER_CONCESSIONS", steps)
    settings.cache_clear()
    made = haggle(chat(shop_url), "便宜点", "再便宜点", "再便宜点", "再便宜点")
    assert made[1] == f"haggling.{first}"
    assert sum("step" in reason for reason in made) == min(int(steps), 3)


def test_a_gift_or_the_postage_asked_for_in_haggling_is_a_round_of_it(shop_url: str) -> None:
    first = chat(shop_url, product="TX2201")
    haggle(first, "便宜点")
    assert first.say("送点啥呗", "ask_gift").reasons[:1] == ("haggling.gift_step",)
    told = first.say("包邮呗", "ask_shipping_fee")
    assert (told.reasons[:1], told.facts["missing"]) == (("haggling.postage",), "20")
    assert first.say("包邮我就拍", "ask_shipping_fee").reasons[:1] == ("haggling.price_step",)


def test_of_two_prices_offered_the_higher_counts(shop_url: str) -> None:
    first = chat(shop_url)
    haggle(first, "便宜点")
    told = first.say("100行吗 不行133也可以", "nlu_fallback")
    assert (told.reasons[:1], told.facts["price"]) == (("haggling.accepted",), "133")


def test_another_sellers_price_is_no_offer_and_no_joke(shop_url: str) -> None:
    told = chat(shop_url).say("拼多多同款才30", "bargain")
    assert told.reasons[:1] == ("haggling.value",)
    assert "utter_haggling_strengths" in told.wordings
    assert "30" not in told.facts.values()


def test_several_people_are_told_that_their_pieces_count_together(shop_url: str) -> None:
    first = chat(shop_url)
    told = first.say("我跟同事一起买能少点吗", "bargain")
    assert told.reasons[:1] == ("haggling.group",)
    told = first.say("三件", "inform")
    assert (told.reasons[:1], told.facts["quantity"]) == (("haggling.value",), "3")


@pytest.mark.parametrize(("confidence", "reason"), [(0.57, "price_step"), (0.95, None)])
def test_insisting_is_no_anger_unless_it_surely_is(
    shop_url: str, confidence: float, reason: str | None
) -> None:
    first = chat(shop_url)
    haggle(first, "便宜点")
    told = first.say("老顾客了", "complain", confidence=confidence).reasons[0]
    assert told == (f"haggling.{reason}" if reason else "handoff.complaint")
