from __future__ import annotations

import pytest

from bot.learn.mining.gain import suggestion, worth_of
from bot.learn.mining.sifting import LEAST_UNANSWERED
from tests.unit.learn.mining.small import now_read, row, tally_of

MANY = 200


def buyers(text: str, count: int, **told: object) -> list[dict[str, object]]:
    return [row(text, buyer=f"{told}{n}", **told) for n in range(count)]


def test_what_is_asked_often_and_answered_quietly_is_not_asked_of_a_person() -> None:
    worth = worth_of(tally_of(buyers("这个多少钱", MANY)), now_read("ask_price"), weeks=1)
    assert worth.unanswered < 0.01 < LEAST_UNANSWERED


def test_a_rare_repeat_among_many_quiet_ones_says_nothing() -> None:
    rows = buyers("这个多少钱", MANY) + buyers("这个多少钱", 10, repeats=1)
    assert worth_of(tally_of(rows), now_read("ask_price"), weeks=1).unanswered < LEAST_UNANSWERED


def test_what_agents_corrected_is_wrong_however_sure_the_model_is() -> None:
    rows = buyers("这个咋弄", 8) + buyers("这个咋弄", 4, meant=["ask_return"])
    tally = tally_of(rows)
    now = now_read("ask_price", confidence=0.97)
    worth = worth_of(tally, now, weeks=1)
    assert worth.wrong > 0.9
    assert worth.signals["corrected"] == 4
    assert suggestion(tally, now) == "ask_return"


def test_a_correction_that_the_model_has_learnt_since_is_settled() -> None:
    rows = buyers("这个咋弄", 4, meant=["ask_return"])
    worth = worth_of(tally_of(rows), now_read("ask_return"), weeks=1)
    assert worth.wrong < 0.01
    assert "corrected" not in worth.signals


def test_several_intents_are_the_same_in_any_order() -> None:
    rows = buyers("多少钱几天到", 4, meant=["ask_delivery_time", "ask_price"])
    worth = worth_of(tally_of(rows), now_read("ask_price", "ask_delivery_time"), weeks=1)
    assert "corrected" not in worth.signals


def test_hand_overs_by_the_shops_own_rules_do_not_speak_against_a_reading() -> None:
    rule = buyers("能开发票么", 5, handed_over="order.invoice")
    unsure = buyers("能开发票么", 5, handed_over="handoff.not_understood")
    now = now_read("ask_invoice")
    assert worth_of(tally_of(rule), now, weeks=1).wrong < 0.2
    assert worth_of(tally_of(unsure), now, weeks=1).wrong > 0.8


def test_who_asks_for_a_person_gets_one_and_nobody_is_asked_about_it() -> None:
    rows = buyers("给我转人工", 20, handed_over="handoff.requested", repeats=1)
    worth = worth_of(tally_of(rows), now_read("request_human"), weeks=1)
    assert worth.unanswered < 0.2
    assert "handed_over" not in worth.signals


def test_haggling_may_be_repeated() -> None:
    rows = buyers("再便宜点吧", 20, repeats=1)
    assert worth_of(tally_of(rows), now_read("bargain"), weeks=1).wrong < 0.2


def test_what_our_examples_hold_already_is_not_asked_again() -> None:
    tally = tally_of(buyers("啥时候走货", 50, band="clarify"))
    now = now_read("ask_price", confidence=0.4, band="clarify")
    assert worth_of(tally, now, weeks=1).at_stake > 20
    assert worth_of(tally, now, weeks=1, labelled="ask_dispatch").at_stake == 0


def test_an_example_that_agents_contradict_is_asked() -> None:
    tally = tally_of(buyers("啥时候走货", 5, meant=["ask_courier"]))
    assert worth_of(tally, now_read("ask_dispatch"), weeks=1, labelled="ask_dispatch").at_stake > 3


def test_gain_is_messages_a_week() -> None:
    tally = tally_of(buyers("啥时候走货", 100, band="hand_over"))
    now = now_read("ask_price", confidence=0.1, band="hand_over")
    assert worth_of(tally, now, weeks=10).at_stake == pytest.approx(10 * 0.9, rel=0.01)


def test_a_bare_answer_is_worth_less_for_it_means_what_was_asked_before() -> None:
    now = now_read("affirm", confidence=0.4, band="clarify")
    bare = worth_of(tally_of(buyers("要", 30, band="clarify")), now, weeks=1)
    whole = worth_of(tally_of(buyers("那我就要它了", 30, band="clarify")), now, weeks=1)
    assert bare.at_stake < whole.at_stake / 2


def test_readings_that_changed_since_are_a_disagreement() -> None:
    rows = buyers("这个咋弄", 6, intents=["ask_return"])
    worth = worth_of(tally_of(rows), now_read("ask_price"), weeks=1)
    assert worth.signals == {"disagreement": 6}
    assert worth.wrong > worth_of(tally_of(rows), now_read("ask_return"), weeks=1).wrong
