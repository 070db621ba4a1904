"""When a person is needed: the words, and what is known of the chat."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from bot.chats.model import Situation
from bot.nlu.person import UNKNOWN, person_needed
from tests.unit.nlu.guessing import guess_of

WHEN = guess_of({"ask_dispatch": 0.7, "after_sales": 0.3}, person=0.2)
PRICE = guess_of({"ask_price": 0.7, "after_sales": 0.3}, person=0.2)


def test_the_words_alone_decide_where_nothing_is_known() -> None:
    assert person_needed(WHEN, UNKNOWN) == pytest.approx((0.2 + 0.3) / 2)


@pytest.mark.parametrize(
    ("less", "more"),
    [
        (UNKNOWN, Situation(worry=0.5)),
        (Situation(worry=0.5), Situation(worry=0.9)),
        (UNKNOWN, Situation(repeats=1)),
        (Situation(repeats=1), Situation(repeats=2)),
        (UNKNOWN, Situation(paid=True)),
        (Situation(paid=True), Situation(paid=True, waited_days=3)),
        (Situation(paid=True, waited_days=3), Situation(paid=True, waited_days=6)),
    ],
)
def test_trouble_before_repeats_and_a_parcel_waited_for_call_for_a_person(
    less: Situation, more: Situation
) -> None:
    assert person_needed(WHEN, more) > person_needed(WHEN, less)


@pytest.mark.parametrize(
    "situation",
    [Situation(before="亲有什么可以帮您"), Situation(waited_days=5), Situation(paid=False)],
)
def test_nothing_else_calls_for_one(situation: Situation) -> None:
    assert person_needed(WHEN, situation) == person_needed(WHEN, UNKNOWN)


def test_who_has_paid_may_still_ask_for_a_price() -> None:
    assert person_needed(PRICE, Situation(paid=True, waited_days=4)) == person_needed(
        PRICE, UNKNOWN
    )


@pytest.mark.parametrize(
    ("much", "too_much"),
    [
        (Situation(repeats=2), Situation(repeats=5)),
        (Situation(paid=True, waited_days=6), Situation(paid=True, waited_days=60)),
    ],
)
def test_what_is_enough_is_not_counted_further(much: Situation, too_much: Situation) -> None:
    assert person_needed(WHEN, too_much) == person_needed(WHEN, much)


def test_everything_the_channel_tells_is_read() -> None:
    told = Situation(before="在的亲", paid=True, waited_days=3, repeats=2, worry=0.7)
    assert Situation.of({"chat": asdict(told)}) == told


@pytest.mark.parametrize(
    "metadata", [None, {}, {"chat": None}, {"chat": {"mood": "?"}}, {"kind": "text", "product": 1}]
)
def test_metadata_that_tells_nothing_known_is_passed_over(metadata: dict[str, object]) -> None:
    assert Situation.of(metadata) == UNKNOWN
