"""Order events over the webhook: told in any order, told twice, and what the bot makes of them."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from bot.channels.webhook.bodies import EventBody, not_of_tomorrow, read_body
from bot.channels.webhook.refused import RefusedError
from bot.database.engine import transaction
from bot.settings import SHOP_TIMEZONE
from bot.shop.model.trade import OrderLine
from bot.shop.repositories.order_events import (
    EventKind,
    EventLine,
    OrderEvent,
    OrderEvents,
    OrderOfAnotherError,
)
from bot.shop.repositories.placed import PlacedOrders
from bot.shop.shop import open_shop
from bot.shop.tables.catalogue import ProductRow, SkuRow
from bot.shop.tables.trade import OrderRow
from tests.integration.channels.bridge import Bridge

ANNA, BEN = "webhook:anna", "webhook:ben"
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=SHOP_TIMEZONE)
HAPPENED = {
    kind: NOON + timedelta(hours=n) for n, kind in enumerate(("created", "paid", "shipped"))
}


@pytest.fixture
def shop(url: str) -> Iterator[str]:
    with transaction(url) as session:
        session.add(ProductRow(id="T1", title="长裤", name="长裤", category="裤装", position=0))
        session.flush()
        session.add_all(
            SkuRow(
                id=f"T1-{size}",
                product_id="T1",
                size=size,
                price=Decimal("139.00"),
                stock=5,
                position=place,
            )
            for place, size in enumerate("SML")
        )
    yield url


def _tell(url: str, kind: EventKind, *, at: datetime | None = None, **more: object) -> str:
    event = {"buyer_id": ANNA, "order_id": "7001", "at": at or HAPPENED[kind], **more}
    with transaction(url) as session:
        return OrderEvents(session).apply(OrderEvent(kind=kind, **event)).status  # type: ignore[arg-type]


def _order(url: str, order_id: str = "7001") -> OrderRow:
    with transaction(url) as session:
        return session.get(OrderRow, order_id)


@pytest.mark.parametrize("told", list(itertools.permutations(HAPPENED)), ids="-".join)
def test_the_order_of_telling_does_not_matter(shop: str, told: tuple[EventKind, ...]) -> None:
    for kind in told:
        _tell(shop, kind)
    order = _order(shop)
    assert order.status == "shipped"
    assert (order.created_at, order.paid_at) == (HAPPENED["created"], HAPPENED["paid"])


def test_what_was_cancelled_stays_cancelled(shop: str) -> None:
    _tell(shop, "created")
    assert _tell(shop, "cancelled", at=NOON + timedelta(hours=3)) == "cancelled"
    assert _tell(shop, "paid") == "cancelled"
    with open_shop(shop) as opened:
        assert opened.orders.paid_at(ANNA, now=NOON + timedelta(hours=4)) is None


def test_an_order_never_heard_of_is_made_with_what_was_told(shop: str) -> None:
    lines = [EventLine("T1-M", 2), EventLine("T1-L", 1, Decimal("99.50")), EventLine("X9", 1)]
    with transaction(shop) as session:
        applied = OrderEvents(session).apply(
            OrderEvent("paid", ANNA, "7001", HAPPENED["paid"], Decimal("300.00"), lines)
        )
    assert applied.unknown_skus == ("X9",)
    with open_shop(shop) as opened:
        order = opened.orders.latest(ANNA, statuses=["paid"])
        assert order is not None
        assert order.lines == (
            OrderLine("T1-M", 2, Decimal("139.00")),
            OrderLine("T1-L", 1, Decimal("99.50")),
        )
        assert order.agreed_total == Decimal("300.00")
        assert opened.orders.paid_at(ANNA, now=NOON + timedelta(days=1)) == HAPPENED["paid"]


def test_a_late_word_of_the_order_does_not_undo_a_later_one(shop: str) -> None:
    _tell(shop, "paid", total=Decimal("120.00"), lines=[EventLine("T1-M", 1)])
    _tell(shop, "created", total=Decimal("139.00"), lines=[EventLine("T1-S", 1)])
    order = _order(shop)
    assert order.agreed_total == Decimal("120.00")
    assert [line.sku_id for line in order.lines] == ["T1-M"]


def test_nobody_gets_an_order_of_somebody_else(shop: str) -> None:
    _tell(shop, "created")
    with pytest.raises(OrderOfAnotherError):
        _tell(shop, "cancelled", at=NOON, buyer_id=BEN)
    assert _order(shop).status == "created"


def test_the_platforms_order_takes_the_place_of_what_the_chat_agreed_on(shop: str) -> None:
    with open_shop(shop) as opened:
        opened.buyers.remember(ANNA, at=NOON)
        draft = opened.orders.save_draft(
            ANNA,
            lines=[OrderLine("T1-M", 1, Decimal("139.00"))],
            region="浙江",
            courier="zto",
            at=NOON,
            agreed_total=Decimal("129.00"),
            agreed_with="送袜子",
        )
        opened.orders.set_status(draft.id, "told", at=NOON)
    _tell(shop, "created", total=Decimal("139.00"), lines=[EventLine("T1-M", 1)])
    order = _order(shop)
    assert (order.region, order.courier, order.agreed_with) == ("浙江", "zto", "送袜子")
    assert order.agreed_total == Decimal("129.00")
    with transaction(shop) as session:
        assert [placed.id for placed in PlacedOrders(session).of(ANNA)] == ["7001"]
        assert session.get(OrderRow, draft.id) is None


def test_another_purchase_leaves_the_chats_order_alone(shop: str) -> None:
    with open_shop(shop) as opened:
        opened.buyers.remember(ANNA, at=NOON)
        lines = [OrderLine("T1-M", 1, Decimal("139.00"))]
        draft = opened.orders.save_draft(ANNA, lines=lines, region="", courier="", at=NOON)
    _tell(shop, "created", lines=[EventLine("T1-S", 1)])
    assert _order(shop, draft.id).status == "draft"


async def test_an_event_told_again_changes_nothing(bridge: Bridge, shop: str) -> None:
    fields = {
        "id": "e1",
        "kind": "paid",
        "buyer": "anna",
        "order_id": "7001",
        "at": "2026-11-21T13:00:00+08:00",
        "lines": [{"sku": "T1-M", "quantity": 1}, {"sku": "无", "quantity": 1}],
    }
    first = await bridge.tell(**fields)
    assert first.status_code == 202
    assert first.json() == {
        "duplicate": False,
        "order": {"id": "7001", "status": "paid"},
        "unknown_skus": ["无"],
    }
    assert (await bridge.tell(**fields)).json() == {"duplicate": True}
    assert (await bridge.tell(**{**fields, "kind": "shipped"})).status_code == 409
    other = await bridge.tell(**{**fields, "id": "e2", "buyer": "ben"})
    assert other.status_code == 409
    assert other.json()["error"]["code"] == "order_of_another"


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"at": "2026-11-21T13:00:00"}, "at"),
        ({"at": 1763701200}, "at"),
        ({"at": "2026-13-21T13:00:00Z"}, "at"),
        ({"at": "2099-01-01T00:00:00Z"}, "at"),
        ({"kind": "refunded"}, "kind"),
        ({"total": 12.5}, "total"),
        ({"total": "12.505"}, "total"),
        ({"lines": [{"sku": "T1-M", "quantity": 0}]}, "quantity"),
        ({"lines": [{"sku": "T1-M", "quantity": True}]}, "quantity"),
        ({"lines": [{"sku": "T1-M", "quantity": 1}] * 2}, "lines"),
    ],
    ids=range(10),
)
def test_an_event_that_is_wrong_is_told_so_by_field(wrong: dict[str, object], named: str) -> None:
    body = {
        "id": "e1", "kind": "paid", "buyer": "anna", "order_id": "7001",
        "at": "2026-11-21T13:00:00Z", **wrong,
    }  # fmt: skip
    with pytest.raises(RefusedError) as refused:
        not_of_tomorrow(read_body(json.dumps(body).encode(), EventBody), now=NOON)
    assert any(named in field for field in refused.value.fields)
