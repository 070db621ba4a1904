"""What shipping says over a real shop: promises, several lines, the note of a region."""

import pytest

from bot.shop.shop import open_shop
from tests.unit.actions.conversation import AT, Conversation

CHEAP = "BB2201"  # 79 yuan: free shipping begins at 99
FEE = "ask_shipping_fee"


@pytest.mark.parametrize("product", [CHEAP, ""], ids=["of the goods", "of whatever is taken"])
def test_free_shipping_that_was_promised_is_kept_when_the_region_is_told(
    shop_url: str, product: str
) -> None:
    chat = Conversation(shop_url, product=CHEAP)
    assert chat.say("寄广州运费多少", FEE).reasons == ("shipping.fee_known",)
    with open_shop(shop_url) as shop:
        shop.commitments.make(
            chat.buyer, kind="shipping", product_id=product, terms={}, reason="haggling.ships_free",
            made_by="bot", at=AT, valid_until=None,
        )  # fmt: skip
    told = chat.say("寄广州运费多少", FEE)
    assert told.reasons == ("shipping.fee_promised",)
    assert "fee" not in told.wordings[0].replace("shipping_fee", "")
    assert chat.say("寄乌鲁木齐呢 运费多少", FEE).reasons == ("shipping.fee_known",)


def test_the_note_of_a_region_is_told_once(shop_url: str) -> None:
    chat = Conversation(shop_url, product=CHEAP)
    note = "utter_shipping_note"
    assert note in chat.say("寄西藏几天到", "ask_delivery_time").wordings
    assert note not in chat.say("那运费多少", FEE).wordings


def test_free_shipping_demanded_again_is_a_haggle(shop_url: str) -> None:
    chat = Conversation(shop_url, product=CHEAP)
    assert chat.say("寄广州 给我包邮吧", FEE).reasons == ("shipping.fee_known",)
    assert chat.say("给我包邮吧", FEE).reasons[0].startswith("haggling.")


def test_how_long_after_paying_is_told_once_and_nobody_is_thanked(shop_url: str) -> None:
    told = Conversation(shop_url).say("拍了多久发", "ask_dispatch", also=("report_order",))
    assert told.reasons == ("shipping.dispatch_today",)
    alone = Conversation(shop_url).say("拍了多久发", "report_order")
    assert alone.reasons == ("shipping.dispatch_today",)


def _promise_dispatch(url: str, buyer: str, day: str, *, product: str = "") -> None:
    with open_shop(url) as shop:
        shop.commitments.make(
            buyer, kind="dispatch", product_id=product, terms={"day": day}, reason="desk.promised",
            made_by="xiaomai", at=AT, valid_until=None,
        )  # fmt: skip


def test_a_day_of_dispatch_promised_at_the_desk_is_what_the_bot_tells(shop_url: str) -> None:
    chat = Conversation(shop_url, product=CHEAP)
    chat.say("你好", "greet")
    _promise_dispatch(shop_url, chat.buyer, "2026-11-26")
    told = chat.say("什么时候发货", "ask_dispatch")
    assert told.reasons == ("shipping.dispatch_promised",)
    assert told.facts["sent"] == "11月26日"
    arrives = chat.say("寄杭州几天到", "ask_delivery_time")
    assert arrives.facts["earliest"] == "11月27日"


def test_a_day_promised_for_other_goods_or_gone_by_is_not_told(shop_url: str) -> None:
    chat = Conversation(shop_url, product=CHEAP)
    chat.say("你好", "greet")
    _promise_dispatch(shop_url, chat.buyer, "2026-11-26", product="LN2107")
    _promise_dispatch(shop_url, chat.buyer, "2026-11-20")
    assert chat.say("什么时候发货", "ask_dispatch").reasons == ("shipping.dispatch_today",)
