"""Wrong labels are doubted, and whoever is stood for by two people is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.learn.retraining.doubting import Reader, listed, unlikely, vouched
from bot.learn.retraining.lessons import Lesson
from bot.learn.review.model import Word
from bot.nlu.examples import Example
from bot.nlu.intent_model import IntentModel
from tests.unit.learn.retraining.small_batch import AT, item

WORDS = {
    "ask_price": "多少钱 啥价 几块钱 价钱多少 什么价位 价格多少 怎么卖 卖多少 要多少钱 现在啥价",
    "request_human": "转人工 人工 找客服 要真人 找人工 人工客服 转客服 叫客服来 真人客服 接人工",
    "thank": "谢谢 多谢 谢啦 感谢 谢谢你 太感谢了 谢谢老板 非常感谢 谢谢了 麻烦了谢谢",
}


@pytest.fixture(scope="module")
def known() -> list[Example]:
    return [Example(said, "", (intent,)) for intent, all_ in WORDS.items() for said in all_.split()]


@pytest.fixture(scope="module")
def reader(known: list[Example]) -> Reader:
    return Reader(IntentModel.trained(known), 0.3, lambda text: text)


def lesson(number: int, said: str, intent: str) -> Lesson:
    return Lesson(number, said, "", tuple(intent.split("+")), "", 1)


def test_a_label_the_live_model_would_never_give_is_unlikely(reader: Reader) -> None:
    right = lesson(1, "现在多少钱", "ask_price")
    wrong = lesson(2, "谢谢老板啦", "ask_price")
    several = lesson(3, "转人工 多少钱", "request_human+ask_price")
    found = unlikely([right, wrong, several], reader, least_likely=0.1)
    assert list(found) == [wrong]
    assert found[wrong].reads == "thank"
    assert found[wrong].likely > 0.7 > 0.1 > found[wrong].own


def test_cleanlab_lists_a_wrong_label_though_its_copies_say_the_same(
    reader: Reader, known: list[Example]
) -> None:
    wrong = [lesson(n, f"太感谢了老板{sign}", "ask_price") for n, sign in enumerate("呀呢哦")]
    right = [lesson(9, "价钱是多少", "ask_price")]
    found = listed(
        [*wrong, *right], ["copy", "copy", "copy", "other"], known,
        reader=reader, seed=0, on_fold=lambda: None,
    )  # fmt: skip
    assert set(found) == set(wrong)


def test_too_few_examples_for_folds_leave_it_to_the_live_model(reader: Reader) -> None:
    asked = [lesson(1, "多少钱", "ask_price")]
    few = [Example("谢谢", "", ("thank",))]
    found = listed(asked, ["a"], few, reader=reader, seed=0, on_fold=lambda: None)
    assert set(found) == set(asked)


def test_who_stands_for_an_answer() -> None:
    alone = item(1, "送啥", "ask_gift")
    assert not vouched(alone)
    second = Word("ada", "other", "ask_gift", "", AT)
    assert vouched(replace(alone, words=(*alone.words, second)))
    other = Word("ada", "other", "ask_price", "", AT)
    assert not vouched(replace(alone, words=(*alone.words, other)))
    owner = Word("owner", "other", "ask_gift", "", AT, decides=True)
    assert vouched(replace(alone, words=(owner,)))
    assert vouched(item(2, "送啥", "ask_gift", verdict="right", signals={"corrected": 2}))
    assert not vouched(item(3, "送啥", "ask_gift", signals={"corrected": 2}))


def test_the_order_of_several_questions_makes_no_difference() -> None:
    words = (
        Word("a", "other", "ask_price+ask_gift", "", AT),
        Word("b", "other", "ask_gift+ask_price", "", AT),
    )
    assert vouched(item(1, "多少钱送啥", "ask_gift+ask_price", words=words))
