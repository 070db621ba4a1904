"""One key sends what the bot suggests; a person's word corrects what it read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.chats.log import ChatLog
from bot.chats.model import Incoming, Reply
from bot.chats.suggestions import Suggestions
from bot.database.engine import transaction
from bot.desk.audit import deeds
from bot.desk.words import fact_label

TRACE = {
    "intent": "ask_delivery_time",
    "confidence": 0.9,
    "ranking": [["ask_delivery_time", 0.9], ["ask_courier", 0.06]],
    "reason": "shipping.days",
    "facts": {"place": "金华", "days": "1-2"},
}


class Suggesting:
    """A chat that 小麦 has, with a suggestion for the buyer's last message."""

    def __init__(self, shop: Any, mai: Any) -> None:
        self.shop, self.mai = shop, mai
        self.ticket = shop.waiting_chat().id
        mai.post(f"/api/chats/{self.ticket}/take")
        self.message_id = self.asks("几天到")
        self.suggests("路上1-2天", digest="first")

    def asks(self, text: str) -> int:
        with transaction(self.shop.url) as session:
            incoming = Incoming("web:ab12", "web:ab12", "web", text, text, self.shop.now)
            return ChatLog(session).receive(incoming).message_id

    def suggests(self, *texts: str, digest: str, trace: dict[str, Any] = TRACE) -> None:
        with transaction(self.shop.url) as session:
            Suggestions(session).keep(
                "web:ab12",
                self.message_id,
                replies=[Reply(text, trace=trace) for text in texts],
                digest=digest,
                at=self.shop.now,
            )

    def shown(self) -> dict[str, Any] | None:
        return self.mai.client.get(f"/api/chats/{self.ticket}/messages").json()["suggestion"]

    def send(self, version: str = "first", who: Any = None) -> httpx.Response:
        body = {"message_id": self.message_id, "version": version, "client_id": "one-key-12"}
        return (who or self.mai).post(f"/api/chats/{self.ticket}/suggestion", body)

    def deeds(self) -> list[str]:
        with transaction(self.shop.url) as session:
            return [deed.action for deed in deeds(session)]


@pytest.fixture
def chat(shop: Any, browser: Any) -> Suggesting:
    return Suggesting(shop, browser("xiaomai"))


def test_the_suggestion_is_shown_with_its_facts(chat):
    chat.suggests("发到金华", "路上1-2天", digest="second")
    shown = chat.shown()
    assert shown["text"] == "发到金华\n路上1-2天"
    for words in ("问几天到", "地区", "金华", "1-2", "shipping.days"):
        assert words in shown["html"]
    assert "记进承诺" not in shown["html"]
    chat.suggests("给您89", digest="third", trace={**TRACE, "reason": "haggling.price_step"})
    assert "发出就记进承诺" in chat.shown()["html"]


def test_sending_it_as_it_is_goes_through_the_engine_as_this_agent_s_words(chat, chat_process):
    assert chat.send().json() == {"sent": True}
    assert chat_process.accepted == [
        {
            "message_id": chat.message_id,
            "login": "xiaomai",
            "text": "路上1-2天",
            "client_id": "one-key-12",
        }
    ]
    assert chat_process.tokens == {"between us"}
    assert chat.deeds()[0] == "suggestion.sent"


def test_what_the_engine_would_not_say_any_more_is_not_said(chat, chat_process):
    def changed(_: Any) -> httpx.Response:
        chat.suggests("路上2-3天", digest="second")
        reply = {"text": "路上2-3天", "payload": {}, "trace": TRACE}
        return httpx.Response(200, json={"changed": [reply]})

    chat_process.accepts = changed
    told = chat.send().json()
    assert told["sent"] is False
    assert (told["suggestion"]["text"], told["suggestion"]["version"]) == ("路上2-3天", "second")
    assert "suggestion.sent" not in chat.deeds()
    assert chat.send("first").status_code == 409
    chat_process.accepts = lambda _: httpx.Response(200, json={"sent": True})
    assert chat.send("second").json() == {"sent": True}


def test_one_that_was_answered_meanwhile_is_gone(chat, chat_process):
    chat.mai.say(chat.ticket, "一两天就到")
    assert chat.shown() is None
    assert chat.send().status_code == 409
    assert chat_process.accepted == []


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(500),
        httpx.Response(200, json={}),
        httpx.ConnectError("no gateway"),
    ],
)
def test_an_engine_in_trouble_is_said_so_and_nothing_is_noted(chat, chat_process, answer):
    def fails(_: Any) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    chat_process.accepts = fails
    response = chat.send()
    assert response.status_code == 502
    assert "没有发出" in response.json()["message"]
    assert "suggestion.sent" not in chat.deeds()


def test_only_who_has_the_chat_sends_it(chat, browser, chat_process):
    assert chat.send(who=browser("xiaoyu")).status_code == 409
    assert chat.send(who=browser("kanke")).status_code == 403
    assert chat_process.accepted == []


def _means(chat: Suggesting, meant: str, who: Any = None) -> httpx.Response:
    path = f"/api/chats/{chat.ticket}/messages/{chat.message_id}/meaning"
    return (who or chat.mai).post(path, {"meant": meant})


def test_a_correction_is_shown_audited_and_changes_nothing_else(chat, browser, shop):
    before = shop.messages()
    foot = _means(chat, "ask_courier").json()["foot"]
    assert "小麦：应该是“问快递”" in foot and 'data-mine="ask_courier"' in foot
    yu = browser("xiaoyu")
    assert "小雨：读对了" in _means(chat, "ask_delivery_time", yu).json()["foot"]
    assert "问快递" not in _means(chat, "").json()["foot"]
    about_reading = [deed for deed in chat.deeds() if deed.startswith("reading.")]
    assert about_reading == ["reading.uncorrected", "reading.corrected", "reading.corrected"]
    assert shop.messages() == before


@pytest.mark.parametrize("meant", ["nlu_fallback", "no_such_intent"])
def test_a_meaning_that_is_none_is_refused(chat, meant):
    assert _means(chat, meant).status_code == 422


def test_only_a_buyer_s_message_of_this_chat_has_a_meaning(chat, browser, shop):
    other = shop.waiting_chat("zz99")
    path = f"/api/chats/{other.id}/messages/{chat.message_id}/meaning"
    assert chat.mai.post(path, {"meant": "greet"}).status_code == 404
    chat.mai.say(chat.ticket, "在的")
    chat.message_id = shop.messages()[-1].id
    assert _means(chat, "greet").status_code == 404
    assert _means(chat, "greet", browser("kanke")).status_code == 403


def test_every_fact_a_reply_may_hold_has_words_that_an_agent_reads():
    replies = Path("data/stories").glob("*/replies.yml")
    names = {name for file in replies for name in re.findall(r"\{(\w+)\}", file.read_text("utf-8"))}
    assert not {name for name in names if fact_label(name) == name}
