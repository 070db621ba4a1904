"""A look at what an agent is about to say: a warning, never more."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from bot.desk.desk import Desk
from bot.desk.ledger import Ledger, open_ledger, platform_of
from bot.desk.promising import Goods
from bot.desk.refusals import Doubt, PromiseRefusedError
from bot.speech.faults import faults_in
from bot.speech.prices import prices_in
from bot.speech.taboos import Taboos
from bot.text.spoken import yuan

NOT_RECORDED = "desk.price_not_recorded"
BELOW_FLOOR = "desk.below_floor"


def doubts_in(text: str, rules: Taboos, ledger: Ledger, *, product_id: str) -> tuple[Doubt, ...]:
    """What is better not said, and prices below today's that the ledger does not hold.

    `product_id` is the product in view, whose price is compared; without one none is.
    """
    said = tuple(
        Doubt(fault.code, fault.found, fault.why, fault.instead)
        for fault in faults_in(text, rules, facts=None)
    )
    return said + tuple(_of_prices(text, ledger, product_id))


def answer_doubts(session: Session, ticket_id: int, text: str, *, desk: Desk) -> tuple[Doubt, ...]:
    """What is doubtful in an answer to the chat of this ticket."""
    opened = open_ledger(session, ticket_id, now=desk.now())
    product = opened.conversation.product_id
    rules = desk.taboos.of(platform_of(opened.shop))
    return doubts_in(text, rules, opened.ledger, product_id=product)


def _of_prices(text: str, ledger: Ledger, product_id: str) -> Iterator[Doubt]:
    prices = [price for price in prices_in(text) if price not in ledger.totals()]
    if not prices or not product_id:
        return
    try:
        goods = ledger.goods(product_id, 1)
    except PromiseRefusedError:  # the product is sold no more
        return
    for price in prices:
        if price < goods.hand.total:
            yield _doubt(yuan(price), goods, below_floor=price < (goods.floor_total or 0))


def _doubt(price: str, goods: Goods, *, below_floor: bool) -> Doubt:
    if below_floor:
        why = f"低于{goods.product.name}的底价"
        return Doubt(BELOW_FLOOR, f"{price}元", why, "这个价记不进承诺，请换一个价或先问店主")
    why = f"比{goods.product.name}现在的到手价{yuan(goods.hand.total)}元低，承诺里没有这个价"
    return Doubt(NOT_RECORDED, f"{price}元", why, "先记成承诺，小二以后也按这个价", price)
