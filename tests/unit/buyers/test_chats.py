from __future__ import annotations

from datetime import timedelta

import pytest

from bot.buyers.chat import Chat, sessions_of
from bot.chats.history import Line
from bot.shop.repositories.placed import Placed
from tests.unit.buyers.chats import AT, chat_of

ASKED = ("多少钱 / ask_price / product.price",)


def _later(chat: Chat, hours: float) -> Chat:
    return Chat(tuple(line._replace(at=line.at + timedelta(hours=hours)) for line in chat.lines))


@pytest.mark.parametrize(("hours", "chats"), [(7.9, 1), (8.1, 2)])
def test_a_long_pause_parts_chats(hours: float, chats: int) -> None:
    lines = (*chat_of(ASKED).lines, *_later(chat_of(ASKED), hours).lines)
    assert len(sessions_of(lines)) == chats


def test_no_lines_are_no_chats() -> None:
    assert sessions_of(()) == ()


@pytest.mark.parametrize(("hours", "converted"), [(-1, False), (0, True), (23, True), (25, False)])
def test_an_order_within_a_day_of_the_chat_converts_it(hours: int, converted: bool) -> None:
    order = Placed("o", "created", AT + timedelta(hours=hours), None)
    assert chat_of(ASKED).converted([order]) is converted


def test_a_draft_of_an_earlier_chat_paid_for_now_converts_this_one() -> None:
    order = Placed("o", "paid", AT - timedelta(days=9), AT + timedelta(hours=2))
    assert chat_of(ASKED).converted([order])


def test_a_reported_order_converts_its_chat() -> None:
    assert chat_of([*ASKED, "拍好了 / report_order / order.created"]).converted([])


def test_each_message_has_the_reasons_of_its_answers() -> None:
    (said,) = chat_of(["包邮吗 / ask_shipping_fee / shipping.fee_free+closing.tie_in"]).said
    assert (said.intents, said.reasons) == (
        ("ask_shipping_fee",),
        ("shipping.fee_free", "closing.tie_in"),
    )


def test_a_reminder_is_no_chat_holds_none_together_and_answers_nothing() -> None:
    asked = chat_of(ASKED).lines
    reminder = Line(9, "bot", "还没付款哦", AT + timedelta(hours=6), "", "followup.silent")
    back = _later(chat_of(ASKED), 12).lines
    first, second = sessions_of((*asked, reminder, *back))
    assert (first.lines, second.lines) == (asked, back)
    (said,) = sessions_of((asked[0], reminder))[0].said
    assert said.reasons == ()
    assert sessions_of((reminder,)) == ()
