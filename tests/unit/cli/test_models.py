"""`xiaoer models` as an owner reads it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.models import app
from bot.database.engine import transaction
from bot.errors import EngineError, XiaoerError
from bot.learn.retraining import adopting
from bot.models.facts import ENDING
from bot.models.promotions import Promotions
from bot.models.servers import Server, Servers
from bot.settings import SHOP_TIMEZONE, settings
from tests.databases import migrated_url
from tests.unit.models.trained import judged, trained


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A shop with three models; `batch3` has reviewed examples in it."""
    from bot.cli.console import console, problems

    monkeypatch.setattr(console, "width", 160)
    monkeypatch.setattr(problems, "width", 160)
    models = tmp_path / "models"
    models.mkdir()
    for day, name in enumerate(("first", "second"), start=1):
        trained(models, name, day=day)
    trained(models, "batch3", day=3, batch="20261103")
    with migrated_url("sqlite", tmp_path) as url:
        monkeypatch.setenv("DATABASE_URL", url)
        monkeypatch.setenv("XIAOER_MODELS_DIR", str(models))
        monkeypatch.setenv("XIAOER_CONFIDENCE_FILE", str(tmp_path / "confidence.yml"))
        settings.cache_clear()
        yield models
    settings.cache_clear()


def _run(*arguments: str) -> Result:
    result = CliRunner().invoke(app, list(arguments))
    if isinstance(result.exception, XiaoerError):
        raise result.exception
    return result


def _promote(name: str, *more: str) -> Result:
    return _run("promote", name, "--force", "--why", "试一下", "--by", "li", *more)


def test_the_list_says_which_answers_and_which_is_returned_to(folder: Path) -> None:
    assert "还没有模型上线过" in _run("list").output
    _promote("first")
    judged(folder / f"second{ENDING}", against="first")
    assert "second 上线了" in _run("promote", "second").output
    lines = _run("list").output.splitlines()
    (first,) = [line for line in lines if "first" in line]
    (second,) = [line for line in lines if "second" in line]
    assert "前一个" in first
    assert "在用" in second
    assert "通过" in second


def test_force_wants_a_reason(folder: Path) -> None:
    assert _run("promote", "first", "--force").exit_code == 2
    with transaction(settings().database_url) as session:
        assert Promotions(session).live() is None


def test_going_back_is_one_command_and_a_reason_is_kept(folder: Path) -> None:
    _promote("first")
    _promote("second")
    result = _run("rollback", "--why", "报错价", "--by", "mai")
    assert result.exit_code == 0
    assert "first 上线了" in result.output
    shown = _run("show", "first").output
    assert "mai 上线：报错价" in shown
    assert "li 上线：试一下" in shown


def test_a_server_that_cannot_change_over_is_named_with_its_reason(folder: Path) -> None:
    _promote("first")
    now = datetime.now(SHOP_TIMEZONE).replace(year=2100)
    with transaction(settings().database_url) as session:
        Servers(session).tell(Server("rasa-2:5006", "first", 1, "second is missing there", now))
    result = _promote("second")
    assert result.exit_code == 1
    assert "rasa-2:5006 还在用 first" in result.output
    assert "second is missing there" in result.output
    assert "rasa-2:5006" in _run("list").output


def test_a_model_says_where_it_comes_from_and_what_was_found(folder: Path) -> None:
    judged(folder / f"second{ENDING}", against="first", passed=False, reasons=("问价差了",))
    shown = _run("show", "second").output
    for words in ("没有上线", "3000", "没通过", "first", "问价差了"):
        assert words in shown
    assert "20261103" in _run("show", "batch3").output


def test_a_deleted_model_is_gone_from_the_list(folder: Path) -> None:
    _run("delete", "second")
    assert "second" not in _run("list").output


def test_the_reviewed_examples_of_a_batch_come_with_their_model(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought: list[str] = []
    monkeypatch.setattr(adopting, "adopt", lambda facts, nlu_dir: brought.append(facts.batch))
    _promote("first")
    assert "这一批新例句放进了" in _promote("batch3").output
    assert brought == ["20261103"]


def test_examples_that_cannot_be_brought_are_told_and_the_model_stays_live(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_facts: object, _nlu_dir: Path) -> None:
        raise EngineError("贵吗 stands under another intent by now.")

    monkeypatch.setattr(adopting, "adopt", refuse)
    result = _promote("batch3")
    assert result.exit_code == 1
    assert "stands under another intent" in result.output
    with transaction(settings().database_url) as session:
        live = Promotions(session).live()
    assert live is not None
    assert live.model == "batch3"
