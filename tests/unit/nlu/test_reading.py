"""What is acted on: bands of certainty, a person, bare answers, several questions."""

from __future__ import annotations

import pytest

from bot.chats.model import Situation
from bot.nlu.reading import FALLBACK, read
from tests.unit.nlu.guessing import SURE, Learnt, guess_of

SAID = "这个怎么样"
TWO = "走哪家快递呀多久能到"
COURIER_AND_TIME = Learnt(
    {
        TWO: guess_of(
            {"ask_delivery_time": 0.55, "ask_courier": 0.43},
            asked=("ask_courier", "ask_delivery_time"),
        ),
        "走哪家快递呀": guess_of({"ask_courier": 0.95}),
        "多久能到": guess_of({"ask_delivery_time": 0.9}),
    }
)


@pytest.mark.parametrize(
    ("intent", "sure", "band"),
    [
        ("ask_price", 0.7, "answer"),
        ("ask_price", 0.69, "clarify"),
        ("ask_price", 0.25, "clarify"),
        ("ask_price", 0.24, "hand_over"),
        ("order", 0.79, "clarify"),
        ("order", 0.8, "answer"),
        ("greet", 0.5, "answer"),
    ],
)
def test_what_is_sure_enough_is_answered_and_what_is_not_is_asked_or_handed_over(
    intent: str, sure: float, band: str
) -> None:
    reading = read(SAID, guess=Learnt({SAID: guess_of({intent: sure})}), confidence=SURE)
    assert (reading.band, reading.confidence) == (band, sure)
    assert reading.intent == (intent if band == "answer" else FALLBACK)
    assert reading.ranking[0] == (intent, sure)


def test_a_person_is_fetched_for_that_alone_whatever_else_is_asked() -> None:
    both = ("ask_courier", "ask_delivery_time")
    guess = guess_of(
        {"ask_courier": 0.5, "complain": 0.3, "after_sales": 0.2}, asked=both, person=0.9
    )
    reading = read(TWO, guess=Learnt({TWO: guess}), confidence=SURE)
    assert (reading.band, reading.intent, reading.also) == ("answer", "complain", ())


@pytest.mark.parametrize("intent", ["complain", "after_sales", "request_human"])
def test_a_persons_intent_is_never_answered_where_no_person_is_needed(intent: str) -> None:
    lax = SURE.copy(update={"answer": 0.3})
    guess = guess_of({intent: 0.6, "ask_quality": 0.4}, person=0.0)
    reading = read(SAID, guess=Learnt({SAID: guess}), confidence=lax)
    assert (reading.band, reading.intent) == ("clarify", FALLBACK)


def test_what_is_not_answered_answers_no_question_beside_it() -> None:
    guess = guess_of({"complain": 0.36, "ask_courier": 0.35}, asked=("ask_courier",), person=0.0)
    lax = SURE.copy(update={"answer": 0.3, "several": 0.0})
    reading = read(TWO, guess=Learnt({TWO: guess}), confidence=lax)
    assert (reading.intent, reading.also) == (FALLBACK, ())


def test_the_state_of_the_chat_can_make_a_message_call_for_a_person() -> None:
    guess = Learnt({SAID: guess_of({"ask_dispatch": 0.8, "after_sales": 0.2}, person=0.2)})
    assert read(SAID, guess=guess, confidence=SURE).intent == "ask_dispatch"
    waiting = Situation(paid=True, waited_days=4)
    reading = read(SAID, guess=guess, confidence=SURE, situation=waiting)
    assert reading.intent == "after_sales"


@pytest.mark.parametrize("said", ["P", "0 0", "C S", "R"])
def test_a_bare_name_or_figure_is_an_answer_to_the_shop(said: str) -> None:
    guess = Learnt({said: guess_of({"complain": 0.9}, person=0.9)})
    reading = read(said, guess=guess, confidence=SURE)
    assert (reading.band, reading.intent, reading.also) == ("answer", "inform", ())


def test_what_was_said_before_is_read_with_the_message() -> None:
    asked = "亲领券了吗"
    guess = Learnt({"领了呀": guess_of({"affirm": 0.9})}, before=asked)
    assert read("领了呀", guess=guess, confidence=SURE).band == "hand_over"
    reading = read("领了呀", guess=guess, confidence=SURE, situation=Situation(before=asked))
    assert reading.intent == "affirm"


def test_two_questions_without_a_mark_between_them_are_both_answered() -> None:
    reading = read(TWO, guess=COURIER_AND_TIME, confidence=SURE)
    assert (reading.band, reading.intent) == ("answer", "ask_delivery_time")
    assert reading.also == ("ask_courier",)
    assert reading.confidence > 0.7


def test_words_that_the_model_has_never_seen_are_asked_about_however_they_read() -> None:
    strange = Learnt({"呸": guess_of({"affirm": 0.9}, familiar=0.33)})
    reading = read("呸", guess=strange, confidence=SURE)
    assert (reading.band, reading.intent) == ("clarify", FALLBACK)


def test_the_ranking_keeps_the_models_own_word_however_sure_the_reading_is() -> None:
    guess = Learnt({SAID: guess_of({"ask_dispatch": 0.6, "complain": 0.4}, person=0.9)})
    reading = read(SAID, guess=guess, confidence=SURE)
    assert reading.confidence > 0.7
    assert reading.ranking[0] == ("complain", 0.4)


def test_two_questions_count_as_one_where_more_certainty_is_asked_for() -> None:
    strict = SURE.copy(update={"several": 1.0})
    reading = read(TWO, guess=COURIER_AND_TIME, confidence=strict)
    assert (reading.band, reading.also) == ("clarify", ())


def test_a_question_that_is_named_twice_is_no_second_one() -> None:
    guess = Learnt(
        {
            "什么价多少钱": guess_of({"ask_price": 0.95}, asked=("ask_price",)),
            "什么价": guess_of({"ask_price": 0.9}),
            "多少钱": guess_of({"ask_price": 0.9}),
        }
    )
    reading = read("什么价多少钱", guess=guess, confidence=SURE)
    assert (reading.intent, reading.also) == ("ask_price", ())
