"""The confidence.yml of a promotion and the owner's own: the later of the two counts."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.models.in_force import text_in_force
from bot.models.promotions import Promotion
from bot.nlu.confidence import DEFAULTS, LiveConfidence, read_confidence, write_confidence
from bot.serving.promoted_confidence import put_in_force
from bot.settings import SHOP_TIMEZONE

WRITTEN = datetime(2026, 11, 1, 12, tzinfo=SHOP_TIMEZONE)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The owner's file, from 0.7 on."""
    path = tmp_path / "confidence.yml"
    write_confidence(path, DEFAULTS)
    os.utime(path, (WRITTEN.timestamp(), WRITTEN.timestamp()))
    return path


def _promoted(file: Path, answer: float, *, at: datetime) -> Promotion:
    text = file.read_text(encoding="utf-8").replace("answer: 0.7", f"answer: {answer}")
    return Promotion(1, "b", "", text, "li", "", at)


def test_what_was_promoted_later_is_written_and_stays_what_it_is(file: Path) -> None:
    live = _promoted(file, 0.9, at=WRITTEN + timedelta(hours=1))
    put_in_force(file, live)
    assert file.read_text(encoding="utf-8") == live.confidence
    changed_at = file.stat().st_mtime_ns
    put_in_force(file, live)
    assert file.stat().st_mtime_ns == changed_at


def test_what_the_owner_wrote_later_is_left_alone(file: Path) -> None:
    put_in_force(file, _promoted(file, 0.9, at=WRITTEN - timedelta(hours=1)))
    assert read_confidence(file).answer == 0.7


def test_a_file_that_is_missing_is_written(file: Path) -> None:
    live = _promoted(file, 0.9, at=WRITTEN)
    file.unlink()
    put_in_force(file, live)
    assert read_confidence(file).answer == 0.9


def test_a_text_that_is_none_leaves_the_file(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    later = WRITTEN + timedelta(hours=1)
    put_in_force(file, Promotion(1, "b", "", "answer: much", "li", "", later))
    assert read_confidence(file).answer == 0.7
    assert "The confidence of b" in caplog.text


def test_a_file_that_cannot_be_written_stays_and_what_was_promoted_counts_all_the_same(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (file.parent / f"confidence.yml.{os.getpid()}.new").mkdir()
    running = LiveConfidence(file)
    put_in_force(file, _promoted(file, 0.9, at=WRITTEN + timedelta(hours=1)))
    assert (running.current().answer, read_confidence(file).answer) == (0.9, 0.7)
    assert "cannot be written" in caplog.text
    # Going back to what the file says.
    put_in_force(file, _promoted(file, 0.7, at=WRITTEN + timedelta(hours=2)))
    assert running.current().answer == 0.7


def test_what_is_in_force_is_told_before_any_server_wrote_it(file: Path) -> None:
    live = _promoted(file, 0.9, at=WRITTEN + timedelta(hours=1))
    assert text_in_force(file, live) == live.confidence
    assert text_in_force(file, None) == file.read_text(encoding="utf-8")
    assert text_in_force(file.with_name("none.yml"), None) == ""
