"""Rasa's events as messages: from a dump and from a stream, each once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.learn.log import events as events_module
from bot.learn.log.cleaning import Cleaner
from bot.learn.log.events import EventReader
from bot.learn.log.files import FileSource, checked
from bot.learn.log.schema import LoggedMessage
from bot.learn.log.tags import Tags
from bot.settings import SHOP_TIMEZONE

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=SHOP_TIMEZONE)
TAGS = Tags(b"k" * 32)


def _event(kind: str, second: float, text: str | None = None, **more: Any) -> dict[str, Any]:
    timestamp = NOON.timestamp() + second
    return {"sender_id": "web:b", "event": kind, "timestamp": timestamp, "text": text, **more}


def _asked(text: str, second: float, intent: str = "ask_stock") -> dict[str, Any]:
    parsed = {
        "intent": {"name": intent, "confidence": 0.9, "band": "answer", "also": ["ask_price"]},
        "intent_ranking": [{"name": intent, "confidence": 0.9}, {"name": "order", "confidence": 0}],
    }
    return _event("user", second, text, parse_data=parsed)


CHAT = [
    _event("action", 0, name="action_session_start"),
    _asked("/session_start", 1),
    _asked("有货吗 我电话13800138000", 2),
    _event("slot", 2.1, name="chat", value={}),
    _event("bot", 2.2, "有的", metadata={"trace": {"reason": "stock.there", "model": "m1"}}),
    _event("bot", 2.3, "要哪个码"),
    _asked("M", 5, "inform"),
]


def _read(events: Iterable[Mapping[str, Any]]) -> list[LoggedMessage]:
    reader = EventReader(TAGS, Cleaner())
    found = [message for event in events for message in reader.read(event)]
    return [*found, *reader.rest()]


def test_a_chat_is_read_with_what_was_understood_and_why_it_was_answered() -> None:
    asked, answered, more, last = _read(CHAT)
    assert (asked.sender, asked.text) == ("buyer", "有货吗 我电话〔电话〕")
    assert asked.intents == ("ask_stock", "ask_price")
    assert (asked.confidence, asked.band, asked.reason, asked.model) == (
        0.9, "answer", "stock.there", "m1",
    )  # fmt: skip
    assert asked.ranking == (("ask_stock", 0.9), ("order", 0.0))
    assert [(each.sender, each.text) for each in (answered, more)] == [
        ("bot", "有的"), ("bot", "要哪个码"),
    ]  # fmt: skip
    assert (last.text, last.before, last.reason) == ("M", "有的 要哪个码", "")
    assert asked.buyer == TAGS.buyer("web:b")
    assert asked.id < answered.id < more.id < last.id


def test_an_event_that_comes_again_is_the_same_message() -> None:
    assert [(m.conversation, m.id) for m in _read(CHAT)] == [
        (m.conversation, m.id) for m in _read(CHAT)
    ]


def test_events_of_many_buyers_may_be_mixed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events_module, "CHATS_AT_ONCE", 3)
    mixed = [{**event, "sender_id": f"web:{buyer}"} for event in CHAT for buyer in "abcde"]
    found = _read(mixed)
    assert len(found) == 5 * 4
    assert {m.reason for m in found if m.text.startswith("有货吗")} <= {"stock.there", ""}


@pytest.mark.parametrize("form", ["events", "trackers"])
def test_a_dump_is_a_file_like_any_other(tmp_path: Path, form: str) -> None:
    lines: list[Any] = CHAT if form == "events" else [{"sender_id": "web:b", "events": CHAT}]
    path = tmp_path / "dump.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    found = checked(path, now=NOON)
    assert not found.problems
    said = list(FileSource("old", TAGS, Cleaner(), now=NOON).messages(found))
    assert [message.text for message in said] == [message.text for message in _read(CHAT)]
    assert {message.source for message in said} == {"old"}


def test_what_is_no_event_is_passed_over() -> None:
    odd: list[dict[str, Any]] = [
        {},
        {"sender_id": "b"},
        {"sender_id": "b", "event": "user", "text": None, "timestamp": 1.0},
        {"sender_id": "b", "event": "user", "text": "有货吗", "timestamp": "x"},
        {"sender_id": "b", "event": "user", "text": "有货吗", "timestamp": 1e30},
        {"sender_id": "b", "event": ["user"], "text": "有货吗", "timestamp": 1.0},
    ]
    assert _read(odd) == []
    weird = _asked("有货吗", 1) | {"parse_data": {"intent": [], "intent_ranking": [1]}}
    assert _read([weird])[0].intents == ()
