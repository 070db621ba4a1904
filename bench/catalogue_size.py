"""What a large catalogue adds to understanding a message: CPU of words, names and figures.

    python -m bench.catalogue_size

Every wording of bench/mix.yml is read against the demo shop and against a made-up one of 1,000
products with ten SKUs each, both in databases, by the pipeline's own components. The names of the
made-up shop are put together from the same few words, so that most words of a message are held by
many products: the worst case for partial and misspelt names. Rounds alternate and the median
counts. Exits with 1 when the large catalogue adds more than 1 ms to a message, or when taking in
a changed catalogue, which happens while buyers wait, takes more than a second.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from statistics import median

import typer
from bot.nlu.tokenizer import CatalogueTokenizer, NameAwareSegmenter
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bench.command import DATABASE, MARKDOWN, MIX, SERVER, databases_of, run, save
from bench.printing import show
from bot.database.engine import transaction
from bot.load.mix import read_mix
from bot.nlu.catalogue_matcher import CatalogueMatcher, NameMatcher
from bot.nlu.fact_extractor import FactExtractor
from bot.nlu.names import NO_NAMES, LiveNames
from bot.shop.shop import open_shop
from bot.shop.tables.catalogue import ProductRow, SkuRow

AIM_MS = 1.0
AIM_TAKING_IN_MS = 1000.0
HEADER = (
    "catalogue",
    "products",
    "SKUs",
    "CPU ms/message",
    "reading names, ms",
    "taking them in, ms",
)

MATERIALS = "亚麻 棉麻 纯棉 羊毛 羊绒 真丝 灯芯绒 莫代尔 天丝 双层纱".split()
CUTS = "高腰 宽松 收腰 直筒 百褶 方领 圆领 连帽 抽绳 拼接".split()
KINDS = "阔腿裤 连衣裙 半身裙 衬衫 T恤 开衫 外套 马甲 睡衣 围巾".split()
COLOURS = [f"{tone}{hue}" for tone, hue in product("深浅雾墨奶", "红橙黄绿蓝紫灰白")]
SIZES = ("XS", "S", "M", "L", "XL", "2XL", "3XL", "均码", *map(str, range(30, 46)))
SKUS_EACH = 10
TIMES_TAKEN_IN = 3

_ROUNDS = typer.Option(5, min=1, help="rounds of each, in turn; the median counts")


@dataclass(frozen=True)
class Catalogue:
    """A catalogue in a database, with what reading messages against it took, by round."""

    name: str
    url: str
    read: Callable[[Sequence[str]], None]
    reading_names_ms: float
    taking_in_ms: float
    costs_ms: list[float]


def main(
    database: str = DATABASE,
    rounds: int = _ROUNDS,
    postgresql: str = SERVER,
    as_markdown: bool = MARKDOWN,
) -> None:
    """Measure both catalogues and print a row for each."""
    databases = databases_of(database, postgresql)
    said = wordings()
    with databases.shop("small") as small_url, databases.shop("large") as large_url:
        make_up_products(large_url)
        catalogues = (taken_in("demo shop", small_url), taken_in("made up", large_url))
        for _ in range(rounds):
            for each in catalogues:
                each.costs_ms.append(_cpu_ms(lambda each=each: each.read(said)) / len(said))
        rows = [_row(each) for each in catalogues]
    small, large = (median(each.costs_ms) for each in catalogues)
    show(f"Reading {len(said)} messages", HEADER, rows, as_markdown=as_markdown)
    added = large - small
    print(f"The large catalogue adds {added:.3f} ms CPU to a message (at most {AIM_MS:g}).")
    save("catalogue-size", {each.name: each.costs_ms for each in catalogues})
    if added > AIM_MS or catalogues[1].taking_in_ms > AIM_TAKING_IN_MS:
        raise typer.Exit(code=1)


def wordings() -> list[str]:
    """Every wording that a buyer of the mix may say."""
    chats = read_mix(MIX).chats
    return [wording for chat in chats for line in chat.lines for wording in line.wordings]


def make_up_products(url: str) -> None:
    """Put 1,000 products of ten SKUs each in the place of the shop's own."""
    named = list(product(MATERIALS, CUTS, KINDS))
    with transaction(url) as session:
        session.query(ProductRow).update({"on_sale": 0})
        session.query(SkuRow).update({"on_sale": 0})
        session.bulk_save_objects(
            ProductRow(
                id=f"MU{number:04}",
                item_id=str(900_000_000_000 + number),
                title=f"{cut}{material}{kind}女春夏薄款百搭气质显瘦新款{number}",
                name=f"{material}{cut}{kind}",
                aliases=[f"{cut}{material}{kind}", f"{cut}{kind}{number}"],
                category=kind,
                position=number,
            )
            for number, (material, cut, kind) in enumerate(named)
        )
        session.bulk_save_objects(
            SkuRow(
                id=f"MU{number:04}-{i}",
                product_id=f"MU{number:04}",
                colour=COLOURS[(number + i) % len(COLOURS)],
                size=SIZES[(number + i) % len(SIZES)],
                price=Decimal(99),
                stock=1,
                position=i,
            )
            for number in range(len(named))
            for i in range(SKUS_EACH)
        )


def taken_in(name: str, url: str) -> Catalogue:
    """The components over the database, ready to read messages."""
    names = LiveNames(url)
    components = (
        CatalogueTokenizer(CatalogueTokenizer.get_default_config(), names),
        CatalogueMatcher(names),
        FactExtractor(names),
    )

    def read(texts: Sequence[str]) -> None:
        for text in texts:
            messages = [Message(data={TEXT: text})]
            for component in components:
                messages = component.process(messages)

    def take_in() -> None:
        segmenter.follow(names.current())
        NameMatcher(names.current())

    segmenter = NameAwareSegmenter(NO_NAMES)
    read(["在吗"])
    with open_shop(url) as shop:
        reading_ms = _cpu_ms(shop.catalogue.names)
    taking_in_ms = median(_cpu_ms(take_in) for _ in range(TIMES_TAKEN_IN))
    return Catalogue(name, url, read, reading_ms, taking_in_ms, [])


def _cpu_ms(what: Callable[[], object]) -> float:
    before = time.process_time()
    what()
    return (time.process_time() - before) * 1000


def _row(catalogue: Catalogue) -> tuple[str, ...]:
    with transaction(catalogue.url) as session:
        products, skus = (
            session.query(row).filter_by(on_sale=1).count() for row in (ProductRow, SkuRow)
        )
    figures = (median(catalogue.costs_ms), catalogue.reading_names_ms, catalogue.taking_in_ms)
    return (catalogue.name, str(products), str(skus), *(f"{figure:.2f}" for figure in figures))


if __name__ == "__main__":
    run(main)
