"""The measured understanding of the trained model: floors, so that a change cannot break it unseen.

The measured values are a little higher.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from bot.nlu.confidence import read_confidence

pytestmark = pytest.mark.engine
ROOT = Path(__file__).parents[2]
XIAOER = Path(sys.executable).with_name("xiaoer")
OURS = ROOT / "tests" / "understanding"
PATIENCE_SECONDS = 600
Run = Callable[..., str]


@pytest.fixture(scope="module")
def confidence_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project's own, which may be changed."""
    return Path(shutil.copy(ROOT / "confidence.yml", tmp_path_factory.mktemp("confidence")))


@pytest.fixture(scope="module")
def run(models_dir: Path, demo_shop: str, confidence_file: Path) -> Run:
    """Run `xiaoer` with the trained model and the demo shop; its standard output."""
    environment = {
        **os.environ,
        "DATABASE_URL": demo_shop,
        "XIAOER_MODELS_DIR": str(models_dir),
        "XIAOER_LOG_DIR": str(models_dir / "log"),
        "XIAOER_CONFIDENCE_FILE": str(confidence_file),
        "COLUMNS": "200",
    }

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [str(XIAOER), *arguments],
            env=environment,
            capture_output=True,
            text=True,
            cwd=ROOT,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


@pytest.fixture(scope="module")
def measured(run: Run) -> dict[str, Any]:
    """What `xiaoer evaluate` prints over our own labelled messages."""
    evaluation: dict[str, Any] = json.loads(run("evaluate", "--json"))
    return evaluation


@pytest.fixture(scope="module")
def some_chats(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first messages of our chats, enough to calibrate on."""
    path = tmp_path_factory.mktemp("labelled") / "chats.tsv"
    with (OURS / "chats.tsv").open(encoding="utf-8") as lines:
        path.write_text("".join(islice(lines, 301)), encoding="utf-8")
    return path


def _scores(measured: dict[str, Any], name: str, *, in_context: bool = False) -> dict[str, Any]:
    (file,) = (
        file
        for file in measured["files"]
        if file["name"] == name and file["in_context"] is in_context
    )
    scores: dict[str, Any] = file["scores"]
    return scores


def test_both_questions_of_a_message_are_found(measured: dict[str, Any]) -> None:
    assert _scores(measured, "two_questions.tsv")["several_questions"]["all_found"] >= 0.85


def test_questions_of_a_chat_that_come_in_one_breath_are_mostly_found(
    measured: dict[str, Any],
) -> None:
    scores = _scores(measured, "more_chats.tsv", in_context=True)
    assert scores["several_questions"]["messages"] == 251
    assert scores["several_questions"]["all_found"] >= 0.55


def test_messages_that_have_nothing_to_do_with_the_shop_sell_nothing(
    measured: dict[str, Any],
) -> None:
    scores = _scores(measured, "unrelated.tsv")
    assert scores["messages"] == 160
    answered = scores["bands"]["answer"] * scores["messages"]
    assert round(scores["wrong_of_answered"] * answered) <= 3


def test_names_and_figures_are_found(measured: dict[str, Any]) -> None:
    overall = measured["entities"]["overall"]
    assert overall["span_f1"] >= 0.95
    assert overall["f1"] >= 0.95


def test_messages_of_a_chat_are_understood_better_with_what_was_said_before(
    measured: dict[str, Any],
) -> None:
    in_context = _scores(measured, "chats.tsv", in_context=True)
    assert in_context["top1"] >= 0.70
    assert in_context["top1"] > _scores(measured, "chats.tsv")["top1"]


def test_a_dry_calibration_shows_the_curve_and_changes_nothing(
    run: Run, some_chats: Path, confidence_file: Path
) -> None:
    before = confidence_file.read_bytes()
    told = run("calibrate", str(some_chats), "--dry-run")
    for words in ("其中答错", "先问一句", "0.60", "温度"):
        assert words in told
    assert confidence_file.read_bytes() == before


def test_a_calibration_rewrites_the_values_and_keeps_the_comments(
    run: Run, some_chats: Path, confidence_file: Path, measured: dict[str, Any]
) -> None:
    before = confidence_file.read_text(encoding="utf-8")
    run("calibrate", str(some_chats), "--wrong-at-most", "12")
    after = confidence_file.read_text(encoding="utf-8")
    assert _comments(after) == _comments(before)
    assert read_confidence(confidence_file).wrong_at_most == 0.12
    assert (ROOT / "confidence.yml").read_text(encoding="utf-8") == before


def _comments(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("#")]
