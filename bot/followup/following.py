"""Following up one order: what becomes of it, planned or said, each in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.chats.log import ChatLog
from bot.chats.model import Reply
from bot.chats.unasked import REMINDS
from bot.dialogue.wording import Wording, WordingError
from bot.errors import ShopDataError
from bot.followup.answers import reasons
from bot.followup.cases import Words, words_of
from bot.followup.chats import ASKED_WITHIN, Around, BuyersChats, Reach, around
from bot.followup.facts import ending_offer, facts_of, goods_of
from bot.followup.planning import (
    MUTED_FOR,
    OLDEST,
    Before,
    Next,
    Rules,
    Stop,
    Unpaid,
    may_go,
    next_reminder,
    share,
)
from bot.followup.reasons import Reasons, shown_by_chat
from bot.followup.reminders import Reminder, Reminders, ended_of, sent_of
from bot.followup.unpaid import Standing, UnpaidOrders
from bot.shop.model.policy import Policy
from bot.shop.model.trade import Order
from bot.shop.opening import next_opening
from bot.shop.repositories.service_modes import ServiceModes
from bot.shop.repositories.trade import OF_A_CHAT
from bot.shop.shop import Shop, shop_in

# After these nobody will say why it was not paid.
_LEFT = frozenset({"limit", "too_old"})

Refuses = Callable[[Sequence[Reply]], Any]


@dataclass(frozen=True)
class Look:
    """An order looked at in one transaction: where it stands and all that counts for it."""

    order: Order
    standing: Standing
    unpaid: Unpaid
    reminders: tuple[Reminder, ...]
    around: Around
    before: Before
    reach: Reach
    rules: Rules


class FollowingUp:
    """Plans and says reminders inside the caller's transaction; `now` is in the shop's zone."""

    def __init__(self, session: Session, *, now: datetime) -> None:
        self._session = session
        self._shop: Shop = shop_in(session)
        self._now = now

    def policy(self) -> Policy | None:
        """The shop's terms, where reminders are switched on; None else."""
        try:
            policy = self._shop.terms.policy()
        except ShopDataError:  # no shop yet
            return None
        return policy if policy.followup_enabled else None

    def plan(self, order_id: str) -> Next | Stop | None:
        """Keep what comes next for the order; None where it is done with already."""
        look = self._look(order_id)
        return None if look is None else self._keep(look)

    def coming(self, order_id: str) -> Next | Stop | None:
        """What comes next for the order, only to be looked at."""
        look = self._look(order_id)
        return None if look is None else self._next(look)

    def remind(self, order_id: str, wording: Wording, *, refuses: Refuses) -> str | None:
        """Say the reminder that is due, from facts of this transaction; else keep what comes next.

        Returns the chat it was said in. Nobody else changes the order until this is committed. A
        reminder that may not be said fails with a reason code.
        """
        look = self._look(order_id, alone=True) if Reminders(self._session).hold(order_id) else None
        if look is None:
            return None
        planned = next(each for each in look.reminders if each.status == "planned")
        on_time = isinstance(self._next(look), Next) and may_go(
            look.unpaid, look.before, look.rules, due_at=planned.due_at, now=self._now
        )
        if on_time:
            return self._say(look, planned, wording, refuses)
        self._keep(look)
        return None

    def _look(self, order_id: str, *, alone: bool = False) -> Look | None:
        orders, reminders = UnpaidOrders(self._session), Reminders(self._session)
        standing = orders.standing(order_id, alone=alone)
        policy = self.policy()
        if standing is None or policy is None:
            return None
        known = reminders.of_order(order_id)
        order = self._shop.orders.get(order_id)
        if ended_of(known) is not None or order is None:
            return None
        chats = BuyersChats(self._session, standing.ids)
        lines = chats.lines(since=standing.placed_at - ASKED_WITHIN)
        said = around(lines, placed_at=standing.placed_at)
        if said.reason:
            Reasons(self._session).tell(
                order_id, said.reason, words=said.words, told_by="buyer", at=self._now
            )
        reach = chats.reach(standing.buyer_id, now=self._now)
        return Look(
            order=order,
            standing=standing,
            unpaid=self._unpaid(order),
            reminders=known,
            around=said,
            before=self._before(standing, known, said, reach, held=self._held(chats)),
            reach=reach,
            rules=rules_of(policy),
        )

    def _unpaid(self, order: Order) -> Unpaid:
        ending = ending_offer(goods_of(order, self._shop), order, self._shop, now=self._now)
        return Unpaid(
            id=order.id,
            placed_at=order.created_at,
            told_by_buyer=order.id.startswith(OF_A_CHAT),
            ends_at=ending.ends_at if ending else None,
        )

    def _before(
        self, standing: Standing, known: Sequence[Reminder], said: Around, reach: Reach, *,
        held: bool,
    ) -> Before:  # fmt: skip
        lately = Reminders(self._session).of_buyer(standing.ids, since=self._now - MUTED_FOR)
        told = [each.done_at for each in sent_of(lately) if each.done_at is not None]
        muted = [each.done_at for each in lately if each.why == "asked_to_stop" and each.done_at]
        if said.muted_at is not None:
            muted.append(said.muted_at)
        settled = {"paid": "paid", "shipped": "paid", "cancelled": "cancelled"}
        gone = settled.get(standing.status) or standing.again
        return Before(
            reminded=tuple(each.done_at for each in sent_of(known) if each.done_at is not None),
            to_buyer=tuple(sorted((*told, *said.by_hand))),
            heard_at=said.heard_at,
            person_at=said.person_at,
            held=held,
            stops=gone or said.stops or reach.why,  # type: ignore[arg-type]
            muted_at=max(muted, default=None),
        )

    def _held(self, chats: BuyersChats) -> bool:
        """Whether a person has the chat, or people answer at this hour and not the bot."""
        if chats.with_person():
            return True
        by_people = ServiceModes(self._session).at(self._now) != "automatic"
        return by_people and next_opening(self._shop.terms.hours(), self._now) is None

    def _next(self, look: Look) -> Next | Stop:
        return next_reminder(look.unpaid, look.before, look.rules, self._now)

    def _keep(self, look: Look) -> Next | Stop:
        coming = self._next(look)
        buyer_id = look.standing.buyer_id
        reminders = Reminders(self._session)
        if isinstance(coming, Stop) and coming.why == "limit" and not self._is_old(look):
            return coming  # what the buyer answers to the last one is still to be read
        if isinstance(coming, Stop):
            if coming.why in _LEFT:
                self._keep_what_chat_shows(look)
            reminders.end(
                look.order.id, buyer_id=buyer_id, number=len(sent_of(look.reminders)) + 1,
                status="stopped", why=coming.why, at=self._now,
            )  # fmt: skip
        else:
            due_at = coming.due_at
            reminders.plan(look.order.id, buyer_id=buyer_id, number=coming.number, due_at=due_at)
        return coming

    def _is_old(self, look: Look) -> bool:
        return self._now - look.order.created_at > OLDEST

    def _keep_what_chat_shows(self, look: Look) -> None:
        ids, placed_at = look.standing.ids, look.order.created_at
        shown = shown_by_chat(self._session, ids, placed_at=placed_at)
        if shown is not None:
            words = shown.words[-1] if shown.words else ""
            Reasons(self._session).tell(
                look.order.id, shown.reason, words=words, told_by="chat", at=self._now
            )

    def _say(self, look: Look, planned: Reminder, wording: Wording, refuses: Refuses) -> str | None:
        number = planned.number
        words = words_of(
            facts_of(look.order, self._shop, now=self._now),
            asked=look.around.asked,
            number=number,
            most=look.rules.per_order,
            told_by_buyer=look.unpaid.told_by_buyer,
            used=[each.case for each in sent_of(look.reminders)],
        )
        try:
            reply = _worded(words, wording, order_id=look.order.id, number=number)
        except WordingError:
            self._fail(planned, "wording")
            return None
        if refuses([reply]) is not None:
            self._fail(planned, "guard")
            return None
        BuyersChats(self._session, look.standing.ids).begin(look.reach, at=self._now)
        chat = look.reach.conversation_id
        (message,) = ChatLog(self._session).reply(chat, [reply], answers=None, at=self._now)
        Reminders(self._session).sent(
            look.order.id, number, case=words.case, message_id=message.id, conversation_id=chat,
            at=self._now,
        )  # fmt: skip
        return chat

    def _fail(self, planned: Reminder, why: str) -> None:
        Reminders(self._session).end(
            planned.order_id, buyer_id=planned.buyer_id, number=planned.number, status="failed",
            why=why, at=self._now,
        )  # fmt: skip


def rules_of(policy: Policy) -> Rules:
    """The owner's terms for planning."""
    return Rules(
        per_order=policy.followup_per_order,
        rest=timedelta(minutes=policy.followup_after_minutes),
        person_rest=timedelta(hours=policy.followup_person_hours),
        cutoff=policy.dispatch_cutoff,
    )


def _worded(words: Words, wording: Wording, *, order_id: str, number: int) -> Reply:
    """The reminder as one message; which variants, an order's id and the number decide."""
    place = int(share(order_id, number) * 997)
    said = [wording.say(name, words.facts, avoid=place) for name in words.names]
    by_title = {reason.tap: reason.says for reason in reasons()}
    offered = [
        {"title": title, "text": by_title.get(title, title)}
        for each in said
        for title in each.buttons
    ]
    trace = {
        "action": "",
        "reason": f"{REMINDS}{words.case}",
        "facts": dict(words.facts),
        "order": order_id,
        "number": number,
    }
    payload = {"quick_replies": offered} if offered else {}
    return Reply("".join(each.text for each in said), payload=payload, trace=trace)
