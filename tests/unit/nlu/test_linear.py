"""Scores over sparse terms: fitted apart from each other, saved as plain numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.nlu.features import terms
from bot.nlu.linear import MODEL_FILES, LinearModel, Task

TEXTS = ["多少钱", "什么价", "卖多少钱", "几块钱", "在吗", "你好", "您好", "在不在"]
DOCUMENTS = [terms(text) for text in TEXTS]
PRICE = np.array([True] * 4 + [False] * 4)
ALL = np.arange(len(TEXTS))


def _fitted(*tasks: Task) -> LinearModel:
    return LinearModel.fitted(DOCUMENTS, tasks, freedom=10.0, seed=0)


def test_what_is_its_own_scores_higher() -> None:
    model = _fitted(Task("price", ALL, PRICE))
    assert model.scores(terms("这个多少钱"))[0] > 0 > model.scores(terms("在吗亲"))[0]


def test_an_output_does_not_depend_on_the_others() -> None:
    alone = _fitted(Task("price", ALL, PRICE))
    beside = _fitted(Task("greet", ALL, ~PRICE), Task("price", ALL, PRICE))
    for text in TEXTS:
        one, both = alone.scores(terms(text)), beside.scores(terms(text))
        assert both[beside.outputs.index("price")] == pytest.approx(one[0], abs=1e-5)


def test_a_task_learns_from_its_rows_alone() -> None:
    without_hello = np.array([0, 1, 2, 3, 4, 7])
    model = _fitted(Task("price", without_hello, PRICE[without_hello]))
    nothing = model.scores({})[0]
    assert model.scores({"好": 1})[0] == nothing
    assert model.scores({"在": 1})[0] < nothing


def test_overtaught_lowers_the_score_by_that_much() -> None:
    plain = _fitted(Task("price", ALL, PRICE))
    lowered = _fitted(Task("price", ALL, PRICE, overtaught=0.9))
    said = terms("多少钱")
    assert lowered.scores(said)[0] == pytest.approx(plain.scores(said)[0] - 0.9, abs=1e-5)


def test_saved_and_loaded_it_scores_the_same(tmp_path: Path) -> None:
    model = _fitted(Task("price", ALL, PRICE), Task("greet", ALL, ~PRICE))
    model.save(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == set(MODEL_FILES)
    again = LinearModel.load(tmp_path)
    assert again.outputs == ("price", "greet")
    for text in ["这个多少钱呢", "在吗亲", "完全没见过"]:
        assert again.scores(terms(text)) == pytest.approx(model.scores(terms(text)), abs=0.01)
