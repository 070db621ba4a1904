"""The demo shop's goods, and records of chats made up for an audit to judge."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.settings import SHOP_TIMEZONE
from bot.shop.model.trade import Commitment
from bot.shop.shop import Shop, open_shop
from bot.simulate.auditing import audited
from bot.simulate.goods import Goods
from bot.simulate.records import Records, Reply, Talk, Turn

AT = datetime(2026, 11, 23, 10, 0, tzinfo=SHOP_TIMEZONE)
WHO = "cli:s1-0000-bargain_hunter"
ITEM = "加绒阔腿裤 黑色 M"


@pytest.fixture()
def shop(demo_shop: str) -> Iterator[Shop]:
    with open_shop(demo_shop) as shop:
        yield shop


class Audits:
    """Says which kinds of faults the whole audit finds."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._goods = Goods.of(shop)

    def kinds(self, records: Records) -> set[str]:
        found = audited(records, self._goods, self._shop)
        return {finding.kind for finding in found.findings}


@pytest.fixture()
def audits(shop: Shop) -> Audits:
    return Audits(shop)


def talk(*turns: Turn, **changes: Any) -> Talk:
    return Talk(**{"buyer_id": WHO, "person": WHO, "turns": turns, **changes})


def turn(text: str, *replies: Reply, minutes: int = 0) -> Turn:
    return Turn(text, AT + timedelta(minutes=minutes), replies)


def haggled(price: str, *, until: str = "", what: str = "value", listed: str = "249") -> Reply:
    """A round about one pair of trousers; `until` where a promise is told with its end."""
    facts = {"product": "加绒阔腿裤", "price": price, "list": listed, "quantity": "1"}
    text = f"加绒阔腿裤标价{listed}元，到手{price}元"
    if until:
        facts["until"] = until
        text += f"，留到{until}"
    return Reply(text, facts, f"haggling.{what}")


def read_back(total: str, *, gift: str = "") -> Reply:
    """An order of one pair read back."""
    facts = {"item": ITEM, "quantity": "1", "list_price": "249", "total": total, "gifts": gift}
    text = f"核对一下：{ITEM}，1件，原价249元，到手{total}元。{gift}"
    return Reply(text, facts, "order.confirm")


def price_promise(total: str, *, minutes: int = 0, hours: int = 24) -> Commitment:
    terms = {"total": total, "quantity": 1, "list_price": "249.00", "off_each": "0", "step": 1}
    return promise("price", terms, minutes=minutes, hours=hours)


def promise(kind: Any, terms: dict[str, Any], *, minutes: int = 0, hours: int = 24) -> Commitment:
    made_at = AT + timedelta(minutes=minutes)
    return Commitment(
        buyer_id=WHO,
        kind=kind,
        product_id="LN2513",
        terms=terms,
        reason="haggling.price_step",
        made_by="bot",
        made_at=made_at,
        valid_until=made_at + timedelta(hours=hours),
    )
