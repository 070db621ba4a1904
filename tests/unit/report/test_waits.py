from __future__ import annotations

import pytest

from tests.unit.report.days import Log, at

BOT = ("bot", "product.price", "ask_price")


def test_the_bot_s_waits_are_from_the_first_of_several_messages(log: Log) -> None:
    log.chat(
        "a",
        (at(10), "buyer", "这件"),
        (at(10, 0, 2), "buyer", "多少钱"),
        (at(10, 0, 3), *BOT),
        (at(10, 0, 3), *BOT),
        (at(10, 1), "buyer", "有M吗"),
        (at(10, 1, 1), *BOT),
    )
    found = log.made().responses
    assert (found.bot_first.count, found.bot_first.median) == (1, 3.0)
    assert (found.bot_each.count, found.bot_each.mean) == (2, 2.0)
    assert found.person_each.count == 0


def test_a_person_s_first_wait_is_from_the_message_that_fetched_them(log: Log) -> None:
    log.chat(
        "a",
        (at(10), "buyer", "转人工"),
        (at(10, 0, 1), "bot", "handoff.requested", "request_human"),
        (at(10, 1), "buyer", "在吗"),
        (at(10, 2), "agent", "在的亲"),
        (at(10, 3), "agent", "您说"),
        (at(10, 5), "buyer", "能便宜吗"),
        (at(10, 9), "agent", "不能哦"),
        (at(10, 10), "buyer", "好吧"),
    )
    log.ticket("a", at(10), first_reply_at=at(10, 2), taken_at=at(10, 1), closed_at=at(10, 20))
    found = log.made().responses
    assert (found.person_first.count, found.person_first.median) == (1, 120.0)
    assert (found.person_each.count, found.person_each.mean) == (2, 180.0)
    # 2 minutes are in time, 4 are not; the last word wanted no answer.
    assert (found.in_time.count, found.in_time.of) == (1, 2)
    assert [(each.bot, each.people) for each in found.bins][5:7] == [(0, 1), (0, 1)]


def test_a_ticket_never_answered_is_late_and_has_no_wait(log: Log) -> None:
    log.chat("a", (at(10), "buyer", "转人工"), (at(10, 0, 1), "bot", "handoff.requested"))
    log.ticket("a", at(10))
    made = log.made()
    assert made.responses.person_each.count == 0
    assert (made.responses.in_time.count, made.responses.in_time.of) == (0, 1)
    assert made.answered.nobody_came == 1
    assert [(each.tickets, each.never_answered) for each in made.hand_overs] == [(1, 1)]


def test_who_waits_no_longer_than_the_limit_yet_is_not_late_yet(log: Log) -> None:
    log.chat("a", (at(10), "buyer", "转人工"), (at(10, 0, 1), "bot", "handoff.requested"))
    log.ticket("a", at(10))
    assert log.made(now=at(10, 2)).responses.in_time.of == 0


def test_at_night_the_platform_looks_away_and_working_hours_stand_still(log: Log) -> None:
    log.hours(at(9), at(22))
    log.chat(
        "a",
        (at(23, 30), "buyer", "转人工"),
        (at(23, 30, 1), "bot", "handoff.requested"),
        (at(9, 10, days=1), "agent", "在的亲"),
    )
    log.ticket("a", at(23, 30), first_reply_at=at(9, 10, days=1), closed_at=at(10, days=1))
    found = log.made().responses
    assert found.person_first.median == 580 * 60
    assert found.person_first_open.median == 10 * 60
    assert found.in_time.of == 0


@pytest.mark.parametrize(
    ("said", "who"),
    [
        ([BOT], "bot"),
        ([BOT, ("agent", "在的")], "person"),
        ([], "silent"),
    ],
)
def test_every_chat_is_answered_by_somebody_or_nobody(
    log: Log, said: list[tuple[str, ...]], who: str
) -> None:
    lines = [(at(10, place), *each) for place, each in enumerate(said, start=1)]
    log.chat("a", (at(10), "buyer", "在吗"), *lines)
    found = log.made().answered
    counts = {"bot": found.bot, "person": found.person, "silent": found.silent}
    assert {name for name, count in counts.items() if count} == {who}
    assert found.nobody_came == 0


def test_a_later_chat_while_nobody_came_still_waits_for_a_person(log: Log) -> None:
    log.chat("a", (at(1), "buyer", "转人工"), (at(1, 0, 1), "bot", "handoff.requested"))
    log.ticket("a", at(1))
    log.chat("a", (at(15), "buyer", "有人吗"))
    assert log.made().answered.nobody_came == 2


def test_hand_overs_are_told_by_their_reason(log: Log) -> None:
    for place, reason in enumerate(("order.change", "order.change", "handoff.complaint")):
        log.chat(f"b{place}", (at(10), "buyer", "转人工"))
        log.ticket(f"b{place}", at(10), reason=reason, first_reply_at=at(10, place + 1))
    found = log.made().hand_overs
    assert [(each.label, each.tickets, each.first_reply.median) for each in found] == [
        ("改订单", 2, 90.0),
        ("顾客不满", 1, 180.0),
    ]
