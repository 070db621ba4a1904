from __future__ import annotations

import pytest

from bot.chats.calling import calls, wants_person


@pytest.mark.parametrize(
    "text",
    [
        "转人工",
        "人工",
        "人工客服",
        "转人工！！！",
        "帮我转一下人工谢谢",
        "我不想听这些了 转人工",
        "找客服",
        "要真人",
        "我要人工服务",
        "能不能转人工啊",
        "直接转真人吧",
        "麻烦接人工",
        "轉人工",
    ],
)
def test_a_person_is_plainly_asked_for(text: str) -> None:
    assert wants_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "不用转人工了",
        "先不转人工 我再看看",
        "别给我转人工",
        "人工几点上班",
        "你是人工吗",
        "是真人吗",
        "人工费怎么算",
        "人工钩花的吗",
        "这是人工做的还是机器做的",
        "找个黑色的",
        "要L码",
        "人呢",
    ],
)
def test_other_words_ask_for_no_person(text: str) -> None:
    assert not wants_person(text)


@pytest.mark.parametrize("text", ["人呢", "在不在", "有人吗", "人去哪了", "喂"])
def test_who_calls_is_heard(text: str) -> None:
    assert calls(text)


@pytest.mark.parametrize("text", ["?", "。。。", "在杭州吗", "有人穿过吗"])
def test_marks_and_questions_call_nobody(text: str) -> None:
    assert not calls(text)
