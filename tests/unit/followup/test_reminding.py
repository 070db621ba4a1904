"""Unpaid orders reminded by the job: in which words, and what stops it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.chats.addresses import Addresses
from bot.chats.situation import situation_of
from bot.chats.tables import DeliveryRow
from bot.chats.tickets import Tickets
from bot.database.engine import transaction
from bot.followup.reasons import Reasons
from bot.followup.reminders import Reminders
from bot.shop.repositories.buyers import Buyers
from bot.shop.repositories.order_events import EventLine
from bot.shop.repositories.service_modes import ServiceModes
from bot.shop.shop import open_shop
from tests.unit.followup.following import DRESS, Shop, at

HER = "webhook:anna"


def test_who_ordered_silently_is_asked_whether_anything_is_unclear(any_shop: Shop) -> None:
    any_shop.placed(when=at("9:10"))
    any_shop.look(until=at("12:30"))
    (reminder,) = any_shop.said()
    assert at("11:00") <= reminder.at < at("12:10")
    assert "方领亚麻长裙 米白 M" in reminder.text
    assert reminder.text.count("亲") <= 1
    assert any_shop.told == [HER]
    with transaction(any_shop.url) as session:
        (delivery,) = session.query(DeliveryRow).all()
    assert delivery.message_id == reminder.id


def test_what_was_asked_before_is_taken_up(shop: Shop) -> None:
    shop.now = at("9:00")
    shop.hears("这件我穿M行吗", intent="ask_size")
    shop.placed(when=at("9:10"))
    shop.look(until=at("12:30"))
    (reminder,) = shop.said()
    assert "尺码" in reminder.text
    assert shop.reminders()[0].case.startswith("asked_size")


def test_three_at_most_each_in_other_words_and_the_last_asks_why(any_shop: Shop) -> None:
    any_shop.placed(when=at("9:10"))
    any_shop.look(until=at("10:00", days=3))
    said = any_shop.said()
    assert len(said) == 3
    assert len({each.text for each in said}) == 3
    titles = [offer["title"] for offer in said[-1].payload["quick_replies"]]
    assert titles == ["不想要了", "拍错了", "再看看", "付不了款", "等优惠"]
    assert any_shop.stopped() == "limit"


def test_every_figure_is_of_that_moment(shop: Shop) -> None:
    shop.placed(when=at("9:10"))
    with open_shop(shop.url) as rows:
        rows.session.execute(_stock(4))
        rows.commitments.make(
            HER, kind="gift", terms={"gift": "棉麻发圈"}, reason="haggling.gift",
            at=at("9:00"), product_id="LQ2301",
        )  # fmt: skip
    shop.look(until=at("12:30"))
    with open_shop(shop.url) as rows:
        rows.session.execute(_stock(2))
    shop.look(until=at("17:30"))
    gift, stock = shop.said()
    assert "棉麻发圈" in gift.text
    assert "2件" in stock.text
    assert stock.trace["facts"]["stock"] == "2"


def test_little_stock_is_told_only_where_it_is_little(shop: Shop) -> None:
    shop.placed(when=at("20:00"))
    shop.look(until=at("11:00", days=1))
    (reminder,) = shop.said()
    assert "件" not in reminder.text
    assert "今天16:00前" in reminder.text or "16:00前付" in reminder.text


def test_on_a_day_without_dispatch_nothing_is_said_of_it(shop: Shop) -> None:
    shop.placed(when=at("20:00", days=4))  # a Saturday; nothing leaves on the Sunday
    shop.look(until=at("11:00", days=5))
    (reminder,) = shop.said()
    assert "16:00" not in reminder.text


def _stock(count: int) -> object:
    from bot.shop.tables.catalogue import SkuRow

    return update(SkuRow).where(SkuRow.id == DRESS).values(stock=count)


@pytest.mark.parametrize(
    ("kind", "why"), [("paid", "paid"), ("cancelled", "cancelled"), ("shipped", "paid")]
)
def test_what_the_platform_tells_ends_it(any_shop: Shop, kind: str, why: str) -> None:
    any_shop.placed(when=at("9:10"))
    any_shop.look_once()
    any_shop.now = at("10:30")
    any_shop.event(kind, "T1")  # type: ignore[arg-type]
    any_shop.look(until=at("18:00"))
    assert any_shop.said() == []
    assert any_shop.stopped() == why


@pytest.mark.parametrize(
    ("text", "why"),
    [("别催了", "declined"), ("不要了", "declined"), ("别再发了", "asked_to_stop"),
     ("已经付了", "said_paid")],
)  # fmt: skip
def test_the_buyers_word_ends_it(any_shop: Shop, text: str, why: str) -> None:
    any_shop.placed(when=at("9:10"))
    any_shop.look(until=at("12:30"))
    any_shop.hears(text)
    any_shop.look(until=at("10:00", days=3))
    assert len(any_shop.said()) == 1
    assert any_shop.stopped() == why


def test_who_asked_for_none_is_left_alone_for_a_month(any_shop: Shop) -> None:
    any_shop.placed(when=at("9:10"))
    any_shop.look(until=at("12:30"))
    any_shop.hears("别再给我发消息了")
    any_shop.look_once()
    any_shop.placed("T2", when=at("9:00", days=20))
    any_shop.look(until=at("18:00", days=20))
    assert any_shop.stopped("T2") == "muted"
    any_shop.placed("T3", when=at("9:00", days=31))
    any_shop.look(until=at("12:30", days=31))
    assert len(any_shop.sent("T3")) == 1


def test_anger_ends_it(shop: Shop) -> None:
    shop.placed(when=at("9:10"))
    shop.now = at("9:30")
    shop.hears("你们怎么回事", intent="complain")
    shop.look(until=at("18:00"))
    assert (shop.said(), shop.stopped()) == ([], "complained")


def test_after_a_persons_word_it_is_theirs(any_shop: Shop) -> None:
    any_shop.now = at("9:00")
    any_shop.hears("在吗")
    any_shop.placed(when=at("9:10"))
    any_shop.now = at("9:40")
    any_shop.person_says("好的，您考虑下")
    any_shop.look(until=at("18:00"))
    assert (any_shop.said(), any_shop.stopped()) == ([], "person")


def test_while_somebody_waits_for_a_person_nothing_is_sent(shop: Shop) -> None:
    shop.placed(when=at("9:10"))
    shop.hears("转人工", intent="request_human")
    with transaction(shop.url) as session:
        Tickets(session).open(HER, reason="handoff.requested", facts={}, at=shop.now)
    shop.look(until=at("20:00"))
    assert (shop.said(), shop.stopped()) == ([], "")


def test_where_people_answer_the_bot_reminds_nobody(shop: Shop) -> None:
    shop.placed(when=at("9:10"))
    with transaction(shop.url) as session:
        ServiceModes(session).switch("assist", at=at("9:00"), until=at("14:00"))
    shop.look(until=at("13:00"))
    assert shop.said() == []
    shop.look(until=at("17:30"))
    assert len(shop.said()) == 1


def test_the_same_goods_paid_in_another_order_end_it(any_shop: Shop) -> None:
    any_shop.placed(when=at("9:10"))
    any_shop.now = at("9:15")
    any_shop.event("paid", "T2")
    any_shop.look(until=at("18:00"))
    assert (any_shop.said(), any_shop.stopped()) == ([], "bought_again")


def test_placed_anew_only_the_newer_is_reminded(any_shop: Shop) -> None:
    any_shop.placed(when=at("9:10"))
    any_shop.placed("T2", when=at("9:20"))
    any_shop.look(until=at("12:30"))
    assert any_shop.stopped() == "replaced"
    assert len(any_shop.said()) == 1


def test_a_person_with_two_ids_and_many_orders_reads_three_a_day(any_shop: Shop) -> None:
    other = "web:anna"
    any_shop.now = at("8:00")
    any_shop.hears("在吗", buyer=other)
    skus = ["LQ2301-MB-S", "LQ2301-MB-M", "LQ2301-MB-L", "LQ2301-MB-XL"]
    for number, sku in enumerate(skus):
        buyer = other if number % 2 else HER
        any_shop.placed(
            f"T{number}", when=at("8:10") + timedelta(minutes=number),
            buyer=buyer, lines=(EventLine(sku, 1),),
        )  # fmt: skip
    with transaction(any_shop.url) as session:
        Buyers(session).link(other, HER)
    any_shop.look(until=at("8:00", days=3))
    told = sorted(each for number in range(4) for each in any_shop.sent(f"T{number}"))
    assert len(told) >= 5
    for moment in told:
        assert len([t for t in told if moment - timedelta(hours=24) < t <= moment]) <= 3


def test_why_it_was_not_paid_is_kept(any_shop: Shop) -> None:
    any_shop.placed(when=at("9:10"))
    any_shop.look(until=at("13:00", days=1))
    assert len(any_shop.said()) == 3
    any_shop.hears("支付失败怎么办", intent="order")
    any_shop.look_once()
    with transaction(any_shop.url) as session:
        told = Reasons(session).of_orders(["T1"])["T1"]
        Reasons(session).tell("T1", "undecided", told_by="agent", at=any_shop.now)
        assert Reasons(session).of_orders(["T1"])["T1"] == told
    assert (told.reason, told.told_by) == ("payment", "buyer")


def test_a_payment_after_a_reminder_is_counted(any_shop: Shop) -> None:
    any_shop.placed(when=at("9:10"))
    any_shop.look(until=at("12:30"))
    any_shop.event("paid", "T1")
    with transaction(any_shop.url) as session:
        assert Reminders(session).paid_after(since=at("0:00")) == (1, 1)
        assert Reminders(session).paid_after(since=at("13:00")) == (0, 0)


def test_the_answer_is_read_with_the_reminder_before_it(any_shop: Shop) -> None:
    any_shop.placed(when=at("9:10"))
    any_shop.look(until=at("12:05"))
    (reminder,) = any_shop.said()
    any_shop.now = reminder.at + timedelta(minutes=5)
    number = any_shop.hears("好")
    with transaction(any_shop.url) as session:
        situation = situation_of(
            session, conversation_id=HER, first_id=number, text="好", at=any_shop.now, paid_at=None
        )
    assert situation is not None
    assert reminder.text[-20:] in situation.before


def test_where_nobody_can_be_reached_it_is_said_why(any_shop: Shop) -> None:
    any_shop.placed(when=at("9:10"), buyer="web:silent")
    any_shop.placed("T2", when=at("9:20"), buyer="wechat:late")
    any_shop.hears("在吗", buyer="wechat:late")
    with transaction(any_shop.url) as session:
        heard_at = (at("9:20") - timedelta(hours=47, minutes=50)).timestamp()
        Addresses(session).merge("wechat:late", {"openid": "late", "heard_at": heard_at})
    any_shop.look(until=at("12:30"))
    assert any_shop.stopped() == "no_channel"
    assert any_shop.stopped("T2") == "window_over"


def test_what_the_platform_never_took_has_failed_and_opens_no_ticket(any_shop: Shop) -> None:
    from bot.chats.deliveries import Deliveries
    from bot.chats.undelivered import tell_the_desk

    any_shop.placed(when=at("9:10"))
    any_shop.look(until=at("12:30"))
    with transaction(any_shop.url) as session:
        now = any_shop.now
        (claimed,) = Deliveries(session).claim("webhook", now=now, until=now, most=1)
        Deliveries(session).given_up(claimed, why="answered 410")
        tell_the_desk(session, claimed, channel="webhook", why="answered 410", at=now)
    any_shop.look_once()
    with transaction(any_shop.url) as session:
        assert Tickets(session).current(HER) is None
    assert [each.why for each in any_shop.reminders()][-1] == "undelivered"


def test_a_wording_that_promises_is_not_said(shop: Shop, tmp_path: Path) -> None:
    import shutil

    words = tmp_path / "stories"
    shutil.copytree("data/stories", words)
    file = words / "followup" / "replies.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("还没付款", "全网最低99元"), encoding="utf-8")
    guarded = Shop(shop.url, wording=words)
    guarded.placed(when=at("9:10"))
    guarded.look(until=at("12:30"))
    assert (guarded.said(), guarded.stopped()) == ([], "guard")


def test_switched_off_nothing_is_planned_or_sent(shop: Shop) -> None:
    shop.placed(when=at("9:10"))
    shop.look_once()
    shop.terms(enabled="false")
    shop.look(until=at("12:30"))
    assert shop.said() == []
    shop.terms(enabled="true")
    shop.look(until=at("17:30"))
    assert len(shop.said()) == 1
