"""The desk as an agent sees it: the real process, a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from bot.database.engine import engine_for, transaction
from bot.database.migrate import upgrade
from bot.desk.passwords import hash_password
from bot.shop.tables.catalogue import ProductRow, SkuRow
from bot.shop.tables.policy import AgentRow
from tests.e2e.browser import DESKTOP
from tests.e2e.desk_process import GIVEN_BACK, pushed_to, running_desk
from tests.e2e.desk_shop import Shop
from tests.e2e.desk_window import is_told, open_chat, sign_in

pytestmark = pytest.mark.browser

PASSWORD = "wheat-field-2026"


@pytest.fixture(scope="module")
def one_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    url = f"sqlite:///{tmp_path_factory.mktemp('desk') / 'desk.db'}"
    upgrade(url)
    hashed = hash_password(PASSWORD)
    with transaction(url) as session:
        for login, name in (("xiaomai", "小麦"), ("xiaoyu", "小雨")):
            session.add(AgentRow(login=login, name=name, role="agent", password_hash=hashed))
        session.add(
            ProductRow(id="LQ01", title="亚麻长裙", name="亚麻长裙", category="裙", position=1)
        )
        session.flush()
        session.add(
            SkuRow(
                id="LQ01-M", product_id="LQ01", colour="", size="M", position=1, stock=5,
                price=Decimal(100),
            )
        )  # fmt: skip
    yield Shop(url)
    engine_for(url).dispose()


@pytest.fixture()
def shop(one_shop: Shop) -> Iterator[Shop]:
    """The shop with no chat at the desk from the test before."""
    yield one_shop
    one_shop.nobody_waits()


@pytest.fixture(scope="module")
def pushed() -> Iterator[tuple[int, list[str]]]:
    with pushed_to() as listening:
        yield listening


@pytest.fixture(scope="module")
def desk(one_shop: Shop, pushed: tuple[int, list[str]], tmp_path_factory: Any) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("desk-process")
    with running_desk(one_shop.url, folder, chat_port=pushed[0]) as url:
        yield url


def _agent(chromium: Browser, desk: str, login: str, width: int = DESKTOP["width"]) -> Page:
    size = {"width": width, "height": 800}
    return sign_in(chromium, desk, login=login, password=PASSWORD, size=size)


def test_a_chat_appears_is_taken_answered_and_given_back(
    chromium: Browser, desk: str, shop: Shop, pushed: tuple[int, list[str]]
) -> None:
    page = _agent(chromium, desk, "xiaomai")
    shop.chat_waits("b0001", "转人工", reason="handoff.requested", facts={"尺码": "M"})
    expect(page.get_by_text("顾客 b0001")).to_be_visible()
    expect(page).to_have_title("(1) 会话列表 · 客服台")

    page.keyboard.press("j")
    page.keyboard.press("t")
    expect(page.get_by_text("我在接待")).to_be_visible()
    expect(page.get_by_text("在看 亚麻长裙")).to_be_visible()
    box = page.get_by_label("回复顾客")
    expect(box).to_be_focused()
    box.type("亲，我是小麦")
    box.press("Shift+Enter")
    box.type("您说")
    box.press("Enter")
    expect(page.locator(".message.agent .text")).to_have_text("亲，我是小麦\n您说")
    expect(page.locator("#sent")).to_have_text("已发出")
    expect(box).to_have_value("")
    assert pushed[1][-1] == "web:b0001"

    shop.buyer_says("b0001", "<b>有别的颜色吗</b>")
    expect(page.locator(".message.buyer").last).to_contain_text("<b>有别的颜色吗</b>")

    box.press("Escape")
    page.keyboard.press("g")
    page.get_by_label("给同事留一句").fill("想要别的颜色")
    page.keyboard.press("Enter")
    is_told(page, "已交还小二。")
    last = shop.messages("b0001")[-1]
    assert (last.sender, last.text) == ("system", GIVEN_BACK.format(agent="小麦"))


def test_two_agents_press_take_and_the_second_reads_who_has_it(
    chromium: Browser, desk: str, shop: Shop
) -> None:
    mai, yu = (_agent(chromium, desk, login) for login in ("xiaomai", "xiaoyu"))
    shop.chat_waits("b0002", "衣服破了个洞", reason="handoff.after_sales", facts={})
    for page in (mai, yu):
        open_chat(page, "b0002")

    def mai_is_faster(route: Route) -> None:
        mai.keyboard.press("t")
        mai.get_by_text("我在接待").wait_for()
        route.continue_()

    yu.route("**/take", mai_is_faster)
    yu.keyboard.press("t")
    is_told(yu, "小麦 已经在接待这位顾客了。")
    expect(yu.get_by_text("小麦 正在接待这位顾客。")).to_be_visible()
    expect(yu.get_by_label("回复顾客")).to_be_hidden()


def test_enter_that_ends_an_input_method_s_word_does_not_send(
    chromium: Browser, desk: str, shop: Shop
) -> None:
    page = _agent(chromium, desk, "xiaoyu")
    shop.chat_waits("b0003", "转人工", reason="handoff.requested", facts={})
    open_chat(page, "b0003")
    page.get_by_role("button", name="接待").click()
    box = page.get_by_label("回复顾客")
    box.fill("nihao")
    box.evaluate(
        "box => box.dispatchEvent(new KeyboardEvent('keydown',"
        " {key: 'Enter', isComposing: true, bubbles: true, cancelable: true}))"
    )
    expect(box).to_have_value("nihao")
    box.press("Enter")
    expect(box).to_have_value("")
    expect(page.locator(".message.agent")).to_have_count(1)


def test_an_answer_or_a_receipt_lost_on_the_way_is_in_the_log_once(
    chromium: Browser, desk: str, shop: Shop
) -> None:
    page = _agent(chromium, desk, "xiaoyu")
    shop.chat_waits("b0004", "转人工", reason="handoff.requested", facts={})
    open_chat(page, "b0004")
    page.get_by_role("button", name="接待").click()
    box = page.get_by_label("回复顾客")

    page.route("**/messages", lambda route: route.abort(), times=1)
    box.fill("在的亲")
    box.press("Enter")
    page.get_by_role("button", name="重发").click()
    expect(page.locator(".message.agent[data-id] .text")).to_have_text(["在的亲"])

    page.route("**/messages", lambda route: (route.fetch(), route.abort()), times=1)
    box.fill("马上看")
    box.press("Enter")
    expect(page.locator(".message.agent[data-id] .text")).to_have_text(["在的亲", "马上看"])
    expect(page.locator(".unsent")).to_have_count(0)
    assert [message.text for message in shop.messages("b0004")][2:] == ["在的亲", "马上看"]


def test_a_button_can_be_pressed_once_its_script_listens(
    chromium: Browser, desk: str, shop: Shop
) -> None:
    page = _agent(chromium, desk, "xiaoyu")
    shop.chat_waits("b0005", "转人工", reason="handoff.requested", facts={})
    take = page.get_by_role("button", name="接待")

    def before_the_script(route: Route) -> None:
        expect(take).to_be_disabled()
        route.continue_()

    page.route("**/static/chat.js", before_the_script)
    open_chat(page, "b0005")
    take.click()
    expect(page.get_by_text("我在接待")).to_be_visible()


def test_news_does_not_swallow_a_click(chromium: Browser, desk: str, shop: Shop) -> None:
    page = _agent(chromium, desk, "xiaoyu")
    shop.chat_waits("b0006", "转人工", reason="handoff.requested", facts={})
    page.get_by_role("link", name="顾客 b0006").hover()
    page.mouse.down()
    with page.expect_response("**/queue") as news:
        shop.buyer_says("b0006", "在吗")
    news.value.finished()
    page.mouse.up()
    page.wait_for_url("**/chats/*")


@pytest.mark.parametrize("width", [375, 1280])
def test_no_page_is_wider_than_the_screen(
    chromium: Browser, desk: str, shop: Shop, width: int
) -> None:
    page = _agent(chromium, desk, "xiaomai", width)
    problems: list[str] = []
    page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    shop.chat_waits(
        f"w{width}", "长" * 200, "a" * 300, reason="handoff.unsure_twice", facts={"说明": "b" * 80}
    )
    open_chat(page, f"w{width}")
    expect(page.locator(".transcript")).to_be_visible()
    for _ in range(2):
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.goto(desk)
    assert problems == []
