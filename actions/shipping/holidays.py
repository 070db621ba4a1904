"""The shop's own holidays (放假停发): when nothing leaves, and the days around it."""

from __future__ import annotations

from datetime import timedelta

from actions.shipping.parcel import Parcel, Part
from bot.shop.model.shipping import Holiday
from bot.text.spoken import clock, day, weekday

ONE_DAY = timedelta(days=1)


def holiday_part(parcel: Parcel, holiday: Holiday) -> Part:
    """From when to when nothing leaves, the last day before and the first day after."""
    today = parcel.now.date()
    resumes = parcel.dispatch.first_day(holiday.ends_on + ONE_DAY)
    facts = {
        "holiday": holiday.name,
        "rest": rest_days(holiday),
        "resumes": day(resumes),
        "resumes_weekday": weekday(resumes),
        "cutoff": clock(parcel.dispatch.cutoff),
    }
    last = holiday.starts_on - ONE_DAY
    while last >= today and not parcel.dispatch.works_on(last):
        last -= ONE_DAY
    if parcel.dispatch.day_of(parcel.now) > last:
        return Part("utter_shipping_holiday", facts, "shipping.dispatch_holiday")
    facts |= {"last": day(last), "last_weekday": weekday(last)}
    return Part("utter_shipping_holiday_ahead", facts, "shipping.dispatch_holiday")


def rest_days(holiday: Holiday) -> str:
    """2月5日到2月12日, or the one day that it is."""
    first, last = day(holiday.starts_on), day(holiday.ends_on)
    return first if first == last else f"{first}到{last}"
