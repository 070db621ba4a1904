from __future__ import annotations

from pathlib import Path

import pytest

from bot.learn.mining import doubted
from bot.learn.mining.doubted import Doubt, doubted_candidates, doubts_of
from bot.nlu.names import NO_NAMES

GREETINGS = (
    "你好 在吗 在不在 有人吗 您好 在么 人呢在吗 老板在吗 店家在吗 掌柜在不在 客服在吗".split()
)
PRICES = "多少钱 啥价 什么价格 怎么卖 价格多少 卖多少钱 几个钱 多少钱一件 一件多少钱 价格呢".split()
PEOPLE = "转人工 叫人工 要人工 找人工 人工客服 给我人工 我要人工 来个人工 换人工 快转人工".split()


@pytest.fixture()
def written() -> list[tuple[Path, str, str]]:
    file = Path("nlu.yml")
    examples = [(file, text, "greet") for text in GREETINGS]
    examples += [(file, text, "ask_price") for text in PRICES]
    examples += [(file, text, "request_human") for text in PEOPLE]
    return [*examples, (Path("wrong.yml"), "这件衣服多少钱", "greet")]


def doubts(written: list[tuple[Path, str, str]], folder: Path) -> tuple[Doubt, ...]:
    return doubts_of(written, NO_NAMES, learn_dir=folder, temperature=1.0, on_fold=lambda: None)


def test_a_wrong_label_among_right_ones_is_doubted_most(
    written: list[tuple[Path, str, str]], tmp_path: Path
) -> None:
    worst = doubts(written, tmp_path)[0]
    assert (worst.file, worst.text, worst.label) == ("wrong.yml", "这件衣服多少钱", "greet")
    assert worst.suggested == "ask_price"


def test_unchanged_examples_are_not_read_again(
    written: list[tuple[Path, str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = doubts(written, tmp_path)
    monkeypatch.setattr(doubted, "_found", lambda *_, **__: pytest.fail("read again"))
    assert doubts(written, tmp_path) == first


def test_a_doubt_is_worth_what_its_intent_is_asked() -> None:
    ranking = (("ask_price", 0.8), ("greet", 0.1))
    often = Doubt("a.yml", "（在的）这件多少钱", "greet", ranking)
    seldom = Doubt("b.yml", "谢谢多少钱", "thank", ranking)
    found = doubted_candidates(
        [seldom, often], {"greet": 1000.0, "thank": 10.0}, {"greet": 100, "thank": 100}
    )
    second, first = found
    assert (first.text, first.before) == ("这件多少钱", "在的")
    assert first.key.startswith("label:")
    assert first.evidence == {"file": "a.yml", "label": "greet"}
    assert first.gain == pytest.approx(0.9 * 0.8 * 10)
    assert second.gain < first.gain
