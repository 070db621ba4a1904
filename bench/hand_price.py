"""How long the hand price takes, beside the slow oracle of the tests, which tries everything.

    python -m bench.hand_price

Both price the same random baskets (one to three lines, up to six offers of every kind) and the same
baskets of the demo shop at the start of a sale, and must agree to the fen. A quote also looks for
what is a little out of reach. Exits with 1 when the median of the engine is 1 ms or more, or when
the two disagree.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from random import Random
from statistics import median, quantiles
from time import perf_counter

import typer

from bench.printing import show
from bot.database.migrate import upgrade
from bot.pricing.basket import Basket, Line, in_yuan
from bot.pricing.next_tiers import Situation
from bot.pricing.quote import quoted_in
from bot.settings import SHOP_TIMEZONE
from bot.shop.files.importing import import_shop
from bot.shop.shop import open_shop
from tests.unit.pricing.baskets import NOW, random_case
from tests.unit.pricing.oracle import oracle

AIM_MS = 1.0
DEMO = Path("data/shop")
SALE = datetime(2027, 11, 11, tzinfo=SHOP_TIMEZONE)
HEADER = ("baskets", "priced by", "median ms", "p99 ms", "agree")
_Case = tuple[Basket, Situation]

_BASKETS = typer.Option(2000, min=100, help="how many baskets of each kind")
_SEED = typer.Option(11, help="of the random baskets")
_MARKDOWN = typer.Option(False, "--markdown", help="tables for docs/benchmarks.md")


def main(baskets: int = _BASKETS, seed: int = _SEED, markdown: bool = _MARKDOWN) -> None:
    """Price the baskets by the engine, as a quote, and by the oracle."""
    rows, slow = [], []
    random = Random(seed)  # noqa: S311 - baskets, no secrets
    for name, cases in (
        ("random", list(_random(random, baskets))),
        (f"demo shop, {SALE:%Y-%m-%d}", list(_of_demo(random, baskets))),
    ):
        totals, engine = _timed(cases, lambda basket, around: around.price(basket).total)
        _, quotes = _timed(cases, lambda basket, around: quoted_in(basket, around).total)
        expected, rival = _timed(cases, _by_oracle)
        agree = sum(one == other for one, other in zip(totals, expected, strict=True))
        agreed = f"{agree} of {len(cases)}"
        rows += [
            (name, "engine", *_told(engine), agreed),
            (name, "engine, with what is near", *_told(quotes), ""),
            (name, "oracle (tries everything)", *_told(rival), ""),
        ]
        slow += [median(engine) >= AIM_MS or agree < len(cases)]
    show("The hand price of a basket", HEADER, rows, as_markdown=markdown)
    sys.exit(any(slow))


def _random(random: Random, count: int) -> Iterator[_Case]:
    for _ in range(count):
        case = random_case(random)
        around = Situation(case.offers, case.tiers, NOW, case.region, case.new_buyer)
        yield Basket(case.lines), around


def _of_demo(random: Random, count: int) -> Iterator[_Case]:
    """One to three SKUs of the demo shop, one to three pieces of each."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/shop.db"
        upgrade(url)
        import_shop(DEMO, url=url)
        with open_shop(url) as shop:
            goods = [(product, sku) for product in shop.catalogue.all() for sku in product.skus]
            for _ in range(count):
                picked = random.sample(goods, random.randint(1, 3))
                lines = [Line.of(*each, random.randint(1, 3)) for each in picked]
                ids = {line.product_id for line in lines}
                tiers = tuple(tier for each in ids for tier in shop.promotions.tiers(each))
                yield Basket(tuple(lines)), Situation(shop.promotions.live(SALE), tiers, SALE)


def _timed(
    cases: Sequence[_Case], price: Callable[[Basket, Situation], object]
) -> tuple[list[object], list[float]]:
    """What each basket came to, and the milliseconds that took."""
    totals, spent = [], []
    for basket, around in cases:
        began = perf_counter()
        totals.append(price(basket, around))
        spent.append((perf_counter() - began) * 1000)
    return totals, spent


def _by_oracle(basket: Basket, around: Situation) -> object:
    about = (around.promotions, around.tiers, around.now, around.region)
    verdict = oracle(basket.lines, *about, new_buyer=around.new_buyer)
    return in_yuan(verdict.total)


def _told(spent: Sequence[float]) -> tuple[str, str]:
    return f"{median(spent):.3f}", f"{quantiles(spent, n=100)[98]:.3f}"


if __name__ == "__main__":
    typer.run(main)
