"""A look at what an agent is about to say: a warning, never more."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import Decimal

from sqlalchemy.orm import Session

from bot.desk.deciding import goods_of
from bot.desk.desk import Desk
from bot.desk.ledger import open_ledger, platform_of
from bot.desk.promising import Goods
from bot.desk.refusals import Doubt
from bot.speech.faults import faults_in
from bot.speech.prices import prices_in
from bot.speech.taboos import Taboos
from bot.text.spoken import yuan

NOT_RECORDED = "desk.price_not_recorded"
BELOW_FLOOR = "desk.below_floor"


def doubts_in(
    text: str, rules: Taboos, goods: Goods | None, promised: Collection[Decimal]
) -> tuple[Doubt, ...]:
    """What is better not said, and prices below those of `goods` that are not `promised`.

    Without goods no price is compared.
    """
    said = tuple(
        Doubt(fault.code, fault.found, fault.why, fault.instead)
        for fault in faults_in(text, rules, facts=None)
    )
    return said + (tuple(_of_prices(text, goods, promised)) if goods else ())


def answer_doubts(session: Session, ticket_id: int, text: str, *, desk: Desk) -> tuple[Doubt, ...]:
    """What is doubtful in an answer to the chat of this ticket."""
    opened = open_ledger(session, ticket_id, now=desk.now())
    rules = desk.taboos.of(platform_of(opened.shop))
    goods, promised = None, frozenset[Decimal]()
    if prices_in(text):
        goods = goods_of(opened.ticket, opened.ledger, in_view=opened.conversation.product_id)
    if goods is not None:
        promised = opened.ledger.prices(goods.product.id)
    return doubts_in(text, rules, goods, promised)


def _of_prices(text: str, goods: Goods, promised: Collection[Decimal]) -> Iterator[Doubt]:
    """A price below that of one piece can be meant for one piece only, any other for all."""
    pieces = goods.pieces.quantity
    of_one = goods.hand.total / pieces
    known = {*promised, of_one, goods.hand.list_total / pieces}
    for price in prices_in(text):
        if price in known or price >= goods.hand.total:
            continue
        meant_for = 1 if pieces > 1 and price < of_one else pieces
        yield _doubt(price, meant_for, goods)


def _doubt(price: Decimal, meant_for: int, goods: Goods) -> Doubt:
    pieces, said = goods.pieces.quantity, f"{yuan(price)}元"
    share = Decimal(meant_for) / pieces
    if price < (goods.floor_total or 0) * share:
        why = f"低于{goods.product.name}的底价"
        return Doubt(BELOW_FLOOR, said, why, "这个价记不进承诺，请换一个价或先问店主")
    name = f"{meant_for}件{goods.product.name}{goods.pieces.options}"
    why = f"比{name}现在的到手价{yuan(goods.hand.total * share)}元低，承诺里没有这个价"
    in_all = yuan(price * pieces / meant_for)
    return Doubt(NOT_RECORDED, said, why, "先记成承诺，小二以后也按这个价", in_all)
