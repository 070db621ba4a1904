"""The owner's own texts that buyers read: what in them is better not said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.shop.files.reviewing import Remark, Rows
from bot.speech.faults import faults_in
from bot.speech.platforms import PLATFORMS, Platform
from bot.speech.taboos import TabooLists

# By sheet: its title, the columns that name a row, and those whose text a buyer may read.
SPOKEN: Mapping[str, tuple[str, Sequence[str], Sequence[str]]] = {
    "products": ("商品", ("id", "name"), ("title", "name", "selling_point")),
    "attributes": ("商品属性", ("product_id", "name"), ("value",)),
    "pairs": ("搭配", ("product_id", "other_id"), ("reason",)),
    "size_charts": ("尺码表", ("id", "title"), ("note",)),
    "promotions": ("促销", ("id", "title"), ("title", "gift_name", "claim")),
    "couriers": ("快递", ("name",), ("note",)),
    "region_rates": ("运费时效", ("province", "city"), ("note",)),
    "policy": ("店铺政策", ("key",), ("value",)),
}
SPOKEN_POLICY = frozenset(
    {
        "shop_name",
        "shop_slogan",
        "assistant_name",
        "return_condition",
        "quality_promise",
        "payment_methods",
    }
)


def remarks_on_texts(rows: Rows, lists: TabooLists) -> tuple[Remark, ...]:
    """What the lists of the shop's platform say of the texts in these rows.

    A warning only: such a text is a fact when it is said, and a word in a title takes no shop down.
    """
    rules = lists.of(platform_of(rows))
    return tuple(
        Remark(title, about, f"“{fault.found}”（{text}）{fault.why}；{fault.instead}")
        for title, about, text in _texts(rows)
        for fault in faults_in(text, rules, facts=None)
    )


def platform_of(rows: Rows) -> Platform:
    """The platform the policy names; the shop's own site where it names none."""
    named = next((row["value"] for row in rows["policy"] if row["key"] == "platform"), "")
    return next((platform for platform in PLATFORMS if platform == named), "own")


def _texts(rows: Rows) -> Iterator[tuple[str, str, str]]:
    for sheet, (title, naming, spoken) in SPOKEN.items():
        for row in rows[sheet]:
            if sheet == "policy" and row["key"] not in SPOKEN_POLICY:
                continue
            about = " ".join(str(row[name]) for name in naming if row[name])
            for column in spoken:
                if row[column]:
                    yield title, about, str(row[column])
