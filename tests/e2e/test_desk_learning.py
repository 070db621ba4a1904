"""Reviewing what buyers meant, from the keyboard alone: the real desk, a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import delete

from bot.database.engine import engine_for, transaction
from bot.learn.review.model import Candidate, Item
from bot.learn.review.reviews import Reviews
from bot.learn.tables import ReviewItemRow, ReviewWordRow
from bot.settings import SHOP_TIMEZONE
from bot.text.questions import key_of
from tests.e2e.accessibility import is_accessible
from tests.e2e.browser import DESKTOP, PHONE
from tests.e2e.desk_process import pushed_to, running_desk
from tests.e2e.desk_shop import Shop
from tests.e2e.desk_window import is_told, sign_in
from tests.e2e.priced_shop import PASSWORD, priced_shop

pytestmark = pytest.mark.browser

SAID = (
    "还有别的不", "咋卖捏", "啥时候弄过来", "在不在呀老铁", "这个送人体面不", "号码是13开头那个",
    "便宜点顺便送个袋子", "亲亲在忙么", "衣长咋量", "走哪家快第几天到", "能换个别的不",
)  # fmt: skip


@pytest.fixture(scope="module")
def one_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    made = priced_shop(tmp_path_factory.mktemp("shop"))
    yield made
    engine_for(made.url).dispose()


@pytest.fixture()
def shop(one_shop: Shop) -> Iterator[Shop]:
    """The shop with eleven questions to review, each said ten times."""
    with transaction(one_shop.url) as session:
        Reviews(session).offer(
            [question(text, gain=30.0 - place) for place, text in enumerate(SAID)],
            at=datetime.now(SHOP_TIMEZONE),
        )
    yield one_shop
    one_shop.nobody_waits()
    with transaction(one_shop.url) as session:
        session.execute(delete(ReviewWordRow))
        session.execute(delete(ReviewItemRow))


@pytest.fixture(scope="module")
def desk(one_shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("desk")
    with pushed_to() as (port, _), running_desk(one_shop.url, folder, chat_port=port) as url:
        yield url


def question(text: str, **other: Any) -> Candidate:
    values: dict[str, Any] = {
        "key": key_of(text), "text": text, "count": 10,
        "signals": {"unsure": 6, "repeated": 4},
        "suggested": "ask_stock", "confidence": 0.42,
        "before": "亲 这款是有现货的哦",
        "samples": (("别的还有没", "在的亲"), ("其他的呢", "")),
        "ranking": (("ask_stock", 0.42), ("ask_price", 0.31), ("ask_gift", 0.05)),
        **other,
    }  # fmt: skip
    return Candidate(**values)


def reviewing(
    chromium: Browser, desk: str, login: str = "xiaomai", size: dict[str, int] = DESKTOP
) -> Page:
    """The page of reviewing, with the first question shown."""
    page = sign_in(chromium, desk, login=login, password=PASSWORD, size=size)
    page.goto(f"{desk}/learn")
    expect(page.locator("#text")).to_be_visible()
    return page


def asks(page: Page, place: int) -> None:
    """Wait until the question of that place is asked, and has the focus."""
    expect(page.locator("#text")).to_have_text(SAID[place])
    expect(page.locator("#text")).to_be_focused()


def settled(shop: Shop) -> dict[str, Item]:
    """The settled questions, by how they are put."""
    with transaction(shop.url) as session:
        items = Reviews(session).items(list(range(1, 1000)))
    return {item.candidate.text: item for item in items if item.status == "settled"}


def test_ten_are_reviewed_and_two_taken_back_without_a_mouse(
    chromium: Browser, desk: str, shop: Shop
) -> None:
    page = reviewing(chromium, desk)
    asks(page, 0)
    is_accessible(page)
    page.keyboard.press("Enter")
    asks(page, 1)
    page.keyboard.press("2")
    asks(page, 2)
    page.keyboard.press("/")
    page.keyboard.type("几天")
    is_accessible(page)
    page.keyboard.press("Enter")
    asks(page, 3)
    page.keyboard.press("o")
    asks(page, 4)
    page.keyboard.press("w")
    expect(page.locator("#rewording-text")).to_be_focused()
    is_accessible(page)
    page.keyboard.press("Control+a")
    page.keyboard.type("送人有面子吗")
    page.keyboard.press("Enter")
    asks(page, 5)
    page.keyboard.press("s")
    expect(page.locator("#deleting")).to_be_visible()
    is_accessible(page)
    page.keyboard.press("Enter")
    asks(page, 6)
    page.keyboard.press("+")
    for words in ("讲价", "赠品"):
        page.keyboard.type(words)
        page.keyboard.press("Enter")
    expect(page.locator("#picker-list")).to_contain_text("就这些：讲价 + 问赠品")
    page.keyboard.press("Enter")
    asks(page, 7)
    page.keyboard.press("Space")
    asks(page, 8)
    page.keyboard.press("1")
    asks(page, 9)
    page.keyboard.press("Enter")
    asks(page, 10)
    expect(page.locator("#far")).to_contain_text("今天判明 9 句，您判了 10 句")
    page.keyboard.press("u")
    asks(page, 9)
    page.keyboard.press("u")
    asks(page, 8)
    expect(page.locator("#far")).to_contain_text("今天判明 7 句，您判了 8 句 · 还有 4 句")
    expect(page.locator("#far")).to_contain_text("已判明 70 条消息，共 110 条")
    is_accessible(page)
    found = settled(shop)
    assert {text: found[text].meant for text in found if text} == {
        SAID[0]: "ask_stock",
        SAID[1]: "ask_price",
        SAID[2]: "ask_delivery_time",
        SAID[3]: "out_of_scope",
        SAID[4]: "ask_stock",
        SAID[6]: "bargain+ask_gift",
    }
    assert found[SAID[4]].words[-1].wording == "送人有面子吗"
    assert found[""].verdict == "sensitive"


def test_who_waits_for_an_answer_to_it_gets_one(chromium: Browser, desk: str, shop: Shop) -> None:
    shop.chat_waits("l0001", SAID[0] + "呀", reason="handoff.not_understood", facts={})
    shop.chat_waits("l0002", SAID[0], reason="handoff.unsure_twice", facts={})
    page = reviewing(chromium, desk)
    expect(page.get_by_text("还有 2 位顾客在等这句")).to_be_visible()
    is_accessible(page)
    page.keyboard.press("Enter")
    is_told(page, "2 位顾客在等这句，小二答了 2 位")


def test_the_owner_decides_where_two_differ(chromium: Browser, desk: str, shop: Shop) -> None:
    page = reviewing(chromium, desk)
    page.keyboard.press("Enter")
    asks(page, 1)
    expect(page.locator("#far")).to_contain_text("今天判明 1 句")
    with transaction(shop.url) as session:
        first = settled(shop)[SAID[0]].id
        now = datetime.now(SHOP_TIMEZONE)
        Reviews(session).say(first, login="xiaoqing", verdict="out_of_scope", at=now)
    boss = sign_in(chromium, desk, login="laoban", password=PASSWORD, size=DESKTOP)
    boss.goto(f"{desk}/learn")
    boss.get_by_role("link", name="有分歧的 1 句").click()
    expect(boss.get_by_text("小麦：问库存")).to_be_visible()
    is_accessible(boss)
    boss.keyboard.press("o")
    expect(boss.get_by_text("这里没有要判的了。")).to_be_visible()
    expect(boss.locator("#far")).not_to_contain_text("分歧")
    assert settled(shop)[SAID[0]].meant == "out_of_scope"


def test_a_refused_word_brings_the_question_back(chromium: Browser, desk: str, shop: Shop) -> None:
    page = reviewing(chromium, desk)
    page.keyboard.press("w")
    page.locator("#rewording-text").fill("打13800138000")
    page.keyboard.press("Enter")
    is_told(page, "改写里有电话、地址、名字或订单号，请去掉再存。")
    asks(page, 0)


@pytest.mark.parametrize("login", ["xiaomai", "laoban", "kanke"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_read_it(
    chromium: Browser, desk: str, shop: Shop, login: str, size: dict[str, int], scheme: str
) -> None:
    page = reviewing(chromium, desk, login, size)
    page.emulate_media(color_scheme=scheme)
    expect(page.locator("#far")).to_contain_text("还有 11 句")
    is_accessible(page)
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
