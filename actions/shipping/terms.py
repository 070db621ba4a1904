"""What holds for every parcel: until when, within how long, holidays, picking up, several."""

from __future__ import annotations

from datetime import datetime, timedelta

from actions.shipping.days import dispatch_part
from actions.shipping.holidays import holiday_part
from actions.shipping.parcel import Parcel, Part
from actions.shipping.questions import Asked
from bot.shop.model.shipping import Holiday
from bot.text.spoken import clock, day, weekday


def terms_part(aspect: str, asked: Asked, parcel: Parcel) -> Part:
    """The answer to one of `questions.TERMS`, or to whether it can leave before its turn."""
    if aspect == "cutoff":
        return _leaving("cutoff", parcel)
    if aspect == "urgent":
        return _leaving("urgent", parcel)
    if aspect == "within":
        return _within(parcel)
    if aspect == "holiday":
        holiday = _meant(asked, parcel)
        return holiday_part(parcel, holiday) if holiday else dispatch_part(parcel, None)
    origin = {"origin": parcel.ships_from.replace(" ", "")}
    return Part(f"utter_shipping_{aspect}", origin, f"shipping.{aspect}")


def _leaving(aspect: str, parcel: Parcel) -> Part:
    """The cut-off, or no promise to hurry, with the day it leaves when paid for now.

    Goods that are held back (presale, none there) or were promised for a day leave on a day of
    their own: that one is told.
    """
    today, sent = parcel.now.date(), parcel.sent_on
    held = parcel.goods is not None and parcel.goods.held_until(today) is not None
    if sent is None or held or parcel.promised_on is not None:
        return dispatch_part(parcel, None)
    facts = {
        "cutoff": clock(parcel.dispatch.cutoff),
        "sent": "今天" if sent == today else day(sent),
        "sent_weekday": weekday(sent),
    }
    return Part(f"utter_shipping_{aspect}", facts, f"shipping.{aspect}")


def _within(parcel: Parcel) -> Part:
    """The most hours until it leaves, where they hold at this moment; else the day itself."""
    sent = parcel.sent_on
    hours = timedelta(hours=parcel.within_hours)
    if sent is None or not hours or parcel.promised_on is not None:
        return dispatch_part(parcel, None)
    closing = datetime.combine(sent, parcel.dispatch.cutoff, tzinfo=parcel.now.tzinfo)
    if closing - parcel.now > hours:
        return dispatch_part(parcel, None)
    facts = {"hours": str(parcel.within_hours), "sent": day(sent), "sent_weekday": weekday(sent)}
    return Part("utter_shipping_within", facts, "shipping.within")


def _meant(asked: Asked, parcel: Parcel) -> Holiday | None:
    """The holiday spoken of, else the one that comes next."""
    named = [rest for rest in parcel.dispatch.holidays if rest.name.startswith(asked.holiday)]
    return next(iter(named or parcel.dispatch.holidays), None)
