"""The chat page in a real browser, over the real channel with a scripted engine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.e2e.browser import DESKTOP, PHONE
from tests.e2e.chat_window import ChatWindow
from tests.e2e.scripted_chat import ScriptedChat

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def scripted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScriptedChat]:
    with ScriptedChat(tmp_path_factory.mktemp("chat") / "chat.db") as running:
        yield running


def test_a_question_is_delivered_and_answered(chromium: Browser, scripted: ScriptedChat) -> None:
    chat = ChatWindow(chromium, scripted.url)
    expect(chat.page.locator("#assistant-name")).to_have_text("小二")
    chat.say("在吗")
    chat.reads(["在吗", "收到：在吗（在看 无）"])
    expect(chat.delivery()).to_have_text("已送达")
    assert chat.window.errors == []


def test_a_burst_is_answered_in_order(chromium: Browser, scripted: ScriptedChat) -> None:
    chat = ChatWindow(chromium, scripted.url)
    burst = ["等一吗", "二吗", "三吗"]
    for text in burst:
        chat.say(text)
    expect(chat.delivery()).to_have_text(["已送达"])
    scripted.go_on(chat.conversation_id)
    chat.reads([*burst, *(f"收到：{text}（在看 无）" for text in burst)])


def test_a_reload_in_the_middle_keeps_everything(chromium: Browser, scripted: ScriptedChat) -> None:
    chat = ChatWindow(chromium, scripted.url)
    chat.say("在吗")
    chat.reads(["在吗", "收到：在吗（在看 无）"])
    chat.say("等我想想")
    chat.page.reload()
    kept = ["在吗", "收到：在吗（在看 无）", "等我想想"]
    chat.reads(kept)
    scripted.go_on(chat.conversation_id)
    chat.reads([*kept, "收到：等我想想（在看 无）"])
    chat.say("好")
    chat.reads([*kept, "收到：等我想想（在看 无）", "好", "收到：好（在看 无）"])


def test_what_is_said_before_the_log_was_read_is_shown_once(
    chromium: Browser, scripted: ScriptedChat
) -> None:
    chat = ChatWindow(chromium, scripted.url)
    chat.say("在吗")
    chat.reads(["在吗", "收到：在吗（在看 无）"])

    def say_first(route: Route) -> None:
        chat.say("还在吗")
        route.continue_()

    chat.page.route("**/chat/history", say_first)
    chat.page.reload()
    chat.reads(["在吗", "收到：在吗（在看 无）", "还在吗", "收到：还在吗（在看 无）"])


def test_a_button_can_be_pressed_once_its_script_listens(
    chromium: Browser, scripted: ScriptedChat
) -> None:
    chat = ChatWindow(chromium, scripted.url)
    ask = chat.page.get_by_role("button", name="转人工")

    def before_the_script(route: Route) -> None:
        expect(ask).to_be_disabled()
        route.continue_()

    chat.page.route("**/static/chat.js", before_the_script)
    chat.page.reload()
    ask.click()
    chat.reads(["转人工", "这就请同事来，稍等哦～"])


def test_a_killed_server_loses_nothing(chromium: Browser, tmp_path: Path) -> None:
    with ScriptedChat(tmp_path / "chat.db") as scripted:
        chat = ChatWindow(chromium, scripted.url)
        chat.say("等一等")
        expect(chat.delivery()).to_have_text("已送达")
        scripted.kill()
        expect(chat.page.locator("#connection")).to_contain_text("重新连接")
        chat.say("还在吗")
        expect(chat.delivery()).to_contain_text("等待网络")
        scripted.start()
        chat.is_online()
        expect(chat.delivery()).to_have_text("已送达")
        scripted.go_on(chat.conversation_id)
        chat.reads(["等一等", "还在吗", "收到：等一等（在看 无）", "收到：还在吗（在看 无）"])
        expect(chat.delivery()).to_have_text("已送达")


def test_markup_is_shown_as_typed(chromium: Browser, scripted: ScriptedChat) -> None:
    chat = ChatWindow(chromium, scripted.url)
    attack = "<img src=x onerror=\"document.title='taken'\"><b>粗</b>"
    chat.say(attack)
    chat.reads([attack, f"收到：{attack}（在看 无）"])
    assert chat.page.locator("#log img, #log b").count() == 0
    assert "taken" not in chat.page.title()


def test_lines_of_a_reply_are_kept(chromium: Browser, scripted: ScriptedChat) -> None:
    chat = ChatWindow(chromium, scripted.url)
    chat.say("两句")
    chat.reads(["两句", "第一句\n换一行", "第二句"])


def test_the_input_methods_enter_does_not_send(chromium: Browser, scripted: ScriptedChat) -> None:
    chat = ChatWindow(chromium, scripted.url)
    chat.page.fill("#draft", "zaima")
    chat.page.dispatch_event("#draft", "keydown", {"key": "Enter", "isComposing": True})
    chat.page.press("#draft", "Shift+Enter")
    expect(chat.page.locator("#draft")).to_have_value("zaima\n")
    assert chat.bubbles().count() == 0


def test_a_card_and_its_quick_replies(chromium: Browser, scripted: ScriptedChat) -> None:
    chat = ChatWindow(chromium, scripted.url, product="T100")
    chat.say("看看")
    card = chat.page.locator(".card")
    expect(card).to_contain_text("阔腿长裤")
    expect(card).to_contain_text("¥139–159")
    chat.page.get_by_role("button", name="要 M 码").click()
    chat.reads(["看看", "这件卖得很好：", "我要M码", "收到：我要M码（在看 T100）"])
    expect(chat.page.locator("#log .offer")).to_have_count(0)
    chat.page.reload()
    expect(chat.bubbles()).to_have_count(4)
    expect(chat.page.locator("#log .offer")).to_have_count(0)
    card.click()
    expect(chat.page.locator("#in-view")).to_contain_text("阔腿长裤")


def test_the_product_in_view_goes_with_each_message(
    chromium: Browser, scripted: ScriptedChat
) -> None:
    chat = ChatWindow(chromium, scripted.url, product="T300", size=DESKTOP)
    expect(chat.page.locator("#in-view")).to_contain_text("立领衬衫")
    chat.say("多少钱呢")
    chat.reads(["多少钱呢", "收到：多少钱呢（在看 T300）"])
    chat.page.get_by_role("button", name="阔腿长裤").click()
    expect(chat.page).to_have_url(re.compile(r"\?product=T200$"))
    chat.say("这件呢")
    expect(chat.bubbles().last).to_have_text("收到：这件呢（在看 T200）")


def test_on_a_phone_the_shelf_opens_over_the_chat(
    chromium: Browser, scripted: ScriptedChat
) -> None:
    chat = ChatWindow(chromium, scripted.url)
    shelf = chat.page.locator("#shelf")
    expect(shelf).to_be_hidden()
    chat.page.get_by_role("button", name="打开商品列表").click()
    expect(shelf).to_be_visible()
    chat.page.keyboard.press("Escape")
    expect(shelf).to_be_hidden()
    expect(chat.page.locator("#shelf-open")).to_be_focused()
    chat.page.keyboard.press("Enter")
    chat.page.fill("#shelf-filter", "衬衫")
    expect(chat.page.locator("#shelf-list li")).to_have_count(1)
    chat.page.locator("#shelf-list button").click()
    expect(shelf).to_be_hidden()
    expect(chat.page.locator("#in-view")).to_contain_text("立领衬衫")


def test_a_person_takes_over_and_gives_back(chromium: Browser, scripted: ScriptedChat) -> None:
    chat = ChatWindow(chromium, scripted.url)
    chat.page.get_by_role("button", name="转人工").click()
    chat.reads(["转人工", "这就请同事来，稍等哦～"])
    expect(chat.page.locator("#presence")).to_contain_text("已转人工")
    expect(chat.page.locator("#ask-person")).to_be_hidden()

    scripted.as_agent(chat.conversation_id, "您好，我是小麦")
    expect(chat.bubbles().last).to_have_text("您好，我是小麦")
    expect(chat.page.locator(".from-agent .who")).to_have_text("小麦 人工客服")
    expect(chat.page.locator("#presence")).to_contain_text("小麦")
    chat.say("谢谢")
    expect(chat.delivery()).to_have_text("已送达")
    expect(chat.bubbles()).to_have_count(4)

    scripted.give_back(chat.conversation_id)
    expect(chat.page.locator(".notice")).to_have_text("接下来由小二继续")
    chat.say("在吗")
    expect(chat.bubbles().last).to_have_text("收到：在吗（在看 无）")


def test_a_failing_engine_still_answers_with_words(
    chromium: Browser, scripted: ScriptedChat
) -> None:
    chat = ChatWindow(chromium, scripted.url)
    chat.say("坏了")
    expect(chat.bubbles()).to_have_count(2)
    expect(chat.bubbles().last).to_contain_text("同事")
    expect(chat.page.locator("#presence")).to_contain_text("已转人工")


def test_too_fast_is_refused_and_can_be_sent_again(
    chromium: Browser, scripted: ScriptedChat
) -> None:
    chat = ChatWindow(chromium, scripted.url)
    for number in range(21):
        chat.say(f"第{number}条吗")
    failed = chat.page.locator(".delivery.is-failed")
    expect(failed).to_have_count(1)
    expect(failed).to_contain_text("重发")
    failed.get_by_role("button", name="重发").click()
    expect(chat.bubbles().last).to_have_text("收到：第20条吗（在看 无）")
    expect(failed).to_have_count(0)


def test_new_messages_do_not_pull_the_reader_down(
    chromium: Browser, scripted: ScriptedChat
) -> None:
    chat = ChatWindow(chromium, scripted.url)
    for number in range(8):
        chat.say(f"第{number}条，说得长一点好占地方")
    expect(chat.bubbles()).to_have_count(16)
    chat.page.evaluate("document.getElementById('scroll').scrollTop = 0")
    chat.say("等会儿答")
    expect(chat.page.locator("#typing")).to_be_visible()
    chat.page.evaluate("document.getElementById('scroll').scrollTop = 0")
    scripted.go_on(chat.conversation_id)
    newest = chat.page.get_by_role("button", name="有新消息")
    expect(newest).to_be_visible()
    assert chat.page.evaluate("document.getElementById('scroll').scrollTop") == 0
    newest.click()
    expect(chat.bubbles().last).to_be_in_viewport()
    expect(newest).to_be_hidden()


def test_two_tabs_show_the_same_chat(chromium: Browser, scripted: ScriptedChat) -> None:
    chat = ChatWindow(chromium, scripted.url)
    other = chat.page.context.new_page()
    other.goto(scripted.url)
    expect(other.locator("#connection")).to_have_attribute("data-state", "open")
    chat.say("在吗")
    expect(other.locator("#log .text")).to_have_text(["在吗", "收到：在吗（在看 无）"])


@pytest.mark.parametrize("width", [320, PHONE["width"], 768, DESKTOP["width"]])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_sticks_out_at_any_width(
    chromium: Browser, scripted: ScriptedChat, width: int, scheme: str
) -> None:
    size = {"width": width, "height": 700}
    chat = ChatWindow(chromium, scripted.url, product="T100", size=size, color_scheme=scheme)
    chat.say("看看")
    expect(chat.page.locator(".card")).to_be_visible()
    chat.say("w" * 200)
    expect(chat.bubbles()).to_have_count(4)
    assert chat.overflow() <= 0
    buttons = chat.page.locator("button:visible")
    heights = [box["height"] for box in (b.bounding_box() for b in buttons.all()) if box]
    assert min(heights) >= 36
