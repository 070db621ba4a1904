"""A buyer and an agent in two browsers, over the whole engine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.chats.log import ChatLog
from bot.database.engine import transaction
from bot.settings import Settings
from tests.e2e.chat_window import ChatWindow
from tests.e2e.desk_window import at_the_desk, is_told, open_chat

pytestmark = [pytest.mark.browser, pytest.mark.engine]

LOGIN = "xiaoyu"
A_WHOLE_CHAT = (
    "在吗", "这件有M码吗", "160 105斤穿什么码", "能便宜点吗", "发什么快递几天到杭州",
    "好的我要了", "我拍了", "谢谢",
)  # fmt: skip


@pytest.fixture()
def buyer(engine: Settings, chromium: Browser) -> Iterator[ChatWindow]:
    window = ChatWindow(chromium, engine.chat_url, product="LN2107")
    yield window
    assert window.window.errors == []


@pytest.fixture()
def agent(engine: Settings, chromium: Browser) -> Page:
    return at_the_desk(chromium, engine, login=LOGIN)


def _says_and_is_answered(buyer: ChatWindow, engine: Settings, text: str) -> list[str]:
    """Say `text`; the answers that follow it, once all of them have come."""
    said_before = buyer.bubbles().count()
    answers = buyer.page.locator("#log .from-bot")
    answered_before = answers.count()
    buyer.say(text)
    expect(answers.nth(answered_before)).to_be_visible()
    # A turn is logged whole before its first answer is shown.
    with transaction(engine.database_url) as session:
        log = ChatLog(session).since(buyer.conversation_id)
    said = [message.text for message in log if message.sender != "system" and message.text]
    expect(buyer.bubbles()).to_have_count(len(said))
    return buyer.bubbles().all_inner_texts()[said_before + 1 :]


def test_a_whole_chat_is_answered_and_survives_a_reload(
    buyer: ChatWindow, engine: Settings
) -> None:
    for number, text in enumerate(A_WHOLE_CHAT):
        answers = _says_and_is_answered(buyer, engine, text)
        assert answers, f"no answer to {text}"
        assert not any("{" in answer for answer in answers)
        if number == 3:
            seen = buyer.bubbles().all_inner_texts()
            buyer.page.reload()
            buyer.is_online()
            buyer.reads(seen)
    assert buyer.overflow() <= 0
    with transaction(engine.database_url) as session:
        log = ChatLog(session).since(buyer.conversation_id)
    topics = {message.trace["reason"].split(".")[0] for message in log if message.sender == "bot"}
    assert topics == {
        "greeting", "stock", "sizing", "haggling", "shipping", "order", "farewell",
    }  # fmt: skip


def test_a_hand_over_goes_both_ways(buyer: ChatWindow, agent: Page, engine: Settings) -> None:
    _says_and_is_answered(buyer, engine, "转人工")
    number = buyer.conversation_id.split(":")[1]
    open_chat(agent, f"{number[:6]}…{number[-4:]}")
    expect(agent.get_by_text("要找人工").first).to_be_visible()
    agent.keyboard.press("t")
    box = agent.get_by_label("回复顾客")
    expect(box).to_be_visible()
    box.fill("您好，我是小雨，在的")
    box.press("Enter")
    expect(buyer.bubbles().last).to_have_text("您好，我是小雨，在的")

    buyer.say("这条裤子能机洗吗")
    expect(agent.locator(".message.buyer").last).to_contain_text("这条裤子能机洗吗")
    buyer.page.reload()
    buyer.is_online()
    expect(buyer.bubbles().last).to_have_text("这条裤子能机洗吗")

    box.press("Escape")
    agent.keyboard.press("g")
    expect(agent.get_by_label("给同事留一句")).to_be_focused()
    agent.keyboard.press("Enter")
    is_told(agent, "已交还小二。")
    assert _says_and_is_answered(buyer, engine, "多少钱呢")
