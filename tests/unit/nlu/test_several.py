"""Which questions stand in one message, and in which order."""

from __future__ import annotations

import pytest

from bot.nlu.intent_model import Guess
from bot.nlu.several import MOST_QUESTIONS, several_asked
from tests.unit.nlu.guessing import Learnt, guess_of

TWO = "发什么快递几天能到"
FEE_AND_SIZE = "邮费几块 我穿什么码合适"
COURIER_AND_TIME = ("ask_courier", "ask_delivery_time")


def test_a_message_of_two_questions_is_told_from_one() -> None:
    two = guess_of({"ask_courier": 0.5, "ask_delivery_time": 0.4}, asked=COURIER_AND_TIME)
    one = guess_of({"ask_courier": 0.97}, asked=("ask_courier",), several=0.1)
    assert _likely(TWO, two) > 0.5 > _likely("发什么快递", one)


def test_what_the_model_takes_for_one_question_is_not_cut() -> None:
    sure_of_one = guess_of({"ask_courier": 0.5}, asked=COURIER_AND_TIME, several=0.001)
    assert several_asked(TWO, sure_of_one, Learnt({}), needed=_half) == (0.0, ())


@pytest.mark.parametrize("said", [FEE_AND_SIZE, FEE_AND_SIZE + " 平时在别家都不问这个直接就拍了"])
def test_the_question_asked_first_comes_first_also_in_a_long_message(said: str) -> None:
    at = said.index("我穿")
    asked = ("ask_size", "ask_shipping_fee")
    whole = guess_of({"ask_size": 0.6, "ask_shipping_fee": 0.3}, asked=asked)
    guess = Learnt(
        {said[:at]: guess_of({"ask_shipping_fee": 0.9}), said[at:]: guess_of({"ask_size": 0.9})}
    )
    assert _asked(said, whole, guess) == ("ask_shipping_fee", "ask_size")


def test_two_parts_that_read_well_say_more_than_the_whole() -> None:
    whole = guess_of(
        {"ask_courier": 0.9, "ask_delivery_time": 0.1}, asked=("ask_courier",), several=0.5
    )
    halves = {
        "发什么快递": guess_of({"ask_courier": 0.9}),
        "几天能到": guess_of({"ask_delivery_time": 0.9}),
    }
    assert "ask_delivery_time" in _asked("发什么快递 几天能到", whole, Learnt(halves), needed=0.1)
    assert "ask_delivery_time" not in _asked(TWO, whole, Learnt({}), needed=0.1)


def test_what_books_something_beside_another_question_must_be_surer() -> None:
    whole = guess_of({"ask_courier": 0.5, "order": 0.4}, asked=("ask_courier", "order"))

    def needed(intent: str) -> float:
        return 1.0 if intent == "order" else 0.2

    assert several_asked(TWO, whole, Learnt({}), needed=needed)[1] == ("ask_courier",)


def test_there_is_an_end_to_the_questions_of_one_message() -> None:
    asked = (*COURIER_AND_TIME, "ask_size", "ask_gift", "ask_price", "ask_return")
    whole = guess_of(dict.fromkeys(asked, 0.16), asked=asked)
    assert len(_asked(TWO, whole, Learnt({}))) == MOST_QUESTIONS == 5


def _likely(said: str, whole: Guess) -> float:
    return several_asked(said, whole, Learnt({}), needed=_half)[0]


def _asked(said: str, whole: Guess, guess: Learnt, *, needed: float = 0.5) -> tuple[str, ...]:
    return several_asked(said, whole, guess, needed=lambda intent: needed)[1]


def _half(intent: str) -> float:
    return 0.5
