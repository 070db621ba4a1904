"""A haggle that goes to a person and back: a buyer and an agent, and nothing that stands in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.chats.log import ChatLog
from bot.chats.model import Message
from bot.chats.tickets import Tickets
from bot.database.engine import transaction
from bot.settings import SHOP_TIMEZONE, Settings
from bot.shop.model.trade import Commitment
from bot.shop.shop import open_shop
from tests.e2e.accessibility import is_accessible
from tests.e2e.chat_window import ChatWindow
from tests.e2e.desk_window import at_the_desk, is_told, open_chat

pytestmark = [pytest.mark.browser, pytest.mark.engine]

LOGIN, NAME = "xiaomai", "小麦"
DRESS = "LN2513"


@pytest.fixture()
def buyer(engine: Settings, chromium: Browser) -> Iterator[ChatWindow]:
    window = ChatWindow(chromium, engine.chat_url, product=DRESS)
    yield window
    assert window.window.errors == []


@pytest.fixture()
def agent(engine: Settings, chromium: Browser) -> Page:
    return at_the_desk(chromium, engine, login=LOGIN)


def _last(engine: Settings, buyer: ChatWindow, sender: str) -> Message:
    with transaction(engine.database_url) as session:
        said = ChatLog(session).since(buyer.conversation_id)
    return [message for message in said if message.sender == sender][-1]


def _promised(engine: Settings, buyer: ChatWindow) -> list[Commitment]:
    with open_shop(engine.database_url) as shop:
        now = datetime.now(SHOP_TIMEZONE)
        return list(shop.commitments.standing(buyer.conversation_id, now=now))


def test_a_haggle_goes_to_a_person_and_back(
    buyer: ChatWindow, agent: Page, engine: Settings
) -> None:
    from_bot = buyer.page.locator("#log .from-bot")
    buyer.say("能便宜点吗")
    expect(from_bot).not_to_have_count(0)
    buyer.say("转人工")
    number = buyer.conversation_id.split(":")[1]
    open_chat(agent, f"{number[:6]}…{number[-4:]}")
    agent.keyboard.press("t")
    expect(agent.get_by_label("回复顾客")).to_be_focused()
    silent_since = from_bot.count()

    buyer.say("再便宜点吧 诚心要")
    suggested = agent.locator("#suggested .lines")
    expect(suggested).to_be_visible()
    words = suggested.inner_text().strip()
    expect(agent.locator("#suggested")).to_contain_text("发出就记进承诺")
    assert _promised(engine, buyer) == []
    is_accessible(agent)
    agent.keyboard.press("Control+j")

    said = buyer.page.locator("#log .from-agent")
    expect(said.locator(".text")).to_have_text([words], use_inner_text=True)
    expect(said).to_contain_text(NAME)
    sent = _last(engine, buyer, "agent")
    assert (sent.agent, sent.text) == (LOGIN, words)
    (promise,) = _promised(engine, buyer)
    assert promise.kind == "price" and promise.product_id == DRESS
    expect(agent.locator("#ledger")).to_contain_text("小二")
    expect(agent.locator("#suggestion")).to_be_hidden()
    assert from_bot.count() == silent_since

    agent.keyboard.press("Escape")
    agent.keyboard.press("g")
    expect(agent.get_by_label("给同事留一句")).to_be_focused()
    agent.keyboard.type("价格已经让过一次")
    agent.keyboard.press("Enter")
    is_told(agent, "已交还小二。")
    expect(buyer.page.locator("#log")).to_contain_text(_last(engine, buyer, "system").text)
    buyer.say("发什么快递 几天到杭州")
    expect(from_bot).not_to_have_count(silent_since)
    assert _last(engine, buyer, "bot").trace["reason"].startswith("shipping.")
    with transaction(engine.database_url) as session:
        assert Tickets(session).current(buyer.conversation_id) is None
    assert _promised(engine, buyer) == [promise]
