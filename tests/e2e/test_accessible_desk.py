"""Axe over the desk's pages, for each role, by day and by night."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from bot.database.engine import engine_for
from tests.e2e.accessibility import is_accessible
from tests.e2e.browser import DESKTOP, PHONE, window
from tests.e2e.desk_process import pushed_to, running_desk
from tests.e2e.desk_shop import Shop
from tests.e2e.desk_window import open_chat, sign_in
from tests.e2e.priced_shop import PASSWORD, WANTS_LESS, priced_shop

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    made = priced_shop(tmp_path_factory.mktemp("shop"))
    made.chat_waits("b0001", "转人工", reason="handoff.requested", facts={"尺码": "M"})
    made.chat_waits("b0002", "能再少点吗", reason="haggling.ask_manager", facts=WANTS_LESS)
    yield made
    engine_for(made.url).dispose()


@pytest.fixture(scope="module")
def desk(shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("desk")
    with pushed_to() as (port, _), running_desk(shop.url, folder, chat_port=port) as url:
        yield url


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_door(chromium: Browser, desk: str, scheme: str) -> None:
    page = window(chromium, size=DESKTOP, color_scheme=scheme).page
    page.goto(desk)
    expect(page.get_by_role("button", name="登录")).to_be_visible()
    is_accessible(page)
    page.get_by_label("账号").fill("xiaomai")
    page.get_by_label("密码").fill("not this one")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).not_to_be_empty()
    is_accessible(page)


@pytest.mark.parametrize("login", ["xiaomai", "laoban", "kanke"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_queue_and_a_chat(
    chromium: Browser, desk: str, shop: Shop, login: str, size: dict[str, int], scheme: str
) -> None:
    page = sign_in(chromium, desk, login=login, password=PASSWORD, size=size)
    page.emulate_media(color_scheme=scheme)
    expect(page.get_by_text("顾客 b0001")).to_be_visible()
    is_accessible(page)
    open_chat(page, "b0002")
    expect(page.locator("#transcript")).to_be_visible()
    is_accessible(page)


def test_a_chat_at_work_and_given_back(chromium: Browser, desk: str, shop: Shop) -> None:
    shop.chat_waits("b0003", "转人工", reason="handoff.requested", facts={})
    page = sign_in(chromium, desk, login="xiaomai", password=PASSWORD, size=DESKTOP)
    open_chat(page, "b0003")
    page.get_by_role("button", name="接待").click()
    expect(page.get_by_label("回复顾客")).to_be_focused()
    page.get_by_label("回复顾客").fill("在的亲")
    page.keyboard.press("Enter")
    expect(page.locator(".message.agent")).to_have_count(1)
    is_accessible(page)
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    expect(page.get_by_label("给同事留一句")).to_be_focused()
    is_accessible(page)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{desk}/")
    expect(page.locator("#parts")).to_be_visible()
    is_accessible(page)


@pytest.mark.parametrize("address", ["/team", "/audit", "/no-such-page"])
def test_the_owner_s_pages(chromium: Browser, desk: str, address: str) -> None:
    page = sign_in(chromium, desk, login="laoban", password=PASSWORD, size=DESKTOP)
    page.goto(f"{desk}{address}")
    is_accessible(page)
