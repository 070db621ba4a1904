from __future__ import annotations

import pytest

from bot.nlu.size_words import SizeWords

LETTERS = ("S", "M", "L", "XL", "2XL", "均码")
NUMBERS = ("36", "38", "加大", "大号", "小号")
AMOUNTS = ("100g", "500g", "150ml", "大", "165/88A")


@pytest.mark.parametrize(
    ("text", "span", "size"),
    [
        ("m码有吗", "m码", "M"),
        ("Ｓ号ok吗", "Ｓ号", "S"),
        ("穿XXL的", "XXL", "2XL"),
        ("2x有没有", "2x", "2XL"),
        ("要2xl", "2xl", "2XL"),
        ("Ｘ Ｌ的", "Ｘ Ｌ", "XL"),
        ("怎么L码点不了", "L码", "L"),
        ("L220元行吗", "L", "L"),
        ("有XS吗", "XS", "XS"),
        ("均码能穿吗", "均码", "均码"),
        ("38码的脚", "38码", "38"),
    ],
)
def test_sizes_of_letters(text: str, span: str, size: str) -> None:
    assert _found(LETTERS, text) == [(span, size)]


def test_sizes_in_a_row_are_found_one_by_one() -> None:
    assert _found(LETTERS, "平时SM都穿") == [("S", "S"), ("M", "M")]
    assert _found(LETTERS, "s/m还有吗") == [("s", "S"), ("m", "M")]


@pytest.mark.parametrize(
    "text",
    [
        "要5m长",
        "10l的",
        "100g多少钱",
        "这个怎么m啊",
        "按m算吗",
        "L形沙发",
        "大一码小一码",
        "LQ2301-MB-S",
        "MF2506",
        "https://m.tb.cn/h.5x",
        "let's go",
        "s925银",
        "验证码4471",
        "多少m",
    ],
)
def test_letters_and_figures_that_are_no_size(text: str) -> None:
    assert _found(LETTERS, text) == []


@pytest.mark.parametrize(
    ("text", "span", "size"),
    [
        ("三十八码有吗", "三十八码", "38"),
        ("38有货吗", "38", "38"),
        ("我穿36", "36", "36"),
        ("36号还有没", "36号", "36"),
        ("加大码的", "加大码", "加大"),
        ("大码有吗", "大码", "大号"),
    ],
)
def test_sizes_of_numbers_and_words(text: str, span: str, size: str) -> None:
    assert _found(NUMBERS, text) == [(span, size)]


@pytest.mark.parametrize("text", ["38块行吗", "穿38元的", "身高138", "36号发货吗", "我用小号拍的"])
def test_figures_and_words_for_other_things(text: str) -> None:
    assert _found(NUMBERS, text) == []


@pytest.mark.parametrize(
    ("text", "span", "size"),
    [
        ("100克的", "100克", "100g"),
        ("一斤装", "一斤", "500g"),
        ("0.5kg多少钱", "0.5kg", "500g"),
        ("150 毫升", "150 毫升", "150ml"),
        ("165/88A有吗", "165/88A", "165/88A"),
        ("大号的", "大号", "大"),
    ],
)
def test_amounts_are_sizes_where_they_are_sold(text: str, span: str, size: str) -> None:
    assert _found(AMOUNTS, text) == [(span, size)]


def test_a_size_of_one_character_is_not_found_in_words() -> None:
    assert _found(AMOUNTS, "大概多少钱") == []


@pytest.mark.parametrize(
    ("text", "span", "size"),
    [
        ("One Size有吗", "One Size", "One Size"),
        ("onesize的", "onesize", "One Size"),
        ("M 加长 有货吗", "M 加长", "M 加长"),
        ("m加长码", "m加长码", "M 加长"),
        ("S (偏小)还有吗", "S (偏小)", "S (偏小)"),
        ("S（偏小）还有吗", "S（偏小）", "S (偏小)"),
        ("要XL (宽)", "XL (宽)", "XL(宽)"),
        ("38码", "38码", "38 码"),
    ],
)
def test_a_size_whose_label_has_blanks_or_brackets_is_found(
    text: str, span: str, size: str
) -> None:
    """Naming such a size was answered with an apology."""
    assert (span, size) in _found(("One Size", "M 加长", "S (偏小)", "XL(宽)", "38 码"), text)


def test_words_apart_are_no_size() -> None:
    assert _found(("大",), "是不是太大 码数准吗") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1斤半装", []),
        ("一斤半装多少钱", []),
        ("两斤半", [("两斤半", "1250g")]),
        ("一斤半价吗", [("一斤", "500g")]),
        ("1百克", [("1百克", "100g")]),
    ],
)
def test_a_pound_and_a_half_is_not_the_pack_of_one(text: str, found: list[tuple[str, str]]) -> None:
    assert _found(("100g", "500g", "1250g"), text) == found


def _found(sizes: tuple[str, ...], text: str) -> list[tuple[str, str]]:
    mentions = sorted(SizeWords(sizes).find(text), key=lambda mention: mention.start)
    return [(text[one.start : one.end], *one.values) for one in mentions]


PACKS = ("100g罐装", "250g罐装", "250g袋装", "500g袋装", "50g试喝装", "30包礼盒装", "300g茶饼")


@pytest.mark.parametrize(
    ("text", "span", "sizes"),
    [
        ("要100克的", "100克", ("100g罐装",)),
        ("来半斤", "半斤", ("250g罐装", "250g袋装")),
        ("250的有吗", "250", ("250g罐装", "250g袋装")),
        ("一斤多少钱", "一斤", ("500g袋装",)),
        ("有试喝装吗", "试喝装", ("50g试喝装",)),
        ("两盒30包的", "30包", ("30包礼盒装",)),
        ("茶饼多少钱", "茶饼", ("300g茶饼",)),
    ],
)
def test_packs_are_named_by_their_amount_or_by_what_they_are_packed_in(
    text: str, span: str, sizes: tuple[str, ...]
) -> None:
    found = list(SizeWords(PACKS).find(text))
    assert [(text[one.start : one.end], one.values) for one in found] == [(span, sizes)]


def test_no_pack_is_told_by_what_most_are_packed_in() -> None:
    many = tuple(f"{amount}g罐装" for amount in (100, 125, 200, 250, 500))
    assert not list(SizeWords(many).find("是罐装的吗"))
    assert not list(SizeWords(PACKS).find("250块的话我要了"))
