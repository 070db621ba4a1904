"""Repetitions, emoji and crying figures made one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.squeezing import squeezed


@pytest.mark.parametrize(
    ("message", "once"),
    [
        ("有货吗吗吗???", "有货吗?"),
        ("有货吗？？！！", "有货吗?"),
        ("快点！！！！", "快点！"),
        ("哈哈哈哈哈", "哈哈"),
        ("谢谢谢谢", "谢谢"),
        ("好好好", "好"),
        ("亲亲亲", "亲"),
        ("在吗在吗在吗", "在吗"),
        ("没货了5555", "没货了呜呜"),
        ("555怎么没了", "呜呜怎么没了"),
        ("😭😭😢", "😭"),
        ("👍🏻👍🏻", "👌"),
        ("[微笑][微笑]", "😊"),
        ("[OK]", "👌"),
        ("。。。。", "。"),
    ],
)
def test_said_once(message: str, once: str) -> None:
    assert squeezed(message) == once


@pytest.mark.parametrize(
    "message",
    ["555可以吗", "预算555", "13555555555", "1000", "xxxl", "CC有吗", "00", "看看", "天天", "www"],
)
def test_figures_sizes_names_and_doubled_words_stay(message: str) -> None:
    assert squeezed(message) == message


@pytest.mark.parametrize(
    ("message", "once"),
    [("okkkk", "ok"), ("byeeee", "bye"), ("好的okkk", "好的ok"), ("youhuomaaa", "youhuoma")],
)
def test_a_drawn_out_word_of_letters_is_read_as_the_word(message: str, once: str) -> None:
    assert squeezed(message) == once


@pytest.mark.parametrize(
    "message", ["xxxl", "XXXL有吗", "3xxxl", "hahahaha", "aaa电池", "ccc认证", "www.taobao.com"]
)
def test_sizes_marks_and_laughter_of_letters_stay(message: str) -> None:
    assert squeezed(message) == message


@given(st.text(alphabet="吗好哈在5😭！？?.[大哭]亲C0 ", max_size=40))
def test_squeezing_never_makes_a_message_longer_and_settles(message: str) -> None:
    once = squeezed(message)
    assert len(once) <= len(message)
    assert bool(once) == bool(message)
