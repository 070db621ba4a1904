"""What of a reviewed question is taught, and how it is written."""

from __future__ import annotations

import pytest

from bot.learn.retraining.lessons import lessons_of, plain
from bot.learn.review.model import Word
from bot.nlu.examples import split_before
from tests.unit.learn.retraining.small_batch import AT, item


def test_a_question_is_taught_with_where_it_comes_from_and_no_name() -> None:
    (lesson,) = lessons_of(item(12, "几块钱一袋", "ask_price", count=14), ways=3)
    assert (lesson.line, lesson.intent) == ("几块钱一袋", "ask_price")
    assert lesson.note == "item 12 · 2026-11-22 · other · 14x"


def test_signs_for_personal_data_are_not_taught() -> None:
    (lesson,) = lessons_of(item(1, "我电话〔电话〕 发什么快递", "ask_courier"), ways=3)
    assert lesson.line == "我电话 发什么快递"
    (nothing,) = lessons_of(item(2, "〔电话〕", "ask_price"), ways=3)
    assert nothing.said == ""


def test_what_was_said_before_stands_where_a_short_answer_needs_it() -> None:
    (short,) = lessons_of(item(1, "那行吧", "affirm", before="亲 最多〔姓名〕便宜5元"), ways=1)
    assert short.line == "（亲 最多 便宜5元）那行吧"
    assert split_before(short.line) == ("亲 最多 便宜5元", "那行吧")
    clear = item(2, "请问这一款发货走的是哪家快递呢", "ask_courier", before="亲在的")
    assert next(lessons_of(clear, ways=1)).before == ""


def test_other_ways_of_putting_it_are_taught_too_each_once() -> None:
    samples = (("啥价呀", ""), ("几块钱一袋", ""), ("多少米", ""), ("咋卖", ""))
    lessons = list(lessons_of(item(1, "几块钱一袋", "ask_price", samples=samples), ways=3))
    assert [(lesson.said, lesson.main) for lesson in lessons] == [
        ("几块钱一袋", True), ("啥价呀", False), ("多少米", False),
    ]  # fmt: skip


def test_a_better_wording_is_taught_instead() -> None:
    words = (
        Word("a", "wording", "ask_price", "这个多少钱一袋", AT),
        Word("b", "other", "ask_price", "", AT),
    )
    reviewed = item(1, "几块钱一袋", "ask_price", verdict="wording", words=words)
    assert [lesson.said for lesson in lessons_of(reviewed, ways=3)] == ["这个多少钱一袋"]


@pytest.mark.parametrize(
    "text",
    ["（在吗）多少钱", "[图片](看下)多少钱", "两行\n- 多少钱", "看\u2028这\x00个", "- 多少钱"],
)
def test_text_means_nothing_in_a_file_of_examples(text: str) -> None:
    line = plain(text)
    assert split_before(line) == ("", line)
    assert "\n" not in line
    assert "[" not in line
    assert line.isprintable()
