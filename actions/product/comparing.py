"""How two products differ."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from actions.product.questions import Question
from actions.product.rules import price_span
from actions.turn import Ask, Outcome, Say, Turn
from bot.shop.model.catalogue import Product
from bot.text.normalise import normalise

POINTS = 4
LONGEST = 60  # characters told of one product
BOTH = ("两", "俩", "哪")
TOGETHER = ("两", "俩")
PAIR = 2
OF_TWO = (
    *BOTH,
    "比",
    "区别",
    "差别",
    "不同",
    "不一样",
    "和",
    "跟",
    "与",
    "还是",
    "差在",
    "vs",
    "另",
    "那款",
)


def compared_ids(turn: Turn, beside: Collection[str] = ()) -> tuple[str, ...]:
    """Ids of the two products to compare, as far as the turn says which.

    `beside` are goods we brought up to go with the one in view: no other choice instead of it.

    What is named or pointed at counts first; a single one is compared with the one spoken of
    before it. Else it is the two listed or seen last, where the words speak of two.
    """
    memory = turn.memory
    known: tuple[str | None, ...] = turn.products
    if len(known) < PAIR:
        listed = memory.listed[:PAIR] if _means_listed(turn) else ()
        known = (*known, turn.previous_product, *listed, memory.product, memory.page_product)
        seen = [product_id for product_id in memory.seen if product_id not in beside]
        known = known if listed or turn.products else (*known, *seen[:PAIR])
    return tuple(dict.fromkeys(product_id for product_id in known if product_id))[:PAIR]


def brought_up(turn: Turn) -> bool:
    """Whether we named goods that go with the one in view, and the buyer does not mean both."""
    return "tie_in" in turn.memory.closings and not any(word in turn.plain for word in TOGETHER)


def ask_other(product: Product | None, turn: Turn, offers: Sequence[str]) -> Outcome:
    """Fewer than two products are known: ask which one to compare with."""
    if product is None:
        return Outcome(
            "product.compare_which",
            (Say("utter_product_compare_which", offers=tuple(offers)),),
            ask=Ask("product", "compare_products"),
        )
    return Outcome(
        "product.compare_which",
        (Say("utter_product_compare_other", {"product": product.name}, offers=tuple(offers)),),
        ask=Ask("product", "compare_products"),
    )


def compare(
    first: Product, second: Product, *, asked: Sequence[Question], known: Sequence[Question]
) -> Outcome:
    """Attributes both have and that differ, those asked for before the others, and the prices."""
    both = [q for q in known if q.value(first) and q.value(second)]
    differing = [q for q in both if q.value(first) != q.value(second)]
    chosen = [q for q in asked if q in both]
    for question in differing:
        more = [*chosen, question]
        if question not in chosen and len(more) <= POINTS and _readable(more, first, second):
            chosen = more
    facts = {
        "first": first.name,
        "second": second.name,
        "first_price": price_span(first.lowest_price, first.highest_price),
        "second_price": price_span(second.lowest_price, second.highest_price),
        "first_points": _points(first, chosen),
        "second_points": _points(second, chosen),
    }
    if not chosen:
        facts["first_points"] = first.selling_point or first.title
        facts["second_points"] = second.selling_point or second.title
    return Outcome("product.compared", (Say("utter_product_compared", facts),))


def _readable(chosen: Sequence[Question], first: Product, second: Product) -> bool:
    """Whether what is told of each product is still read to its end."""
    return (
        len(chosen) == 1 or max(len(_points(each, chosen)) for each in (first, second)) <= LONGEST
    )


def _points(product: Product, chosen: Sequence[Question]) -> str:
    return "；".join(f"{question.label}：{question.value(product)}" for question in chosen)


def waits(asked: Ask | None) -> bool:
    """Whether we have asked which product to compare with."""
    return asked is not None and (asked.fact, asked.intent) == ("product", "compare_products")


def asks_two(text: str) -> bool:
    """Whether the words speak of another product at all (这款怎么样 does not)."""
    plain = normalise(text)
    return any(word in plain for word in OF_TWO)


def _means_listed(turn: Turn) -> bool:
    """这两个, 哪个: the two listed last, unless another product came into view since."""
    listed = turn.memory.listed[:PAIR]
    several = any(word in turn.plain for word in BOTH) and len(listed) == PAIR
    return several and turn.memory.product in (None, *listed)
