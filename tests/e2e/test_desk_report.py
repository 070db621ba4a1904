"""The owner's report in a browser: readable by everybody, by day and by night, on a phone too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.database.engine import engine_for, transaction
from bot.settings import SHOP_TIMEZONE
from bot.shop.tables.policy import ShiftRow
from bot.shop.tables.trade import BuyerRow
from tests.e2e.accessibility import is_accessible
from tests.e2e.browser import DESKTOP, PHONE
from tests.e2e.desk_process import pushed_to, running_desk
from tests.e2e.desk_shop import Shop
from tests.e2e.desk_window import sign_in
from tests.e2e.priced_shop import PASSWORD, priced_shop

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    shop = _busy(priced_shop(tmp_path_factory.mktemp("shop")))
    folder = tmp_path_factory.mktemp("desk")
    with pushed_to() as (port, _), running_desk(shop.url, folder, chat_port=port) as url:
        yield url
    engine_for(shop.url).dispose()


def _now() -> datetime:
    """Asked again each time: midnight may pass while the tests run."""
    return datetime.now(SHOP_TIMEZONE)


def _busy(shop: Shop) -> Shop:
    shop.chat_waits("b0001", "太贵了", reason="haggling.ask_manager", facts={})
    shop.chat_waits("b0002", "有没有荧光剂", reason="product.unknown_attribute", facts={})
    with transaction(shop.url) as session:
        now = _now()
        seen = {"first_seen_at": now, "last_seen_at": now}
        session.add(BuyerRow(id="web:b0001", **seen))
        starts, ends = now.replace(hour=9).time(), now.replace(hour=18).time()
        session.add(ShiftRow(login="xiaomai", weekday=now.isoweekday(), starts=starts, ends=ends))
    return shop


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_report_of_today(
    chromium: Browser, desk: str, size: dict[str, int], scheme: str
) -> None:
    page = sign_in(chromium, desk, login="laoban", password=PASSWORD, size=size)
    errors = _errors_of(page)
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{desk}/report?day={_now():%Y-%m-%d}&span=week")
    expect(page.get_by_role("heading", name="客服周报")).to_be_visible()
    expect(page.get_by_role("img", name="响应时间的分布")).to_be_visible()
    expect(page.get_by_text("议价要人定")).to_be_visible()
    is_accessible(page)
    for summary in page.locator("summary").all():
        summary.click()
    is_accessible(page)
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(overflow) <= 0
    assert not errors


def test_other_days_are_picked_and_printed(chromium: Browser, desk: str) -> None:
    page = sign_in(chromium, desk, login="laoban", password=PASSWORD, size=DESKTOP)
    page.get_by_role("link", name="报表").click()
    yesterday = _now() - timedelta(days=1)
    expect(page.get_by_role("heading", name="客服日报")).to_be_visible()
    expect(page.get_by_text(f"{yesterday:%Y-%m-%d}")).to_be_visible()
    page.locator("select[name=span]").select_option("month")
    page.get_by_label("哪天").fill(f"{_now():%Y-%m-%d}")
    page.get_by_role("button", name="看", exact=True).click()
    expect(page.get_by_role("heading", name="客服月报")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="看", exact=True)).to_be_hidden()
    expect(page.get_by_role("img", name="每个钟点要几个人")).to_be_visible()


def _errors_of(page: Page) -> list[str]:
    """What the browser complains of, what its policy refused among it."""
    found: list[str] = []
    page.on(
        "console",
        lambda message: found.append(message.text) if message.type == "error" else None,
    )
    return found
