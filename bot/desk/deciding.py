"""A price that waits for a person's yes or no: what was asked for, and what it costs now."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.chats.model import Ticket
from bot.desk.ledger import Ledger
from bot.desk.promising import Goods, Pieces
from bot.desk.refusals import PromiseRefusedError
from bot.text.spoken import yuan

ASKS_PRICE = "haggling.ask_manager"
_PRODUCT_ID = re.compile(r"（([^（）]+)）$")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Decision:
    """What to decide on; money in yuan for all pieces, as text, empty where it is not known."""

    pieces: Pieces
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
    goods = goods_of(ticket, ledger, in_view=in_view)
    if goods is None:
        return None
    floor = goods.floor_total
    return Decision(
        pieces=goods.pieces,
        wanted=_number(ticket.facts.get("买家想要")),
        hand=yuan(goods.hand.total),
        listed=yuan(goods.hand.list_total),
        floor="" if floor is None else yuan(floor),
    )


def pieces_of(ticket: Ticket, *, in_view: str) -> Pieces:
    """The pieces the chat is about: the ticket's, else one of the product in view.

    A product that came into view since has a colour, a size and a number of its own.
    """
    facts = ticket.facts
    named = _PRODUCT_ID.search(str(facts.get("商品", "")))
    if named is None or (in_view and in_view != named[1] and ticket.reason != ASKS_PRICE):
        return Pieces(in_view)
    quantity = _number(facts.get("买几件") or facts.get("件数")) or "1"
    colour, size = (str(facts.get(name) or "") for name in ("颜色", "尺码"))
    return Pieces(named[1], max(1, int(float(quantity))), colour, size)


def goods_of(ticket: Ticket, ledger: Ledger, *, in_view: str) -> Goods | None:
    """These pieces with their price; of any colour and size where it has none like that."""
    pieces = pieces_of(ticket, in_view=in_view)
    for meant in (pieces, replace(pieces, colour="", size="")):
        try:
            return ledger.goods(meant)
        except PromiseRefusedError:
            continue
    return None


def _number(fact: object) -> str:
    found = _NUMBER.search(str(fact or ""))
    return found[0] if found else ""
