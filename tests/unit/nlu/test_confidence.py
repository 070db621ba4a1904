"""confidence.yml is read while the engine runs, and never leaves it without values."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

from bot.errors import ConfigurationError
from bot.nlu.confidence import LiveConfidence, read_confidence

ROOT = Path(__file__).parents[3]
GOOD = """\
wrong_at_most: 0.05
temperature: 0.8
answer: 0.7
clarify: 0.25
intents:
  order: 0.9
person: 0.34
several: 0.4
also: 0.15
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "confidence.yml"
    file.write_text(GOOD, encoding="utf-8")
    return file


def test_a_single_intent_needs_what_it_says_and_the_others_the_same(path: Path) -> None:
    confidence = read_confidence(path)
    assert (confidence.of("order"), confidence.of("ask_price")) == (0.9, 0.7)


def test_the_projects_own_file_can_be_used() -> None:
    confidence = read_confidence(ROOT / "confidence.yml")
    assert confidence.clarify < confidence.answer


def test_a_changed_file_is_used_without_a_restart(path: Path) -> None:
    live = LiveConfidence(path)
    assert live.current().answer == 0.7
    _rewrite(path, GOOD.replace("answer: 0.7", "answer: 0.6"))
    assert live.current().answer == 0.6


@pytest.mark.parametrize(
    "broken",
    [
        "answer: [",
        "",
        "- 0.7",
        GOOD + "answer: 0.5\n",
        GOOD + "anwser: 0.5\n",
        GOOD.replace("answer: 0.7", "answer: 70"),
        GOOD.replace("order: 0.9", "order: 90"),
        GOOD.replace("temperature: 0.8", "temperature: 0"),
        GOOD.replace("person: 0.34\n", ""),
    ],
)
def test_a_broken_file_leaves_the_last_good_values_and_is_told(
    path: Path, broken: str, caplog: pytest.LogCaptureFixture
) -> None:
    live = LiveConfidence(path)
    good = live.current()
    _rewrite(path, broken)
    with caplog.at_level(logging.ERROR):
        assert live.current() == live.current() == good
    (record,) = caplog.records
    assert str(path) in record.getMessage()
    _rewrite(path, GOOD.replace("answer: 0.7", "answer: 0.8"))
    assert live.current().answer == 0.8


def test_a_file_in_another_encoding_leaves_the_last_good_values(path: Path) -> None:
    live = LiveConfidence(path)
    path.write_bytes(("# 把握\n" + GOOD).encode("gbk"))
    _touch(path)
    assert live.current().answer == 0.7


def test_a_file_that_was_deleted_leaves_the_last_good_values(path: Path) -> None:
    live = LiveConfidence(path)
    path.unlink()
    assert live.current().answer == 0.7


def test_without_a_file_to_begin_with_the_owner_is_told_how_to_write_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as error:
        LiveConfidence(tmp_path / "none.yml")
    assert "none.yml" in error.value.message
    assert "xiaoer calibrate" in error.value.hint


def _rewrite(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    _touch(path)


def _touch(path: Path) -> None:
    """Make the file newer than it was, however coarse the clock of the file system is."""
    changed_at = path.stat().st_mtime_ns + 1_000_000_000
    os.utime(path, ns=(changed_at, changed_at))
