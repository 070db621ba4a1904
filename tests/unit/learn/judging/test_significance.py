"""What a difference says beyond chance, against figures reckoned by hand."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from bot.learn.judging.significance import (
    Flips,
    among_all,
    at_least,
    bootstrap,
    mcnemar,
    worse_by_chance,
)


def test_models_that_never_differ_are_not_worse() -> None:
    assert mcnemar(Flips(0, 0)) == worse_by_chance(Flips(0, 0)) == 1.0


def test_five_losses_and_no_gain() -> None:
    assert worse_by_chance(Flips(lost=5, gained=0)) == pytest.approx(1 / 32)
    assert mcnemar(Flips(lost=5, gained=0)) == pytest.approx(2 / 32)
    assert worse_by_chance(Flips(lost=0, gained=5)) == 1.0


def test_the_worst_of_several_parts_is_reckoned_as_such() -> None:
    """Every way the differing messages could have fallen, counted out."""
    parts = {"ask_price": Flips(4, 0), "greet": Flips(1, 2), "order": Flips(0, 0)}
    as_bad = 0
    ways = list(itertools.product((0, 1), repeat=7))
    for way in ways:
        lost, other = sum(way[:4]), sum(way[4:])
        worst = min(
            worse_by_chance(Flips(lost, 4 - lost)), worse_by_chance(Flips(other, 3 - other))
        )
        as_bad += worst <= 1 / 16
    assert among_all(parts)["ask_price"] == pytest.approx(as_bad / len(ways))


def test_parts_with_too_few_differences_cost_the_others_nothing() -> None:
    many_small = {f"intent_{number}": Flips(1, 1) for number in range(30)}
    chances = among_all({"order": Flips(8, 0), **many_small})
    assert chances["order"] == pytest.approx(1 / 2**8)


def test_so_many_of_so_many() -> None:
    assert at_least(0, 10, 0.1) == 1.0
    assert at_least(2, 2, 0.5) == pytest.approx(1 / 4)


def test_an_interval_is_wider_where_chats_go_one_way_altogether() -> None:
    good = np.array([1.0] * 10 + [0.0] * 10)

    def share(weights: np.ndarray) -> np.ndarray:
        return (weights @ good) / weights.sum(axis=1)

    alone = bootstrap(share, [""] * 20, seed=1)
    by_chat = bootstrap(share, [f"chat {place // 5}" for place in range(20)], seed=1)
    assert alone.difference == by_chat.difference == 0.5
    assert by_chat.high - by_chat.low > alone.high - alone.low
    assert bootstrap(share, [""] * 20, seed=1) == alone
