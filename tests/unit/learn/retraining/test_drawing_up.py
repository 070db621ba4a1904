"""A batch with too much that is doubted or contradicts what is taught is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.learn.retraining.doubting import Reader
from bot.learn.retraining.drawing_up import Drawn, draw_up
from bot.learn.retraining.limits import Limits, read_limits
from bot.learn.review.model import Item
from bot.nlu.examples import Example
from bot.nlu.intent_model import IntentModel
from tests.unit.learn.retraining.small_batch import INTENTS, item, write_examples

KNOWN = {
    "ask_price": "多少钱 啥价 几块钱 价钱多少 什么价位 价格多少 怎么卖 卖多少",
    "request_human": "转人工 人工 找客服 要真人 找人工 人工客服 转客服 叫客服来",
}


@pytest.fixture(scope="module")
def reader() -> Reader:
    examples = [Example(said, "", (name,)) for name, all_ in KNOWN.items() for said in all_.split()]
    return Reader(IntentModel.trained(examples), 0.3, lambda text: text)


@pytest.fixture
def nlu(tmp_path: Path) -> Path:
    return write_examples(tmp_path / "nlu")


def drawn(nlu: Path, reader: Reader, *items: Item, **limits: object) -> Drawn:
    shipped = {**read_limits().dict(), "least_likely": 0.1, "faulty_sentences": 3, **limits}
    return draw_up(
        items, nlu, reader=reader, intents=INTENTS, sure=(), limits=Limits(**shipped), seed=0,
        on_fold=lambda: None,
    )  # fmt: skip


def test_wrong_labels_are_doubted_and_many_refuse_the_batch(nlu: Path, reader: Reader) -> None:
    good = [item(n, f"这个价钱多少{n}号", "ask_price") for n in range(3)]
    wrong = [item(n, text, "ask_price") for n, text in enumerate(("转人工哎", "找客服呐"), start=9)]
    few = drawn(nlu, reader, *good, *wrong)
    assert {lesson.item for lesson in few.doubts} == {9, 10}
    assert (few.faulty, few.of, few.refused) == (2, 5, ())
    # What is doubted is neither taught nor done with.
    assert few.items == (0, 1, 2)
    many = drawn(nlu, reader, *good, *wrong, item(11, "要真人嘞", "ask_price"))
    assert many.refused == ("faulty",)
    assert set(many.to_ask_again) == {9, 10, 11}


def test_a_flood_does_not_hide_what_is_wrong_beside_it(nlu: Path, reader: Reader) -> None:
    signs = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"
    flood = [item(50 + n, f"{sign}{sign}多少钱{sign}", "ask_price") for n, sign in enumerate(signs)]
    wrong = [
        item(n, text, "ask_courier") for n, text in enumerate(("转人工哎", "找客服呐", "要真人嘞"))
    ]
    found = drawn(nlu, reader, *flood, *wrong, flood_sentences=10, faulty_share=0.3, alike=1.0)
    assert [each.intent for each in found.batch.floods] == ["ask_price"]
    assert (found.faulty, found.of) == (3, 3)
    assert found.refused == ("faulty",)


def test_copies_of_what_is_doubted_are_not_done_with(nlu: Path, reader: Reader) -> None:
    copies = [item(n, f"转人工{end}", "ask_price", count=n) for n, end in enumerate("哎呐嘞哩", 1)]
    found = drawn(nlu, reader, *copies, copies_of_a_kind=2)
    assert {lesson.item for lesson in found.doubts} == {3, 4}
    assert found.items == ()


def test_examples_contradicted_by_many_answers_refuse_the_batch(nlu: Path, reader: Reader) -> None:
    items = [
        item(n, text, "ask_gift") for n, text in enumerate(("多少钱", "怎么卖的", "走哪家快递"))
    ]
    found = drawn(nlu, reader, *items)
    assert found.refused == ("faulty",)
    assert found.to_ask_again[0] == {"conflict": "product/ask_price.yml: ask_price"}
