"""Every score on messages few enough to count by hand."""

from __future__ import annotations

import pytest

from bot.evaluate import scores
from bot.evaluate.scores import Bin, Risk, Share
from tests.unit.evaluate.judging import judged

FOUR = [
    judged("ask_price", "ask_price .9 greet .1"),
    judged("ask_price", "bargain .6 ask_price .3"),
    judged("bargain|ask_price", "ask_price .8 bargain .1"),
    judged("greet", "ask_size .5 ask_price .3 bargain .1 greet .1"),
]


def test_an_acceptable_label_among_the_first_guesses_counts() -> None:
    assert scores.top(FOUR, 1) == 2 / 4
    assert scores.top(FOUR, 2) == 3 / 4
    assert scores.top(FOUR, 4) == 1.0


def test_precision_and_recall_of_each_intent() -> None:
    shares = scores.by_intent(FOUR)
    assert list(shares) == ["ask_price", "ask_size", "bargain", "greet"]
    assert (shares["ask_price"].precision, shares["ask_price"].recall) == (1.0, 1 / 2)
    # The other acceptable label was guessed: found for the first, right for the other.
    assert (shares["bargain"].precision, shares["bargain"].recall) == (0.0, 1.0)
    assert (shares["ask_size"].precision, shares["ask_size"].recall) == (0.0, None)
    assert (shares["greet"].precision, shares["greet"].recall) == (None, 0.0)


def test_macro_f1_is_the_mean_of_the_intents_that_were_wanted() -> None:
    shares = {
        "ask_price": Share(wanted=2, given=1, right_of_given=1, found_of_wanted=1),
        "greet": Share(wanted=1, given=1, right_of_given=1, found_of_wanted=1),
        "bargain": Share(wanted=0, given=3, right_of_given=0, found_of_wanted=0),
    }
    assert scores.macro_f1(shares) == pytest.approx((2 / 3 + 1) / 2)


def test_confusions_are_counted_the_most_frequent_first() -> None:
    twice = [judged("greet", "thank .9"), judged("greet", "thank .6")]
    assert scores.confusions([*FOUR, *twice]) == [
        ("greet", "thank", 2),
        ("ask_price", "bargain", 1),
        ("greet", "ask_size", 1),
    ]


def test_a_fetched_person_is_a_hand_over_and_no_answer() -> None:
    read = [
        judged("complain", "complain .9"),
        judged("greet|after_sales", "after_sales .9"),
        judged("ask_price", "request_human .9"),
        judged("after_sales", "after_sales .5", band="clarify"),
        judged("greet", "greet .9"),
    ]
    assert scores.bands(read) == {"answer": 1 / 5, "clarify": 1 / 5, "hand_over": 3 / 5}
    person = scores.person_wanted(read)
    assert (person.precision, person.recall) == (2 / 3, 1 / 2)


def test_only_answers_can_be_answered_wrongly() -> None:
    read = [
        judged("greet", "greet .9"),
        judged("greet", "thank .9"),
        judged("greet", "thank .4", band="clarify"),
        judged("greet", "thank .1", band="hand_over"),
        judged("greet", "complain .9"),
    ]
    assert scores.wrong_of_answered(read) == 1 / 2
    assert scores.wrong_of_answered(read[2:]) == 0.0


def test_of_several_questions_one_right_answer_is_not_wrong_and_all_must_be_found() -> None:
    read = [
        judged("ask_price+ask_size", "ask_size .9", acts="ask_size ask_price"),
        judged("ask_price+ask_size", "ask_size .9", acts="ask_size"),
        judged("ask_price+ask_size|ask_gift+greet", "greet .9", acts="greet ask_gift"),
        judged("ask_price+ask_size", "ask_size .4", acts="ask_size ask_price", band="clarify"),
        judged("ask_price|ask_price+ask_size", "ask_size .9", acts="ask_size ask_price"),
    ]
    assert scores.several_found(read) == 2 / 4
    assert scores.wrong_of_answered(read) == 0.0
    assert scores.several_found(FOUR) is None


def test_an_answer_that_nobody_asked_for_is_counted() -> None:
    """A shop that answers two questions where one was asked annoys, however right one is."""
    read = [
        judged("ask_price", "ask_price .9", acts="ask_price ask_size"),
        judged("ask_price|ask_size", "ask_price .9", acts="ask_price ask_size"),
        judged("ask_price", "ask_size .9"),
        judged("ask_price+ask_size", "ask_price .9", acts="ask_price ask_size ask_gift"),
        judged("ask_price+ask_size", "ask_price .4", acts="ask_gift", band="clarify"),
    ]
    assert scores.wrong_of_answered(read) == 1 / 4
    assert scores.surplus_of_answered(read) == 2 / 4
    assert scores.strictly_wrong_of_answered(read) == 3 / 4
    assert scores.surplus_of_several(read) == 1 / 2
    assert scores.surplus_of_several(FOUR) is None


def test_confidence_is_compared_with_what_was_right_in_ten_bins() -> None:
    read = [
        judged("greet", "greet .82"),
        judged("greet", "thank .88"),
        judged("greet", "greet 1.0"),
        judged("greet", "thank .05"),
    ]
    bins = scores.calibration(read)
    assert bins == [Bin(1, 0.05, 0.0), Bin(2, pytest.approx(0.85), 0.5), Bin(1, 1.0, 1.0)]
    assert scores.calibration_error(bins) == pytest.approx((1 * 0.05 + 2 * 0.35 + 1 * 0.0) / 4)


def test_the_curve_answers_the_surest_first_and_equally_sure_ones_together() -> None:
    read = [
        judged("greet", "thank .6"),
        judged("greet", "greet .6"),
        judged("greet", "greet .9"),
        judged("greet", "thank .3"),
    ]
    curve = [Risk(0.9, 1 / 4, 0.0), Risk(0.6, 3 / 4, 1 / 3), Risk(0.3, 1.0, 1 / 2)]
    assert scores.risk_coverage(read) == scores.risk_coverage(read[::-1]) == curve
    assert scores.answerable(curve, wrong_at_most=0.05) == 1 / 4
    assert scores.answerable(curve, wrong_at_most=0.34) == 3 / 4
    assert scores.answerable(curve[1:], wrong_at_most=0.05) == 0.0


def test_a_curve_that_gets_better_again_answers_as_far_as_it_is_good() -> None:
    read = [judged("greet", "thank .9"), *(judged("greet", f"greet .{n}") for n in range(1, 5))]
    assert scores.answerable(scores.risk_coverage(read), wrong_at_most=0.2) == 1.0
