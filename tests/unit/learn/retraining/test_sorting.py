"""Which answers are taught, which are not, and why."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from tests.unit.learn.retraining.small_batch import (
    item,
    left_of,
    sorted_out,
    taught_of,
    write_examples,
)


@pytest.fixture
def nlu(tmp_path: Path) -> Path:
    return write_examples(tmp_path / "nlu")


def test_what_is_taught_already_is_left_out_and_a_contradiction_is_told(nlu: Path) -> None:
    batch = sorted_out(
        nlu, item(1, "多少钱？", "ask_price"), item(2, "发什么 快递", "ask_gift"),
        item(3, "送什么礼物", "ask_gift"),
    )  # fmt: skip
    assert left_of(batch) == {1: "duplicate", 2: "conflict"}
    assert [left.why for left in batch.left] == [
        "product/ask_price.yml: ask_price", "shipping/ask_courier.yml: ask_courier",
    ]  # fmt: skip
    assert taught_of(batch) == ["送什么礼物"]


def test_two_answers_for_one_sentence_are_both_left(nlu: Path) -> None:
    batch = sorted_out(
        nlu, item(1, "有送吗", "ask_gift"), item(2, "有送吗!", "ask_courier"),
        item(3, "送啥呀", "ask_gift"), item(4, "送啥呀。", "ask_gift"),
    )  # fmt: skip
    assert left_of(batch) == {1: "contradiction", 2: "contradiction", 4: "duplicate"}
    assert taught_of(batch) == ["送啥呀"]


def test_what_cannot_be_taught_is_named(nlu: Path) -> None:
    batch = sorted_out(
        nlu, item(1, "〔电话〕", "ask_price"), item(2, "讲" * 121, "out_of_scope"),
        item(3, "打我电话13812345678", "ask_courier"), item(4, "有没有糖", "ask_sugar"),
    )  # fmt: skip
    assert left_of(batch) == {1: "empty", 2: "too_long", 3: "personal", 4: "no_intent"}
    assert batch.taught == []


def test_the_same_words_after_another_remark_are_no_contradiction(nlu: Path) -> None:
    batch = sorted_out(nlu, item(1, "好的", "out_of_scope", before="您别买了"))
    assert taught_of(batch) == ["（您别买了）好的"]


def flood_of(number: int) -> list[str]:
    around = product("亲哎唉喂嘿那这", "吗不么没嘛呢")
    return [f"{before}买一箱有赠品送{after}" for before, after in around][:number]


def test_a_flood_is_named_and_few_copies_of_a_kind_are_taught(nlu: Path) -> None:
    flood = [item(n, text, "ask_gift", count=n) for n, text in enumerate(flood_of(40), start=1)]
    other = [item(90 + n, text, "ask_price") for n, text in enumerate(("咋卖的哟", "贵不贵"))]
    batch = sorted_out(nlu, *flood, *other, flood_sentences=30)
    (named,) = batch.floods
    assert (named.intent, named.came, named.of) == ("ask_gift", 40, 42)
    assert named.taught == sum(lesson.intent == "ask_gift" for lesson in batch.taught) <= 5
    # Those that buyers said most are kept.
    assert 40 in {lesson.item for lesson in batch.taught}
    assert {"咋卖的哟", "贵不贵"} <= set(taught_of(batch))
    assert set(left_of(batch).values()) == {"copy"}


def test_an_intent_beyond_its_share_waits_for_the_next_batch(nlu: Path) -> None:
    texts = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳"
    items = [item(n, text * 3 + str(n) * 4, "ask_price", count=n) for n, text in enumerate(texts)]
    batch = sorted_out(nlu, *items, always_pass=5, alike=1.0)
    assert {lesson.item for lesson in batch.taught} == set(range(11, 16))
    assert set(left_of(batch).values()) == {"later"}


def test_a_doubted_example_of_ours_is_moved_or_stays(nlu: Path) -> None:
    evidence = {"file": "data/nlu/product/ask_price.yml", "label": "ask_price"}
    wrong = item(1, "怎么卖的", "ask_gift", key="label:1", evidence=evidence)
    right = item(2, "多少钱", "ask_price", key="label:2", evidence=evidence)
    lost = item(3, "没有这句", "ask_gift", key="label:3", evidence=evidence)
    batch = sorted_out(nlu, wrong, right, lost)
    assert left_of(batch) == {2: "confirmed", 3: "gone"}
    assert taught_of(batch) == ["怎么卖的"]
    assert [(each.path, each.line) for each in batch.removed.values()] == [
        ("product/ask_price.yml", "怎么卖的")
    ]


def test_an_example_of_ours_gives_way_to_what_two_people_say(nlu: Path) -> None:
    batch = sorted_out(nlu, item(1, "发什么快递", "ask_gift"), sure=(1,))
    assert taught_of(batch) == ["发什么快递"]
    assert [each.path for each in batch.removed.values()] == ["shipping/ask_courier.yml"]
