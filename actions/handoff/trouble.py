"""What a person needs to know of a trouble before answering: of which kind, and with which order.

It is asked for once, with the words that hand the chat over; from then on the bot is silent, and
what the buyer writes goes onto the ticket.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path

from ruamel.yaml import YAML

from actions.turn import Say
from bot.shop.repositories.placed import Placed
from bot.text.masking import CARD, ID_CARD, PHONE, mask_personal
from bot.text.normalise import normalise

KINDS = Path(__file__).with_name("trouble.yml")
KIND, NUMBER, ORDERS = "问题类型", "买家报的单号", "订单"
OF_TROUBLE = frozenset({"handoff.after_sales", "handoff.complaint"})
MOST_ORDERS = 3
_STATES = {"created": "待付款", "paid": "已付款", "shipped": "已发货"}
_PERSONAL = (PHONE, ID_CARD, CARD)
_NUMBER = re.compile(r"(?<![a-z\d])(?:[a-z]{2,4})?\d{6}-?\d{6,18}(?!\d)")


@dataclass(frozen=True)
class Kind:
    """A kind of trouble: its name on the ticket, and the answer that is offered for it."""

    name: str
    offer: str
    words: tuple[str, ...]


def kind_in(text: str) -> str | None:
    """The kind of trouble that the words tell; None where they tell none."""
    plain = normalise(text)
    named = (kind.name for kind in _kinds() if kind.offer == plain or kind.name == plain)
    told = (kind.name for kind in _kinds() if any(word in plain for word in kind.words))
    return next(chain(named, told), None)


def order_number_in(text: str) -> str | None:
    """The number of an order or a parcel that the buyer gives; a phone's or a card's is none."""
    plain = normalise(text)
    for found in _NUMBER.finditer(plain):
        if not any(label in mask_personal(found[0]) for label in _PERSONAL):
            return found[0]
    return None


def told_of(text: str) -> dict[str, str]:
    """What a message tells of a trouble, label to value."""
    found = {KIND: kind_in(text), NUMBER: order_number_in(text)}
    return {label: value for label, value in found.items() if value}


def orders_told(orders: Sequence[Placed]) -> dict[str, str]:
    """The buyer's own orders, the newest first, label to value."""
    spoken = [f"{order.id}（{_STATES.get(order.status, order.status)}）" for order in orders]
    return {ORDERS: "，".join(spoken[:MOST_ORDERS])} if spoken else {}


def asking(told: Mapping[str, str]) -> tuple[Say, ...]:
    """One message that asks for what is not told yet; nothing where all is."""
    offers = tuple(kind.offer for kind in _kinds())
    knows_order = bool(told.get(NUMBER) or told.get(ORDERS))
    if knows_order and told.get(KIND):
        return ()
    if told.get(KIND):
        return (Say("utter_handoff_which_order"),)
    if knows_order:
        return (Say("utter_handoff_which_trouble", offers=offers),)
    return (Say("utter_handoff_which_order_and_trouble", offers=offers),)


@lru_cache(maxsize=1)
def _kinds() -> tuple[Kind, ...]:
    content = YAML(typ="safe").load(KINDS)
    return tuple(Kind(name, of["offer"], tuple(of["words"])) for name, of in content.items())
