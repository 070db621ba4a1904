"""Hello."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from actions.base import ShopAction, answer_as
from actions.greeting import rules
from actions.greeting.courtesies import festival_wish, is_to_shop, wish_in
from actions.greeting.queue import waiting_for_people
from actions.shipping.action import parcel_of
from actions.shipping.calendar import Dispatch
from actions.turn import Outcome, Turn
from bot.buyers.chat import GAP_HOURS
from bot.buyers.reading import PAID, group_of
from bot.chats.log import ChatLog
from bot.shop.model.shipping import Holiday
from bot.shop.opening import next_opening
from bot.shop.repositories.placed import PlacedOrders
from bot.shop.shop import Shop
from bot.text.spoken import clock, day

HOLIDAY_TOLD_AHEAD = timedelta(days=5)


class ActionGreeting(ShopAction):
    """Greets; a question or a product in the same message is answered straight away."""

    topic = "greeting"
    intents: ClassVar[tuple[str, ...]] = ("greet",)

    def answer(self, turn: Turn, shop: Shop) -> Outcome:
        """A greeting that fits the hour, the buyer and the product in view."""
        if turn.also:
            return rules.brief()
        if turn.products or turn.unknown_item is not None:
            return rules.before_answer(answer_as("inform", turn, shop))
        return rules.greeting(_scene(turn, shop))


def _scene(turn: Turn, shop: Shop) -> rules.Scene:
    policy, wished = shop.terms.policy(), wish_in(turn.text)
    in_view = turn.memory.product
    product = shop.catalogue.product(in_view) if in_view else None
    parcel = parcel_of(turn, shop)
    dispatch, holiday = parcel.dispatch, _holiday_near(parcel.dispatch, turn)
    opens = next_opening(shop.terms.hours(), turn.now)
    return rules.Scene(
        now=turn.now,
        shop_name=policy.shop_name,
        assistant=policy.assistant_name,
        greeted=_greeted(turn, shop),
        known=_known(turn, shop),
        product=product,
        opens=opens,
        waiting=waiting_for_people(policy, shop) if opens is None else 0,
        slogan=policy.shop_slogan,
        wish=festival_wish(turn.now.date()),
        wished=wished,
        to_shop=wished is not None and is_to_shop(wished),
        cutoff=clock(dispatch.cutoff) if parcel.sent_on == turn.now.date() else "",
        holiday=holiday,
        resumes=day(dispatch.first_day(holiday.ends_on + timedelta(days=1))) if holiday else "",
    )


def _greeted(turn: Turn, shop: Shop) -> bool:
    """Whether this chat was greeted already, by us or by a person who had it since."""
    if turn.situation.meanwhile:
        return True
    return turn.memory.stage is not None and not _comes_back(turn, shop)


def _comes_back(turn: Turn, shop: Shop) -> bool:
    """Whether nothing was said for so long that this is another chat of the same conversation."""
    since = turn.now - timedelta(hours=GAP_HOURS)
    return not ChatLog(shop.session).replied(turn.conversation_id, since=since)


def _known(turn: Turn, shop: Shop) -> rules.Known:
    """How well the buyer is known: never what they bought or told, only that they were here."""
    buyer = shop.buyers.get(turn.buyer_id)
    if buyer is None:
        return "new"
    placed = PlacedOrders(shop.session).of(*buyer.ids)
    paid = sum(order.status in PAID for order in placed)
    vip_orders = shop.terms.policy().vip_orders
    group = group_of(vip=buyer.vip, paid=paid, ordered=bool(placed), vip_orders=vip_orders)
    if group == "vip":
        return "vip"
    if paid:
        return "bought"
    return "seen" if buyer.first_seen_at < turn.now else "new"


def _holiday_near(dispatch: Dispatch, turn: Turn) -> Holiday | None:
    """The holiday of today or of the next days."""
    today = turn.now.date()
    soon = [rest for rest in dispatch.holidays if rest.starts_on <= today + HOLIDAY_TOLD_AHEAD]
    return next(iter(soon), None)
