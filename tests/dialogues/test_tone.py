"""The limits of manner that hold in every chat find what breaks them."""

from __future__ import annotations

import pytest

from bot.channels.client import TurnReport
from tests.dialogues.tone import parroted, tone_faults


def report(*texts: str, facts: dict[str, str] | None = None) -> TurnReport:
    messages = tuple({"text": text, "trace": {"facts": facts or {}}} for text in texts)
    return TurnReport("买家", messages, with_person=False)


@pytest.mark.parametrize(
    "texts",
    [
        ("好的亲，这款到手169元～",),
        ("亲，最晚明天发出，最近都有活动",),
        ("料子亲肤，您亲自看看",),
        ("第一次来的话可以先领券",),
    ],
)
def test_plain_replies_pass(texts: tuple[str, ...]) -> None:
    assert tone_faults(report(*texts)) == []


@pytest.mark.parametrize(
    "texts",
    [
        ("长" * 181,),
        ("一", "二", "三", "四", "五", "六", "七"),
        ("好的", "好的"),
        ("亲，好的", "这款有货哦亲"),
        ("全网最低价",),
        ("这是最好的一款",),
        ("绝对不缩水",),
        ("我们是第一品牌",),
    ],
)
def test_what_breaks_a_limit_is_found(texts: tuple[str, ...]) -> None:
    assert tone_faults(report(*texts))


def test_what_the_shop_wrote_itself_is_not_our_wording() -> None:
    said = report("搭配：夏天最省心的一身", facts={"why": "夏天最省心的一身"})
    assert tone_faults(said) == []


def test_a_message_may_be_said_twice_in_a_chat() -> None:
    assert parroted(["好的", "好的", "嗯"]) == []
    assert parroted(["好的", "好的", "好的"])
