"""What the channel tells understanding beside the buyer's words."""

from __future__ import annotations

from datetime import timedelta

from bot.shop.shop import open_shop
from tests.unit.channels.chatting import BUYER, MORNING, Chat


async def test_rasa_is_told_what_surrounds_the_message(chat: Chat) -> None:
    wire = await chat.connect()
    wire.say(type="message", id="m1", text="怎么还不发货")
    await wire.until("message")
    with open_shop(chat.url) as shop:
        buyer_id = BUYER.conversation_id
        shop.buyers.remember(buyer_id, at=MORNING)
        paid_at = MORNING - timedelta(days=2)
        order = shop.orders.save_draft(buyer_id, lines=[], region="", courier="", at=paid_at)
        shop.orders.set_status(order.id, "paid", at=paid_at)
    wire.say(type="message", id="m2", text="怎么还不发货啊")
    await wire.until("message")

    nothing = {"before": "", "paid": False, "waited_days": None, "repeats": 0, "worry": 0.0}
    assert chat.asked[0].metadata["chat"] == nothing
    assert chat.asked[1].metadata["chat"] == {
        "before": "收到 怎么还不发货", "paid": True, "waited_days": 2, "repeats": 1, "worry": 0.0,
    }  # fmt: skip
