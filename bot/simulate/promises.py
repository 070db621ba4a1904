"""Audits of the ledger: what was promised is written down, and is never worse afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from bot.shop.model.trade import Commitment
from bot.simulate.findings import Finding, every_turn
from bot.simulate.goods import Goods
from bot.simulate.prices import PAST, Told, told_in
from bot.simulate.records import Records, Reply
from bot.text.spoken import moment

READ_BACK = frozenset({"order.confirm", "order.place", "order.change_price"})


def worse_than_promised(records: Records, goods: Goods) -> Iterable[Finding]:
    """A price said for goods that were promised for less."""
    for talk, place in every_turn(records):
        turn = talk.turns[place]
        standing = _standing(records.promises.get(talk.person, ()), turn.at)
        for reply in turn.replies:
            told = told_in(reply, goods)
            best = _promised(told, standing) if told else None
            if told and best is not None and told.total > best:
                what = f"{reply.reason} 说了 {told.total}，答应过 {best}"
                yield Finding("worse_than_promised", talk, place, what)


def not_in_ledger(records: Records) -> Iterable[Finding]:
    """A promise with an end that no row of the person's ledger has."""
    for talk, place in every_turn(records):
        for reply in talk.turns[place].replies:
            until = reply.facts.get("until")
            if not until or not _promises(reply):
                continue
            made = records.promises.get(talk.person, ())
            if reply.reason not in PAST and not any(_ends(promise) == until for promise in made):
                what = f"{reply.reason} 说留到 {until}，账上没有"
                yield Finding("not_in_ledger", talk, place, what)


def expiry_changed(records: Records, goods: Goods) -> Iterable[Finding]:
    """The end of a promise told differently before it is over."""
    told_ends: dict[tuple[object, ...], tuple[str, datetime]] = {}
    for talk, place in every_turn(records):
        turn = talk.turns[place]
        for reply in turn.replies:
            told, until = told_in(reply, goods), reply.facts.get("until")
            if told is None or not until or not _promises(reply):
                continue
            key = (talk.person, told.goods[0].product.id, told.goods[0].quantity, told.total)
            before = told_ends.get(key)
            rows = records.promises.get(talk.person, ())
            ends = [row.valid_until for row in rows if row.valid_until and _ends(row) == until]
            if before and before[0] != until and turn.at < before[1]:
                what = f"先说留到 {before[0]}，又说 {until}"
                yield Finding("expiry_changed", talk, place, what)
            if ends:
                told_ends[key] = (until, ends[-1])


def gifts_forgotten(records: Records, goods: Goods) -> Iterable[Finding]:
    """An order read back without the gift that stands for it."""
    for talk, place in every_turn(records):
        turn = talk.turns[place]
        text = "\n".join(reply.text for reply in turn.replies)
        standing = _standing(records.promises.get(talk.person, ()), turn.at)
        for reply in turn.replies:
            told = told_in(reply, goods) if reply.reason in READ_BACK else None
            if told is None:
                continue
            products = {each.product.id for each in told.goods}
            for promise in standing:
                gift = str(promise.terms.get("gift", ""))
                if promise.kind == "gift" and promise.product_id in products and gift not in text:
                    yield Finding("gift_forgotten", talk, place, f"{reply.reason} 没提 {gift}")


def _standing(made: Sequence[Commitment], at: datetime) -> list[Commitment]:
    """What stood at that moment, made before it or in it."""
    return [promise for promise in made if promise.made_at <= at and promise.stands(at)]


def _promised(told: Told, standing: Sequence[Commitment]) -> Decimal | None:
    """The least that was promised for these very pieces."""
    if len(told.goods) != 1:
        return None
    goods = told.goods[0]
    prices = {str(sku.price) for sku in goods.skus}
    return min(
        (
            Decimal(str(promise.terms["total"]))
            for promise in standing
            if promise.kind == "price"
            and promise.product_id == goods.product.id
            and promise.terms.get("quantity") == goods.quantity
            and prices == {str(promise.terms.get("list_price"))}
        ),
        default=None,
    )


def _promises(reply: Reply) -> bool:
    """Whether the end it tells is that of a promise: offers end, too."""
    return reply.reason.startswith("haggling.") and reply.facts["until"] in reply.text


def _ends(promise: Commitment) -> str:
    return moment(promise.valid_until) if promise.valid_until else ""
