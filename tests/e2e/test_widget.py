"""The widget on a shop's page of another site, in a real browser over the real channel."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.browser import PHONE
from tests.e2e.chat_window import ChatWindow
from tests.e2e.host_page import host_page
from tests.e2e.scripted_chat import ScriptedChat
from tests.e2e.widget_window import WidgetWindow

pytestmark = pytest.mark.browser

NO_STORAGE = """
for (const name of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(window, name, { get() { throw new DOMException("no", "SecurityError"); } });
}
"""
ACTIVE = "document.activeElement.shadowRoot?.activeElement?.className"


@dataclass(frozen=True)
class Street:
    """A chat, a shop on another site that may show it, and one that may not."""

    chat: ScriptedChat
    shop: str
    neighbour: str
    stranger: str


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    chat = ScriptedChat(tmp_path_factory.mktemp("chat") / "chat.db")
    with host_page(chat.url) as shop, host_page(chat.url) as stranger:
        neighbour = shop.replace("localhost", "127.0.0.1")
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("XIAOER_WIDGET_ORIGINS", f"{shop}, {neighbour}")
            with chat:
                yield Street(chat, shop, neighbour, stranger)


def test_nothing_but_a_button_comes_before_it_is_opened(chromium: Browser, street: Street) -> None:
    shop = WidgetWindow(chromium, street.shop)
    expect(shop.opener).to_be_visible()
    expect(shop.panel).to_be_hidden()
    shop.page.wait_for_load_state("networkidle")
    assert [url for url in shop.requests if street.chat.url in url] == [
        f"{street.chat.url}/widget.js"
    ]
    shop.page.keyboard.press("Tab")
    shop.page.keyboard.press("Tab")
    assert shop.page.evaluate(ACTIVE) == "opener"
    shop.page.keyboard.press("Enter")
    shop.is_online()
    shop.page.keyboard.type("在吗")
    shop.page.keyboard.press("Enter")
    shop.reads(["在吗", "收到：在吗（在看 无）"])
    shop.page.keyboard.press("Escape")
    expect(shop.panel).to_be_hidden()
    assert shop.page.evaluate(ACTIVE) == "opener"
    assert shop.token
    assert not any(shop.token in url for url in shop.requests)
    (cookie,) = shop.page.context.cookies()
    assert cookie["httpOnly"]
    assert cookie["secure"]
    assert cookie["partitionKey"] == "http://localhost"
    assert shop.window.errors == []


def test_the_product_in_view_is_the_page_s(chromium: Browser, street: Street) -> None:
    shop = WidgetWindow(chromium, f"{street.shop}/?product=T200-1")
    shop.open()
    in_view = shop.chat.locator("#in-view")
    expect(in_view).to_contain_text("阔腿长裤")
    shop.say("多少钱呢")
    shop.reads(["多少钱呢", "收到：多少钱呢（在看 T200）"])
    shop.page.evaluate("Xiaoer.product('T300')")
    expect(in_view).to_contain_text("立领衬衫")
    shop.page.evaluate("Xiaoer.product('no such thing')")
    expect(in_view).to_be_hidden()
    shop.page.evaluate("Xiaoer.product('T100')")
    expect(in_view).to_contain_text("无袖背心裙")
    assert "product" not in shop.frame.url


def test_calls_before_the_script_came_are_kept(chromium: Browser, street: Street) -> None:
    early = "window.Xiaoer = window.Xiaoer || [['product', 'T300'], ['open']]"
    shop = WidgetWindow(chromium, street.shop, beforehand=f"if (window === top) {{ {early} }}")
    shop.is_online()
    expect(shop.chat.locator("#in-view")).to_contain_text("立领衬衫")
    assert shop.page.evaluate("Xiaoer.isOpen") is True
    shop.page.evaluate("Xiaoer.close()")
    expect(shop.panel).to_be_hidden()


def test_it_stands_open_on_the_next_page_with_the_same_chat(
    chromium: Browser, street: Street
) -> None:
    shop = WidgetWindow(chromium, street.shop)
    shop.open()
    shop.say("在吗")
    kept = ["在吗", "收到：在吗（在看 无）"]
    shop.reads(kept)
    shop.page.get_by_role("link", name="看看衬衫").click()
    shop.is_online()
    expect(shop.panel).to_be_visible()
    shop.reads(kept)
    shop.opener.click()
    shop.page.reload()
    expect(shop.opener).to_have_attribute("aria-expanded", "false")


def test_answers_that_come_while_it_is_closed_are_counted(
    chromium: Browser, street: Street
) -> None:
    shop = WidgetWindow(chromium, street.shop)
    shop.open()
    shop.say("转人工")
    shop.reads(["转人工", "这就请同事来，稍等哦～"])
    expect(shop.chat.locator("#presence")).to_contain_text("已转人工")
    shop.chat.get_by_role("button", name="收起聊天").click()
    expect(shop.badge).to_be_hidden()
    conversation = shop.conversation_id
    street.chat.as_agent(conversation, "您好，我是小麦")
    expect(shop.badge).to_have_text("1")
    expect(shop.opener).to_have_accessible_name("在线客服，1 条新消息")

    shop.page.goto("about:blank")
    street.chat.give_back(conversation)
    shop.page.goto(street.shop)
    expect(shop.badge).to_have_text("2")
    shop.open()
    expect(shop.badge).to_be_hidden()
    shop.opener.click()
    shop.page.reload()
    shop.is_online()
    expect(shop.badge).to_be_hidden()


def test_each_site_has_its_own_buyer_and_the_shop_s_own_site_the_page_s(
    chromium: Browser, street: Street
) -> None:
    page = ChatWindow(chromium, street.chat.url)
    page.say("在吗")
    said = ["在吗", "收到：在吗（在看 无）"]
    page.reads(said)
    page.page.goto(street.shop)
    other = page.page.frame_locator("xiaoer-chat iframe")
    page.page.locator("xiaoer-chat .opener").click()
    expect(other.locator("#connection")).to_have_attribute("data-state", "open")
    expect(other.locator("#log .text")).to_have_count(0)
    page.page.goto(street.neighbour)
    page.page.locator("xiaoer-chat .opener").click()
    expect(other.locator("#log .text")).to_have_text(said)


def test_elsewhere_it_is_not_shown_and_says_why(chromium: Browser, street: Street) -> None:
    shop = WidgetWindow(chromium, "about:blank")
    with shop.page.expect_console_message() as said:
        shop.page.goto(street.stranger)
    assert f"{street.stranger} is not among XIAOER_WIDGET_ORIGINS" in said.value.text
    expect(shop.opener).to_have_count(0)


def test_nobody_else_is_listened_to(chromium: Browser, street: Street) -> None:
    shop = WidgetWindow(chromium, f"{street.shop}/?product=T200")
    shop.open()
    in_view = shop.chat.locator("#in-view")
    expect(in_view).to_contain_text("阔腿长裤")
    shop.page.evaluate("postMessage({ xiaoer: 'close' }, '*')")
    shop.frame.evaluate("postMessage({ xiaoer: 'product', id: 'T300' }, '*')")
    shop.say("这件呢")
    shop.reads(["这件呢", "收到：这件呢（在看 T200）"])
    expect(shop.panel).to_be_visible()


def test_the_page_s_styles_stay_out(chromium: Browser, street: Street) -> None:
    shop = WidgetWindow(chromium, f"{street.shop}/?look=hostile")
    expect(shop.opener).to_be_visible()
    box = shop.opener.bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (60, 60)
    assert (box["x"] + 80, box["y"] + 80) == (1280, 860)
    shop.open()
    expect(shop.chat.locator("#draft")).to_be_visible()


def test_on_a_phone_it_takes_the_screen(chromium: Browser, street: Street) -> None:
    shop = WidgetWindow(chromium, street.shop, size=PHONE, reduced_motion="reduce")
    shop.open()
    assert shop.panel.bounding_box() == {"x": 0, "y": 0, **PHONE}
    expect(shop.opener).to_be_hidden()
    assert shop.panel.evaluate("panel => getComputedStyle(panel).transitionDuration") == "0s"
    assert shop.frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shop.chat.get_by_role("button", name="收起聊天").click()
    expect(shop.panel).to_be_hidden()
    expect(shop.opener).to_be_focused()
    shop.opener.click()
    shop.page.reload()
    expect(shop.opener).to_be_visible()
    expect(shop.panel).to_be_hidden()


def test_without_storage_it_still_answers(chromium: Browser, street: Street) -> None:
    shop = WidgetWindow(chromium, street.shop, beforehand=NO_STORAGE)
    shop.open()
    shop.say("在吗")
    shop.reads(["在吗", "收到：在吗（在看 无）"])
    assert shop.window.errors == []


def test_a_chat_that_does_not_come_can_be_tried_again(chromium: Browser, street: Street) -> None:
    shop = WidgetWindow(chromium, street.shop)
    shop.page.clock.install()
    shop.page.route("**/widget/frame", lambda route: route.abort())
    shop.opener.click()
    shop.page.clock.fast_forward(20_000)
    expect(shop.panel).to_contain_text("客服暂时连不上")
    shop.page.unroute("**/widget/frame")
    shop.page.get_by_role("button", name="再试一次").click()
    shop.is_online()
