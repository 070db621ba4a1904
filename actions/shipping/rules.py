"""One reply to everything asked about a parcel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from actions.shipping.couriers import courier_part, faster_part
from actions.shipping.days import (
    days_part,
    dispatch_part,
    of_usual_part,
    several_days_part,
    weekend_part,
)
from actions.shipping.fees import fee_part, fee_rule_part, general_fee_part, several_fees_part
from actions.shipping.parcel import Parcel, Part
from actions.shipping.questions import ASPECT_OF_INTENT, TERMS, Asked
from actions.shipping.terms import terms_part
from actions.turn import Ask, Outcome, Say
from bot.text.spoken import listed

PARTS_A_BUBBLE = 2
NOTE = "utter_shipping_note"
TO_THE_REGION = frozenset({"days", "fee"})
TOO_LATE = frozenset({"shipping.by_day_late", "shipping.by_day_perhaps"})
_INTENT_OF = {aspect: intent for intent, aspect in ASPECT_OF_INTENT.items()}
# Which part a reply of several is named after.
_LEADING = ("not_delivered", "by_day", "days", "fee", "no_stock", "presale", "restock", "dispatch")


@dataclass(frozen=True)
class Question:
    """What the buyer asks, and what they named with it; `noted`: the region's note was told."""

    asked: Asked
    courier: str | None = None
    not_courier: str | None = None
    day: date | None = None
    may_ask_region: bool = True
    noted: bool = False


def answer(question: Question, parcel: Parcel, several: Sequence[Parcel] = ()) -> Outcome:
    """Answer all of it in one go, asking for the region at most once.

    `several` are the parcels to each region, where the buyer asks of more than one.
    """
    asked = question.asked
    if asked.abroad:
        return Outcome("shipping.abroad", (Say("utter_shipping_abroad"),))
    aspects = asked.aspects
    elsewise = question.courier not in (None, parcel.route_courier)
    if elsewise and "days" in aspects and "courier" not in aspects:
        aspects = ("courier", *aspects)
    parts = [_part(aspect, question, parcel) for aspect in aspects if aspect not in TO_THE_REGION]
    to_region = [aspect for aspect in ("days", "fee") if aspect in asked.aspects]
    if len(several) > 1 and to_region:
        return _outcome([*parts, *_to_several(several, to_region)])
    if parcel.region is None:
        return _without_region(parts, to_region, question, parcel)
    if parcel.rate is None or not parcel.rate.delivers:
        if to_region or "courier" in asked.aspects:
            return _outcome([_not_delivered(parcel)])
        return _outcome(parts)
    parts += [_part(aspect, question, parcel) for aspect in to_region]
    if "days" in to_region:
        parts += _beside_days(question, parcel, parts)
    return _outcome([*parts, *([] if question.noted else _note(parcel, to_region))])


def _to_several(parcels: Sequence[Parcel], to_region: Sequence[str]) -> list[Part]:
    """Days and fees to each of the regions, and which of them nothing is delivered to."""
    reached = [each for each in parcels if each.rate is not None and each.rate.delivers]
    unreached = [each for each in parcels if each not in reached]
    parts = [_not_delivered(*unreached)] if unreached else []
    if not reached:
        return parts
    if "days" in to_region:
        parts.append(several_days_part(reached))
    if "fee" in to_region:
        parts.append(several_fees_part(reached))
    return parts


def _beside_days(question: Question, parcel: Parcel, told: Sequence[Part]) -> list[Part]:
    """Whose days they are, that none is promised, and who is quicker where it may come too late."""
    beside = []
    if question.courier not in (None, parcel.route_courier):
        offered = any(courier.name == question.courier for courier in parcel.couriers)
        beside += [of_usual_part(parcel, question.courier or "")] if offered else []
    if question.asked.sure:
        beside.append(Part("utter_shipping_no_guarantee", {}, "shipping.no_guarantee"))
    late = any(part.reason in TOO_LATE for part in told)
    faster = faster_part(parcel) if late and not question.courier else None
    return [*beside, faster] if faster else beside


def _without_region(
    parts: list[Part], to_region: Sequence[str], question: Question, parcel: Parcel
) -> Outcome:
    """The region is not known: ask for it once, or say what holds for nearly all."""
    if "fee" in to_region and parcel.postage is not None and parcel.postage.promised:
        promised = Part("utter_shipping_fee_promised_mostly", {}, "shipping.fee_promised")
        parts, to_region = [*parts, promised], [each for each in to_region if each != "fee"]
    if not to_region:
        return _outcome(parts)
    rule = fee_rule_part(parcel) if "fee" in to_region else None
    if rule is not None:
        parts = [*parts, rule]
    if question.may_ask_region and not question.asked.everywhere:
        name = f"utter_shipping_ask_region_{'_and_'.join(to_region)}"
        outcome = _outcome([*parts, Part(name, {}, "shipping.ask_region")], apart=True)
        return replace(
            outcome, reason="shipping.ask_region", ask=Ask("region", _INTENT_OF[to_region[0]])
        )
    if "days" in to_region:
        parts = [*parts, days_part(parcel, None)]
    if "fee" in to_region and not (rule and question.asked.everywhere):
        parts = [*parts, general_fee_part(parcel)]
    return _outcome(parts)


def _part(aspect: str, question: Question, parcel: Parcel) -> Part:
    if aspect == "origin":
        origin = {"origin": parcel.ships_from.replace(" ", "")}
        return Part("utter_shipping_origin", origin, "shipping.origin")
    if aspect == "later":
        return Part("utter_shipping_later", {}, "shipping.later")
    if aspect == "urgent" or aspect in TERMS:
        return terms_part(aspect, question.asked, parcel)
    if aspect == "dispatch" and question.asked.weekend and "days" not in question.asked.aspects:
        return weekend_part(parcel)
    if aspect == "dispatch":
        day = None if "days" in question.asked.aspects else question.day
        return dispatch_part(parcel, day)
    if aspect == "courier":
        return courier_part(
            question.asked, parcel, wanted=question.courier, not_wanted=question.not_courier
        )
    if aspect == "days":
        return days_part(parcel, None if question.asked.open else question.day)
    if parcel.rate is None:
        return general_fee_part(parcel)
    return fee_part(parcel, parcel.rate)


def _not_delivered(*parcels: Parcel) -> Part:
    """Regions that nothing is delivered to, and why, where one reason holds for all of them."""
    facts = {"place": listed(parcel.place for parcel in parcels)}
    notes = {parcel.rate.note if parcel.rate else "" for parcel in parcels}
    if len(notes) == 1 and (note := notes.pop()):
        facts["note"] = note
        return Part("utter_shipping_not_delivered_because", facts, "shipping.not_delivered")
    return Part("utter_shipping_not_delivered", facts, "shipping.not_delivered")


def _note(parcel: Parcel, to_region: Sequence[str]) -> list[Part]:
    """What the owner notes of a region that is out of the ordinary."""
    rate = parcel.rate
    if rate is None or not rate.note or not to_region or not (rate.remote or rate.courier):
        return []
    return [Part(NOTE, {"note": rate.note}, "shipping.note")]


def _outcome(parts: Sequence[Part], *, apart: bool = False) -> Outcome:
    """The parts in bubbles of two; `apart` keeps the last one for itself."""
    told, last = (parts[:-1], parts[-1:]) if apart else (parts, ())
    notes = [part for part in told if part.name == NOTE]
    told = [part for part in told if part.name != NOTE]
    bubbles: list[Sequence[Part]] = [
        told[i : i + PARTS_A_BUBBLE] for i in range(0, len(told), PARTS_A_BUBBLE)
    ]
    if bubbles and notes:
        bubbles[-1] = [*bubbles[-1], *notes]
    bubbles += [last] if last else []
    says = tuple(
        Say(
            bubble[0].name,
            {name: fact for part in bubble for name, fact in part.facts.items()},
            more=tuple(part.name for part in bubble[1:]),
        )
        for bubble in bubbles
    )
    return Outcome(_reason(parts), says)


def _reason(parts: Sequence[Part]) -> str:
    for leading in _LEADING:
        for part in parts:
            if part.reason.startswith(f"shipping.{leading}"):
                return part.reason
    return parts[0].reason
