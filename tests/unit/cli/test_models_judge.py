"""`xiaoer models judge`: what it prints, leaves beside the candidate and exits with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.models import app
from bot.errors import EvaluationError
from bot.models.facts import name_of, read_verdict, verdict_path
from bot.settings import settings
from tests.databases import migrated_url
from tests.unit.learn.judging.small_shop import ASKS, frozen, model, small_shop, written

OFFLINE = ("--folds", "0", "--no-replay")


@pytest.fixture
def candidate(tmp_path: Path) -> Iterator[Path]:
    """A candidate of a live model, with six labelled messages to judge it by."""
    with pytest.MonkeyPatch.context() as patch, migrated_url("sqlite", tmp_path) as url:
        config = small_shop(tmp_path, url)
        patch.chdir(tmp_path)
        for name in ("models_dir", "learn_dir", "nlu_dir", "confidence_file", "log_dir"):
            patch.setenv(f"XIAOER_{name.upper()}", str(getattr(config, name)))
        patch.setenv("DATABASE_URL", url)
        settings.cache_clear()
        (tmp_path / "domain.yml").write_text("intents: [ask_price, greet, complain]\n")
        frozen(config, ["多少钱一件\task_price", "在吗亲\tgreet", "骗子店\tcomplain"])
        live = model(config.models_dir, "live", config.nlu_dir)
        data = written(tmp_path / "more", {**ASKS, "greet": (*ASKS["greet"], "早上好")})
        yield model(config.models_dir, "newer", data, parent=name_of(live))
    settings.cache_clear()


def _run(*given: str) -> Result:
    return CliRunner().invoke(app, ["judge", *given, *OFFLINE])


def test_what_does_not_pass_ends_with_one_and_says_why(candidate: Path) -> None:
    result = _run()
    assert result.exit_code == 1
    assert "没通过" in result.output and "只有 3 句标好的话可判" in result.output
    verdict = read_verdict(candidate)
    assert verdict is not None and (verdict.candidate, verdict.against) == ("newer", "live")
    assert verdict_path(candidate).with_suffix(".html").is_file()


def test_json_is_the_judgement(candidate: Path) -> None:
    result = CliRunner(mix_stderr=False).invoke(app, ["judge", "--json", *OFFLINE])
    told = json.loads(result.stdout)
    assert told["passed"] is False and told["figures"]["together"]["messages"] == 3


def test_a_model_is_not_judged_against_itself(candidate: Path) -> None:
    result = _run("newer", "--against", "newer")
    assert isinstance(result.exception, EvaluationError)
    assert "against itself" in result.exception.message


def test_one_fold_is_no_fold(candidate: Path) -> None:
    result = CliRunner().invoke(app, ["judge", "--folds", "1"])
    assert result.exit_code == 2
