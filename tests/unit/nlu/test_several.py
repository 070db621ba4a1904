"""Which questions stand in one message, and in which order."""

from __future__ import annotations

import pytest

from bot.nlu.several import MOST_QUESTIONS, asks_several, questions
from tests.unit.nlu.guessing import Learnt, guess_of

TWO = "发什么快递几天能到"
FEE_AND_SIZE = "邮费几块 我穿什么码合适"


def test_a_message_of_two_questions_is_told_from_one() -> None:
    two = guess_of(
        {"ask_courier": 0.5, "ask_delivery_time": 0.4}, asked=("ask_courier", "ask_delivery_time")
    )
    one = guess_of({"ask_courier": 0.97}, asked=("ask_courier",))
    assert asks_several(TWO, two) > 0.5 > asks_several("发什么快递", one)


def test_a_space_between_questions_makes_two_likelier() -> None:
    guess = guess_of(
        {"ask_courier": 0.5, "ask_delivery_time": 0.4}, asked=("ask_courier", "ask_delivery_time")
    )
    assert asks_several("发什么快递 几天能到", guess) > asks_several(TWO, guess)


@pytest.mark.parametrize("said", [FEE_AND_SIZE, FEE_AND_SIZE + " 平时在别家都不问这个直接就拍了"])
def test_the_question_asked_first_comes_first_also_in_a_long_message(said: str) -> None:
    at = said.index("我穿")
    whole = guess_of(
        {"ask_size": 0.6, "ask_shipping_fee": 0.3}, asked=("ask_size", "ask_shipping_fee")
    )
    guess = Learnt(
        {said[:at]: guess_of({"ask_shipping_fee": 0.9}), said[at:]: guess_of({"ask_size": 0.9})}
    )
    assert questions(said, whole, guess, needed=0.5) == ("ask_shipping_fee", "ask_size")


def test_a_mark_finds_a_question_that_the_model_does_not_hear_in_the_whole() -> None:
    whole = guess_of({"ask_courier": 0.9, "ask_delivery_time": 0.1}, asked=("ask_courier",))
    guess = Learnt(
        {
            "发什么快递": guess_of({"ask_courier": 0.9}),
            "几天能到": guess_of({"ask_delivery_time": 0.9}),
        }
    )
    both = ("ask_courier", "ask_delivery_time")
    assert questions("发什么快递 几天能到", whole, guess, needed=0.15) == both
    assert questions(TWO, whole, guess, needed=0.15) == ("ask_courier",)


def test_no_more_than_three_questions_are_answered_at_once() -> None:
    asked = ("ask_courier", "ask_delivery_time", "ask_size", "ask_gift")
    whole = guess_of(dict.fromkeys(asked, 0.25), asked=asked)
    assert len(questions(TWO, whole, Learnt({}), needed=0.5)) == MOST_QUESTIONS == 3
