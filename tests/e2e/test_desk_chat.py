"""One chat at the desk, worked with the keyboard: the real process, a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.chats.model import Reply
from bot.chats.suggestions import Suggestions
from bot.database.engine import engine_for, transaction
from bot.database.migrate import upgrade
from bot.desk.passwords import hash_password
from bot.settings import SHOP_TIMEZONE
from bot.shop.files.importing import import_shop
from bot.shop.repositories.agents import Agents
from tests.e2e.accessibility import is_accessible
from tests.e2e.browser import DESKTOP
from tests.e2e.desk_gateway import TRACE, Gateway, gateway_over
from tests.e2e.desk_process import running_desk
from tests.e2e.desk_shop import Shop
from tests.e2e.desk_window import is_told, open_chat, sign_in

pytestmark = pytest.mark.browser

PASSWORD = "wheat-field-2026"


@pytest.fixture(scope="module")
def one_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    url = f"sqlite:///{tmp_path_factory.mktemp('desk') / 'desk.db'}"
    upgrade(url)
    import_shop(Path("data/shop"), url=url)
    hashed = hash_password(PASSWORD)
    with transaction(url) as session:
        for login in ("xiaomai", "xiaoyu", "dianzhang"):
            Agents(session).set_password(login, hashed)
    yield Shop(url)
    engine_for(url).dispose()


@pytest.fixture()
def shop(one_shop: Shop) -> Iterator[Shop]:
    """The shop with no chat at the desk from the test before."""
    yield one_shop
    one_shop.nobody_waits()


@pytest.fixture(scope="module")
def gateway_and_port(one_shop: Shop) -> Iterator[tuple[Gateway, int]]:
    with gateway_over(one_shop.url) as listening:
        yield listening


@pytest.fixture()
def gateway(gateway_and_port: tuple[Gateway, int]) -> Gateway:
    gateway_and_port[0].accepted.clear()
    return gateway_and_port[0]


@pytest.fixture(scope="module")
def desk(
    one_shop: Shop, gateway_and_port: tuple[Gateway, int], tmp_path_factory: Any
) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("desk-process")
    wording = folder / "stories"
    for topic in ("desk", "handoff"):
        shutil.copytree(Path("data/stories") / topic, wording / topic)
    with running_desk(one_shop.url, folder, chat_port=gateway_and_port[1], wording=wording) as url:
        yield url


def _suggests(shop: Shop, buyer: str, text: str, *, product: str = "LQ2301") -> None:
    """The buyer's last message has a suggestion."""
    trace = {**TRACE, "slots": {**TRACE["slots"], "product": product}}
    with transaction(shop.url) as session:
        Suggestions(session).keep(
            f"web:{buyer}",
            shop.messages(buyer)[-1].id,
            replies=[Reply(text, trace=trace)],
            digest=text,
            at=datetime.now(SHOP_TIMEZONE),
        )


def _at_the_desk(
    chromium: Browser, desk: str, shop: Shop, buyer: str, *, login: str = "xiaomai"
) -> Page:
    """The page of an agent who has just taken this buyer's chat."""
    page = sign_in(chromium, desk, login=login, password=PASSWORD, size=DESKTOP)
    shop.chat_waits(buyer, "转人工", reason="handoff.requested", facts={})
    open_chat(page, buyer)
    page.locator("#take").click()
    expect(page.get_by_label("回复顾客")).to_be_focused()
    return page


def test_one_key_sends_what_the_bot_suggests(
    chromium: Browser, desk: str, shop: Shop, gateway: Gateway
) -> None:
    page = _at_the_desk(chromium, desk, shop, "s0001")
    shop.buyer_says("s0001", "到金华几天")
    _suggests(shop, "s0001", "路上1-2天")
    expect(page.locator("#suggested")).to_contain_text("路上1-2天")
    expect(page.locator(".message.buyer").last).to_contain_text("问几天到")
    page.keyboard.press("Control+j")
    expect(page.locator(".message.agent .text")).to_have_text(["路上1-2天"])
    expect(page.locator("#suggestion")).to_be_hidden()
    assert [asked["login"] for asked in gateway.accepted] == ["xiaomai"]


def test_what_changed_meanwhile_is_shown_and_not_sent(
    chromium: Browser, desk: str, shop: Shop, gateway: Gateway
) -> None:
    page = _at_the_desk(chromium, desk, shop, "s0002")
    shop.buyer_says("s0002", "到金华几天")
    _suggests(shop, "s0002", "路上1-2天")
    expect(page.locator("#suggested")).to_contain_text("路上1-2天")
    gateway.changes_to = "路上2-3天"
    page.keyboard.press("Control+j")
    is_told(page, "情况变了，小二换了说法，请再看一眼。")
    expect(page.locator("#suggested")).to_contain_text("路上2-3天")
    expect(page.locator(".message.agent")).to_have_count(0)
    page.keyboard.press("Control+k")
    expect(page.get_by_label("回复顾客")).to_have_value("路上2-3天")
    page.keyboard.type("，放心")
    page.keyboard.press("Enter")
    expect(page.locator(".message.agent .text")).to_have_text(["路上2-3天，放心"])
    expect(page.locator("#suggestion")).to_be_hidden()


def test_a_reading_is_corrected_from_the_keyboard_and_a_colleague_sees_it(
    chromium: Browser, desk: str, shop: Shop, gateway: Gateway
) -> None:
    page = _at_the_desk(chromium, desk, shop, "s0003")
    shop.buyer_says("s0003", "到金华几天")
    _suggests(shop, "s0003", "路上1-2天")
    looking_on = sign_in(chromium, desk, login="xiaoyu", password=PASSWORD, size=DESKTOP)
    open_chat(looking_on, "s0003")
    expect(page.locator("#suggested")).to_contain_text("路上1-2天")
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    choices = page.locator("#picker-list").get_by_role("option")
    expect(choices.nth(0)).to_contain_text("问几天到")
    expect(choices.nth(1)).to_contain_text("问发货")
    page.keyboard.type("快递")
    page.keyboard.press("Enter")
    for each in (page, looking_on):
        expect(each.locator(".message.buyer").last).to_contain_text("小麦：应该是“问快递”")
    expect(looking_on.get_by_label("回复顾客")).to_be_hidden()


def test_canned_wording_is_filled_from_this_chat_and_never_sent_half_filled(
    chromium: Browser, desk: str, shop: Shop, gateway: Gateway
) -> None:
    page = _at_the_desk(chromium, desk, shop, "s0004")
    box = page.get_by_label("回复顾客")
    box.type(";")
    page.get_by_label("快捷短语").get_by_role("combobox").type("zh")
    page.keyboard.press("Enter")
    expect(box).to_have_value("您好，我是素棉里的小麦，我来接着帮您看～")
    page.keyboard.press("Enter")
    expect(page.locator(".message.agent")).to_have_count(1)
    box.type("；yf")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="还没填")).to_contain_text("{地区}、{运费}")
    page.keyboard.type("浙江")
    page.keyboard.press("Enter")
    expect(box).to_have_value("发到浙江的运费是{运费}元。")
    page.keyboard.type("0")
    page.keyboard.press("Enter")
    expect(page.locator(".message.agent .text").last).to_have_text("发到浙江的运费是0元。")


def test_facts_follow_the_chat_and_go_into_the_answer(
    chromium: Browser, desk: str, shop: Shop, gateway: Gateway
) -> None:
    page = _at_the_desk(chromium, desk, shop, "s0005")
    expect(page.locator("#facts")).not_to_contain_text("浙江 金华")
    shop.buyer_says("s0005", "到金华几天")
    _suggests(shop, "s0005", "路上1-2天")
    expect(page.locator("#facts")).to_contain_text("方领亚麻长裙")
    page.get_by_role("button", name="浙江 金华", exact=True).click()
    expect(page.get_by_label("回复顾客")).to_have_value("浙江 金华")


def test_the_stock_of_five_sizes_fits_beside_the_chat(
    chromium: Browser, desk: str, shop: Shop, gateway: Gateway
) -> None:
    page = _at_the_desk(chromium, desk, shop, "s0010")
    shop.buyer_says("s0010", "还有哪些码")
    _suggests(shop, "s0010", "都有", product="LN2107")
    expect(page.locator(".stock")).to_contain_text("2XL")
    for beside in (".known", ".goods-in-view"):
        assert page.locator(beside).evaluate("it => it.scrollWidth - it.clientWidth") <= 0


def test_a_draft_is_kept_and_what_is_new_is_marked(
    chromium: Browser, desk: str, shop: Shop, gateway: Gateway
) -> None:
    page = _at_the_desk(chromium, desk, shop, "s0006")
    page.keyboard.type("我先查一下")
    address = page.url
    page.goto(desk)
    shop.buyer_says("s0006", "好的谢谢")
    page.goto(address)
    expect(page.get_by_label("回复顾客")).to_have_value("我先查一下")
    expect(page.locator(".unread + .message")).to_contain_text("好的谢谢")
    expect(page.locator(".day")).to_have_text(["今天"])
    page.keyboard.press("Enter")
    expect(page.locator(".unread")).to_have_count(0)


def test_a_chat_is_handed_to_a_colleague_who_takes_it_by_opening_it(
    chromium: Browser, desk: str, shop: Shop, gateway: Gateway
) -> None:
    page = _at_the_desk(chromium, desk, shop, "s0007")
    page.keyboard.press("Escape")
    page.keyboard.press("o")
    expect(page.locator("#hand-to option[value=xiaoyu]")).to_contain_text("小雨 · ")
    page.get_by_label("交给谁").select_option("xiaoyu")
    page.get_by_role("dialog", name="转交同事").get_by_label("留一句").fill("等您定能不能换")
    page.keyboard.press("Enter")
    is_told(page, "已转交。")
    yu = sign_in(chromium, desk, login="xiaoyu", password=PASSWORD, size=DESKTOP)
    open_chat(yu, "s0007")
    expect(yu.get_by_text("我在接待")).to_be_visible()
    expect(yu.get_by_label("转人工小结")).to_contain_text("等您定能不能换")


def test_a_key_that_follows_a_closed_dialog_at_once_is_heard(
    chromium: Browser, desk: str, shop: Shop, gateway: Gateway
) -> None:
    page = _at_the_desk(chromium, desk, shop, "s0008")
    page.set_viewport_size({"width": 1280, "height": 500})
    expect(page.locator(".message").last).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    expect(page.get_by_role("combobox")).to_be_focused()
    # Before the page is drawn again, what had the focus in the dialog still has it.
    page.evaluate(
        """() => {
          document.querySelector("#picker").close();
          const key = new KeyboardEvent("keydown", { key: "o", bubbles: true, cancelable: true });
          document.activeElement.dispatchEvent(key);
        }"""
    )
    expect(page.get_by_role("dialog", name="转交同事")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_a_chat(
    chromium: Browser, desk: str, shop: Shop, gateway: Gateway, scheme: Any
) -> None:
    buyer = f"axe-{scheme}"
    page = _at_the_desk(chromium, desk, shop, buyer, login="dianzhang")
    page.emulate_media(color_scheme=scheme)
    shop.buyer_says(buyer, "到金华几天")
    _suggests(shop, buyer, "路上1-2天")
    expect(page.locator("#suggested")).to_contain_text("路上1-2天")
    expect(page.locator("#facts")).to_contain_text("浙江 金华")
    is_accessible(page)
    page.keyboard.press("Escape")
    for key in ("r", ";", "?", "o", "s", "a", "g"):
        page.keyboard.press(key)
        expect(page.locator("dialog[open]")).to_be_visible()
        expect(page.locator("#picker-list[aria-busy=true]")).to_have_count(0)
        is_accessible(page)
        page.keyboard.press("Escape")
        expect(page.locator("dialog[open]")).to_have_count(0)
    page.locator("#mode").click()
    expect(page.get_by_role("dialog", name="今天剩下的时间谁来接待")).to_be_visible()
    is_accessible(page)
    page.keyboard.press("Escape")
    gateway.changes_to = "路上2-3天"
    page.keyboard.press("Control+j")
    expect(page.locator("#suggested")).to_contain_text("路上2-3天")
    is_accessible(page)
    page.keyboard.press("p")
    expect(page.locator("#recording")).to_have_attribute("open", "")
    is_accessible(page)
    page.get_by_label("回复顾客").fill("全网最低，绝对正品")
    page.keyboard.press("Enter")
    expect(page.locator("#look")).to_be_visible()
    is_accessible(page)
