"""When it leaves and when it arrives: days that are likely, never promised."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from actions.shipping.calendar import arrival
from actions.shipping.holidays import holiday_part
from actions.shipping.parcel import Parcel, Part
from bot.text.spoken import WEEKDAYS, clock, day, listed, span, weekday


def dispatch_part(parcel: Parcel, asked_day: date | None) -> Part:
    """The day of dispatch; `asked_day` is a day that dispatch was asked about."""
    today, sent = parcel.now.date(), parcel.sent_on
    goods = parcel.goods
    product = goods.product.name if goods else ""
    if parcel.promised_on is not None:
        facts = {"sent": day(parcel.promised_on), "sent_weekday": weekday(parcel.promised_on)}
        return Part("utter_shipping_dispatch_promised", facts, "shipping.dispatch_promised")
    if sent is None:
        return Part(
            "utter_shipping_dispatch_unknown", {"product": product}, "shipping.no_stock_day"
        )
    facts = {
        "sent": day(sent),
        "sent_weekday": weekday(sent),
        "cutoff": clock(parcel.dispatch.cutoff),
        "product": product,
    }
    held = goods.held_until(today) if goods else None
    if held is not None and goods is not None:
        if goods.product.presale_on == held:
            return Part("utter_shipping_dispatch_presale", facts, "shipping.presale")
        return Part("utter_shipping_dispatch_restock", facts, "shipping.restock")
    rests = asked_day is not None and not parcel.dispatch.works_on(asked_day)
    if asked_day is not None and (asked_day > sent or (rests and asked_day > today)):
        return _dispatch_on(asked_day, parcel)
    if sent == today:
        return Part("utter_shipping_dispatch_today", facts, "shipping.dispatch_today")
    if not parcel.dispatch.works_on(today):
        return _resting_today(parcel, facts)
    if sent == today + timedelta(days=1):
        return Part("utter_shipping_dispatch_tomorrow", facts, "shipping.dispatch_tomorrow")
    holiday = parcel.dispatch.holiday_on(today + timedelta(days=1))
    if holiday is not None:
        facts = facts | {"holiday": holiday.name}
        return Part("utter_shipping_dispatch_after_holiday", facts, "shipping.dispatch_later")
    return Part("utter_shipping_dispatch_later", facts, "shipping.dispatch_later")


def _resting_today(parcel: Parcel, facts: dict[str, str]) -> Part:
    """Nothing leaves today whatever the hour: it is no cut-off that was missed."""
    holiday = parcel.dispatch.holiday_on(parcel.now.date())
    if holiday is not None:
        facts = facts | {"holiday": holiday.name}
        return Part("utter_shipping_dispatch_in_holiday", facts, "shipping.dispatch_in_holiday")
    facts = facts | {"today_weekday": weekday(parcel.now.date())}
    return Part("utter_shipping_dispatch_rest_today", facts, "shipping.dispatch_rest_today")


def _dispatch_on(asked_day: date, parcel: Parcel) -> Part:
    holiday = parcel.dispatch.holiday_on(asked_day)
    if holiday is not None:
        return holiday_part(parcel, holiday)
    resumes = parcel.dispatch.first_day(asked_day)
    facts = {
        "by": day(asked_day),
        "by_weekday": weekday(asked_day),
        "resumes": day(resumes),
        "resumes_weekday": weekday(resumes),
        "cutoff": clock(parcel.dispatch.cutoff),
    }
    if resumes == asked_day:
        return Part("utter_shipping_dispatch_on", facts, "shipping.dispatch_on")
    return Part("utter_shipping_dispatch_rest", facts, "shipping.dispatch_rest_day")


def weekend_part(parcel: Parcel) -> Part:
    """On which days of the week nothing leaves."""
    rest = sorted(set(range(1, 8)) - parcel.dispatch.weekdays)
    if not rest:
        return Part("utter_shipping_dispatch_daily", {}, "shipping.dispatch_daily")
    facts = {"rest": listed(f"周{WEEKDAYS[number - 1]}" for number in rest)}
    return Part("utter_shipping_dispatch_weekdays", facts, "shipping.dispatch_weekdays")


def days_part(parcel: Parcel, asked_day: date | None) -> Part:
    """Days to the region known; with `asked_day`, whether it may be there by then."""
    rate, sent = parcel.rate, parcel.sent_on
    if rate is None:
        return general_days_part(parcel)
    facts = {
        "place": parcel.place,
        "courier": parcel.route_courier,
        "days": span(rate.days_min, rate.days_max),
    }
    if sent is None:
        return Part("utter_shipping_days_after_dispatch", facts, "shipping.days_known")
    earliest, latest = arrival(sent, rate)
    facts |= {"sent": day(sent), "earliest": day(earliest), "latest": day(latest)}
    if asked_day is not None:
        return _by_day(asked_day, earliest, latest, facts)
    if earliest == latest:
        return Part("utter_shipping_days_exact", facts, "shipping.days_known")
    return Part("utter_shipping_days", facts, "shipping.days_known")


def _by_day(asked_day: date, earliest: date, latest: date, facts: dict[str, str]) -> Part:
    window = day(earliest) if earliest == latest else f"{day(earliest)}-{day(latest)}"
    facts = {**facts, "by": day(asked_day), "window": window}
    if asked_day < earliest:
        return Part("utter_shipping_by_day_late", facts, "shipping.by_day_late")
    if latest <= asked_day:
        return Part("utter_shipping_by_day_likely", facts, "shipping.by_day_likely")
    return Part("utter_shipping_by_day_perhaps", facts, "shipping.by_day_perhaps")


def general_days_part(parcel: Parcel) -> Part:
    """The true range over regions that are not remote, where the region stays unknown."""
    usual = parcel.usual_rates
    if not usual:
        return Part("utter_shipping_days_unknown", {}, "shipping.days_unknown")
    fastest = min(rate.days_min for rate in usual)
    slowest = max(rate.days_max for rate in usual)
    facts = {"days": span(fastest, slowest), "courier": parcel.route_courier}
    return Part("utter_shipping_days_general", facts, "shipping.days_general")


def of_usual_part(parcel: Parcel, wanted: str) -> Part:
    """The days told are the usual courier's: of the one asked for the shop's data says none."""
    facts = {"wanted": wanted, "courier": parcel.route_courier}
    return Part("utter_shipping_days_of_usual", facts, "shipping.days_of_usual")


def several_days_part(parcels: Sequence[Parcel]) -> Part:
    """Days to several regions asked of at once."""
    routes = [
        f"{parcel.place}{span(parcel.rate.days_min, parcel.rate.days_max)}天"
        for parcel in parcels
        if parcel.rate is not None and parcel.rate.delivers
    ]
    return Part("utter_shipping_days_several", {"routes": listed(routes)}, "shipping.days_several")
