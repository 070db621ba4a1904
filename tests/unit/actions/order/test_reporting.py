"""我拍了: who has paid, and that a promised price is changed before or checked after."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from actions.order.action import ActionOrder
from actions.order.after import paid_of
from actions.order.questions import kinds_in
from actions.turn import Memory, Outcome, Turn
from bot.database.engine import engine_for
from bot.settings import SHOP_TIMEZONE
from bot.shop.model.trade import CommitmentKind, OrderLine
from bot.shop.shop import Shop, open_shop

BUYER = "web:b"
NOW = datetime(2026, 11, 23, 10, tzinfo=SHOP_TIMEZONE)
TERMS = {"total": "160.00", "quantity": 1, "list_price": "169.00", "off_each": "9.00", "step": 1}


@pytest.fixture()
def shop(demo_shop: str, tmp_path: Path) -> Iterator[Shop]:
    engine_for(demo_shop).dispose()
    copy = tmp_path / "shop.db"
    shutil.copy(demo_shop.removeprefix("sqlite:///"), copy)
    with open_shop(f"sqlite:///{copy}") as opened:
        opened.buyers.remember(BUYER, at=NOW)
        yield opened
    engine_for(f"sqlite:///{copy}").dispose()


def reported(shop: Shop, text: str, product: str | None = "CS2101") -> Outcome:
    turn = Turn(
        conversation_id=BUYER, buyer_id=BUYER, text=text, kind="text", intent="report_order",
        confidence=0.9, now=NOW, memory=Memory(product=product),
    )  # fmt: skip
    return ActionOrder().answer(turn, shop)


def promise(shop: Shop, kind: CommitmentKind, product: str = "CS2101") -> None:
    shop.commitments.make(
        BUYER, kind=kind,
        terms=TERMS if kind == "price" else {"step": 1}, reason="r", at=NOW, product_id=product,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "reason", "hand_over"),
    [
        ("我拍了", "order.change_price", "order.change_price"),
        ("拍好了，等改完价我再付款", "order.change_price", "order.change_price"),
        ("我拍好付掉了", "order.paid_promised", "order.payment_check"),
    ],
)
def test_a_promised_price_is_not_forgotten_though_nothing_was_read_back(
    shop: Shop, text: str, reason: str, hand_over: str
) -> None:
    promise(shop, "price")
    outcome = reported(shop, text)
    assert (outcome.reason, outcome.hand_over) == (reason, hand_over)


@pytest.mark.parametrize(
    ("product", "hand_over"), [("TX2201", "order.change_price"), ("CS2101", None)]
)
def test_promised_free_shipping_is_not_forgotten_unless_it_is_free_anyway(
    shop: Shop, product: str, hand_over: str | None
) -> None:
    promise(shop, "shipping", product)
    assert reported(shop, "我拍了", product).hand_over == hand_over


def test_an_older_order_of_something_else_hides_no_promise(shop: Shop) -> None:
    lines = [OrderLine("LN2107-KQ-L", 1, Decimal(169))]
    shop.orders.save_draft(BUYER, lines=lines, region="", courier="中通", at=NOW)
    promise(shop, "price")
    assert reported(shop, "我拍了").hand_over == "order.change_price"


@pytest.mark.parametrize("product", ["LN2107", None])
def test_nobody_is_fetched_where_nothing_was_promised(shop: Shop, product: str | None) -> None:
    promise(shop, "price")
    assert reported(shop, "我拍了", product).hand_over is None


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("拍好了，等改完价我再付款", "created"),
        ("我拍了，马上付", "created"),
        ("我拍了，马上就付了", "created"),
        ("拍下来了，一会就付", "created"),
        ("改好价我就付了哈", "created"),
        ("单子交了，还没付过钱", "created"),
        ("拍了，现在可以付了吗", "created"),
        ("拍好了，页面写着待付款", "created"),
        ("拍好了，这就去付款", "created"),
        ("先拍了，钱也付了", "paid"),
        ("早就付了", "paid"),
        ("昨天就付好了呀", "paid"),
        ("刚才付不了，这会儿付成功了", "paid"),
        ("页面提示付款成功", "paid"),
        ("已经支付啦", "paid"),
        ("昨晚付的款", "paid"),
        ("那边写待发货了", "paid"),
        ("改完价了，我付好啦", "paid"),
    ],
)
def test_paid_is_only_what_was_said_to_be_done(text: str, status: str) -> None:
    assert paid_of(kinds_in(text, "report_order")) == status
