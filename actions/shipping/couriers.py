"""Which courier brings it: the usual one, one asked for, one not wanted."""

from __future__ import annotations

from actions.shipping.parcel import Parcel, Part
from actions.shipping.questions import Asked, is_faster
from bot.shop.model.shipping import Courier
from bot.text.spoken import listed, yuan


def courier_part(
    asked: Asked, parcel: Parcel, *, wanted: str | None, not_wanted: str | None
) -> Part:
    """The answer about the courier: the one named, the one not wanted, else the usual one."""
    if not parcel.couriers:
        return Part("utter_shipping_courier_by_warehouse", {}, "shipping.courier_by_warehouse")
    named = next((courier for courier in parcel.couriers if courier.name == wanted), None)
    if wanted is not None and named is None:
        facts = {
            "wanted": wanted,
            "couriers": listed(courier.name for courier in parcel.couriers),
        }
        return Part("utter_shipping_courier_unlisted", facts, "shipping.courier_not_offered")
    if named is not None:
        return _wanted(named, parcel)
    if not_wanted is not None:
        return _refused(not_wanted, parcel)
    if asked.quicker:
        return faster_part(parcel) or _none_faster(parcel)
    return _wished(asked, parcel) or _usual(parcel)


def faster_part(parcel: Parcel) -> Part | None:
    """Couriers that the shop's own notes call quicker, where one can be asked for."""
    if parcel.rate is None or parcel.rate.courier:
        return None
    faster = [
        f"{courier.name}（{courier.note}）"
        for courier in parcel.couriers
        if courier.on_request and courier.name != parcel.route_courier and is_faster(courier.note)
    ]
    if not faster:
        return None
    return Part("utter_shipping_courier_faster", {"faster": listed(faster)}, "shipping.faster")


def _none_faster(parcel: Parcel) -> Part:
    """The shop's data calls none quicker: said so, with the usual one."""
    facts = {"courier": parcel.route_courier, "place": parcel.place}
    return Part("utter_shipping_courier_none_faster", facts, "shipping.courier_none_faster")


def _wanted(courier: Courier, parcel: Parcel) -> Part:
    facts = {
        "wanted": courier.name,
        "courier": parcel.route_courier,
        "place": parcel.place,
        "extra": yuan(courier.extra_fee),
    }
    if courier.name == parcel.route_courier:
        return Part("utter_shipping_courier_yes", facts, "shipping.courier_default")
    if parcel.rate is not None and parcel.rate.courier:
        return Part("utter_shipping_courier_of_region", facts, "shipping.courier_of_region")
    if not courier.on_request and not courier.is_default:
        return Part("utter_shipping_courier_not_chosen", facts, "shipping.courier_not_offered")
    if courier.extra_fee:
        return Part("utter_shipping_courier_extra", facts, "shipping.courier_extra")
    return Part("utter_shipping_courier_request", facts, "shipping.courier_on_request")


def _refused(refused: str, parcel: Parcel) -> Part:
    others = _without_extra(parcel, but=refused)
    facts = {"refused": refused, "courier": parcel.route_courier, "others": listed(others)}
    if refused != parcel.route_courier and parcel.route_courier:
        return Part("utter_shipping_courier_avoided", facts, "shipping.courier_avoided")
    if not others:
        return Part("utter_shipping_courier_only", facts, "shipping.courier_only")
    return Part("utter_shipping_courier_swap", facts, "shipping.courier_swap")


def _wished(asked: Asked, parcel: Parcel) -> Part | None:
    """Couriers that leave it where it is wanted; where the route has its own, only that one."""
    fitting = {
        courier.name: f"{courier.name}（{courier.note}）"
        for courier in parcel.couriers
        if any(word in courier.note for word in asked.wish)
    }
    own = parcel.rate is not None and bool(parcel.rate.courier)
    facts = {"courier": parcel.route_courier, "place": parcel.place}
    if asked.wish and parcel.route_courier in fitting:
        facts["fitting"] = fitting[parcel.route_courier]
        return Part("utter_shipping_courier_wish_comes", facts, "shipping.courier_wish")
    if asked.wish and own:
        return Part("utter_shipping_courier_wish_open", facts, "shipping.courier_wish")
    if not fitting:
        return None
    facts["choices"] = listed(fitting.values())
    return Part("utter_shipping_courier_wish", facts, "shipping.courier_wish")


def _usual(parcel: Parcel) -> Part:
    others = _without_extra(parcel, but=parcel.route_courier)
    paid = [courier.name for courier in parcel.couriers if courier.on_request and courier.extra_fee]
    facts = {
        "courier": parcel.route_courier,
        "place": parcel.place,
        "others": listed(others),
        "paid": listed(paid),
    }
    if parcel.rate is not None and parcel.rate.courier:
        return Part("utter_shipping_courier_region", facts, "shipping.courier_of_region")
    if others and paid:
        return Part("utter_shipping_courier_choice", facts, "shipping.courier_default")
    return Part("utter_shipping_courier_default", facts, "shipping.courier_default")


def _without_extra(parcel: Parcel, *, but: str) -> list[str]:
    return [
        courier.name
        for courier in parcel.couriers
        if courier.on_request and not courier.extra_fee and courier.name != but
    ]
