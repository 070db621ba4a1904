"""`xiaoer evaluate`: what is wrong is told before anything is measured, and figures as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest
import typer
from click.testing import Result
from rich.console import Console
from typer.testing import CliRunner

from bot.cli import evaluate
from bot.cli.evaluation_tables import print_evaluation
from bot.errors import EngineError, EvaluationError
from bot.evaluate.entities import as_data, score_entities, unmark
from bot.evaluate.report import report
from bot.settings import settings
from tests.unit.evaluate.judging import judged

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    monkeypatch.setenv("XIAOER_MODELS_DIR", str(tmp_path / "models"))
    monkeypatch.setattr(evaluate, "configure_process", lambda *_, **__: None)
    settings.cache_clear()
    app = typer.Typer()
    app.command()(evaluate.evaluate)
    yield lambda *words: CliRunner().invoke(app, [str(word) for word in words])
    settings.cache_clear()


def _said_of(result: Result) -> str:
    assert isinstance(result.exception, EvaluationError)
    return str(result.exception)


def test_a_faulty_table_is_told_before_a_model_is_looked_for(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "chats.tsv"
    table.write_text("text\tlabels\n多少钱\tprice\n", encoding="utf-8")
    assert "line 2: unknown label 'price'" in _said_of(run(table))


def test_a_table_that_nobody_could_judge_is_refused(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "chats.tsv"
    table.write_text("text\tlabels\n那个\tx\n", encoding="utf-8")
    assert "nothing to judge" in _said_of(run(table))


def test_without_a_model_the_way_to_one_is_told(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "chats.tsv"
    table.write_text("text\tlabels\n多少钱\task_price\n", encoding="utf-8")
    with pytest.raises(EngineError, match="xiaoer train"):
        raise run(table).exception  # type: ignore[misc]


def test_outside_the_projects_folder_the_right_one_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(EvaluationError, match="project's folder"):
        evaluate.known_intents()


def test_the_table_shows_every_figure_and_what_is_missing_as_a_dash() -> None:
    read = [judged("greet", "ask_price .7 greet .2"), judged("greet", "greet .9")]
    file = {"name": "chats.tsv", "judged": 2, "left_out": 0, "scores": report(read)}
    shown = Console(record=True, width=160, file=StringIO())
    print_evaluation(
        {
            "files": [{**file, "in_context": False}, {**file, "in_context": True}],
            "folds": {"messages": 2, "count": 5, "scores": report(read)},
            "entities": as_data(score_entities([unmark("[M](size=M)有吗")], lambda _: [])),
        },
        shown,
    )
    text = shown.export_text()
    for words in ("单独一句", "带上一句", "自己的例句，5 份", "greet→ask_price 1", "size"):
        assert words in text
    (row,) = [line for line in text.splitlines() if "一句几问全找到" in line]
    assert row.count("–") == 3
    (row,) = [line for line in text.splitlines() if "第一猜对" in line]
    assert row.count("50.0%") == 3
    assert text.count("最常认错") == 1
    for words in ("全答错", "答对了又多答", "从严", "一句几问每句多答", "只看位置 F1"):
        assert words in text
