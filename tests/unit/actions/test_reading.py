from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from actions.reading import read_turn
from actions.slots import kept_of, memory_of
from actions.turn import Ask, Memory
from bot.settings import SHOP_TIMEZONE

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=SHOP_TIMEZONE)


def _turn(
    *entities: dict[str, Any],
    slots: dict[str, Any] | None = None,
    product: str = "",
    text: str = "…",
) -> Any:
    message = {
        "text": text,
        "intent": {"name": "ask_stock", "confidence": 0.9},
        "entities": list(entities),
        "metadata": {"buyer_id": "web:b", "product_id": product},
    }
    return read_turn("web:b", memory_of(slots or {}), message, NOW)


def _entity(name: str, value: Any, start: int = 0, end: int = 2, **more: Any) -> dict[str, Any]:
    return {"entity": name, "value": value, "start": start, "end": end, **more}


def test_the_page_a_chat_is_opened_from_puts_its_product_in_view() -> None:
    assert _turn(product="LN2107").memory.product == "LN2107"


def test_a_product_that_was_named_stays_in_view_while_the_page_is_the_same() -> None:
    slots = {"product": "CS2101", "page_product": "LN2107"}
    assert _turn(slots=slots, product="LN2107").memory.product == "CS2101"


def test_another_page_changes_the_product_and_forgets_colour_and_size() -> None:
    slots = {"product": "CS2101", "page_product": "CS2101", "colour": "黑色", "size": "M"}
    memory = _turn(slots=slots, product="LN2107").memory
    assert (memory.product, memory.colour, memory.size) == ("LN2107", None, None)


def test_another_product_named_forgets_the_colour_of_the_last() -> None:
    memory = _turn(
        _entity("product", "CS2101"), slots={"product": "LN2107", "colour": "黑色"}
    ).memory
    assert (memory.product, memory.colour) == ("CS2101", None)


def test_one_name_of_two_products_is_ambiguous_and_changes_nothing() -> None:
    turn = _turn(_entity("product", "A1"), _entity("product", "A2"))
    assert turn.ambiguous
    assert turn.products == ("A1", "A2")
    assert turn.memory.product is None


def test_an_ambiguous_name_means_the_product_in_view_where_it_is_one_of_them() -> None:
    turn = _turn(_entity("product", "A1"), _entity("product", "A2"), slots={"product": "A2"})
    assert not turn.ambiguous
    assert turn.memory.product == "A2"


def test_two_colours_are_a_choice_and_no_answer() -> None:
    turn = _turn(_entity("colour", "黑色"), _entity("colour", "米白", 3, 5))
    assert turn.colours == ("黑色", "米白")
    assert turn.memory.colour is None


def test_a_refused_colour_is_not_chosen() -> None:
    turn = _turn(_entity("colour", "黑色", role="refused"))
    assert turn.not_colours == ("黑色",)
    assert turn.colours == ()
    assert turn.memory.colour is None


def test_a_refused_colour_that_was_chosen_is_forgotten() -> None:
    turn = _turn(_entity("colour", "黑色", role="refused"), slots={"colour": "黑色"})
    assert turn.memory.colour is None


def test_memory_survives_the_way_through_slots() -> None:
    memory = Memory(
        stage="objection",
        region="浙江 杭州",
        height_cm=160.0,
        asked=Ask("region", "ask_delivery_time"),
        asked_before=("region",),
        recommended=("A1", "A2"),
    )
    assert _turn(slots=kept_of(memory)).memory == memory


@pytest.mark.parametrize(
    ("text", "known", "learnt"),
    [
        ("163", {}, ("height_cm", 163.0)),
        ("108", {"height_cm": 163.0}, ("weight_kg", 54.0)),
        ("不知道", {}, None),
    ],
)
def test_a_bare_figure_after_our_question_is_the_answer(
    text: str, known: dict[str, Any], learnt: tuple[str, float] | None
) -> None:
    asked = {"fact": "body", "intent": "ask_size"}
    turn = _turn(slots={"asked": asked, **known}, text=text)
    assert turn.learnt == ({learnt[0]} if learnt else set())
    if learnt:
        assert getattr(turn.memory, learnt[0]) == learnt[1]
