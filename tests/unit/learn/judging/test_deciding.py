"""Each rule speaks where it should, and is silent where the loss may be chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.learn.judging.comparing import Fresh, compared
from bot.learn.judging.deciding import Evidence, objections
from bot.learn.judging.pairs import Pair
from bot.learn.judging.rules import rules
from bot.learn.judging.significance import Flips
from bot.learn.judging.turns import Replay
from tests.unit.evaluate.judging import judged
from tests.unit.learn.judging.pairing import pair, pairs

MANY = pairs("ask_price", both=400, gained=4)
QUIET = Replay(
    chats=100,
    turns=400,
    sources={"chats": 100},
    changes=(),
    handed_over=Flips(0, 0),
    handed_over_live=20,
)


def evidence(*found: Pair, known: Sequence[Pair] = (), replay: Replay | None = None) -> Evidence:
    """What comes of the labelled messages `found`."""
    files: dict[str, list[Pair]] = {}
    for each in found:
        files.setdefault(each.source, []).append(each)
    return Evidence(
        together=compared("together", found) if found else None,
        files={name: compared(name, part) for name, part in files.items()},
        known=compared("known", known) if known else None,
        fresh=None,
        replay=replay,
        allowed=0.05,
    )


def spoke(evidence: Evidence) -> set[str]:
    return {objection.rule for objection in objections(evidence, rules())}


def test_a_better_candidate_passes() -> None:
    assert spoke(evidence(*MANY, replay=QUIET)) == set()


def test_nobody_passes_unseen() -> None:
    assert spoke(evidence()) == {"evidence"}
    assert spoke(evidence(*pairs("greet", both=100, gained=30))) == {"evidence"}


def test_the_same_again_is_not_better() -> None:
    assert spoke(evidence(*pairs("ask_price", both=400))) == {"better"}


def test_better_on_what_people_reviewed_is_better() -> None:
    held_out = pairs("ask_gift", both=30, gained=2, source="reviewed")
    assert spoke(evidence(*pairs("ask_price", both=400, lost=2), *held_out)) == set()


def test_a_loss_of_half_a_point_is_named_with_the_numbers() -> None:
    found = evidence(*pairs("ask_price", both=490, lost=4, gained=1))
    (objection,) = [o for o in objections(found, rules()) if o.rule == "together"]
    assert "少对 4 句" in objection.what and "多对 1 句" in objection.what


def test_gains_elsewhere_do_not_pay_for_an_intent_that_is_lost() -> None:
    found = evidence(*MANY, *pairs("ask_invoice", both=14, lost=6), *pairs("order", gained=20))
    (objection,) = objections(found, rules())
    assert objection.rule == "intent" and "问发票" in objection.what


@pytest.mark.parametrize(("lost", "gained"), [(2, 0), (3, 0), (4, 2)])
def test_a_few_lost_messages_of_an_intent_may_be_chance(lost: int, gained: int) -> None:
    invoices = pairs("ask_invoice", both=14, lost=lost, gained=gained)
    assert spoke(evidence(*MANY, *invoices, *pairs("order", gained=9))) == set()


def test_a_file_that_loses_speaks_for_itself() -> None:
    mixed = [
        each
        for name in ("ask_size", "ask_stock", "order_note", "ask_return")
        for each in pairs(name, both=40, lost=2, source="more_chats")
    ]
    assert spoke(evidence(*pairs("ask_price", both=300, gained=40), *mixed)) == {"file"}


def test_missed_calls_for_a_person_weigh_more() -> None:
    """Four of sixty are no loss of an intent yet, but of buyers in trouble."""
    anger = pairs("complain", both=30, lost=2) + pairs("after_sales", both=30, lost=2)
    assert spoke(evidence(*pairs("ask_price", both=300, gained=20), *anger)) == {"person"}


def test_wrong_answers_above_the_owners_number_and_the_live_ones() -> None:
    dared = [
        Pair("chats", judged("order", "greet .5", band="clarify"), judged("order", "greet .9"))
        for _ in range(30)
    ]
    assert "wrong_answers" in spoke(evidence(*MANY, *dared))
    assert "wrong_answers" not in spoke(replace(evidence(*MANY, *dared), allowed=0.5))


def test_wrong_less_often_by_saying_less_is_no_gain() -> None:
    shy = [Pair("chats", pair("order").live, pair("order", band="clarify").candidate)] * 40
    assert spoke(evidence(*MANY, *shy)) == {"answered"}


def test_old_examples_that_are_unlearnt() -> None:
    known = pairs("greet", both=2000) + pairs("ask_stock", both=1000, lost=30, gained=5)
    assert spoke(evidence(*MANY, known=known)) == {"known", "known_intent"}
    fine = pairs("greet", both=2000, lost=6, gained=3)
    assert spoke(evidence(*MANY, known=fine)) == set()


def test_new_examples_that_all_others_contradict() -> None:
    wrong = judged("order", "ask_price .95")
    some = Fresh(messages=200, right=150, contradicted=(wrong,) * 30, usual=0.05)
    assert spoke(replace(evidence(*MANY), fresh=some)) == {"fresh"}
    usual = Fresh(messages=200, right=150, contradicted=(wrong,) * 15, usual=0.05)
    assert spoke(replace(evidence(*MANY), fresh=usual)) == set()


def test_many_more_chats_for_people() -> None:
    more = replace(QUIET, handed_over=Flips(lost=1, gained=12))
    (objection,) = objections(evidence(*MANY, replay=more), rules())
    assert objection.rule == "hand_overs" and "20 → 31" in objection.what
