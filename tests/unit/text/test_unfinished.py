from __future__ import annotations

import pytest

from bot.text.unfinished import is_unfinished


@pytest.mark.parametrize(
    "text",
    [
        "这件",
        "亲",
        "你好",
        "请问",
        "我想问一下",
        "160",
        "105斤",
        "黑色",
        "LN2107",
        "有没有",
        "那么",
    ],
)
def test_a_short_beginning_is_unfinished(text: str) -> None:
    assert is_unfinished(text)


@pytest.mark.parametrize(
    "text",
    [
        "在吗", "在嗎", "有M码吗", "多少钱", "几天到", "怎么洗", "发什么快递", "有没有M码",
        "能不能便宜点", "这件呢", "包邮不", "好吧", "在？", "在么", "算了。",
        "这条裙子我想要黑色的",
    ],
)  # fmt: skip
def test_a_question_or_a_whole_sentence_is_finished(text: str) -> None:
    assert not is_unfinished(text)
