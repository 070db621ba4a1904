"""What the channel tells understanding beside the buyer's words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.shop.model.trade import OrderStatus
from bot.shop.shop import open_shop
from tests.unit.channels.chatting import BUYER, MORNING, Chat


def pay(url: str, *, days_ago: float, then: OrderStatus) -> None:
    """An order that was paid for so long ago, and what has become of it."""
    buyer_id = BUYER.conversation_id
    at = MORNING - timedelta(days=days_ago)
    with open_shop(url) as shop:
        shop.buyers.remember(buyer_id, at=at)
        order = shop.orders.save_draft(buyer_id, lines=[], region="", courier="", at=at)
        shop.orders.set_status(order.id, "paid", at=at)
        shop.orders.set_status(order.id, then, at=at)


async def test_rasa_is_told_what_surrounds_the_message(chat: Chat) -> None:
    wire = await chat.connect()
    wire.say(type="message", id="m1", text="怎么还不发货")
    await wire.until("message")
    pay(chat.url, days_ago=2, then="paid")
    wire.say(type="message", id="m2", text="怎么还不发货啊")
    await wire.until("message")

    nothing = {"before": "", "paid": False, "waited_days": None, "repeats": 0, "worry": 0.0}
    assert chat.asked[0].metadata["chat"] == {**nothing, "meanwhile": ()}
    assert chat.asked[1].metadata["chat"] == {
        "before": "收到 怎么还不发货", "paid": True, "waited_days": 2, "repeats": 1, "worry": 0.0,
        "meanwhile": (),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("days_ago", "status", "waited_days"),
    [
        (2, "paid", 2),
        (14, "shipped", 14),
        (16, "shipped", None),
        (300, "paid", None),
        (2, "cancelled", None),
    ],
)
async def test_who_bought_long_ago_is_not_taken_to_wait_for_a_parcel(
    chat: Chat, days_ago: int, status: OrderStatus, waited_days: int | None
) -> None:
    pay(chat.url, days_ago=days_ago, then=status)
    wire = await chat.connect()
    wire.say(type="message", id="m1", text="几天到")
    await wire.until("message")
    told = chat.asked[0].metadata["chat"]
    assert (told["paid"], told["waited_days"]) == (waited_days is not None, waited_days)
