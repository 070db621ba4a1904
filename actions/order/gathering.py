"""What an order in the making costs and how it is sent, from the shop's data; its draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions.order.purchase import Piece, Purchase, promised_for
from actions.quoting import quoted
from actions.shipping.action import parcel_of
from actions.shipping.parcel import Goods, Parcel
from actions.turn import Turn
from bot.shop.model.shipping import Courier
from bot.shop.model.trade import OrderLine
from bot.shop.shop import Shop


def purchase_of(pieces: Sequence[Piece], turn: Turn, shop: Shop) -> Purchase:
    """The purchase with its hand price, the promises that stand, and its parcel."""
    hand = quoted([piece.line for piece in pieces], turn, shop)
    of_it = {
        piece.product.id: tuple(p for p in pieces if p.product == piece.product) for piece in pieces
    }
    alone = [(group, quoted([p.line for p in group], turn, shop)) for group in of_it.values()]
    promises = shop.commitments.standing(turn.buyer_id, now=turn.now)
    parcel = parcel_of(turn, shop)
    return Purchase(
        pieces=tuple(pieces),
        hand=hand,
        promised=promised_for(pieces, hand, alone, promises),
        parcel=replace(parcel, goods=_last_to_leave(pieces, turn)),
        promotions=shop.promotions.live(turn.now),
        courier=_courier(turn.memory.courier, parcel),
    )


def save_draft(purchase: Purchase, turn: Turn, shop: Shop) -> None:
    """Keep what is read back, to the fen: a yes is to this and nothing else."""
    shop.orders.save_draft(
        turn.buyer_id,
        lines=[OrderLine(p.sku.id, p.quantity, p.sku.price) for p in purchase.pieces],
        region=turn.memory.region or "",
        courier=purchase.courier_name,
        at=turn.now,
        agreed_total=purchase.total,
        agreed_with=purchase.terms,
    )


def pieces_of(lines: Sequence[OrderLine], shop: Shop) -> tuple[Piece, ...]:
    """The lines of an order as pieces; what is no longer sold is left out."""
    skus = {
        sku.id: (product, sku)
        for product in shop.catalogue.of_skus([line.sku_id for line in lines])
        for sku in product.skus
    }
    return tuple(Piece(*skus[line.sku_id], line.quantity) for line in lines if line.sku_id in skus)


def _last_to_leave(pieces: Sequence[Piece], turn: Turn) -> Goods:
    """The goods that the parcel waits for."""
    today = turn.now.date()
    goods = [Goods(p.product, (p.sku,), p.quantity) for p in pieces]
    return max(goods, key=lambda each: each.held_until(today) or today)


def _courier(name: str | None, parcel: Parcel) -> Courier | None:
    """The courier asked for, where it can be had and is not the one that comes anyway."""
    fixed = parcel.rate is not None and bool(parcel.rate.courier)
    if name in (None, parcel.route_courier) or fixed:
        return None
    offered = (each for each in parcel.couriers if each.on_request or each.is_default)
    return next((courier for courier in offered if courier.name == name), None)
