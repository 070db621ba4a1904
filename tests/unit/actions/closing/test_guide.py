from __future__ import annotations

from pathlib import Path

import pytest

from actions.closing.guide import guide
from bot.dialogue.wording import read_replies
from bot.shop.model.policy import CLOSING_TECHNIQUES

STORIES = Path("data/stories")
TECHNIQUES = set(CLOSING_TECHNIQUES.values())


def test_every_stage_names_techniques_there_are() -> None:
    rules = guide()
    assert all(set(names) <= TECHNIQUES for names in rules.order.values())
    assert set(rules.not_after) <= TECHNIQUES
    assert set().union(*rules.order.values()) == TECHNIQUES


def test_a_wording_that_ends_in_a_question_is_known_to_ask() -> None:
    topics = {reason.partition(".")[0] for reason in guide().good_news}
    asking = {
        name
        for topic in topics
        for name, variants in read_replies([STORIES / topic / "replies.yml"]).items()
        if any(variant.text.rstrip("～ ").endswith("？") for variant in variants)
    }
    assert asking <= guide().asking, "name them under `asking` in actions/closing/guide.yml"


def test_a_technique_does_not_follow_what_says_the_same() -> None:
    assert not guide().follows("act_today", "shipping.dispatch_today")
    assert guide().follows("tie_in", "shipping.dispatch_today")
    assert not guide().follows("tie_in", "stock.out")


@pytest.mark.parametrize(
    "reason",
    ["shipping.by_day_likely", "shipping.dispatch_today", "returns.days", "haggling.kept",
     "haggling.already_there", "haggling.value", "promotion.gifts", "product.quality", "stock.few"],
)  # fmt: skip
def test_sales_follow_nothing_but_facts_price_stock_and_advice(reason: str) -> None:
    assert not guide().follows("popularity", reason)
    assert guide().follows("popularity", "product.price")
    assert guide().follows("popularity", "sizing.one")
