"""Which of the messages that wait are read as one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.turns import Question
from bot.channels.waiting import MOST_JOINED, first_breath, is_bare_answer, joined
from tests.unit.channels.chatting import MORNING


def question(text: str, *, number: int = 1, seconds: float = 0, **fields: Any) -> Question:
    return Question(
        message_id=number,
        conversation_id="web:b",
        external_id=f"m{number}",
        text=text,
        product_id="",
        **{"kind": "text", "truncated": False, **fields},
        at=MORNING + timedelta(seconds=seconds),
    )


def turns(*questions: Question, max_chars: int = 500) -> list[str]:
    """The texts of all turns, one after the other."""
    left, texts = list(questions), []
    while left:
        breath, _ = first_breath(left, max_chars=max_chars)
        texts.append(joined(breath).text)
        left = left[len(breath) :]
    return texts


def test_beginnings_are_read_with_what_they_begin() -> None:
    said = [question(text) for text in ("这件", "黑色的", "有M码吗", "多少钱", "我要")]
    assert turns(*said) == ["这件 黑色的 有M码吗", "多少钱", "我要"]


def test_nothing_belongs_to_a_question_or_to_what_was_tapped() -> None:
    assert turns(question("在吗"), question("在吗")) == ["在吗", "在吗"]
    assert turns(question("我要M码", closes=True), question("黑色")) == ["我要M码", "黑色"]


def test_what_is_no_plain_text_is_read_by_itself() -> None:
    said = [question("这件"), question("〔图片〕", kind="image"), question("有货吗")]
    assert turns(*said) == ["这件", "〔图片〕", "有货吗"]
    assert turns(question("这件"), question("w" * 20, kind="too_long")) == ["这件", "w" * 20]


def test_what_came_too_late_is_read_by_itself() -> None:
    assert turns(question("这件"), question("有货吗", seconds=4.1)) == ["这件", "有货吗"]
    assert turns(question("这件"), question("有货吗", seconds=-1)) == ["这件", "有货吗"]


def test_one_turn_is_no_longer_than_a_message_may_be() -> None:
    assert turns(question("这件"), question("长" * 18), max_chars=20) == ["这件", "长" * 18]
    assert turns(question("这件"), question("长" * 17), max_chars=20) == ["这件 " + "长" * 17]


def test_the_turn_has_the_id_and_the_time_of_its_last_message() -> None:
    turn = joined([question("这件", number=1), question("有货吗", number=2, seconds=1)])
    assert (turn.message_id, turn.external_id, turn.message_ids) == (2, "m2", (1, 2))
    assert turn.at == MORNING + timedelta(seconds=1)


@pytest.mark.parametrize(
    "text", ["黑色", "黑色的", "杭州", "M", "M码", "2件", "LN2107", "好的", "不要", "对", "第二个"]
)
def test_a_word_can_be_all_of_an_answer(text: str) -> None:
    assert is_bare_answer(text)


@pytest.mark.parametrize(
    "text",
    [
        "你好", "亲", "hello", "请问", "我想问一下", "这件", "那款", "我要", "我想买", "有没有",
        "那么", "黑色的话", "还有", "黑色和", "杭州,", "多少钱", "这条裙子我想要黑色的",
    ],
)  # fmt: skip
def test_a_greeting_a_beginning_or_a_question_is_no_bare_answer(text: str) -> None:
    assert not is_bare_answer(text)


@given(
    st.lists(
        st.builds(
            question,
            st.sampled_from(["这件", "黑色", "有货吗", "这条裙子我想要黑色的"]),
            seconds=st.floats(0, 6),
            kind=st.sampled_from(["text", "text", "image"]),
            closes=st.booleans(),
        )
    )
)
def test_every_message_is_read_once_in_its_order(questions: list[Question]) -> None:
    texts = turns(*questions)
    assert " ".join(texts).split() == [said.text for said in questions]
    assert all(len(text.split()) <= MOST_JOINED for text in texts)
