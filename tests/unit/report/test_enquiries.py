from __future__ import annotations

from decimal import Decimal

from bot.report.period import days_of
from tests.unit.report.days import FRIDAY, Log, at

ASKS = ("buyer", "多少钱")
ANSWERS = ("bot", "product.price", "ask_price")


def test_a_day_without_chats_has_no_shares(log: Log) -> None:
    made = log.made()
    assert (made.contacts.chats, made.contacts.enquiries) == (0, 0)
    assert made.conversion.ordered_next_day.value is None
    assert made.responses.bot_first.median is None
    assert made.headline.sold == 0
    assert len(made.hours) == 24


def test_who_orders_the_same_day_the_next_day_and_too_late(log: Log) -> None:
    for place, buyer in enumerate(("same", "next", "late", "never")):
        log.chat(buyer, (at(10 + place), *ASKS), (at(10 + place, 0, 1), *ANSWERS))
    log.order("same", "p1", at(11), ("LQ01-M", 1), paid=at(23, 59), total=95)
    log.order("next", "p2", at(23, 59, 59, days=1), ("LQ01-M", 2), paid=at(0, 0, 0, days=2))
    log.order("late", "p3", at(0, days=2), ("LQ01-M", 1), paid=at(1, days=2))
    made = log.made()
    assert made.contacts.enquiries == 4
    assert (made.conversion.ordered_same_day.count, made.conversion.ordered_next_day.count) == (
        1,
        2,
    )
    assert (made.conversion.paid_same_day.count, made.conversion.paid_next_day.count) == (1, 1)
    assert made.conversion.sold == Decimal(95)
    assert [each.ordered.count for each in made.by_day] == [2]


def test_an_order_without_a_total_counts_by_its_lines(log: Log) -> None:
    log.chat("a", (at(10), *ASKS), (at(10, 0, 1), *ANSWERS))
    log.order("a", "p1", at(11), ("LQ01-M", 2), ("CS02-M", 1), paid=at(12))
    assert log.made().conversion.sold == Decimal(300)


def test_a_cancelled_order_is_none(log: Log) -> None:
    log.chat("a", (at(10), *ASKS), (at(10, 0, 1), *ANSWERS))
    log.order("a", "p1", at(11), status="cancelled")
    assert log.made().conversion.ordered_next_day.count == 0


def test_only_what_could_have_sold_is_an_enquiry(log: Log) -> None:
    log.chat("a", (at(10), "buyer", "衣服破了"), (at(10, 0, 1), "bot", "handoff.x", "after_sales"))
    log.chat("b", (at(10), "buyer", "中奖"), (at(10, 0, 1), "bot", "handoff.o", "out_of_scope"))
    log.chat("c", (at(10), *ASKS), (at(10, 0, 1), *ANSWERS))
    found = log.made().contacts
    assert (found.chats, found.after_sales, found.nothing) == (3, 1, 1)
    assert (found.for_sale, found.enquiries) == (1, 1)


def test_who_ordered_first_and_asked_then_is_no_enquiry(log: Log) -> None:
    log.order("a", "p1", at(9), ("LQ01-M", 1))
    log.chat("a", (at(10), *ASKS), (at(10, 0, 1), *ANSWERS))
    log.order("b", "p2", at(9), ("LQ01-M", 1))
    log.chat("b", (at(10), *ASKS), (at(10, 0, 1), *ANSWERS))
    log.order("b", "p3", at(11), ("LQ01-M", 1))
    found = log.made()
    assert (found.contacts.ordered_before, found.contacts.enquiries) == (1, 1)
    assert found.conversion.ordered_same_day.count == 1


def test_one_person_with_two_ids_is_asked_once_and_buys_on_either(log: Log) -> None:
    log.chat("a", (at(10), *ASKS), (at(10, 0, 1), *ANSWERS))
    log.chat("b", (at(14), *ASKS), (at(14, 0, 1), *ANSWERS), same_as="a")
    log.order("b", "p1", at(15), ("LQ01-M", 1), paid=at(15))
    found = log.made()
    assert (found.contacts.chats, found.contacts.buyers, found.contacts.enquiries) == (2, 1, 1)
    assert found.conversion.paid_same_day.count == 1


def test_a_chat_over_midnight_is_of_the_day_it_began(log: Log) -> None:
    log.chat(
        "a",
        (at(23, 59, days=-1), *ASKS),
        (at(0, 1), *ANSWERS),
        (at(0, 5), "buyer", "有M吗"),
        (at(0, 6), *ANSWERS),
    )
    assert log.made().contacts.chats == 0
    assert log.made(FRIDAY.moved(-1)).contacts.chats == 1
    assert log.made(FRIDAY.moved(-1)).contacts.messages == 4


def test_a_reminder_of_ours_begins_no_chat(log: Log) -> None:
    log.chat("a", (at(20, days=-1), "bot", "followup.asked", ""), (at(1), *ASKS))
    assert log.made(FRIDAY.moved(-1)).contacts.chats == 0
    assert log.made().contacts.chats == 1


def test_a_buyer_who_asks_on_two_days_is_an_enquiry_of_each(log: Log) -> None:
    for days in (0, 1):
        log.chat("a", (at(10, days=days), *ASKS), (at(10, 0, 1, days=days), *ANSWERS))
    log.order("a", "p1", at(11, days=1), ("LQ01-M", 1), paid=at(12, days=1), total=80)
    made = log.made(days_of(FRIDAY.first, at(0, days=1).date()))
    assert made.contacts.enquiries == 2
    assert [each.ordered.count for each in made.by_day] == [1, 1]
    # The order is one, whoever led to it.
    assert made.conversion.sold == Decimal(80)


def test_who_says_that_they_ordered_and_no_order_is_known(log: Log) -> None:
    log.chat("a", (at(10), "buyer", "拍好了"), (at(10, 0, 1), "bot", "order.paid", "report_order"))
    log.chat(
        "b",
        (at(10), *ASKS),
        (at(10, 0, 1), *ANSWERS),
        (at(10, 1), "buyer", "拍好了"),
        (at(10, 1, 1), "bot", "order.created", "report_order"),
    )
    made = log.made()
    # Who speaks of nothing but an order made before did not ask before buying.
    assert (made.contacts.after_sales, made.contacts.enquiries) == (1, 1)
    assert made.conversion.said_only == 1


def test_the_figures_are_settled_when_the_next_day_is_over(log: Log) -> None:
    assert not log.made(now=at(23, 59, days=1)).settled
    assert log.made(now=at(0, days=2)).settled


def test_a_day_is_compared_with_the_one_before_and_last_week_s(log: Log) -> None:
    for days, chats in ((0, 1), (-1, 2), (-7, 3)):
        for place in range(chats):
            log.chat(f"b{days}-{place}", (at(10, days=days), *ASKS))
    compared = log.made().compared
    assert [(each.label, each.headline.chats) for each in compared] == [
        ("前一天", 2),
        ("上周同一天", 3),
    ]
