from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from bot.database.engine import transaction
from bot.followup.tables import ReminderRow, UnpaidReasonRow
from bot.shop.repositories.order_events import EventKind, EventLine, OrderEvent, OrderEvents
from tests.unit.report.days import LATER, Log, at

UNTIL = {"valid_until": at(10, days=2)}


def _fates(log: Log) -> dict[str, int]:
    (found,) = log.made().promised
    return {
        name: count
        for name in ("kept", "broken", "withdrawn", "not_called_in", "unknown")
        if (count := getattr(found, name))
    }


@pytest.mark.parametrize(("total", "fate"), [(90, "kept"), (89, "kept"), (95, "broken")])
def test_a_price_is_held_against_the_order_of_those_pieces(log: Log, total: int, fate: str) -> None:
    log.promise("a", "price", at(10), **UNTIL)
    log.order("a", "p-1234567", at(12), ("LQ01-M", 1), paid=at(12), total=total)
    assert _fates(log) == {fate: 1}
    breaches = log.made().breaches
    assert len(breaches) == (fate == "broken")
    for breach in breaches:
        told = (breach.promised, breach.happened, breach.order, breach.made_by)
        assert told == ("1件 90元", "订单 95元", "4567", "bot")


def test_other_pieces_and_other_goods_tell_nothing_of_a_price(log: Log) -> None:
    log.promise("a", "price", at(10), **UNTIL)
    log.order("a", "p1", at(12), ("LQ01-M", 2), total=200)
    log.order("a", "p2", at(12), ("LQ01-M", 1), ("CS02-M", 1), total=150)
    assert _fates(log) == {"unknown": 1}


def test_a_promise_that_ended_before_the_order_was_not_called_in(log: Log) -> None:
    log.promise("a", "price", at(10), valid_until=at(11))
    log.order("a", "p1", at(12), ("LQ01-M", 1), total=100)
    assert _fates(log) == {"not_called_in": 1}


def test_of_two_orders_the_one_that_fits_counts(log: Log) -> None:
    log.promise("a", "price", at(10), **UNTIL)
    log.order("a", "p1", at(12), ("LQ01-M", 1), total=90)
    log.order("a", "p2", at(13), ("LQ01-M", 1), total=100)
    assert _fates(log) == {"kept": 1}


def test_a_promise_to_one_id_is_held_against_an_order_of_the_other(log: Log) -> None:
    log.buyer("a")
    log.buyer("b", same_as="a")
    log.promise("b", "price", at(10), **UNTIL)
    log.order("a", "p1", at(12), ("LQ01-M", 1), total=100)
    assert _fates(log) == {"broken": 1}


@pytest.mark.parametrize(
    ("agreed", "gift", "shipping"),
    [
        ("送棉麻发圈", "kept", "kept"),
        ("没有赠品，运费20元", "broken", "broken"),
        ("", "unknown", "unknown"),
    ],
)
def test_gifts_and_postage_are_read_from_what_was_read_back(
    log: Log, agreed: str, gift: str, shipping: str
) -> None:
    log.promise("a", "gift", at(10), terms={"gift": "棉麻发圈"})
    log.promise("a", "shipping", at(10))
    log.order("a", "p1", at(12), ("LQ01-M", 1), agreed_with=agreed, total=100)
    found = {each.kind: each for each in log.made().promised}
    assert getattr(found["赠品"], gift) == 1
    assert getattr(found["包邮"], shipping) == 1


def test_a_withdrawn_promise_is_told_on_the_day_it_was_withdrawn(log: Log) -> None:
    log.promise("a", "price", at(10, days=-3), withdrawn_at=at(9), withdrawn_by="laoban")
    made = log.made()
    assert made.promised == ()
    assert [(each.happened, each.at) for each in made.breaches] == [("被收回", at(9))]


@pytest.mark.parametrize(
    ("shipped", "fate", "happened"),
    [
        (at(23, days=0), "kept", None),
        (at(8, days=1), "broken", "11月21日才发出"),
        (None, "broken", "还没发出"),
    ],
)
def test_a_day_of_dispatch_is_held_against_when_it_was_sent(
    log: Log, shipped: object, fate: str, happened: str | None
) -> None:
    log.promise("a", "dispatch", at(9), terms={"day": "2026-11-20"})
    log.order("a", "p1", at(10), ("LQ01-M", 1), paid=at(10), shipped_at=shipped)
    log.order("other", "p2", at(10), ("LQ01-M", 1), paid=at(10), shipped_at=at(11))
    assert _fates(log) == {fate: 1}
    # It is broken when its day is over: that is the next day's news.
    following = log.made(log.made().days.moved(1)).breaches
    assert [each.happened for each in following] == ([happened] if happened else [])


def test_where_nothing_tells_of_dispatch_nothing_is_known(log: Log) -> None:
    log.promise("a", "dispatch", at(9), terms={"day": "2026-11-20"})
    log.order("a", "p1", at(10), ("LQ01-M", 1), paid=at(10))
    assert _fates(log) == {"unknown": 1}


def test_unpaid_orders_by_age_and_amount(log: Log) -> None:
    log.order("a", "p1", at(10), ("LQ01-M", 1), total=95)
    log.order("b", "p2", at(11), ("LQ01-M", 2))
    log.order("c", "p3", at(12))
    log.order("d", "p4", at(12), ("LQ01-M", 1), paid=at(13))
    log.order("e", "p5", at(9, days=-1), ("LQ01-M", 1))
    found = log.made(now=LATER).unpaid
    assert (found.orders, found.amount, found.amount_unknown) == (3, Decimal(295), 1)
    assert dict(found.ages)["3 天以上"] == 3
    assert dict(log.made(now=at(12, 30)).unpaid.ages) == {
        "1 小时内": 1,
        "1–24 小时": 2,
        "1–3 天": 0,
        "3 天以上": 0,
    }


def test_orders_that_were_reminded_and_paid_after_it(log: Log) -> None:
    for order, paid in (("p1", at(13)), ("p2", None), ("p3", at(10, 30))):
        log.order("a", order, at(10), ("LQ01-M", 1), paid=paid)
    with transaction(log.url) as session:
        for order, number, moment in (("p1", 1, at(11)), ("p2", 1, at(11)), ("p2", 2, at(16))):
            told = {"status": "sent", "due_at": moment, "done_at": moment, "buyer_id": "web:a"}
            session.add(ReminderRow(order_id=order, number=number, **told))
        stopped = {"status": "stopped", "due_at": at(11), "buyer_id": "web:a"}
        session.add(ReminderRow(order_id="p3", number=1, **stopped))
        session.add(UnpaidReasonRow(order_id="p2", reason="later", told_by="buyer", at=at(17)))
    found = log.made().unpaid
    assert (found.orders, found.reminded) == (1, 1)
    assert (found.paid_after.count, found.paid_after.of) == (1, 2)
    assert sum(count for _, count in found.reasons) == 1


def test_the_platform_s_word_of_sending_keeps_a_day_of_dispatch(log: Log) -> None:
    log.promise("a", "dispatch", at(9), terms={"day": "2026-11-20"})
    lines = [EventLine("LQ01-M", 1)]
    told: tuple[tuple[EventKind, datetime], ...] = (
        ("created", at(10)),
        ("paid", at(11)),
        ("shipped", at(18)),
        ("shipped", at(8, days=1)),
    )
    for kind, moment in told:
        with transaction(log.url) as session:
            OrderEvents(session).apply(OrderEvent(kind, "web:a", "p1", moment, lines=lines))
    assert _fates(log) == {"kept": 1}
