"""How two products differ."""

from __future__ import annotations

from collections.abc import Sequence

from actions.product.questions import Question
from actions.product.rules import price_span
from actions.turn import Ask, Outcome, Say, Turn
from bot.shop.model.catalogue import Product
from bot.text.normalise import normalise

POINTS = 4
BOTH = ("两", "俩", "哪")
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
PLACES = (
    ("第一", 0), ("第1", 0), ("第二", 1), ("第2", 1), ("第三", 2), ("第3", 2),
)  # fmt: skip


def compared_ids(turn: Turn) -> tuple[str, ...]:
    """Ids of the two products to compare, as far as the turn says which.

    What is named counts first, then what is in view and the page the chat was opened from. While
    we wait for the second one, the first is what was shown last.
    """
    memory = turn.memory
    shown = memory.recommended[:1] if waits(memory.asked) else ()
    known = (*turn.products, *_by_place(turn), *shown, *_both_shown(turn))
    in_view = (turn.previous_product, memory.product, memory.page_product)
    known = (*known, *(product_id or "" for product_id in in_view))
    return tuple(dict.fromkeys(product_id for product_id in known if product_id))[:2]


def ask_other(product: Product | None, turn: Turn, offers: Sequence[str]) -> Outcome:
    """Fewer than two products are known: ask which one to compare with."""
    if product is None:
        return Outcome(
            "product.compare_which",
            (Say("utter_product_compare_which", offers=tuple(offers)),),
            ask=Ask("product", "compare_products"),
        )
    shown = tuple(dict.fromkeys((product.id, *turn.memory.recommended)))
    return Outcome(
        "product.compare_which",
        (Say("utter_product_compare_other", {"product": product.name}, offers=tuple(offers)),),
        memory={"recommended": shown},
        ask=Ask("product", "compare_products"),
    )


def compare(
    first: Product, second: Product, *, asked: Sequence[Question], known: Sequence[Question]
) -> Outcome:
    """Attributes both have and that differ, those asked for before the others, and the prices."""
    both = [q for q in known if q.value(first) and q.value(second)]
    differing = [q for q in both if q.value(first) != q.value(second)]
    chosen = [q for q in asked if q in both]
    chosen += [q for q in differing if q not in chosen][: max(0, POINTS - len(chosen))]
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


def _points(product: Product, chosen: Sequence[Question]) -> str:
    return "；".join(f"{question.label}：{question.value(product)}" for question in chosen)


def waits(asked: Ask | None) -> bool:
    """Whether we have just asked which product to compare with."""
    return asked == Ask("product", "compare_products")


def asks_two(text: str) -> bool:
    """Whether the words speak of another product at all (这款怎么样 does not)."""
    plain = normalise(text)
    return any(word in plain for word in OF_TWO)


def _both_shown(turn: Turn) -> tuple[str, ...]:
    """这两个, 哪个: the two shown last, unless another product came into view since."""
    shown = turn.memory.recommended[:PAIR]
    if not any(word in turn.text for word in BOTH) or len(shown) < PAIR:
        return ()
    return shown if turn.memory.product in (None, *shown) else ()


def _by_place(turn: Turn) -> tuple[str, ...]:
    """Two of those shown, by their place: 第一个和第二个."""
    plain, shown = normalise(turn.text), turn.memory.recommended
    places = [(plain.find(word), place) for word, place in PLACES if word in plain]
    return tuple(shown[place] for _, place in sorted(places) if place < len(shown))
