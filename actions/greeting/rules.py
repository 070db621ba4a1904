"""How a buyer is greeted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from actions.turn import Outcome, Say
from bot.shop.model.catalogue import Product
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


@dataclass(frozen=True)
class Scene:
    """Who says hello when, and what they look at.

    `opens` is when people answer again, None while they do. `greeted`: it is not the first turn.
    """

    now: datetime
    shop_name: str
    assistant: str
    greeted: bool
    seen_before: bool
    product: Product | None
    opens: datetime | None


def greeting(scene: Scene) -> Outcome:
    """A full greeting once a chat, a short one from then on."""
    if scene.greeted:
        return Outcome("greeting.again", (Say("utter_greeting_again"),))
    facts = {"shop": scene.shop_name, "assistant": scene.assistant}
    hello = next(name for hour, name in _BY_HOUR if scene.now.hour >= hour)
    welcome = "utter_greeting_welcome_back" if scene.seen_before else "utter_greeting_welcome"
    product = scene.product
    if product is None:
        opening, reason = "utter_greeting_open", "greeting.hello"
    else:
        facts["product"] = product.name
        reason = "greeting.product_in_view"
        opening = "utter_greeting_product_sized" if product.chart_id else "utter_greeting_product"
    card = product.id if product else None
    says = (Say(hello, facts, more=(welcome, opening), card=card),)
    return Outcome(reason, says + _closed(scene), stage="greeting")


def before_answer(scene: Scene, answer: Outcome) -> Outcome:
    """A hello with something to answer in the same message: a word of greeting, then the answer."""
    hello = Say("utter_greeting_brief", {"shop": scene.shop_name})
    return Outcome(
        reason="greeting.with_product",
        says=(hello, *answer.says),
        memory=answer.memory,
        ask=answer.ask,
        stage=answer.stage,
        hand_over=answer.hand_over,
    )


def brief(scene: Scene) -> Outcome:
    """Another topic answers a question of the same message right after this."""
    return Outcome(
        "greeting.with_question", (Say("utter_greeting_brief", {"shop": scene.shop_name}),)
    )


def _closed(scene: Scene) -> tuple[Say, ...]:
    """Outside working hours: the assistant answers at once, people from when the desk opens."""
    if scene.opens is None:
        return ()
    ahead = (scene.opens.date() - scene.now.date()).days
    name = {0: "utter_greeting_opens_today", 1: "utter_greeting_opens_tomorrow"}.get(
        ahead, "utter_greeting_opens_later"
    )
    facts = {"opens": clock(scene.opens.time()), "weekday": weekday(scene.opens.date())}
    return (Say(name, facts),)
