"""Axe over the chat page and the widget, in each state a buyer meets, by day and by night."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.accessibility import is_accessible
from tests.e2e.browser import DESKTOP, PHONE
from tests.e2e.chat_window import ChatWindow
from tests.e2e.host_page import host_page
from tests.e2e.scripted_chat import ScriptedChat
from tests.e2e.widget_window import WidgetWindow

pytestmark = pytest.mark.browser

LOOKS = [
    pytest.param({"width": width, "height": 740}, scheme, id=f"{width} {scheme}")
    for width in (360, 768, 1280)
    for scheme in ("light", "dark")
]


@pytest.fixture(scope="module")
def scripted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScriptedChat]:
    with ScriptedChat(tmp_path_factory.mktemp("chat") / "chat.db") as running:
        yield running


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ScriptedChat, str]]:
    """A chat, and a shop's page on another site with its widget."""
    chat = ScriptedChat(tmp_path_factory.mktemp("widget") / "chat.db")
    with host_page(chat.url) as shop, pytest.MonkeyPatch.context() as patch:
        patch.setenv("XIAOER_WIDGET_ORIGINS", shop)
        with chat:
            yield chat, shop


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_the_chat_page(
    chromium: Browser, scripted: ScriptedChat, size: dict[str, int], scheme: str
) -> None:
    chat = ChatWindow(chromium, scripted.url, product="T100", size=size, color_scheme=scheme)
    expect(chat.page.locator("#welcome")).to_be_visible()
    is_accessible(chat.page)
    chat.say("看看")
    expect(chat.page.locator(".card")).to_be_visible()
    is_accessible(chat.page)
    chat.say("等一下再说")
    expect(chat.page.locator("#typing")).to_be_visible()
    is_accessible(chat.page)
    scripted.go_on(chat.conversation_id)
    chat.page.get_by_role("button", name="转人工").click()
    expect(chat.page.locator("#presence")).to_contain_text("已转人工")
    is_accessible(chat.page)
    scripted.as_agent(chat.conversation_id, "您好，我是小麦")
    expect(chat.page.locator("#presence")).to_have_text("人工客服 小麦 正在为您服务")
    scripted.give_back(chat.conversation_id)
    expect(chat.page.locator(".notice")).to_be_visible()
    is_accessible(chat.page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_shelf_on_a_phone_and_a_lost_line(
    chromium: Browser, scripted: ScriptedChat, scheme: str
) -> None:
    chat = ChatWindow(chromium, scripted.url, color_scheme=scheme)
    chat.page.get_by_role("button", name="打开商品列表").click()
    expect(chat.page.locator("#shelf")).to_be_visible()
    is_accessible(chat.page)
    chat.page.keyboard.press("Escape")
    for number in range(21):
        chat.say(f"第{number}条吗")
    expect(chat.page.locator(".delivery.is-failed")).to_have_count(1)
    is_accessible(chat.page)
    chat.page.evaluate("dispatchEvent(new Event('offline'))")
    expect(chat.page.locator("#connection")).to_contain_text("重新连接")
    is_accessible(chat.page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_widget(
    chromium: Browser, street: tuple[ScriptedChat, str], size: dict[str, int], scheme: str
) -> None:
    scripted, url = street
    shop = WidgetWindow(chromium, f"{url}/?product=T200", size=size, color_scheme=scheme)
    expect(shop.opener).to_be_visible()
    is_accessible(shop.page)
    shop.open()
    is_accessible(shop.page)
    is_accessible(shop.frame)
    shop.say("转人工")
    expect(shop.chat.locator("#presence")).to_contain_text("已转人工")
    is_accessible(shop.frame)
    shop.chat.get_by_role("button", name="收起聊天").click()
    scripted.as_agent(shop.conversation_id, "您好，我是小麦")
    expect(shop.badge).to_be_visible()
    is_accessible(shop.page)
