from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor, TimeoutError
from pathlib import Path

import pytest

from bot.dialogue import wording as wording_module
from bot.dialogue.wording import Wording, WordingError, without_address

REPLIES = """
version: "3.1"
responses:
  utter_price:
    - text: "{name}现在{price}元哦"
    - text: "亲，{name}是{price}元呢"
      buttons:
        - title: "{name}怎么选码"
"""


@pytest.fixture()
def folder(tmp_path: Path) -> Path:
    (tmp_path / "product").mkdir()
    (tmp_path / "product" / "replies.yml").write_text(REPLIES, encoding="utf-8")
    return tmp_path


def test_the_variant_said_last_is_not_said_again(folder: Path) -> None:
    facts = {"name": "阔腿裤", "price": "199"}
    wording = Wording(folder)
    first = wording.say("utter_price", facts)
    second = wording.say("utter_price", facts, avoid=first.variant)
    third = wording.say("utter_price", facts, avoid=second.variant)
    assert first.text == "阔腿裤现在199元哦"
    assert second.text == "亲，阔腿裤是199元呢"
    assert second.buttons == ("阔腿裤怎么选码",)
    assert third.text == first.text


def test_a_fact_that_is_missing_is_named(folder: Path) -> None:
    with pytest.raises(WordingError, match="price"):
        Wording(folder).say("utter_price", {"name": "阔腿裤"})


def test_a_reply_nobody_worded_is_named(folder: Path) -> None:
    with pytest.raises(WordingError, match="utter_stock"):
        Wording(folder).say("utter_stock", {})


def test_changed_wording_is_said_without_a_restart(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wording_module, "RECHECK_SECONDS", 0.0)
    wording = Wording(folder)
    facts = {"name": "阔腿裤", "price": "199"}
    wording.say("utter_price", facts)
    path = folder / "product" / "replies.yml"
    path.write_text(REPLIES.replace("现在{price}元哦", "只要{price}元~"), encoding="utf-8")
    assert wording.say("utter_price", facts).text == "阔腿裤只要199元~"


def test_a_file_that_is_no_yaml_is_named(folder: Path) -> None:
    (folder / "product" / "replies.yml").write_text("responses: [", encoding="utf-8")
    with pytest.raises(WordingError, match=r"replies\.yml"):
        Wording(folder).say("utter_price", {})


def test_a_file_that_breaks_while_the_engine_runs_changes_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(wording_module, "RECHECK_SECONDS", 0.0)
    wording = Wording(folder)
    facts = {"name": "阔腿裤", "price": "199"}
    before = wording.say("utter_price", facts)
    (folder / "product" / "replies.yml").write_text("responses: [", encoding="utf-8")
    assert wording.say("utter_price", facts) == before
    assert "replies.yml" in caplog.text


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("亲，这款标价199元～", "这款标价199元～"),
        ("好的亲，您穿什么码？", "您穿什么码？"),
        ("亲寄到哪里呢？", "亲寄到哪里呢？"),
        ("好的亲～", "好的亲～"),
    ],
)
def test_only_the_first_message_of_a_reply_addresses_the_buyer(text: str, rest: str) -> None:
    assert without_address(text) == rest


def test_who_asks_while_the_files_are_read_for_the_first_time_waits_for_them(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    read = wording_module.read_replies

    def slowly(files: list[Path]) -> object:
        begun.set()
        assert go_on.wait(60)
        return read(files)

    monkeypatch.setattr(wording_module, "read_replies", slowly)
    wording = Wording(folder)
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(wording.replies)
        assert begun.wait(60)
        second = threads.submit(wording.replies)
        with pytest.raises(TimeoutError):
            second.result(timeout=0.2)
        go_on.set()
        assert "utter_price" in first.result() and "utter_price" in second.result()
