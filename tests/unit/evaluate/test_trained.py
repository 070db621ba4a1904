"""Models on disk, and our own examples read by models that have not seen them."""

from __future__ import annotations

import os
import tarfile
from pathlib import Path

import pytest

from bot.errors import EvaluationError
from bot.evaluate.folds import FOLDS, fold_cases
from bot.evaluate.trained import intent_model_in, newest_model, read_of
from bot.nlu.examples import Example
from bot.nlu.features import document
from bot.nlu.intent_model import IntentModel

PRICES = ("多少钱", "什么价", "几块", "怎么卖", "价格呢")
GREETINGS = ("在吗", "你好", "您好", "在不在", "有人吗")
COMPLAINTS = ("骗子", "太差了", "投诉你们", "垃圾", "气死我了")
EXAMPLES = [Example(said, "", ("ask_price",)) for said in PRICES]
EXAMPLES += [Example(said, "欢迎光临", ("greet",)) for said in GREETINGS]
EXAMPLES += [Example(said, "", ("complain",)) for said in COMPLAINTS]


def _archive(path: Path, files: Path) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        archive.add(files, arcname="components/train_ShopIntentClassifier4")
    return path


def test_the_intent_model_is_found_in_a_trained_models_archive(tmp_path: Path) -> None:
    model = IntentModel.trained(EXAMPLES)
    (tmp_path / "parts").mkdir()
    model.save(tmp_path / "parts")
    again = intent_model_in(_archive(tmp_path / "model.tar.gz", tmp_path / "parts"))
    said = document("多少钱")
    before, after = dict(model.guess(said).ranking), dict(again.guess(said).ranking)
    assert after == pytest.approx(before, abs=0.01)


def test_an_archive_without_an_intent_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "linear.json").write_text("{}")
    with pytest.raises(EvaluationError, match=r"model\.tar\.gz") as error:
        intent_model_in(_archive(tmp_path / "model.tar.gz", tmp_path / "parts"))
    assert "xiaoer train" in error.value.hint


def test_a_file_that_is_no_archive_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "model.tar.gz"
    broken.write_text("broken off")
    with pytest.raises(EvaluationError, match=r"model\.tar\.gz"):
        intent_model_in(broken)


def test_the_newest_model_is_measured(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError) as error:
        newest_model(tmp_path)
    assert "xiaoer train" in error.value.hint
    for name, at in (("b.tar.gz", 1), ("a.tar.gz", 2), ("notes.txt", 3)):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (at, at))
    assert newest_model(tmp_path).name == "a.tar.gz"


def test_what_the_pipeline_returns_is_read_with_all_its_questions() -> None:
    guess = {"name": "ask_price", "confidence": 0.8}
    intent = {**guess, "band": "answer", "also": ["ask_size"]}
    read = read_of({"intent": intent, "intent_ranking": [guess]})
    assert (read.first, read.confidence) == ("ask_price", 0.8)
    assert (read.band, read.intents) == ("answer", ("ask_price", "ask_size"))


def test_every_example_is_read_once_by_a_model_that_has_not_seen_it() -> None:
    folds: list[int] = []
    cases = fold_cases(EXAMPLES, on_fold=lambda: folds.append(1))
    assert sorted(case.said for case in cases) == sorted(PRICES + GREETINGS + COMPLAINTS)
    assert len({id(case.model) for case in cases}) == len(folds) == FOLDS
    by_said = {case.said: case for case in cases}
    assert by_said["在吗"].message.right == {"greet"}
    assert by_said["在吗"].situation.before == "欢迎光临"
    sure = dict(by_said["几块"].model.guess(document("几块")).ranking)["ask_price"]
    taught = dict(IntentModel.trained(EXAMPLES).guess(document("几块")).ranking)["ask_price"]
    assert sure < taught


def test_examples_that_differ_in_a_colour_alone_are_never_parted() -> None:
    """A model that has learnt 黑色有吗 has as good as seen 白色有吗: the fold would flatter it."""
    alike = [Example(said, "", ("ask_price",)) for said in ("C多少钱", "C 多少钱", "C多少钱")]
    cases = fold_cases([*EXAMPLES, *alike], on_fold=list)
    models = {id(case.model) for case in cases if case.said.replace(" ", "") == "C多少钱"}
    assert len(cases) == len(EXAMPLES) + len(alike)
    assert len(models) == 1
