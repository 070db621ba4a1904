"""The queue as people work with it: the real process, a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import update

from bot.chats.tables import MessageRow, TicketRow
from bot.database.engine import engine_for, transaction
from tests.e2e.accessibility import is_accessible
from tests.e2e.browser import DESKTOP, PHONE
from tests.e2e.desk_process import pushed_to, running_desk
from tests.e2e.desk_shop import Shop
from tests.e2e.desk_window import is_told, open_chat, sign_in
from tests.e2e.priced_shop import PASSWORD, priced_shop

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def one_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    made = priced_shop(tmp_path_factory.mktemp("shop"))
    yield made
    engine_for(made.url).dispose()


@pytest.fixture()
def shop(one_shop: Shop) -> Iterator[Shop]:
    """The shop with no chat at the desk from the test before."""
    yield one_shop
    one_shop.nobody_waits()


@pytest.fixture(scope="module")
def desk(one_shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("desk")
    with pushed_to() as (port, _), running_desk(one_shop.url, folder, chat_port=port) as url:
        yield url


def at_desk(
    chromium: Browser, desk: str, login: str = "xiaomai", size: dict[str, int] = DESKTOP
) -> Page:
    """The queue of somebody who may act, its scripts listening."""
    page = sign_in(chromium, desk, login=login, password=PASSWORD, size=size)
    expect(page.locator("#next")).to_be_enabled()
    return page


def waits(shop: Shop, buyer: str, *said: str, reason: str = "handoff.requested") -> None:
    shop.chat_waits(buyer, *(said or ("转人工",)), reason=reason, facts={})


def long_ago(shop: Shop, buyer: str, seconds: float) -> None:
    """Make it that much longer ago that a buyer asked for a person."""
    earlier = timedelta(seconds=seconds)
    with transaction(shop.url) as session:
        for table in (TicketRow, MessageRow):
            column = table.opened_at if table is TicketRow else table.at
            of = table.conversation_id == f"web:{buyer}"
            for found, at in session.query(table.id, column).filter(of).all():
                session.execute(
                    update(table).where(table.id == found).values({column.key: at - earlier})
                )


def test_only_what_is_asked_for_is_shown_and_stays_so(
    chromium: Browser, desk: str, shop: Shop
) -> None:
    waits(shop, "q0001", "想要退货")
    waits(shop, "q0002", "衣服破了个洞", reason="handoff.after_sales")
    page = at_desk(chromium, desk)
    page.get_by_role("link", name="售后问题 1").click()
    expect(page.get_by_text("顾客 q0002")).to_be_visible()
    expect(page.get_by_text("顾客 q0001")).to_have_count(0)
    waits(shop, "q0003", "裂开了", reason="handoff.after_sales")
    expect(page.get_by_text("顾客 q0003")).to_be_visible()
    expect(page.get_by_text("顾客 q0001")).to_have_count(0)
    page.get_by_role("link", name="全部 3").click()
    expect(page.get_by_text("顾客 q0001")).to_be_visible()
    expect(page.locator("#next")).to_be_enabled()
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("想要")
    page.keyboard.press("Enter")
    expect(page.get_by_text("顾客 q0001")).to_be_visible()
    expect(page.get_by_text("顾客 q0002")).to_have_count(0)


def test_one_key_takes_the_longest_waiting(chromium: Browser, desk: str, shop: Shop) -> None:
    for buyer in ("q0011", "q0012"):
        waits(shop, buyer)
    long_ago(shop, "q0012", 40)
    mai, yu = at_desk(chromium, desk), at_desk(chromium, desk, "laoban")
    for page, buyer in ((mai, "q0012"), (yu, "q0011")):
        expect(page.get_by_text(f"顾客 {buyer}")).to_be_visible()
        page.keyboard.press("n")
        page.wait_for_url("**/chats/*")
        expect(page.get_by_role("heading", name=f"顾客 {buyer}")).to_be_visible()
        expect(page.get_by_text("我在接待")).to_be_visible()
    third = at_desk(chromium, desk)
    third.keyboard.press("n")
    is_told(third, "现在没有等着您接待的顾客。")


def test_the_clock_is_told_in_words_and_warns_before_the_limit(
    chromium: Browser, desk: str, shop: Shop
) -> None:
    waits(shop, "q0021")
    long_ago(shop, "q0021", 155)
    page = at_desk(chromium, desk)
    entry = page.locator(".entry")
    expect(entry.locator(".left")).to_contain_text("剩")
    is_told(page, "顾客 q0021 快到时限了。")
    expect(page.locator(".entry.red")).to_have_count(1)
    is_accessible(page)
    expect(entry.locator(".left")).to_contain_text("已超时")
    expect(page.locator(".entry.over")).to_have_count(1)
    open_chat(page, "q0021")
    expect(page.locator("#clock")).to_contain_text("已超时")
    is_accessible(page)


def test_a_chat_handed_over_is_accepted_by_opening_it(
    chromium: Browser, desk: str, shop: Shop
) -> None:
    waits(shop, "q0031")
    mai, boss = at_desk(chromium, desk), at_desk(chromium, desk, "laoban")
    expect(mai.get_by_text("顾客 q0031")).to_be_visible()
    mai.keyboard.press("n")
    expect(mai.get_by_text("我在接待")).to_be_visible()
    mai.get_by_role("button", name="转交").first.click()
    mai.locator("#hand-to").select_option("laoban")
    mai.locator("#hand-note").fill("要批发价")
    mai.locator("#hand-form button[type=submit]").click()
    is_told(mai, "已转交。")
    expect(mai.get_by_text("留给 ")).to_be_visible()
    expect(boss.get_by_text("留给我，打开就接待")).to_be_visible()
    open_chat(boss, "q0031")
    expect(boss.get_by_text("我在接待")).to_be_visible()


def test_out_of_sight_until_the_buyer_writes(chromium: Browser, desk: str, shop: Shop) -> None:
    waits(shop, "q0041")
    page = at_desk(chromium, desk)
    expect(page.get_by_text("顾客 q0041")).to_be_visible()
    page.keyboard.press("n")
    expect(page.get_by_text("我在接待")).to_be_visible()
    page.locator("#snooze").click()
    page.get_by_role("button", name="10 分钟").click()
    expect(page.get_by_role("heading", name="稍后再看1")).to_be_visible()
    shop.buyer_says("q0041", "还在吗")
    expect(page.get_by_role("heading", name="稍后再看1")).to_have_count(0)
    expect(page.get_by_text("还在吗")).to_be_visible()


def test_away_and_the_mode_of_today(chromium: Browser, desk: str, shop: Shop) -> None:
    mai, boss = at_desk(chromium, desk), at_desk(chromium, desk, "laoban")
    mai.get_by_role("button", name="我离开了").click()
    expect(mai.locator("#me")).to_have_text("离开")
    boss.get_by_role("link", name="团队").click()
    row = boss.get_by_role("row", name="小麦")
    expect(row).to_contain_text("离开")
    boss.locator("#mode").click()
    is_accessible(boss)
    boss.get_by_role("button", name="辅助").click()
    expect(boss.locator("#mode")).to_have_text("辅助接待（今天）")
    mai.reload()
    expect(mai.locator("#mode")).to_have_text("辅助接待（今天）")
    boss.get_by_role("link", name="记录").click()
    expect(boss.get_by_role("row", name="切换接待方式").first).to_be_visible()
    boss.locator("#mode").click()
    boss.get_by_role("button", name="按表").click()
    expect(boss.locator("#mode")).not_to_contain_text("今天")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_of_very_many_the_longest_waiting_are_shown(
    chromium: Browser, desk: str, shop: Shop, size: dict[str, int]
) -> None:
    for number in range(70):
        waits(shop, f"m{size['width']}{number:03}", "长" * 80)
    page = at_desk(chromium, desk, size=size)
    expect(page.locator(".entry")).to_have_count(60)
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    page.get_by_role("link", name="还有 10 位").click()
    expect(page.locator(".entry")).to_have_count(70)
    is_accessible(page)


def test_a_chat_is_put_off_handed_on_and_assigned_from_the_list_by_key(
    chromium: Browser, desk: str, shop: Shop
) -> None:
    waits(shop, "q0080")
    page = at_desk(chromium, desk, login="laoban")
    page.keyboard.press("n")
    expect(page.get_by_text("我在接待")).to_be_visible()
    page.goto(desk)
    expect(page.locator("#next")).to_be_enabled()
    page.keyboard.press("j")
    page.keyboard.press("s")
    page.get_by_role("button", name="1 小时").click()
    is_told(page, "已收起，到时候再提醒您。")
    page.keyboard.press("j")
    page.keyboard.press("s")
    expect(page.get_by_role("heading", name="稍后再看")).to_have_count(0)
    page.keyboard.press("o")
    expect(page.get_by_role("dialog", name="转交同事")).to_be_visible()
    page.keyboard.press("Escape")
    page.goto(desk)
    expect(page.locator("#next")).to_be_enabled()
    page.keyboard.press("j")
    page.keyboard.press("a")
    page.get_by_label("谁来接待", exact=True).select_option("xiaomai")
    page.get_by_role("dialog", name="指派给").get_by_role("button", name="指派").click()
    is_told(page, "已指派。")
    expect(page.locator(".entry[data-kind=others]")).to_contain_text("留给")
