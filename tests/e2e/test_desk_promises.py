"""Promises, the decision on a price and the second look, as an agent works with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.database.engine import engine_for, transaction
from bot.shop.model.trade import Commitment
from bot.shop.repositories.ledger import Commitments
from tests.e2e.accessibility import is_accessible
from tests.e2e.browser import DESKTOP
from tests.e2e.desk_process import pushed_to, running_desk
from tests.e2e.desk_shop import Shop
from tests.e2e.desk_window import open_chat, sign_in
from tests.e2e.priced_shop import PASSWORD, WANTS_LESS, priced_shop

pytestmark = pytest.mark.browser

WORDING = Path(__file__).parents[2] / "data" / "stories"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    made = priced_shop(tmp_path_factory.mktemp("shop"))
    yield made
    engine_for(made.url).dispose()


@pytest.fixture(scope="module")
def desk(shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("desk")
    with (
        pushed_to() as (port, _),
        running_desk(shop.url, folder, chat_port=port, wording=WORDING) as url,
    ):
        yield url


def _at_work(
    chromium: Browser, desk: str, shop: Shop, buyer: str, *, login: str = "xiaomai",
    reason: str = "handoff.requested", facts: dict[str, str] | None = None,
) -> Page:  # fmt: skip
    """The page of somebody who has just taken this buyer's chat."""
    shop.nobody_waits()
    shop.chat_waits(buyer, "便宜点吧", reason=reason, facts=facts or {})
    page = sign_in(chromium, desk, login=login, password=PASSWORD, size=DESKTOP)
    open_chat(page, buyer)
    page.keyboard.press("t")
    expect(page.get_by_text("我在接待")).to_be_visible()
    return page


def _promises(shop: Shop, buyer: str) -> tuple[Commitment, ...]:
    with transaction(shop.url) as session:
        return tuple(Commitments(session).history(f"web:{buyer}"))


def _says(page: Page, text: str) -> None:
    box = page.get_by_label("回复顾客")
    box.fill(text)
    box.press("Enter")


def test_a_price_is_recorded_by_keyboard_and_put_into_words(
    chromium: Browser, desk: str, shop: Shop
) -> None:
    page = _at_work(chromium, desk, shop, "p0001")
    page.get_by_label("回复顾客").press("Escape")
    page.keyboard.press("p")
    expect(page.get_by_label("答应什么")).to_be_focused()
    is_accessible(page)
    page.get_by_label("一共多少元").fill("90")
    page.keyboard.press("Enter")
    expect(page.locator("#ledger .promise")).to_contain_text("1件 90元")
    line = page.get_by_label("回复顾客").input_value()
    assert "亚麻长裙" in line
    assert "90元" in line
    (promise,) = _promises(shop, "p0001")
    assert (promise.kind, promise.terms["total"], promise.made_by) == ("price", "90.00", "xiaomai")
    assert [message.sender for message in shop.messages("p0001")] == ["buyer", "bot"]
    is_accessible(page)


def test_a_price_below_the_floor_is_refused_in_words(
    chromium: Browser, desk: str, shop: Shop
) -> None:
    page = _at_work(chromium, desk, shop, "p0002")
    page.locator("#recording summary").click()
    page.get_by_label("一共多少元").fill("79")
    page.get_by_role("button", name="记下").click()
    expect(page.locator("#promise-problem")).not_to_be_empty()
    is_accessible(page)
    expect(page.get_by_label("一共多少元")).to_have_value("79")
    assert _promises(shop, "p0002") == ()


@pytest.mark.parametrize(
    ("kind", "field", "text", "shown"),
    [
        ("赠品", "送什么", "束口袋", "束口袋"),
        ("其他", "答应了什么", "补寄腰带", "补寄腰带"),
        ("包邮", "", "", "包邮"),
    ],
)
def test_other_promises_ask_for_what_they_need(
    chromium: Browser, desk: str, shop: Shop, kind: str, field: str, text: str, shown: str
) -> None:
    buyer = f"p1{ord(kind[0])}"
    page = _at_work(chromium, desk, shop, buyer)
    page.locator("#recording summary").click()
    page.get_by_label("答应什么").select_option(kind)
    expect(page.get_by_label("一共多少元")).to_be_hidden()
    if field:
        page.locator("#promise [name=text]").fill(text)
    page.get_by_role("button", name="记下").click()
    expect(page.locator("#ledger .promise")).to_contain_text(shown)
    assert len(_promises(shop, buyer)) == 1


def test_only_the_owner_takes_a_promise_back(chromium: Browser, desk: str, shop: Shop) -> None:
    page = _at_work(chromium, desk, shop, "p0003", login="laoban")
    page.locator("#recording summary").click()
    page.get_by_label("一共多少元").fill("95")
    page.get_by_role("button", name="记下").click()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="撤回：").click()
    expect(page.get_by_text("过期和撤回的 1 条")).to_be_visible()
    is_accessible(page)
    other = _at_work(chromium, desk, shop, "p0004")
    other.locator("#recording summary").click()
    other.get_by_label("一共多少元").fill("95")
    other.get_by_role("button", name="记下").click()
    expect(other.locator("#ledger .promise")).to_have_count(1)
    expect(other.get_by_role("button", name="撤回")).to_have_count(0)


def test_a_price_that_was_asked_for_is_decided_with_one_press(
    chromium: Browser, desk: str, shop: Shop
) -> None:
    page = _at_work(
        chromium, desk, shop, "p0005", reason="haggling.ask_manager", facts=WANTS_LESS
    )  # fmt: skip
    decision = page.get_by_role("region", name="议价，等您定")
    expect(decision).to_contain_text("1件 88元")
    expect(decision).to_contain_text("100元（标价100元）")
    expect(decision).not_to_contain_text("底价")
    is_accessible(page)
    decision.get_by_role("button", name="同意", exact=True).click()
    expect(page.locator("#ledger .promise")).to_contain_text("88元")
    expect(page.get_by_label("回复顾客")).to_have_value(re.compile("88元"))


def test_a_refusal_is_put_into_words_and_promises_nothing(
    chromium: Browser, desk: str, shop: Shop
) -> None:
    page = _at_work(
        chromium, desk, shop, "p0006", login="laoban", reason="haggling.ask_manager",
        facts=WANTS_LESS,
    )  # fmt: skip
    decision = page.get_by_role("region", name="议价，等您定")
    expect(decision).to_contain_text("80元")
    decision.get_by_role("button", name="不同意").click()
    expect(page.get_by_label("回复顾客")).to_have_value(re.compile("100元"))
    assert _promises(shop, "p0006") == ()


def test_what_is_better_not_said_waits_for_a_second_look(
    chromium: Browser, desk: str, shop: Shop
) -> None:
    page = _at_work(chromium, desk, shop, "p0007")
    box = page.get_by_label("回复顾客")
    _says(page, "加我微信吧")
    look = page.get_by_role("region", name="发之前请再看一眼")
    expect(look).to_contain_text("微信")
    is_accessible(page)
    assert len(shop.messages("p0007")) == 2
    box.press("Escape")
    expect(look).to_be_hidden()
    expect(box).to_have_value("加我微信吧")
    box.press("Enter")
    expect(look).to_be_visible()
    box.press("Control+Enter")
    expect(page.locator(".message.agent")).to_contain_text("提醒过后仍然发送")
    assert shop.messages("p0007")[-1].text == "加我微信吧"


def test_a_price_nobody_promised_is_recorded_from_the_warning(
    chromium: Browser, desk: str, shop: Shop
) -> None:
    page = _at_work(chromium, desk, shop, "p0008")
    _says(page, "给您90元")
    page.get_by_role("button", name="记成承诺 90元").click()
    expect(page.get_by_label("一共多少元")).to_have_value("90")
    page.get_by_label("一共多少元").press("Enter")
    expect(page.locator("#ledger .promise")).to_contain_text("90元")
    box = page.get_by_label("回复顾客")
    expect(box).to_have_value("给您90元")
    box.press("Enter")
    expect(page.locator(".message.agent .text")).to_have_text("给您90元")
    expect(page.locator(".message.agent")).not_to_contain_text("仍然发送")


def test_below_the_floor_the_warning_offers_no_promise(
    chromium: Browser, desk: str, shop: Shop
) -> None:
    page = _at_work(chromium, desk, shop, "p0009")
    _says(page, "给您60元")
    expect(page.get_by_role("region", name="发之前请再看一眼")).to_contain_text("底价")
    expect(page.get_by_role("button", name="记成承诺")).to_have_count(0)
    page.get_by_role("button", name="返回修改").click()
    _says(page, "给您100元")
    expect(page.locator(".message.agent .text")).to_have_text("给您100元")
