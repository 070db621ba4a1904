"""One person on several channels, and the ledger of what was promised, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import event

from bot.database.engine import engine_for
from bot.database.migrate import upgrade
from bot.errors import ShopDataError
from bot.settings import SHOP_TIMEZONE
from bot.shop.model.trade import Commitment
from bot.shop.shop import Shop, open_shop

NOW = datetime(2026, 11, 23, 10, tzinfo=SHOP_TIMEZONE)
DAY = timedelta(days=1)


@pytest.fixture()
def shop(url: str) -> Iterator[Shop]:
    """A shop that four ids have written to, the last one last."""
    upgrade(url)
    with open_shop(url) as opened:
        for hours, buyer_id in enumerate(("web:a", "app:a", "wx:a", "web:other")):
            opened.buyers.remember(buyer_id, at=NOW + timedelta(hours=hours))
        yield opened


def promise(shop: Shop, buyer_id: str, *, price: str = "90", at: datetime = NOW) -> Commitment:
    return shop.commitments.make(
        buyer_id, kind="price", terms={"total": price, "quantity": 1}, reason="haggling.price_step",
        at=at, product_id="A1", valid_until=at + DAY,
    )  # fmt: skip


def ids(shop: Shop, buyer_id: str) -> set[str]:
    buyer = shop.buyers.get(buyer_id)
    assert buyer is not None and buyer.ids[0] == buyer_id
    return set(buyer.ids)


def test_a_promise_on_one_channel_holds_on_every_channel_of_the_person(shop: Shop) -> None:
    promise(shop, "web:a")
    assert shop.commitments.standing("app:a", now=NOW) == ()
    shop.buyers.link("app:a", "web:a")
    assert len(shop.commitments.standing("app:a", now=NOW)) == 1
    assert len(shop.commitments.standing("web:a", now=NOW, kind="price")) == 1
    assert shop.commitments.standing("web:a", now=NOW, kind="gift") == ()
    assert shop.commitments.history("web:other") == ()
    assert shop.commitments.history("never:seen") == ()


@pytest.mark.parametrize(
    "links",
    [
        [("app:a", "web:a"), ("wx:a", "app:a")],
        [("wx:a", "app:a"), ("app:a", "web:a")],
        [("web:a", "app:a"), ("web:a", "wx:a"), ("app:a", "wx:a"), ("app:a", "app:a")],
    ],
    ids=["to the end of a chain", "a chain joins another", "again, in a ring, to itself"],
)
def test_links_in_any_order_make_one_person(shop: Shop, links: list[tuple[str, str]]) -> None:
    for buyer_id, same_as in links:
        shop.buyers.link(buyer_id, same_as)
    person = {"web:a", "app:a", "wx:a"}
    assert all(ids(shop, one) == person for one in person)
    assert ids(shop, "web:other") == {"web:other"}


def test_a_link_to_somebody_never_seen_is_refused(shop: Shop) -> None:
    with pytest.raises(ShopDataError, match="web:nobody"):
        shop.buyers.link("web:a", "web:nobody")


def test_what_one_channel_knows_of_the_body_and_the_region_the_others_know(shop: Shop) -> None:
    shop.buyers.remember("web:a", at=NOW, region="浙江 杭州", height_cm=160.0)
    shop.buyers.remember("app:a", at=NOW + DAY, height_cm=165.0, weight_kg=52.5)
    shop.buyers.link("web:a", "app:a")
    for one in ("web:a", "app:a"):
        buyer = shop.buyers.get(one)
        assert buyer is not None
        assert (buyer.region, buyer.height_cm, buyer.weight_kg) == ("浙江 杭州", 165.0, 52.5)
        assert (buyer.first_seen_at, buyer.last_seen_at) == (NOW, NOW + DAY)


def test_orders_are_the_persons_and_there_is_one_draft(shop: Shop) -> None:
    kept = {"lines": [], "region": "", "courier": ""}
    shop.buyers.link("app:a", "web:a")
    first = shop.orders.save_draft("web:a", at=NOW, **kept)
    assert shop.orders.save_draft("app:a", at=NOW + DAY, **kept).id == first.id
    shop.orders.set_status(first.id, "paid", at=NOW)
    assert shop.orders.paid_at("app:a", now=NOW + DAY) == NOW
    assert shop.orders.paid_at("web:other", now=NOW + DAY) is None
    latest = shop.orders.latest("app:a", statuses=["paid"])
    assert latest is not None and latest.id == first.id


def test_a_withdrawn_promise_stays_in_the_ledger_and_holds_no_more(shop: Shop) -> None:
    first, second = promise(shop, "web:a"), promise(shop, "web:a", price="80")
    withdrawn = shop.commitments.withdraw(first.id, by="owner", at=NOW)
    assert (withdrawn.withdrawn_at, withdrawn.withdrawn_by) == (NOW, "owner")
    assert shop.commitments.standing("web:a", now=NOW) == (second,)
    assert shop.commitments.history("web:a") == (withdrawn, second)
    assert Decimal(withdrawn.terms["total"]) == 90


def test_what_holds_no_more_cannot_be_withdrawn(shop: Shop) -> None:
    old, new = promise(shop, "web:a", at=NOW - 2 * DAY), promise(shop, "web:a")
    shop.commitments.withdraw(new.id, by="owner", at=NOW)
    for gone in (old.id, new.id, 0):
        with pytest.raises(ShopDataError, match="promise"):
            shop.commitments.withdraw(gone, by="owner", at=NOW)
    assert [old.stands(NOW), old.stands(NOW - 2 * DAY)] == [False, True]


def test_the_ledger_of_a_person_is_one_query(shop: Shop, url: str) -> None:
    shop.buyers.link("app:a", "web:a")
    promise(shop, "web:a")
    asked: list[str] = []
    listen = (engine_for(url), "before_cursor_execute", lambda *told: asked.append(told[2]))
    event.listen(*listen)
    shop.commitments.standing("app:a", now=NOW)
    shop.buyers.get("app:a")
    event.remove(*listen)
    assert len(asked) == 2
