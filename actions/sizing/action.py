"""Which size, and how the garment measures."""

from __future__ import annotations

from dataclasses import replace

from actions.base import ShopAction, answer_as
from actions.product.colours import colours_meant
from actions.product.lookup import product_in_view, put_in_view
from actions.sizing.by_body import CLOSE, LOOSE
from actions.sizing.facts import Body, Sizing
from actions.sizing.rules import ASKED_AGAIN, ASKED_REST, answer
from actions.sizing.wearer import EARLIER, OTHER, is_for_another, wearer_in
from actions.turn import Outcome, Say, Turn
from bot.shop.model.catalogue import Product
from bot.shop.shop import Shop

ASKED = {"sizing.absurd_body": ASKED_AGAIN, "sizing.ask_rest": ASKED_REST}
TOLD = frozenset({"height_cm", "weight_kg"})
# Needs that are a liking for how it sits.
TASTES = {"宽松": LOOSE, "收腰": CLOSE}


class ActionSizing(ShopAction):
    """Sizes (尺码)."""

    topic = "sizing"
    intents = ("ask_size",)

    def answer(self, turn: Turn, shop: Shop) -> Outcome:
        """The size for the body known so far."""
        product = product_in_view(turn, shop)
        if isinstance(product, Outcome):
            return product
        if product is None:
            return Outcome("sizing.no_product", (Say("utter_sizing_no_product"),))
        if turn.left_open == "size" and product.chart_id is None:
            return answer_as("order", turn, shop)
        outcome = answer(_sizing(product, turn, shop))
        memory = {**put_in_view(turn, product), **outcome.memory}
        if outcome.reason in ASKED:
            memory["asked_before"] = (*turn.memory.asked_before, ASKED[outcome.reason])
        return replace(outcome, memory=memory)


def _sizing(product: Product, turn: Turn, shop: Shop) -> Sizing:
    memory = turn.memory
    same = memory.product == product.id
    another = is_for_another(memory)
    told = turn.learnt & TOLD
    earlier = memory.wearer == EARLIER
    tastes = (taste for name, taste in TASTES.items() if name in memory.needs)
    return Sizing(
        product=product,
        chart=shop.catalogue.size_chart(product.chart_id) if product.chart_id else None,
        body=Body(memory.height_cm, memory.weight_kg),
        text=turn.text,
        today=turn.now.date(),
        sizes=turn.sizes,
        size_in_view=memory.size if same or turn.sizes else None,
        colour=memory.colour if same or turn.colours else None,
        refused=colours_meant(memory.not_colours, product.colours),
        absurd=turn.absurd_body,
        may_ask=turn.may_ask("body"),
        may_ask_again=turn.may_ask(ASKED_AGAIN),
        may_ask_rest=bool(told) and turn.may_ask(ASKED_REST),
        may_ask_wearer=turn.may_ask("wearer"),
        girths=memory.girths,
        told_girths="girths" in turn.learnt,
        wearer=memory.wearer if another else None,
        recalled=not told and (earlier or turn.previous_product != product.id),
        earlier=earlier,
        own=_own(turn) if another else None,
        taste=next(tastes, None),
    )


def _own(turn: Turn) -> Body | None:
    """The buyer's own figures, where others were told now without a word of whose they are."""
    memory = turn.memory
    unsaid = memory.wearer == OTHER and "wearer" in turn.learnt and wearer_in(turn.text) is None
    if not unsaid or not turn.learnt >= TOLD or len(memory.own_body) != len(TOLD):
        return None
    return Body(*memory.own_body)
