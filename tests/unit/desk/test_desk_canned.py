"""Canned wording: filled from the facts of one chat, never sent half filled."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.desk.canned import Phrase, Phrases, canned_faults, filled, read_phrases, unfilled
from bot.dialogue.wording import WordingError
from bot.speech.taboos import TabooLists

RULES = TabooLists(Path("data/taboos")).of("own")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "desk").mkdir()
    return tmp_path


def _write(folder: Path, text: str) -> None:
    (folder / "desk" / "canned.yml").write_text(text, "utf-8")


def test_a_placeholder_without_a_fact_stays_and_is_told():
    phrase = Phrase("kc", "有货", "{商品}{尺码}还有{库存}件，{商品}很好")
    (found,) = filled([phrase], {"商品": "长裙", "库存": "3"})
    assert found.text == "长裙{尺码}还有3件，长裙很好"
    assert found.missing == ("尺码",)
    assert unfilled("{不认识}{ab}你好") == ()


def test_an_answer_with_a_placeholder_in_it_is_refused(browser, shop):
    ticket = shop.waiting_chat()
    mai = browser("xiaomai")
    mai.post(f"/api/chats/{ticket.id}/take")
    refused = mai.say(ticket.id, "这款{尺码}有货")
    assert refused.status_code == 422 and "{尺码}" in refused.json()["message"]
    assert [message.sender for message in shop.messages()] == ["buyer", "bot"]
    assert mai.say(ticket.id, "这款M有货", "second-answer").status_code == 200


def test_the_list_is_filled_for_this_chat_and_this_agent(browser, shop):
    ticket = shop.waiting_chat()
    phrases = browser("xiaoyu").client.get(f"/api/chats/{ticket.id}/canned").json()["phrases"]
    greeting = next(phrase for phrase in phrases if phrase["letters"] == "zh")
    assert "小雨" in greeting["text"] and greeting["missing"] == ["店铺"]
    assert next(p for p in phrases if p["letters"] == "kc")["missing"] == [
        "商品", "颜色", "尺码", "库存"
    ]  # fmt: skip


def test_the_owner_s_file_is_read_again_when_it_changes_and_kept_when_it_is_broken(folder, caplog):
    phrases = Phrases(folder)
    assert phrases.all() == ()
    _write(folder, "zh: {title: 招呼, text: 您好}")
    assert phrases.all() == (Phrase("zh", "招呼", "您好"),)
    _write(folder, "zh: {title: 招呼, text: 您好呀}\nbb: {title: 道别, text: 再见}")
    assert [phrase.letters for phrase in phrases.all()] == ["zh", "bb"]
    _write(folder, "zh: 招呼一下大家好呀")
    assert [phrase.letters for phrase in phrases.all()] == ["zh", "bb"]
    assert "stays as it was" in caplog.text


@pytest.mark.parametrize("text", ["zh: [", "- 一", "zh: {title: 招呼}"])
def test_a_file_that_cannot_be_used_is_said_so(folder, text):
    _write(folder, text)
    with pytest.raises(WordingError, match="canned"):
        read_phrases(folder / "desk" / "canned.yml")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("zh: {title: 价, text: 现在99元}", "99"),
        ('zh: {title: 价, text: "{原价}元"}', "{原价}"),
        ("ZH: {title: 招呼, text: 您好}", "letters"),
        ("zh: {title: 保证, text: 全网最低价}", "最低"),
    ],
)
def test_figures_taboos_and_unknown_placeholders_are_faults(folder, text, fault):
    _write(folder, text)
    assert any(fault in found for found in canned_faults(folder, RULES))


def test_the_demo_s_own_phrases_have_no_fault():
    assert canned_faults(Path("data/stories"), RULES) == []
    letters = [phrase.letters for phrase in read_phrases(Path("data/stories/desk/canned.yml"))]
    assert len(letters) == len(set(letters)) >= 10
