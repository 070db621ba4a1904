"""Our messages in the form and the lengths that WeChat takes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.wechat.wrapping import TEXT_BYTES, parts, wrapped

OFFERS = {
    "quick_replies": [{"title": "有货吗", "text": "有货吗"}, {"title": "长", "text": "长" * 50}]
}
CARD = {"card": {"title": "亚麻衬衫", "price": "¥128", "url": "/?product=1"}}


def test_a_short_text_is_one_message() -> None:
    assert wrapped("在的", {}, menu="official") == (
        {"msgtype": "text", "text": {"content": "在的"}},
    )


def test_a_card_becomes_a_line_of_words() -> None:
    (message,) = wrapped("这款您看看", CARD, menu=None)
    assert message["text"]["content"] == "这款您看看\n亚麻衬衫 ¥128"


def test_choices_that_fit_become_entries_of_a_menu() -> None:
    (official,) = wrapped("您选", OFFERS, menu="official")
    (wecom,) = wrapped("您选", OFFERS, menu="wecom")
    assert official["msgmenu"]["list"] == [{"id": "1", "content": "有货吗"}]
    assert wecom["msgmenu"]["list"] == [
        {"type": "click", "click": {"id": "1", "content": "有货吗"}}
    ]


def test_words_too_long_for_a_menu_go_without_it() -> None:
    (message,) = wrapped("好" * 400, OFFERS, menu="official")
    assert message["msgtype"] == "text"


def test_a_long_text_is_cut_at_sentences_before_commas() -> None:
    text = "第一句，有逗号。第二句！第三句"
    assert parts(text, 30) == ("第一句，有逗号。", "第二句！第三句")
    assert parts(text, 20) == ("第一句，", "有逗号。", "第二句！", "第三句")


@given(st.text(max_size=3000))
def test_no_piece_is_too_long_and_no_word_is_lost(text: str) -> None:
    pieces = parts(text, TEXT_BYTES)
    assert all(len(piece.encode("utf-8", "replace")) <= TEXT_BYTES for piece in pieces)
    if text.strip():
        assert "".join("".join(pieces).split()) == "".join(text.split())
