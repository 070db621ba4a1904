"""How a buyer is greeted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from actions.shipping.holidays import rest_days
from actions.turn import Outcome, Say
from bot.shop.model.catalogue import Product
from bot.shop.model.shipping import Holiday
from bot.text.spoken import clock, weekday

# the hour from which each greeting holds
_BY_HOUR = (
    (23, "utter_greeting_night"),
    (18, "utter_greeting_evening"),
    (13, "utter_greeting_afternoon"),
    (11, "utter_greeting_noon"),
    (5, "utter_greeting_morning"),
    (0, "utter_greeting_night"),
)
Known = Literal["new", "seen", "bought", "vip"]


@dataclass(frozen=True)
class Scene:
    """Who says hello when, and what they look at.

    `opens` is when people answer again, None while they do; `waiting` how many buyers wait for
    one, 0 where that is not many. `greeted`: it is not the first turn. `wish` is the festival's
    of today, `wished` the buyer's own, `to_shop` where it is none for a buyer. `cutoff` is until
    when what is paid today leaves today, empty where that is over; `holiday` is the shop's of today
    or the next days, and nothing leaves until `resumes`.
    """

    now: datetime
    shop_name: str
    assistant: str
    greeted: bool
    product: Product | None
    opens: datetime | None
    known: Known = "new"
    waiting: int = 0
    slogan: str = ""
    wish: str | None = None
    wished: str | None = None
    to_shop: bool = False
    cutoff: str = ""
    holiday: Holiday | None = None
    resumes: str = ""


def greeting(scene: Scene) -> Outcome:
    """A full greeting once a chat, a short one from then on."""
    if scene.greeted:
        if scene.wished:
            facts = {"wished": scene.wished}
            name = "utter_farewell_wished_shop" if scene.to_shop else "utter_greeting_wished"
            return Outcome("greeting.wished", (Say(name, facts),))
        return Outcome("greeting.again", (Say("utter_greeting_again"),))
    facts = {"shop": scene.shop_name, "assistant": scene.assistant}
    wish = scene.wish or (None if scene.to_shop else scene.wished)
    hello = next(name for hour, name in _BY_HOUR if scene.now.hour >= hour)
    if wish:
        hello, facts["wish"] = "utter_greeting_festival", wish
    thanks = ["utter_farewell_wished_shop"] if scene.to_shop else []
    more = [
        *thanks,
        "utter_greeting_welcome" if scene.known == "new" else f"utter_greeting_{scene.known}",
    ]
    if scene.product is None and scene.known == "new" and scene.slogan:
        facts["slogan"] = scene.slogan
        more.append("utter_greeting_slogan")
    reason, opening = "greeting.hello", "utter_greeting_open"
    if scene.product is not None:
        facts["product"] = scene.product.name
        reason, sized = "greeting.product_in_view", scene.product.chart_id
        opening = "utter_greeting_product_sized" if sized else "utter_greeting_product"
    if scene.known != "new":
        reason = f"greeting.{scene.known}"
    card = scene.product.id if scene.product else None
    first = Say(hello, facts, more=(*more, opening), card=card)
    return Outcome(reason, (first, *_notices(scene)), stage="greeting")


def before_answer(answer: Outcome) -> Outcome:
    """A hello with something to answer in the same message: a word of greeting, then the answer."""
    return Outcome(
        reason="greeting.with_product",
        says=(Say("utter_greeting_brief"), *answer.says),
        memory=answer.memory,
        ask=answer.ask,
        stage=answer.stage,
        hand_over=answer.hand_over,
    )


def brief() -> Outcome:
    """Another topic answers a question of the same message right after this."""
    return Outcome("greeting.with_question", (Say("utter_greeting_brief"),))


def _notices(scene: Scene) -> tuple[Say, ...]:
    """In one bubble, what is good to know now: when people answer, and when parcels leave."""
    told = [notice for notice in (_people(scene), _parcels(scene)) if notice is not None]
    if not told:
        return ()
    facts = {name: fact for say in told for name, fact in say.facts.items()}
    return (Say(told[0].name, facts, more=tuple(say.name for say in told[1:])),)


def _people(scene: Scene) -> Say | None:
    """The assistant answers at once; people from when the desk opens, or one after the other."""
    if scene.opens is None:
        busy = {"waiting": str(scene.waiting)}
        return Say("utter_greeting_busy", busy) if scene.waiting else None
    ahead = (scene.opens.date() - scene.now.date()).days
    name = {0: "utter_greeting_opens_today", 1: "utter_greeting_opens_tomorrow"}.get(
        ahead, "utter_greeting_opens_later"
    )
    facts = {"opens": clock(scene.opens.time()), "weekday": weekday(scene.opens.date())}
    return Say(name, facts)


def _parcels(scene: Scene) -> Say | None:
    """A holiday without dispatch, else until when it leaves today."""
    holiday = scene.holiday
    if holiday is not None:
        facts = {
            "holiday": holiday.name,
            "rest": rest_days(holiday),
            "resumes": scene.resumes,
        }
        begun = holiday.starts_on <= scene.now.date()
        return Say(f"utter_greeting_holiday{'' if begun else '_ahead'}", facts)
    return Say("utter_greeting_sends_today", {"cutoff": scene.cutoff}) if scene.cutoff else None
