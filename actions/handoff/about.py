"""Questions about the shop itself and who is answering: told as it is, no person is needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from ruamel.yaml import YAML

from actions.turn import Ask, Outcome, Say
from bot.shop.model.catalogue import Product
from bot.shop.model.policy import Policy, WorkingHours
from bot.shop.model.trade import Commitment
from bot.text.normalise import normalise
from bot.text.spoken import WEEKDAYS, clock, listed, moment

WORDS = Path(__file__).with_name("about.yml")
PERSON = "person"
# Asked of the assistant: told what it is, with the offer of a person.
OF_ASSISTANT = frozenset({"robot", "knows", "word"})
# What the trade's platforms forbid: said kindly, and no reason to fetch a person.
FORBIDDEN = frozenset({"contact", "reviews", "aside"})
# What a promise is called in a word.
PROMISED = {"price": "优惠价", "gift": "赠品", "shipping": "包邮"}
EVERY_DAY = 7


def asked_about(text: str) -> str | None:
    """A kind of about.yml; None where the text asks for none of them."""
    plain, words = normalise(text), _words()
    kinds = (kind for kind in words if kind != "wants_person")
    return next((kind for kind in kinds if any(word in plain for word in words[kind])), None)


def wants_person(text: str) -> bool:
    """Whether a person is wanted, not only asked about (你是机器人吗)."""
    plain = normalise(text)
    wants = any(word in plain for word in _words()["wants_person"])
    return wants or asked_about(text) not in OF_ASSISTANT | FORBIDDEN


def about(
    kind: str, policy: Policy, hours: Sequence[WorkingHours], *, promised: Sequence[str] = ()
) -> Outcome | None:
    """The answer; None where the shop's data does not say it.

    `promised` are the promises to this buyer that hold, in words.
    """
    if kind == "hours" and not hours:
        return None
    facts = {
        "shop": policy.shop_name,
        "assistant": policy.assistant_name,
        "hours": spoken_hours(hours),
        "origin": policy.ships_from.replace(" ", ""),
        "promised": listed(promised),
    }
    more: tuple[str, ...] = ("utter_handoff_about_promised",) if kind == "word" and promised else ()
    if kind in OF_ASSISTANT:
        more += ("utter_handoff_about_person",)
    return Outcome(
        f"handoff.about_{kind}",
        (Say(f"utter_handoff_about_{kind}", facts, more=more),),
        memory={"unsure_count": 0},
        ask=Ask(PERSON, "request_human") if kind in OF_ASSISTANT else None,
    )


def promise_in_words(promise: Commitment, product: Product | None) -> str | None:
    """亚麻阔腿裤优惠价（11月17日10:00前）; None for what has no short name."""
    if promise.kind not in PROMISED:
        return None
    until = f"（{moment(promise.valid_until)}前）" if promise.valid_until else ""
    return f"{product.name if product else ''}{PROMISED[promise.kind]}{until}"


def spoken_hours(hours: Sequence[WorkingHours]) -> str:
    """每天9:00-22:00, or the days that have the same hours together."""
    days: dict[str, list[int]] = {}
    for stretch in sorted(hours, key=lambda stretch: (stretch.weekday, stretch.starts)):
        span = f"{clock(stretch.starts)}-{clock(stretch.ends)}"
        days.setdefault(span, []).append(stretch.weekday)
    return "，".join(f"{_days(found)}{span}" for span, found in days.items())


def _days(weekdays: Sequence[int]) -> str:
    if len(weekdays) == EVERY_DAY:
        return "每天"
    return listed(f"周{WEEKDAYS[number - 1]}" for number in weekdays)


@lru_cache(maxsize=1)
def _words() -> Mapping[str, Sequence[str]]:
    content: Mapping[str, Sequence[str]] = YAML(typ="safe").load(WORDS)
    return content
