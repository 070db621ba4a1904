"""What is said to thanks, goodbyes and second thoughts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from actions.farewell.reasons import InMind, reason_to_return
from actions.turn import Outcome, Say
from bot.shop.model.trade import Order
from bot.text.normalise import normalise

ORDERED_WITHIN = timedelta(days=3)
# Kept with what was asked before: the chat was closed once since the last order, and the buyer
# was wished well once.
PARTED = "parted"
WISHED = "wished"
_ELSEWHERE = ("别家", "别的店", "别处", "其他家", "其它家", "其他店", "其它店", "另一家", "人家店")


@dataclass(frozen=True)
class Parting:
    """What is true as the buyer leaves; `stage` is the chat's before this turn.

    `parted` says that the chat was closed just before, with thanks, a goodbye or second thoughts.
    `wish` fits the day and the hour, empty where it was said before; `wished` is the buyer's own,
    `to_shop` where it is none for a buyer (生意兴隆).
    """

    now: datetime
    stage: str | None
    order: Order | None
    parted: bool = False
    wish: str = ""
    wished: str | None = None
    to_shop: bool = False

    @property
    def ordered(self) -> bool:
        """Whether they have just bought."""
        return self.order is not None and self.now - self.order.created_at <= ORDERED_WITHIN

    @property
    def agreed(self) -> bool:
        """Whether an order was read back that they have not placed yet."""
        return self.stage == "confirmation"

    @property
    def state(self) -> str:
        """How far the order came, as the names of wordings and reasons end."""
        return "_agreed" if self.agreed else "_ordered" if self.ordered else ""


def goes_elsewhere(text: str) -> bool:
    """Whether the buyer says that another shop is looked at or bought from."""
    plain = normalise(text)
    return any(word in plain for word in _ELSEWHERE)


def thanked(parting: Parting) -> Outcome:
    """You are welcome; short once goodbye was said, a wish of theirs is wished back."""
    if parting.wished:
        name = "utter_farewell_wished_shop" if parting.to_shop else "utter_farewell_wished"
        return _last("farewell.wished", name, facts={"wished": parting.wished})
    if parting.parted:
        return _short()
    return _last(f"farewell.thanked{parting.state}", f"utter_farewell_thanked{parting.state}")


def goodbye(parting: Parting) -> Outcome:
    """Goodbye, after an order or without one, with a wish once a chat."""
    if parting.wished:
        return thanked(parting)
    if parting.parted:
        return _short()
    name = f"utter_farewell_goodbye{parting.state}"
    if not parting.wish:
        return _last(f"farewell.goodbye{parting.state}", name)
    facts = {"wish": parting.wish}
    return _last(f"farewell.goodbye{parting.state}", name, "wish", facts)


def hesitation(parting: Parting, left: InMind, *, elsewhere: bool = False) -> Outcome:
    """No pressure, and one true reason to come back where there is one."""
    if parting.parted:
        return _short()
    reason = reason_to_return(left, parting.now)
    name = "utter_farewell_elsewhere" if elsewhere else "utter_farewell_hesitate"
    if reason is not None:
        code = "farewell.elsewhere" if elsewhere else f"farewell.{reason.name}"
        return _last(code, name, reason.name, reason.facts)
    code = "farewell.elsewhere" if elsewhere else "farewell.hesitated"
    return _last(code, name, "come_back")


def _last(
    reason: str, name: str, then: str | None = None, facts: dict[str, str] | None = None
) -> Outcome:
    more = (f"utter_farewell_{then}",) if then else ()
    closes = not reason.startswith(("farewell.thanked", "farewell.wished"))
    return Outcome(reason, (Say(name, facts or {}, more=more),), stage="farewell", closes=closes)


def _short() -> Outcome:
    return Outcome("farewell.short", (Say("utter_farewell_short"),))
