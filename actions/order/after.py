"""After the yes: placed or paid, to be changed, notes, invoices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from actions.handoff.person import Line
from actions.shipping.days import dispatch_part
from actions.shipping.parcel import Parcel, Part
from actions.turn import Ask, Outcome, Say
from bot.shop.model.policy import Policy
from bot.text.spoken import day, weekday

Paid = Literal["paid", "created"]
LONGEST_QUOTED = 40
# Kept with what was asked before: the buyer was asked to follow the shop.
FOLLOWED = "followed"


def paid_of(kinds: Sequence[str]) -> Paid:
    """Whether the buyer says they have paid; ordered alone is not paid."""
    return "paid" if "paid" in kinds and "unpaid" not in kinds else "created"


def reported(
    kinds: Sequence[str],
    parcel: Parcel,
    *,
    price_to_change: bool,
    person: Line,
    follow: bool = False,
) -> Outcome:
    """Thanks, when it leaves, and what to look at when the parcel comes.

    `price_to_change` says that a price was promised which the order page does not know of: who
    has paid without a word of its having been changed may have paid too much. `follow` asks who
    has paid to follow the shop.
    """
    if "twice" in kinds:
        say = Say("utter_order_paid_twice", person.facts, more=(person.name,))
        return Outcome("order.paid_twice", (say,), hand_over="order.payment_check")
    status = paid_of(kinds)
    if status == "created" and price_to_change:
        say = Say("utter_order_created_change_price", person.facts, more=(person.name,))
        return Outcome(
            "order.change_price", (say,), stage="farewell", hand_over="order.change_price"
        )
    if price_to_change and "price_changed" not in kinds:
        say = Say("utter_order_paid_promised", person.facts, more=(person.name,))
        return Outcome(
            "order.paid_promised", (say,), stage="farewell", hand_over="order.payment_check"
        )
    asked = ("utter_order_follow",) if status == "paid" and follow else ()
    dispatch = _sent(parcel) if status == "paid" else dispatch_part(parcel, None)
    return Outcome(
        f"order.{status}",
        (
            Say(f"utter_order_{status}", dispatch.facts, more=(dispatch.name,)),
            Say("utter_order_check_address", more=("utter_order_check_parcel", *asked)),
        ),
        stage="farewell",
        closes=True,
    )


def _sent(parcel: Parcel) -> Part:
    """When what was just paid for leaves."""
    sent = parcel.sent_on
    if sent is None:
        return dispatch_part(parcel, None)
    facts = {"sent": day(sent), "sent_weekday": weekday(sent)}
    if sent == parcel.now.date():
        return Part("utter_order_sent_today", facts, "order.paid")
    return Part("utter_order_sent_on", facts, "order.paid")


def changed(kinds: Sequence[str], person: Line) -> Outcome:
    """An order that exists: how to change it oneself, and a person for the rest."""
    if "unpaid" in kinds and "cancel" in kinds:
        return Outcome("order.cancel_unpaid", (Say("utter_order_cancel_unpaid"),))
    kind = next(
        (kind for kind in ("price", "hold", "address", "cancel") if kind in kinds), "options"
    )
    reason = "order.change_price" if kind == "price" else "order.change"
    say = Say(f"utter_order_change_{kind}", person.facts, more=(person.name,))
    return Outcome(reason, (say,), hand_over=reason)


def noted(note: str, *, personal: bool) -> Outcome:
    """Say what was written down; nothing is promised of what others are to do."""
    more = ("utter_order_note_personal",) if personal else ()
    if len(note) > LONGEST_QUOTED:
        return Outcome("order.noted", (Say("utter_order_noted_long", more=more),))
    return Outcome("order.noted", (Say("utter_order_noted", {"note": note}, more=more),))


def note_missing() -> Outcome:
    """What is to be noted was not said yet."""
    return Outcome(
        "order.ask_note", (Say("utter_order_which_note"),), ask=Ask("note", "order_note")
    )


def note_possible() -> Outcome:
    """It was asked whether such a thing is done: it can be noted, and what is it to be."""
    return Outcome("order.ask_note", (Say("utter_order_can_note"),), ask=Ask("note", "order_note"))


def note_seen() -> Outcome:
    """Whether notes in the order are read."""
    return Outcome("order.note_seen", (Say("utter_order_note_seen"),))


def invoice(kinds: Sequence[str], policy: Policy, person: Line) -> Outcome:
    """Which invoices there are, when, and where to ask for one; nothing personal is asked for."""
    facts = {
        "kinds": policy.invoice_kinds.replace("|", "、"),
        "days": str(policy.invoice_within_days),
    }
    if "trouble" in kinds:
        say = Say("utter_order_invoice_trouble", person.facts, more=(person.name,))
        return Outcome("order.invoice_trouble", (say,), hand_over="order.invoice")
    if not policy.invoice_kinds:
        return Outcome("order.no_invoice", (Say("utter_order_no_invoice"),))
    unlike = {"special": "专", "paper": "纸", "receipt": "收据"}
    wanted = next((kind for kind in unlike if kind in kinds), None)
    if wanted is not None and unlike[wanted] not in policy.invoice_kinds:
        say = Say("utter_order_invoice_only", facts, more=("utter_order_invoice_how",))
        return Outcome("order.invoice_only", (say,))
    say = Say("utter_order_invoice", facts, more=("utter_order_invoice_how",))
    return Outcome("order.invoice", (say,))
