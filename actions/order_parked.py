"""An order read back that waits while the buyer looks at another product."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.bare_answers import backs_out
from actions.turn import Ask, Turn

# What the question of an order read back becomes: a yes reads it back again before it is placed.
PARKED_ORDER = "parked_order"
# What taking it up again is read as, where the words do not ask about the goods.
TAKES_UP = frozenset({"inform", "affirm", "change_order", "nlu_fallback", "out_of_scope"})
_WANTS = re.compile("(?<![不别没])(?:要(?!不|多|几)|买|拿|拍|下单|定)")
_ASKS = re.compile("[吗么?]|多少|几|什么|啥|怎|能不能|可不可以")


def parked(ask: Ask, in_view: str | None) -> Ask:
    """The question with its order put aside, where `in_view` is another product than it is of."""
    if ask.fact != "confirm_order" or ask.item is None or ask.item.product == in_view:
        return ask
    return replace(ask, fact=PARKED_ORDER, since=0)


def with_order_parked(turn: Turn) -> Turn:
    """The turn with an order put aside that is not of the product come into view with it."""
    memory = turn.memory
    asked, before = (ask and parked(ask, memory.product) for ask in (memory.asked, memory.parked))
    return replace(turn, memory=replace(memory, asked=asked, parked=before))


def takes_up_order(turn: Turn) -> Ask | None:
    """The order put aside, where its product is named or pointed at as wanted: 还是要刚才那个."""
    ask = next((ask for ask in turn.memory.open_questions if ask.fact == PARKED_ORDER), None)
    if ask is None or ask.item is None or turn.products != (ask.item.product,):
        return None
    if turn.intent == "order":
        return ask
    wants = turn.intent in TAKES_UP and _WANTS.search(turn.plain) and not backs_out(turn.text)
    return ask if wants and not _ASKS.search(turn.plain) else None


def resumed(turn: Turn, ask: Ask) -> Turn:
    """The turn as the order put aside; what is said of it now counts before what was read back."""
    item, memory = ask.item, turn.memory
    if item is None:
        return turn.as_intent("order")
    memory = replace(
        memory,
        product=item.product,
        colour=memory.colour if "colour" in turn.learnt else item.colour,
        size=memory.size if "size" in turn.learnt else item.size,
        quantity=memory.quantity if "quantity" in turn.learnt else item.quantity,
    )
    return replace(turn, intent="order", memory=memory)
