"""The lists: what they refuse, what they let pass, and what a list must hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.checks.taboos import taboo_faults
from bot.errors import ConfigurationError
from bot.speech.platforms import PLATFORMS
from bot.speech.taboos import Taboos, read_taboos

LISTS = Path("data/taboos")
RULE = "- code: law.best\n  words: [最好]\n  why: 极限词\n  instead: 说事实\n  refused: [最好的]\n"


@pytest.fixture(scope="module")
def everywhere() -> Taboos:
    return read_taboos(LISTS, *PLATFORMS)


def test_every_rule_does_what_its_examples_say() -> None:
    assert taboo_faults(LISTS) == []


@pytest.mark.parametrize(
    "text",
    [
        "亲，最近有活动吗，最后一件了哦",
        "第一次来店里的话，先看尺码表",
        "面料是100%棉，很透气",
        "一般后天能到，不敢保证一定到",
        "付款页里列出来的方式都可以用",
        "评价里有很多实拍图可以参考",
        "电子发票会发到您留的邮箱里",
        "别家的情况我不清楚，我只说咱们自己的",
        "两个颜色都好看，看您平时怎么搭",
        "快递员会提前打电话，包邮寄到您那边",
        "可以发京东快递，补差价就行",
    ],
)
def test_everyday_talk_breaks_nothing(everywhere: Taboos, text: str) -> None:
    assert everywhere.broken_by(text) == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("这是全网最便宜的", "law.most"),
        ("加我Ｖ Ｘ聊", "every_platform.wechat"),
        ("加薇，发您实拍", "every_platform.wechat"),
        ("好评返现五元", "every_platform.good_review"),
        ("保证节前能收到", "every_platform.arrival"),
        ("您直接转账给我就行", "every_platform.pay_outside"),
        ("别家都是假货", "every_platform.rivals"),
        ("爱买不买", "every_platform.rude"),
        ("喝了能降血糖", "law.medical"),
    ],
)
def test_what_no_shop_may_say_is_found(everywhere: Taboos, text: str, code: str) -> None:
    assert code in [rule.code for rule, _ in everywhere.broken_by(text)]


def test_a_platform_forbids_the_others_and_not_itself() -> None:
    assert read_taboos(LISTS, "jd").broken_by("淘宝店也有货")
    assert not read_taboos(LISTS, "taobao").broken_by("淘宝店也有货")
    assert read_taboos(LISTS, "taobao").broken_by("京东也有卖")
    assert read_taboos(LISTS, "jd").broken_by("可以用花呗")
    assert not read_taboos(LISTS, "taobao").broken_by("可以用花呗")


def _lists(folder: Path, law: str) -> Path:
    for name in ("every_platform", *PLATFORMS):
        (folder / f"{name}.yml").write_text("[]", "utf-8")
    (folder / "law.yml").write_text(law, "utf-8")
    return folder


@pytest.mark.parametrize(
    ("law", "what"),
    [
        (RULE.replace("law.best", "lore.best"), "must start with law."),
        (RULE.replace("words: [最好]", "patterns: ['(']"), "no regular expression"),
        (RULE.replace("  words: [最好]\n", ""), "needs words or patterns"),
        (RULE.replace("why", "because"), "cannot be used"),
        ("- code: [", "cannot be used"),
    ],
)
def test_a_list_that_cannot_be_used_says_so(tmp_path: Path, law: str, what: str) -> None:
    with pytest.raises(ConfigurationError, match=what):
        read_taboos(_lists(tmp_path, law), "own")


def test_a_list_that_is_missing_says_where(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"law\.yml"):
        read_taboos(tmp_path, "own")


def test_a_rule_that_misses_its_example_is_a_fault_of_the_check(tmp_path: Path) -> None:
    law = RULE.replace("refused: [最好的]", "refused: [顶好的]\n  passed: [最好别买]")
    faults = " ".join(map(str, taboo_faults(_lists(tmp_path, law))))
    assert "does not refuse 顶好的" in faults
    assert "refuses 最好别买" in faults
