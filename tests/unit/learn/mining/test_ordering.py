from __future__ import annotations

from bot.learn.mining.likeness import Likeness
from bot.learn.mining.ordering import ordered, without_near_duplicates
from bot.learn.mining.sifting import Sifted
from tests.unit.learn.mining.small import sifted


def in_order(questions: list[Sifted], limit: int = 10) -> list[tuple[str, float]]:
    rows = Likeness([each.said for each in questions]).rows([each.said for each in questions])
    found = ordered(questions, rows, limit=limit)
    return [(each.text, gain) for each, gain in found]


def merged(questions: list[Sifted]) -> list[Sifted]:
    rows = Likeness([each.said for each in questions]).rows([each.said for each in questions])
    return without_near_duplicates(questions, rows)


def test_nearly_the_same_question_is_asked_once_with_all_its_messages() -> None:
    questions = [
        sifted("一米七这个码偏大还是偏小", "ask_size", count=30, buyers=("b1",), message_ids=(5,)),
        sifted("一米七这个码偏大还是偏小了", "ask_size", count=3, buyers=("b2",), message_ids=(9,)),
        sifted("几时能发货", "ask_dispatch"),
    ]
    found = {each.text: each for each in merged(questions)}
    assert set(found) == {"一米七这个码偏大还是偏小", "几时能发货"}
    whole = found["一米七这个码偏大还是偏小"]
    assert whole.count == 33
    assert whole.at_stake == 20
    assert whole.signals == {"unsure": 20}
    assert whole.samples == (("一米七这个码偏大还是偏小了", ""),)
    assert whole.message_ids == (9, 5)
    assert set(whole.buyers) == {"b1", "b2"}
    assert whole.evidence["merged"] == [questions[1].key]


def test_alike_to_the_eye_but_meant_otherwise_stays_apart() -> None:
    questions = [
        sifted("这个包邮费吗要多少", "ask_price"),
        sifted("这个包邮费吗要多少呢", "ask_gift"),
    ]
    assert len(merged(questions)) == 2


def test_worth_most_comes_first() -> None:
    questions = [sifted("几时能发货", at_stake=3.0), sifted("偏大还是偏小", at_stake=9.0)]
    assert [text for text, _ in in_order(questions)] == ["偏大还是偏小", "几时能发货"]


def test_what_one_answer_teaches_of_its_like_is_not_asked_for_again() -> None:
    alike = [sifted(f"这条裤子{word}会不会起球", at_stake=9.0) for word in ("", "洗了", "穿久")]
    other = sifted("羊毛围巾几尺长", at_stake=8.0)
    found = in_order([*alike, other])
    assert found[0][0] in {each.text for each in alike}
    assert found[0][1] > 9  # it teaches the others too
    assert found[1][0] == other.text
    assert all(gain < 9 for _, gain in found[1:])


def test_likeness_does_not_count_where_something_else_is_meant() -> None:
    questions = [sifted("裤子会不会起球", "ask_quality"), sifted("裤子会不会起球啊", "ask_size")]
    assert [gain for _, gain in in_order(questions)] == [10, 10]


def test_what_was_decided_before_is_taken_off() -> None:
    question = sifted("这条裤子洗了会不会起球", "ask_quality")
    likeness = Likeness([question.said, "这条裤子会不会起球"])
    rows, before = likeness.rows([question.said]), likeness.rows(["这条裤子会不会起球"])
    ((_, gain),) = ordered([question], rows, decided=[("ask_quality", before)], limit=1)
    assert gain < 9
    ((_, gain),) = ordered([question], rows, decided=[("ask_size", before)], limit=1)
    assert gain == 10


def test_gains_never_rise_and_no_more_are_asked_than_wanted() -> None:
    questions = [
        sifted(f"第{n}种{'问法' * (n % 4)}怎么{n % 5}", at_stake=float(n)) for n in range(40)
    ]
    gains = [gain for _, gain in in_order(questions, limit=25)]
    assert len(gains) == 25
    assert gains == sorted(gains, reverse=True)


def test_what_is_worth_nothing_is_not_asked() -> None:
    assert in_order([sifted("几时能发货", at_stake=0.0)]) == []
