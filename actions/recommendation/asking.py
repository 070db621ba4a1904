"""The question that parts the goods best, where a buyer's wish is unclear."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from actions.recommendation import words
from actions.recommendation.needs import named
from actions.recommendation.wish import Wish
from bot.shop.model.catalogue import Product
from bot.text.spoken import yuan

CATEGORY, BUDGET = "category", "budget"
MOST_ANSWERS = 4
FEWEST_ANSWERS = 2
THIRDS = 3


@dataclass(frozen=True)
class Question:
    """What to ask about, and answers to tap that some of the goods meet."""

    about: str
    answers: tuple[str, ...]


def best_question(
    products: Sequence[Product], wish: Wish, *, put: Sequence[str] = ()
) -> Question | None:
    """The question after which the fewest of `products` are left; None where none parts them.

    What the wish says already is not asked, nor the question just `put` with these answers.
    How well a question parts the goods is the entropy
    of the shares that its answers leave.
    """
    named_already = {need.name for need in wish.needs}
    found = [(1.0, CATEGORY, _categories(products, wish)), (1.0, BUDGET, _budgets(products, wish))]
    for about, entry in words.wishes()["questions"].items():
        if not named_already.intersection(entry["needs"]):
            meeting = _meeting(entry["needs"], products)
            found.append((entry.get("weight", 1.0), about, meeting))
    parting = [
        (weight * _parted(shares, len(products)), about, shares)
        for weight, about, shares in found
        if len(shares) >= FEWEST_ANSWERS and not shares.keys() & {*put}
    ]
    best, about, shares = max(parting, key=lambda each: each[0], default=(0.0, "", Counter()))
    if not best:
        return None
    answers = tuple(shares) if about == BUDGET else _most_common(shares)
    return Question(about, answers)


def _most_common(shares: Counter[str]) -> tuple[str, ...]:
    return tuple(answer for answer, _ in shares.most_common(MOST_ANSWERS))


def _categories(products: Sequence[Product], wish: Wish) -> Counter[str]:
    return Counter(each.category for each in products if not wish.categories)


def _meeting(names: Sequence[str], products: Sequence[Product]) -> Counter[str]:
    """How many of the products meet each need, by the first of its words."""
    shares: Counter[str] = Counter()
    for need in named(names):
        meeting = sum(1 for product in products if need.met_by(product))
        if meeting:
            shares[words.needs()[need.name]["words"][0]] = meeting
    return shares


def _budgets(products: Sequence[Product], wish: Wish) -> Counter[str]:
    """Two prices of the goods' own that part them into thirds."""
    prices = sorted(product.lowest_price for product in products)
    third = len(prices) // THIRDS
    if wish.at_most is not None or wish.at_least is not None or not third:
        return Counter()
    template = words.wishes()["budget_answer"]
    bounds = dict.fromkeys((prices[third - 1], prices[-third - 1]))
    return Counter({template.format(price=yuan(price)): third for price in bounds})


def _parted(shares: Counter[str], every: int) -> float:
    parts = (share / every for share in shares.values())
    return sum(-part * log(part) for part in parts)
