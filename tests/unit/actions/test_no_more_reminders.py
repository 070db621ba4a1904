"""别再发了 after a reminder: promised, and kept."""

from __future__ import annotations

import pytest

from bot.database.engine import transaction
from bot.followup.reminders import Reminders
from bot.shop.repositories.order_events import OrderEvent, OrderEvents
from tests.unit.actions.conversation import AT, Conversation


@pytest.mark.parametrize("intent", ["nlu_fallback", "deny"])
def test_who_was_reminded_is_promised_none_any_more(shop_url: str, intent: str) -> None:
    chat = Conversation(shop_url)
    buyer = chat.buyer
    with transaction(shop_url) as session:
        OrderEvents(session).apply(OrderEvent("created", buyer, "T1", AT))
        reminders = Reminders(session)
        reminders.plan("T1", buyer_id=buyer, number=1, due_at=AT)
        reminders.sent("T1", 1, case="silent", message_id=1, conversation_id=buyer, at=AT)
        reminders.plan("T1", buyer_id=buyer, number=2, due_at=AT)
    reply = chat.say("别再给我发消息了", intent)
    assert reply.reasons == ("answer.no_more_reminders",)
    with transaction(shop_url) as session:
        assert [each.why for each in Reminders(session).of_order("T1")] == ["", "asked_to_stop"]


def test_who_was_never_reminded_is_answered_as_ever(shop_url: str) -> None:
    assert Conversation(shop_url).say("别再给我发消息了", "deny").reasons == ("answer.no",)
