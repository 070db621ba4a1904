"""One form for every way of typing, and what a channel lets in."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.normalise import clean_message, normalise

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=200)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("１６５／１１０", "165/110"),
        ("ＸＬ码", "xl码"),
        ("LN2107", "ln2107"),
        ("這件還有貨嗎", "这件还有货吗"),
        ("臺灣能發嗎", "台湾能发吗"),
        ("顏色幾種", "颜色几种"),
        ("多少錢\u3000一條", "多少钱 一条"),
        ("在\u200b吗", "在 吗"),
        ("￥９９", "¥99"),
        ("来②件", "来2件"),
        ("头发后面", "头发后面"),
    ],
)
def test_one_form(typed: str, expected: str) -> None:
    assert normalise(typed) == expected


@given(ANY_TEXT)
def test_length_is_kept_and_twice_is_once(text: str) -> None:
    once = normalise(text)
    assert len(once) == len(text)
    assert normalise(once) == once


@pytest.mark.parametrize("text", ["İstanbul", "ŒUVRE ẞ", "ΑΣ"])
def test_letters_that_grow_when_lowered_keep_their_place(text: str) -> None:
    assert len(normalise(text)) == len(text)


@given(ANY_TEXT, st.integers(min_value=1, max_value=80))
def test_clean_message_always_holds_its_promises(text: str, max_chars: int) -> None:
    message = clean_message(text, max_chars=max_chars)
    assert len(message.text) <= max_chars
    assert not message.text.lstrip().startswith(("/", "／"))
    assert not normalise(message.text).startswith("/")
    assert "\x00" not in message.text
    message.text.encode()
    assert message.empty == (message.text == "") == (message.kind == "empty")


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("/restart", "restart"),
        ("  //intent{} ", "intent{}"),
        ("／restart", "restart"),
        ("\u200b/restart", "restart"),
        ("在吗\x00\x07", "在吗"),
        ("两件\n\n  白色", "两件 白色"),
        ("\u202e反过来\u2066", "反过来"),
        ("不带/的", "不带/的"),
        ("坏\ud800字", "坏字"),
    ],
)
def test_what_is_let_in(raw: str, kept: str) -> None:
    assert clean_message(raw).text == kept


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        ("这件多少钱", "text"),
        ("？", "text"),
        ("165", "text"),
        ("ok", "text"),
        ("XL XXL", "text"),
        ("M L", "text"),
        ("LN2107", "text"),
        ("https://e.tb.cn/h.abcdef", "text"),
        ("[图片]", "text"),
        ("你好👍", "text"),
        ("", "empty"),
        (" \u200b\n", "empty"),
        ("///", "empty"),
        ("😀😀", "emoji"),
        ("❤️ 👍🏻", "emoji"),
        ("[微笑][玫瑰]", "emoji"),
        ("<script>alert(1)</script>", "markup"),
        ("好看<b>吗</b>", "markup"),
        ("hello there", "foreign"),
        ("Здравствуйте", "foreign"),
        ("これはいくらですか", "foreign"),
        ("送料はいくらですか", "foreign"),
        ("我の裙子", "text"),
        ("价格<100的有吗", "text"),
        ("长" * 501, "too_long"),
    ],
)
def test_kind(raw: str, kind: str) -> None:
    assert clean_message(raw).kind == kind


@pytest.mark.parametrize(
    "typed", ["you huo ma", "youhuoma", "baoyou ma", "YOU HUO MA?", "hi, youhuoma", "youhuomaaa"]
)
def test_a_question_typed_in_pinyin_is_read_and_not_taken_for_a_foreign_language(
    typed: str,
) -> None:
    assert clean_message(typed).kind == "text"


@pytest.mark.parametrize(
    "typed", ["ok thanks", "ok", "thank you very much", "ok bye", "hahahahaha", "okkkkkkkk"]
)
def test_english_courtesy_and_laughter_are_not_taken_for_a_foreign_language(typed: str) -> None:
    assert clean_message(typed).kind == "text"


@pytest.mark.parametrize(
    "typed",
    [
        "ok thanks, when will it ship",
        "Hello there, you huo ma",
        "made in china",
        "women like it",
        "Le prix de la dama",
        "do you ship abroad and can i return it " * 10,
    ],
)
def test_a_foreign_message_stays_foreign_whatever_courtesy_or_pinyin_is_in_it(typed: str) -> None:
    assert clean_message(typed).kind == "foreign"


def test_markup_is_kept_as_typed() -> None:
    assert clean_message("<img src=x>有货吗").text == "<img src=x>有货吗"


def test_a_cut_message_says_so() -> None:
    message = clean_message("好" * 30, max_chars=20)
    assert (message.text, message.truncated) == ("好" * 20, True)
    assert not clean_message("好" * 20, max_chars=20).truncated


@pytest.mark.parametrize("piece", ["a", "好", "\x00 ", "/ ", "😀", "<"])
def test_a_huge_message_costs_little(piece: str) -> None:
    huge = piece * (340_000 // len(piece))
    clean_message(huge)
    started = time.perf_counter()
    clean_message(huge)
    assert time.perf_counter() - started < 0.05
