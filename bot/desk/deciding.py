"""A price that waits for a person's yes or no: what was asked for, and what it costs now."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.chats.model import Ticket
from bot.desk.ledger import Ledger
from bot.desk.refusals import PromiseRefusedError
from bot.text.spoken import yuan

ASKS_PRICE = "haggling.ask_manager"
_PRODUCT_ID = re.compile(r"（([^（）]+)）$")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Decision:
    """What to decide on; money in yuan for all pieces, as text, empty where it is not known."""

    product_id: str
    quantity: int
    wanted: str
    hand: str
    listed: str
    floor: str


def decision_of(ticket: Ticket, ledger: Ledger, *, in_view: str) -> Decision | None:
    """The decision the ticket waits for; None where it waits for none, or the goods are unknown.

    `in_view` is the product in view, where the ticket names none.
    """
    if ticket.reason != ASKS_PRICE:
        return None
    named = _PRODUCT_ID.search(str(ticket.facts.get("商品", "")))
    product_id = named[1] if named else in_view
    quantity = _number(ticket.facts.get("买几件") or ticket.facts.get("件数")) or "1"
    if not product_id:
        return None
    try:
        goods = ledger.goods(product_id, max(1, int(float(quantity))))
    except PromiseRefusedError:
        return None
    floor = goods.floor_total
    return Decision(
        product_id=product_id,
        quantity=goods.quantity,
        wanted=_number(ticket.facts.get("买家想要")),
        hand=yuan(goods.hand.total),
        listed=yuan(goods.hand.list_total),
        floor="" if floor is None else yuan(floor),
    )


def _number(fact: object) -> str:
    found = _NUMBER.search(str(fact or ""))
    return found[0] if found else ""
