"""Which size, and how the garment measures."""

from __future__ import annotations

from dataclasses import replace

from actions.base import ShopAction
from actions.product.colours import colours_meant
from actions.product.lookup import product_in_view, put_in_view
from actions.sizing.facts import Body, Sizing
from actions.sizing.rules import ASKED_AGAIN, ASKED_REST, answer
from actions.turn import Outcome, Say, Turn
from bot.shop.model.catalogue import Product
from bot.shop.shop import Shop

ASKED = {"sizing.absurd_body": ASKED_AGAIN, "sizing.ask_rest": ASKED_REST}
TOLD = frozenset({"height_cm", "weight_kg"})


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
        outcome = answer(_sizing(product, turn, shop))
        memory = {**put_in_view(turn, product), **outcome.memory}
        if outcome.reason in ASKED:
            memory["asked_before"] = (*turn.memory.asked_before, ASKED[outcome.reason])
        return replace(outcome, memory=memory)


def _sizing(product: Product, turn: Turn, shop: Shop) -> Sizing:
    memory = turn.memory
    same = memory.product == product.id
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
        may_ask_rest=bool(turn.learnt & TOLD) and turn.may_ask(ASKED_REST),
    )
