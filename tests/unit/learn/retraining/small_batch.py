"""Reviewed items, and a small folder of examples, for the tests of retraining."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from bot.learn.retraining.known import Known
from bot.learn.retraining.limits import Limits, read_limits
from bot.learn.retraining.sorting import Sorted, sort
from bot.learn.review.model import Candidate, Item, Word
from bot.settings import SHOP_TIMEZONE

AT = datetime(2026, 11, 22, 12, tzinfo=SHOP_TIMEZONE)
INTENTS = frozenset({"ask_price", "ask_courier", "ask_gift", "affirm", "out_of_scope"})
EXAMPLES = {
    "product/ask_price.yml": ("ask_price", ("多少钱", "这个啥价", "怎么卖的")),
    "shipping/ask_courier.yml": ("ask_courier", ("发什么快递", "走哪家快递")),
    "answer/affirm.yml": ("affirm", ("好的", "（要帮您算一下吗）可以啊")),
}


def item(number: int, text: str, meant: str, **other: Any) -> Item:
    """An item that one person settled; `words` other than theirs may be given."""
    verdict = other.pop("verdict", "other")
    words = other.pop("words", (Word("xiaomai", verdict, meant, other.pop("wording", ""), AT),))
    values: dict[str, Any] = {
        "key": f"k{number}", "text": text, "count": 3, "signals": {"unsure": 3},
        "suggested": "ask_price", "confidence": 0.4, "gain": 1.0, **other,
    }  # fmt: skip
    return Item(
        id=number,
        status="settled",
        candidate=Candidate(**values),
        verdict=verdict,
        meant=meant,
        held_out=False,
        batch="",
        mined_at=AT,
        words=words,
    )


def write_examples(nlu: Path) -> Path:
    """A folder of a few examples, as `EXAMPLES` has them."""
    for name, (intent, lines) in EXAMPLES.items():
        path = nlu / name
        path.parent.mkdir(parents=True, exist_ok=True)
        listed = "".join(f"    - {line}\n" for line in lines)
        text = f'version: "3.1"\nnlu:\n- intent: {intent}\n  examples: |\n{listed}'
        path.write_text(text, encoding="utf-8")
    return nlu


def sorted_out(nlu: Path, *items: Item, sure: tuple[int, ...] = (), **limits: Any) -> Sorted:
    """The items sorted out, under the limits that ship but for those given."""
    shipped = Limits(**{**read_limits().dict(), **limits})
    return sort(
        items, Known(nlu), intents=INTENTS, sure=sure, limits=shipped, mask=lambda text: text
    )


def left_of(batch: Sorted) -> dict[int, str]:
    """Why each item's reviewed sentence is not taught."""
    return {left.lesson.item: left.code for left in batch.left if left.lesson.main}


def taught_of(batch: Sorted) -> list[str]:
    """The lines that are taught."""
    return [lesson.line for lesson in batch.taught]
