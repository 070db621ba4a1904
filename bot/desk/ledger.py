"""The ledger of one buyer at the desk: what was promised, recording a promise, withdrawing one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from bot.chats.log import ChatLog
from bot.chats.model import Conversation, Ticket
from bot.chats.tickets import Tickets
from bot.desk.promising import Goods, Pieces, Wanted, ends_at, rest_days, terms_of
from bot.desk.refusals import NoSuchChatError, PromiseGoneError, PromiseRefusedError
from bot.errors import ShopDataError
from bot.pricing.basket import Line
from bot.pricing.promised import floor_of
from bot.pricing.quote import quote
from bot.shop.model.catalogue import Product
from bot.shop.model.policy import Agent
from bot.shop.model.trade import Commitment
from bot.shop.promised import promise_text
from bot.shop.repositories.agents import Agents
from bot.shop.shop import Shop, shop_in
from bot.speech.platforms import Platform
from bot.text.spoken import day, moment, yuan

BY_AGENT = "desk.promised"
BOT = "bot"
Words = Callable[[str, dict[str, str]], str]


@dataclass(frozen=True)
class Promise:
    """One line of the ledger as an agent reads it; `ended` says how it ended, empty if it holds."""

    id: int
    what: str
    product: str
    by: str
    made_at: datetime
    until: str
    ended: str


class Ledger:
    """What one buyer was promised, in the caller's transaction; `names` are people's by login."""

    def __init__(self, shop: Shop, buyer_id: str, *, names: dict[str, str], now: datetime) -> None:
        self._shop = shop
        self._buyer_id = buyer_id
        self._names = names
        self._now = now

    def promises(self) -> tuple[Promise, ...]:
        """All of them, those that hold first, the newest first."""
        found = sorted(
            self._shop.commitments.history(self._buyer_id),
            key=lambda promise: (not promise.stands(self._now), -promise.id),
        )
        products = self._shop.catalogue.products(
            list(dict.fromkeys(promise.product_id for promise in found if promise.product_id))
        )
        names = {product.id: product.name for product in products}
        return tuple(self._told(promise, names) for promise in found)

    def prices(self, product_id: str) -> frozenset[Decimal]:
        """The prices in yuan promised for this product that hold: in all, and of a piece."""
        standing = self._shop.commitments.standing(self._buyer_id, now=self._now, kind="price")
        found = [
            (Decimal(str(price.terms["total"])), int(price.terms.get("quantity", 1)))
            for price in standing
            if price.product_id == product_id
        ]
        return frozenset(price for total, pieces in found for price in (total, total / pieces))

    def goods(self, pieces: Pieces) -> Goods:
        """Pieces of a product with their price of now; raises PromiseRefusedError."""
        product = self._shop.catalogue.product(pieces.product_id)
        if product is None or not product.skus:
            raise PromiseRefusedError(f"没有货号是 {pieces.product_id} 的商品。")
        meant = product.matching(colour=pieces.colour or None, size=pieces.size or None)
        if not meant:
            raise PromiseRefusedError(f"{product.name}没有{pieces.options}，请看看颜色、尺码。")
        sku = product.quoted(colour=pieces.colour or None, size=pieces.size or None)
        buyer = self._shop.buyers.get(self._buyer_id)
        region = (buyer.region or None) if buyer else None
        line = Line.of(product, sku, pieces.quantity)
        hand = quote([line], self._shop, now=self._now, region=region)
        floor = floor_of(product, sku, pieces.quantity, exact=len(meant) == 1)
        return Goods(product, pieces, hand, floor)

    def record(self, wanted: Wanted, *, agent: Agent) -> Commitment:
        """Write the promise; the same one that still holds is not written twice.

        Raises PromiseRefusedError.
        """
        goods = None
        if wanted.pieces.product_id:
            goods = self.goods(wanted.pieces)
        terms = terms_of(
            wanted,
            goods,
            today=self._now.date(),
            rests=self._rests(),
            knows_floor=agent.role == "owner",
        )
        valid_until = ends_at(wanted, now=self._now)
        product_id = goods.product.id if goods else ""
        for known in self._shop.commitments.standing(
            self._buyer_id, now=self._now, kind=wanted.kind
        ):
            if (known.product_id, known.terms, known.valid_until, known.made_by) == (
                product_id, terms, valid_until, agent.login,
            ):  # fmt: skip
                return known
        if self._shop.buyers.get(self._buyer_id) is None:
            self._shop.buyers.remember(self._buyer_id, at=self._now)
        return self._shop.commitments.make(
            self._buyer_id,
            kind=wanted.kind,
            terms=terms,
            reason=BY_AGENT,
            at=self._now,
            product_id=product_id,
            made_by=agent.login,
            valid_until=valid_until,
        )

    def withdraw(self, promise_id: int, *, by: Agent) -> None:
        """Take back a promise of this buyer's that holds; raises PromiseGoneError."""
        mine = {promise.id for promise in self._shop.commitments.history(self._buyer_id)}
        if promise_id not in mine:
            raise PromiseGoneError
        try:
            self._shop.commitments.withdraw(promise_id, by=by.login, at=self._now)
        except ShopDataError as error:
            raise PromiseGoneError from error

    def _rests(self) -> Callable[[date], bool]:
        try:
            weekdays = self._shop.terms.policy().dispatch_weekdays
        except ShopDataError:
            weekdays = "1234567"
        since = self._now.date() - timedelta(days=1)
        holidays = self._shop.shipping.holidays(since)
        return rest_days(weekdays, [(holiday.starts_on, holiday.ends_on) for holiday in holidays])

    def _told(self, promise: Commitment, products: dict[str, str]) -> Promise:
        ended = ""
        if promise.withdrawn_at is not None:
            ended = f"{self._name(promise.withdrawn_by)}撤回"
        elif not promise.stands(self._now):
            ended = "已过期"
        return Promise(
            id=promise.id,
            what=promise_text(promise),
            product=products.get(promise.product_id, promise.product_id),
            by=self._name(promise.made_by),
            made_at=promise.made_at,
            until=moment(promise.valid_until) if promise.valid_until else "",
            ended=ended,
        )

    def _name(self, login: str) -> str:
        return "小二" if login == BOT else self._names.get(login, login)


@dataclass(frozen=True)
class OpenLedger:
    """The ledger of the buyer of one ticket's chat, and what else of the transaction is needed."""

    shop: Shop
    ticket: Ticket
    conversation: Conversation
    ledger: Ledger


def open_ledger(session: Session, ticket_id: int, *, now: datetime) -> OpenLedger:
    """The ledger of the buyer behind a ticket; raises NoSuchChatError."""
    ticket = Tickets(session).get(ticket_id)
    if ticket is None:
        raise NoSuchChatError
    conversation = ChatLog(session).conversations([ticket.conversation_id])[ticket.conversation_id]
    shop = shop_in(session)
    names = Agents(session).names()
    ledger = Ledger(shop, conversation.buyer_id, names=names, now=now)
    return OpenLedger(shop, ticket, conversation, ledger)


def platform_of(shop: Shop) -> Platform:
    """Where the shop is; its own site where it has no policy."""
    try:
        return shop.terms.policy().platform
    except ShopDataError:
        return "own"


def sentence(promise: Commitment, product: Product | None, line: Words) -> str:
    """The words that tell the buyer of a promise; none for a note, which is the agent's own."""
    terms, facts = promise.terms, {"product": product.name if product else ""}
    if promise.kind == "note":
        return ""
    if promise.kind == "price":
        facts |= {
            "quantity": str(terms["quantity"]),
            "total": yuan(Decimal(terms["total"])),
        }
        facts["product"] += terms.get("options", "")
        said = line("utter_desk_promise_price", facts)
    elif promise.kind == "gift":
        said = line("utter_desk_promise_gift", {"gift": terms["gift"]})
    elif promise.kind == "shipping":
        said = line("utter_desk_promise_shipping", {})
    else:
        said = line("utter_desk_promise_dispatch", {"day": day(date.fromisoformat(terms["day"]))})
    if promise.valid_until is not None and promise.kind != "dispatch":
        said += line("utter_desk_promise_until", {"until": day(promise.valid_until.date())})
    return said


def declined(goods: Goods | None, line: Words) -> str:
    """The words that a price cannot go lower; none where the goods are not known."""
    if goods is None:
        return ""
    facts = {"product": goods.product.name + goods.pieces.options, "hand": yuan(goods.hand.total)}
    return line("utter_desk_price_declined", facts)
