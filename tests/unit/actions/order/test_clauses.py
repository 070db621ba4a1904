"""What is said of the lines of an order, and which colour goes with which size and number."""

from __future__ import annotations

from typing import Any

import pytest

from actions.order.clauses import Clause, clauses_of
from actions.reading import read_turn
from actions.recommendation.needs import categories_in
from actions.turn import Memory
from bot.nlu.catalogue_matcher import NameMatcher
from bot.nlu.fact_extractor import find_facts
from bot.nlu.names import LiveNames
from tests.unit.actions.conversation import AT


@pytest.fixture(scope="module")
def matcher(demo_shop: str) -> tuple[NameMatcher, tuple[str, ...]]:
    """Names of the demo shop, and its categories."""
    names = LiveNames(demo_shop).current()
    return NameMatcher(names), names.categories


def read(text: str, matcher: tuple[NameMatcher, tuple[str, ...]]) -> tuple[Clause, ...]:
    names, categories = matcher
    entities = [*names.find(text), *find_facts(text, now=AT, item_ids={})]
    message = {"text": text, "entities": entities, "intent": {"name": "order"}}
    turn = read_turn("c", Memory(), message, AT)
    return clauses_of(
        text, turn.named, turn.references, lambda said: categories_in(said, categories)
    )


def short(clause: Clause) -> list[dict[str, Any]]:
    names = ("sort", "colour", "size", "quantity", "place")
    return [
        {name: getattr(line, name) for name in names if getattr(line, name) not in (None, "")}
        for line in clause.lines
    ]


def one(colour: str, size: str | None = None, quantity: int | None = None) -> dict[str, Any]:
    said = {"colour": colour, "size": size, "quantity": quantity}
    return {name: value for name, value in said.items() if value is not None}


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("要一件米白M和一条卡其L", [one("米白", "M", 1), one("卡其", "L", 1)]),
        ("米白M两条，卡其L一条", [one("米白", "M", 2), one("卡其", "L", 1)]),
        ("黑色白色各一件", [one("黑色", None, 1), one("白色", None, 1)]),
        ("黑色白色两件", [one("黑色", None, 1), one("白色", None, 1)]),
        ("三件：黑色两件白色一件", [one("黑色", None, 2), one("白色", None, 1)]),
        ("白色黑色各一件M码", [one("白色", "M", 1), one("黑色", "M", 1)]),
        ("白色黑色各一件 都要M", [one("白色", "M", 1), one("黑色", "M", 1)]),
        ("米白M和L各一条", [one("米白", "M", 1), one("米白", "L", 1)]),
        ("米白M、卡其L", [one("米白", "M"), one("卡其", "L")]),
        ("两件T恤一条裤子", [{"sort": "T恤", "quantity": 2}, {"sort": "裤子", "quantity": 1}]),
        ("T恤和袜子各一件", [{"sort": "T恤", "quantity": 1}, {"sort": "袜子", "quantity": 1}]),
    ],
)
def test_each_line_gets_what_was_said_of_it(
    text: str, lines: list[dict[str, Any]], matcher: tuple[NameMatcher, tuple[str, ...]]
) -> None:
    (clause,) = read(text, matcher)
    assert (clause.op, clause.unclear) == ("state", None)
    assert short(clause) == lines


@pytest.mark.parametrize(
    ("text", "unclear"),
    [
        ("黑色卡其M L各一件", "pairing"),
        ("黑色两件白色一件，M和L", "pairing"),
        ("米白M，卡其L五件", "numbers"),
    ],
)
def test_what_could_be_paired_in_two_ways_is_not_guessed(
    text: str, unclear: str, matcher: tuple[NameMatcher, tuple[str, ...]]
) -> None:
    assert read(text, matcher)[0].unclear == unclear


@pytest.mark.parametrize(
    ("text", "ops"),
    [
        ("再加一双袜子", ["add"]),
        ("去掉袜子", ["remove"]),
        ("袜子改成两双", ["change"]),
        ("第二件换成L", ["change"]),
        ("白色的多要一件", ["more"]),
        ("去掉袜子，再加一件黑色L", ["remove", "add"]),
        ("袜子去掉，裤子换成黑色", ["remove", "change"]),
        ("备注写上尽快发", []),
        ("要顺丰", []),
    ],
)
def test_what_is_to_be_done_with_them(
    text: str, ops: list[str], matcher: tuple[NameMatcher, tuple[str, ...]]
) -> None:
    assert [clause.op for clause in read(text, matcher)] == ops


def test_a_change_has_what_it_is_made_to_and_what_becomes_of_it(
    matcher: tuple[NameMatcher, tuple[str, ...]],
) -> None:
    (clause,) = read("黑色的换成白色", matcher)
    assert clause.target is not None
    assert (clause.target.colour, clause.lines[0].colour) == ("黑色", "白色")
