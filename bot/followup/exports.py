"""Orders for others to work with: notes for the warehouse, unpaid ones for the owner."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.followup.facts import goods_of
from bot.followup.reasons import Reasons, UnpaidReason, shown_by_chat
from bot.followup.reminders import Reminder, Reminders
from bot.settings import SHOP_TIMEZONE
from bot.shop.model.trade import Commitment, Order
from bot.shop.promised import promise_text
from bot.shop.repositories.trade import OF_A_CHAT
from bot.shop.shop import Shop, shop_in
from bot.shop.tables.trade import OrderRow
from bot.text.masking import mask_personal
from bot.text.normalise import normalise
from bot.text.spoken import listed

_ORDERS = OrderRow.__table__
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class NotedOrder:
    """A paid order that something is to be heeded for, in the words of the ledger."""

    order_id: str
    paid_at: datetime | None
    goods: str
    price: str
    gift: str
    dispatch: str
    note: str


@dataclass(frozen=True)
class UnpaidOrder:
    """An order that is not paid; `amount` in yuan, `words` of the buyer without personal data."""

    order_id: str
    buyer_id: str
    placed_at: datetime
    amount: Decimal
    goods: str
    reminders: tuple[Reminder, ...]
    reason: UnpaidReason | None


def noted_orders(session: Session, *, day: date | None = None) -> tuple[NotedOrder, ...]:
    """Orders paid and not yet sent, or all paid on `day`, that have a note or a promise."""
    shop, wanted = shop_in(session), _ORDERS.c.status == "paid"
    if day is not None:
        begins = datetime.combine(day, datetime.min.time(), SHOP_TIMEZONE)
        wanted = _ORDERS.c.status.in_(("paid", "shipped")) & (
            (_ORDERS.c.paid_at >= begins) & (_ORDERS.c.paid_at < begins + _ONE_DAY)
        )
    found = select(_ORDERS.c.id).where(wanted).order_by(_ORDERS.c.paid_at, _ORDERS.c.id)
    noted = (_noted(order, shop) for order in _orders(session.scalars(found).all(), shop))
    return tuple(each for each in noted if each.price or each.gift or each.dispatch or each.note)


def unpaid_orders(session: Session, *, since: datetime) -> tuple[UnpaidOrder, ...]:
    """Orders placed since then and not paid, the oldest first, each with what is known of why."""
    shop = shop_in(session)
    found = (
        select(_ORDERS.c.id)
        .where(_ORDERS.c.status == "created", _ORDERS.c.created_at >= since)
        .order_by(_ORDERS.c.created_at, _ORDERS.c.id)
    )
    orders = tuple(_orders(session.scalars(found).all(), shop))
    ids = [order.id for order in orders]
    known = Reasons(session).of_orders(ids)
    reminders = Reminders(session).of_orders(ids)
    return tuple(
        UnpaidOrder(
            order_id=order.id,
            buyer_id=order.buyer_id,
            placed_at=order.created_at,
            amount=amount_of(order),
            goods=_goods(order, shop),
            reminders=tuple(each for each in reminders if each.order_id == order.id),
            reason=known.get(order.id) or _shown(session, order, shop),
        )
        for order in orders
    )


def amount_of(order: Order) -> Decimal:
    """What the goods cost together in yuan: as agreed or told, else by the lines."""
    by_lines = sum((line.unit_price * line.quantity for line in order.lines), Decimal(0))
    return by_lines if order.agreed_total is None else order.agreed_total


def plain_note(text: str) -> str:
    """A note as it was written; only one with personal data in it is masked."""
    masked = mask_personal(text)
    return text if masked == normalise(text) else masked


def _orders(ids: Iterable[str], shop: Shop) -> Iterable[Order]:
    return (order for each in ids if (order := shop.orders.get(each)) is not None)


def _noted(order: Order, shop: Shop) -> NotedOrder:
    promises = _promises(order, shop)
    notes = [order.note, *(promise_text(each) for each in promises if each.kind == "note")]
    return NotedOrder(
        order_id="" if order.id.startswith(OF_A_CHAT) else order.id,
        paid_at=order.paid_at,
        goods=_goods(order, shop),
        price=_kept(promises, "price", "shipping"),
        gift="；".join(filter(None, (_kept(promises, "gift"), order.agreed_with))),
        dispatch=_kept(promises, "dispatch"),
        note="；".join(plain_note(note) for note in dict.fromkeys(filter(None, notes))),
    )


def _promises(order: Order, shop: Shop) -> Sequence[Commitment]:
    """What was promised to the buyer for these goods before they were paid for, and held then."""
    products = {each.product.id for each in goods_of(order, shop)} | {""}
    paid_at = order.paid_at or order.created_at
    return [
        promise
        for promise in shop.commitments.history(order.buyer_id)
        if promise.product_id in products
        and promise.withdrawn_at is None
        and (promise.kind == "note" or promise.stands(paid_at))
        and order.created_at - timedelta(days=3) <= promise.made_at <= paid_at + _ONE_DAY
    ]


def _kept(promises: Sequence[Commitment], *kinds: str) -> str:
    words = (promise_text(each) for each in promises if each.kind in kinds)
    return "；".join(plain_note(text) for text in dict.fromkeys(words))


def _goods(order: Order, shop: Shop) -> str:
    named = {each.sku.id: each.name for each in goods_of(order, shop)}
    return listed(f"{named.get(line.sku_id, line.sku_id)}×{line.quantity}" for line in order.lines)


def _shown(session: Session, order: Order, shop: Shop) -> UnpaidReason | None:
    buyer = shop.buyers.get(order.buyer_id)
    ids = buyer.ids if buyer else (order.buyer_id,)
    shown = shown_by_chat(session, ids, placed_at=order.created_at)
    if shown is None:
        return None
    words = shown.words[-1] if shown.words else ""
    return UnpaidReason(order.id, shown.reason, words, "chat", order.created_at)
