from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.closing.facts import (
    Choice,
    Difference,
    Done,
    Ending,
    Facts,
    Free,
    Left,
    Mood,
    PerUse,
    Popular,
    Praise,
    Reply,
    Together,
)
from actions.closing.guide import guide
from actions.closing.rules import close
from bot.shop.model.policy import CLOSING_TECHNIQUES

ALL = frozenset(CLOSING_TECHNIQUES.values())
TRUE = {
    "tie_in": {"tie_in": Together("P2", "薄开衫", "早晚披一件", Decimal("398"), Decimal(20))},
    "missing_out": {"left": Left("长裙 米白 S", 2)},
    "act_today": {"cutoff": "16:00"},
    "choice": {"choice": Choice("colour", "长裙", "米白", "藏青")},
    "popularity": {"popularity": Popular("长裙", 8642, 4.9)},
    "comparison": {"comparison": Difference("长裙", "短裙", "厚薄", "薄", "厚")},
    "praise": {"praise": Praise("for_someone", "妈妈")},
    "per_use": {"per_use": PerUse(Decimal(75), Decimal(5), "双", Decimal("15.00"), exact=True)},
    "gift": {"gift": Free("帆布袋", promised=False)},
}

CONTENT = Reply(reasons=("product.attributes",), messages=1, place=3)


def facts(
    *true: str, stage: str = "recommendation", reply: Reply = CONTENT, **more: object
) -> Facts:
    told = {name: fact for technique in true for name, fact in TRUE[technique].items()}
    return Facts(stage=stage, reply=reply, allowed=ALL, most=3, **{**told, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize("technique", sorted(TRUE))
def test_each_technique_is_used_where_its_fact_is_true(technique: str) -> None:
    closing = close(facts(technique), Mood(), Done())
    assert closing is not None
    assert closing.technique == technique
    assert closing.outcome.reason == f"closing.{technique}"


def test_nothing_true_nothing_said() -> None:
    assert close(facts(), Mood(), Done()) is None


@pytest.mark.parametrize(
    "reply",
    [
        replace(CONTENT, asks=True),
        replace(CONTENT, offers=True),
        replace(CONTENT, fetches=True),
        replace(CONTENT, messages=3),
        replace(CONTENT, reasons=("stock.out",)),
        replace(CONTENT, reasons=("product.attributes", "product.not_recorded")),
        replace(CONTENT, reasons=("greeting.hello",)),
        replace(CONTENT, reasons=("farewell.hesitated",)),
        replace(CONTENT, reasons=("order.place",)),
        replace(CONTENT, reasons=("answer.no",)),
    ],
    ids=lambda reply: "+".join(reply.reasons) if isinstance(reply, Reply) else "",
)
def test_nothing_beside_a_question_bad_news_or_a_goodbye(reply: Reply) -> None:
    assert close(facts(*TRUE, reply=reply), Mood(), Done()) is None


@pytest.mark.parametrize("mood", [Mood(troubled=True), Mood(refuses=True)])
def test_nothing_to_a_buyer_who_is_troubled_or_says_no(mood: Mood) -> None:
    assert close(facts(*TRUE), mood, Done()) is None


def test_two_noes_end_it_and_one_does_not() -> None:
    assert close(facts(*TRUE), Mood(), Done(used=("praise",), noes=1)) is not None
    assert close(facts(*TRUE), Mood(), Done(used=("praise",), noes=2)) is None


def test_what_the_buyer_reads_anyway_is_not_said_again() -> None:
    said = replace(CONTENT, said=frozenset({"8642"}))
    before = replace(CONTENT, before="已经卖出8642件啦")
    assert close(facts("popularity", reply=said), Mood(), Done()) is None
    assert close(facts("popularity", reply=before), Mood(), Done()) is None


def test_the_rest_of_the_facts_of_a_pair_are_told_where_they_are_true() -> None:
    pair = Together("P2", "薄开衫", "早晚披一件", Decimal("398"))
    told = {
        "": pair,
        "saves": replace(pair, saved=Decimal(20)),
        "gift": replace(pair, gift="帆布袋"),
        "ships_free": replace(pair, ships_free=True),
    }
    for name, fact in told.items():
        closing = close(facts(tie_in=fact, seen=("P1",)), Mood(), Done())
        assert closing is not None
        assert closing.say.more == ((f"utter_closing_tie_in_{name}",) if name else ())
        assert closing.outcome.memory == {"seen": ("P2", "P1")}


def test_a_choice_is_a_question_that_is_never_put_again() -> None:
    closing = close(facts("choice"), Mood(), Done())
    assert closing is not None
    assert closing.ask is not None
    assert (closing.ask.fact, closing.ask.intent, closing.ask.reminded) == ("colour", "order", True)
    assert closing.say.offers == ("米白", "藏青")


def test_an_offer_that_ends_is_told_where_enough_is_left() -> None:
    closing = close(facts(ending=Ending("满199减20", "11月30日24:00")), Mood(), Done())
    assert closing is not None
    assert closing.say.facts == {"offer": "满199减20", "until": "11月30日24:00"}


def test_a_price_a_use_that_is_rounded_is_said_to_be_about_that() -> None:
    about = PerUse(Decimal(69), Decimal(30), "泡", Decimal("2.30"), exact=True)
    names = [
        closing.say.name
        for exact in (True, False)
        if (closing := close(facts(per_use=replace(about, exact=exact)), Mood(), Done()))
    ]
    assert names == ["utter_closing_per_use", "utter_closing_per_use_about"]


@given(
    true=st.sets(st.sampled_from(sorted(TRUE))),
    stage=st.sampled_from(["greeting", "recommendation", "objection", "confirmation", "farewell"]),
    reason=st.sampled_from([*sorted(guide().good_news), "stock.out", "order.place", "answer.no"]),
    messages=st.integers(0, 5),
    asks=st.booleans(),
    offers=st.booleans(),
    mood=st.builds(Mood, troubled=st.booleans(), refuses=st.booleans()),
    done=st.builds(
        Done,
        used=st.lists(st.sampled_from(sorted(TRUE)), unique=True).map(tuple),
        noes=st.integers(0, 3),
        rests=st.booleans(),
    ),
    allowed=st.sets(st.sampled_from(sorted(TRUE))).map(frozenset),
    most=st.integers(0, 4),
)
def test_the_limits_always_hold(
    true: set[str],
    stage: str,
    reason: str,
    messages: int,
    asks: bool,
    offers: bool,
    mood: Mood,
    done: Done,
    allowed: frozenset[str],
    most: int,
) -> None:
    reply = Reply((reason,), messages, asks=asks, offers=offers)
    now = replace(facts(*true, stage=stage, reply=reply), allowed=allowed, most=most)
    closing = close(now, mood, done)
    if closing is None:
        return
    assert closing.technique in true & allowed
    assert closing.technique not in done.used
    assert len(done.used) < most
    assert done.noes < 2
    assert not (mood.troubled or mood.refuses or asks or offers or done.rests)
    assert messages < 3
    assert stage != "farewell"
    assert reason in guide().good_news
