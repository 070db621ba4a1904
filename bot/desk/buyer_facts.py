"""Everything known of the buyer of one chat, at this moment, the most useful first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.buyers import PastChat, Profile, profile
from bot.chats.beside import Beside
from bot.chats.model import Message
from bot.chats.reading import traces_by_question
from bot.desk.goods_facts import GoodsFacts, goods_facts, pieces_in_view
from bot.desk.inbox import Inbox
from bot.desk.ledger import OpenLedger, open_ledger
from bot.desk.reading import UNSURE
from bot.desk.reminded import Unpaid, unpaid_of
from bot.desk.words import fact_text, intent_label, memory_labels, short_name
from bot.errors import ShopDataError
from bot.shop.model.trade import Order
from bot.shop.shop import Shop
from bot.text.spoken import jin, number, yuan

ORDER_STATES = {
    "draft": "报过价，没下单",
    "told": "说好去拍",
    "created": "已拍下，没付款",
    "paid": "已付款",
    "shipped": "已发货",
    "cancelled": "已取消",
}
HAGGLED = "haggling."
PRICES = ("price", "total", "hand")
SIZED = "sizing."
BODY = ("product", "height_cm", "weight_kg", "wearer")
MOST_ASKED = 8
MOST_ORDERS = 5
MOST_CHATS = 6


@dataclass(frozen=True)
class Known:
    """One line: what it is, and what is put into the answer when it is clicked."""

    label: str
    value: str


@dataclass(frozen=True)
class Quoted:
    """A price the bot named in a haggle (议价), in yuan, and when."""

    price: str
    at: datetime


@dataclass(frozen=True)
class OrderLine:
    """An order in words: where it stands, what is in it, when it was last moved on.

    `unpaid` is what was done about one that was placed and not paid.
    """

    state: str
    what: str
    at: datetime
    paid: bool
    unpaid: Unpaid | None = None


@dataclass(frozen=True)
class BuyerFacts:
    """What stands beside a chat; `slots` is what the bot remembers, by the names of its memory.

    `in_view` names the product in view also where there is nothing else to say of it; `advised` is
    the size that the bot recommended for the product and the body now spoken of, empty if none.
    """

    goods: GoodsFacts | None
    in_view: str
    advised: str
    known: tuple[Known, ...]
    asked: tuple[str, ...]
    quoted: tuple[Quoted, ...]
    orders: tuple[OrderLine, ...]
    profile: Profile | None
    chats: tuple[tuple[PastChat, str], ...]
    others: tuple[str, ...]
    slots: Mapping[str, Any]
    opened: OpenLedger


def facts_of(session: Session, ticket_id: int, *, now: datetime) -> BuyerFacts:
    """The facts of the buyer behind a ticket; raises NoSuchChatError."""
    opened = open_ledger(session, ticket_id, now=now)
    buyer_id, conversation = opened.conversation.buyer_id, opened.conversation
    chat = Inbox(session).chat(ticket_id)
    messages = chat.messages
    asked = [message.id for message in messages if message.sender == "buyer"]
    traces = traces_by_question(messages, Beside(session).drafts(asked))
    slots = _slots(messages, traces)
    found = _profile(session, buyer_id, now)
    learnt = found.buyer if found else None
    return BuyerFacts(
        in_view=chat.entry.product,
        advised=_advised(messages, slots),
        goods=goods_facts(
            opened.shop,
            opened.ledger,
            pieces_in_view(slots, conversation.product_id),
            buyer_id=buyer_id,
            now=now,
        ),
        known=tuple(_known(slots, learnt)),
        asked=_asked(traces),
        quoted=tuple(_quoted(messages)),
        orders=_orders(session, opened.shop, buyer_id),
        profile=found,
        chats=_chats(found, conversation.id),
        others=tuple(short_name(each) for each in learnt.ids[1:]) if learnt else (),
        slots=slots,
        opened=opened,
    )


def _profile(session: Session, buyer_id: str, now: datetime) -> Profile | None:
    try:
        return profile(session, buyer_id, now)
    except ShopDataError:  # no policy yet: nothing says from how many orders on one is a VIP
        return None


def _slots(messages: Iterable[Message], drafts: Mapping[int, Mapping[str, Any]]) -> dict[str, Any]:
    """What the bot remembered at its last word, or would remember at the newest draft."""
    slots: dict[str, Any] = {}
    for message in messages:
        trace = message.trace if message.sender == "bot" else drafts.get(message.id, {})
        if isinstance(trace.get("slots"), dict):
            slots = trace["slots"]
    return slots


def _advised(messages: Sequence[Message], slots: Mapping[str, Any]) -> str:
    """What the bot said fits; a size that the buyer merely named is none."""
    for message in reversed(messages):
        trace = message.trace
        facts, then = trace.get("facts") or {}, trace.get("slots") or {}
        if str(trace.get("reason", "")).startswith(SIZED) and facts.get("first"):
            same = all(then.get(name) == slots.get(name) for name in BODY)
            return str(facts.get("size") or "") if same else ""
    return ""


def _known(slots: Mapping[str, Any], learnt: Any) -> Iterable[Known]:
    height = slots.get("height_cm") or (learnt and learnt.height_cm)
    weight = slots.get("weight_kg") or (learnt and learnt.weight_kg)
    body = [f"{number(height)}cm"] if height else []
    body += [f"{jin(weight)}斤"] if weight else []
    values = {**slots, "body": " ".join(body)}
    values["region"] = slots.get("region") or (learnt.region if learnt else "")
    values["budget"] = "–".join(str(each) for each in slots.get("budget") or () if each)
    for name, label in memory_labels().items():
        if value := fact_text(values.get(name)):
            yield Known(label, value)


def _asked(traces: Mapping[int, Mapping[str, Any]]) -> tuple[str, ...]:
    """The questions of the chat in words, the last first."""
    codes = (str(traces[message].get("intent")) for message in sorted(traces, reverse=True))
    words = (intent_label(code) for code in codes if code != UNSURE)
    return tuple(dict.fromkeys(words))[:MOST_ASKED]


def _quoted(messages: Iterable[Message]) -> Iterable[Quoted]:
    before = ""
    for message in messages:
        facts = message.trace.get("facts") or {}
        price = next((str(facts[name]) for name in PRICES if facts.get(name)), "")
        haggled = str(message.trace.get("reason", "")).startswith(HAGGLED)
        if message.sender == "bot" and haggled and price and price != before:
            before = price
            yield Quoted(price, message.at)


def _orders(session: Session, shop: Shop, buyer_id: str) -> tuple[OrderLine, ...]:
    orders = shop.orders.of_person(buyer_id, limit=MOST_ORDERS)
    unpaid = unpaid_of(session, orders)
    return tuple(replace(_order(order, shop), unpaid=unpaid.get(order.id)) for order in orders)


def _order(order: Order, shop: Shop) -> OrderLine:
    skus = [line.sku_id for line in order.lines]
    found = {sku.id: (product, sku) for product in shop.catalogue.of_skus(skus)
             for sku in product.skus}  # fmt: skip
    parts = []
    for line in order.lines:
        product, sku = found.get(line.sku_id, (None, None))
        name = f"{product.name}{sku.colour}{sku.size}" if product and sku else line.sku_id
        parts.append(f"{name}×{line.quantity}")
    if order.agreed_total is not None:
        parts.append(f"{yuan(order.agreed_total)}元")
    return OrderLine(
        state=ORDER_STATES[order.status],
        what=" ".join(parts) or f"订单 {order.id}",
        at=order.paid_at or order.created_at,
        paid=order.status in ("paid", "shipped"),
    )


def _chats(found: Profile | None, conversation_id: str) -> tuple[tuple[PastChat, str], ...]:
    """The chats before this one, the newest first, each with how it ended."""
    past = found.chats if found else ()
    others = [chat for chat in past if not (chat.open and chat.conversation_id == conversation_id)]
    return tuple((chat, _ended(chat)) for chat in others[:MOST_CHATS])


def _ended(chat: PastChat) -> str:
    if chat.converted:
        return "成交"
    if chat.lost:
        return f"没买：{chat.lost.label}"
    return "还在聊" if chat.open else "不是来买的"
