"""confidence.yml is read while the engine runs, and never leaves it without values."""

from __future__ import annotations

import logging
import os
from datetime import date
from pathlib import Path

import pytest

from bot.errors import ConfigurationError
from bot.nlu.confidence import (
    DEFAULTS,
    MONEY,
    Confidence,
    Fitted,
    LiveConfidence,
    read_confidence,
    stand_in,
    write_confidence,
)

ROOT = Path(__file__).parents[3]
GOOD = """\
wrong_at_most: 0.05
temperature: 0.8
answer: 0.7
clarify: 0.25
offsets:
  order: +0.1
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
    assert (confidence.of("order"), confidence.of("ask_price")) == (0.8, 0.7)


@pytest.mark.parametrize("shipped", [DEFAULTS, read_confidence(ROOT / "confidence.yml")])
def test_as_shipped_an_order_needs_more_certainty_than_an_answer(shipped: Confidence) -> None:
    """It was booked as soon as anything else was answered."""
    for intent in MONEY:
        assert shipped.of(intent) > shipped.of("ask_price") > shipped.of("greet")


@pytest.mark.parametrize("answer", [0.3, 0.98])
def test_no_threshold_leaves_its_bounds_however_lax_or_strict_the_owner_is(answer: float) -> None:
    moved = DEFAULTS.copy(update={"answer": answer})
    assert moved.of("order") == max(0.6, min(answer + 0.1, 0.99))
    assert moved.of("greet") >= moved.clarify
    assert moved.of("order") > answer


def test_moving_the_threshold_there_and_back_leaves_every_intent_where_it_was(path: Path) -> None:
    """What had been clamped was stored, so that each calibration cut the distances."""
    _rewrite(path, GOOD.replace("order: +0.1", "order: +0.1\n  greet: -0.2"))
    for answer in (0.26, 0.98, 0.7):
        write_confidence(path, read_confidence(path).copy(update={"answer": answer}))
    confidence = read_confidence(path)
    assert (confidence.of("order"), confidence.of("greet")) == (0.8, 0.5)


def test_what_did_not_change_stays_as_the_owner_wrote_it(path: Path) -> None:
    mine = "# mine\n" + GOOD.replace("+0.1", "+0.1 # careful") + "# fitted on\nfitted:\n"
    _rewrite(path, mine)
    fitted = Fitted(source="chats.tsv", day=date(2026, 11, 22), messages=321)
    changed = read_confidence(path).copy(update={"person": 0.5, "fitted": fitted})
    write_confidence(path, changed)
    told = "  source: chats.tsv\n  day: 2026-11-22\n  messages: 321\n"
    assert path.read_text(encoding="utf-8") == mine.replace("person: 0.34", "person: 0.5") + told
    assert read_confidence(path) == changed


def test_an_engine_never_reads_a_file_that_is_half_written(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file was cut to nothing first, and an engine that read it then kept old thresholds."""
    seen: list[str] = []
    replace = Path.replace

    def watched(new: Path, old: Path) -> None:
        seen.append(old.read_text(encoding="utf-8"))
        replace(new, old)

    monkeypatch.setattr(Path, "replace", watched)
    write_confidence(path, read_confidence(path).copy(update={"answer": 0.6}))
    assert seen == [GOOD]
    assert read_confidence(path).answer == 0.6
    assert [file.name for file in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("broken", ["answer: [", None])
def test_a_file_that_cannot_be_used_is_written_anew_with_every_field_explained(
    path: Path, broken: str | None
) -> None:
    path.unlink()
    if broken:
        path.write_text(broken, encoding="utf-8")
    write_confidence(path, DEFAULTS)
    assert read_confidence(path) == DEFAULTS
    assert path.read_text(encoding="utf-8").count("# ") >= len(DEFAULTS.dict(exclude_none=True))
    kept = path.with_name("confidence.yml.broken")
    assert (kept.read_text(encoding="utf-8") if broken else kept.exists()) == (broken or False)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("clarify: 0.8", "clarify (0.8) must lie below answer (0.7)"),
        ("person: 0", "person: "),
        ("answer: 70", "answer: "),
        ("temperature: 0", "temperature: "),
        ("also: 0", "also: "),
        ("wrong_at_most: 5", "wrong_at_most: "),
        ("anwser: 0.5", "anwser: "),
    ],
)
def test_a_number_that_makes_no_sense_is_refused_by_its_name(
    path: Path, line: str, told: str
) -> None:
    name = line.partition(":")[0]
    rest = [other for other in GOOD.splitlines() if not other.startswith(f"{name}:")]
    _rewrite(path, "\n".join([line, *rest]))
    with pytest.raises(ConfigurationError) as error:
        read_confidence(path)
    assert f"confidence.yml cannot be used: {told}" in error.value.message
    assert "\n" not in error.value.message


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
        GOOD.replace("order: +0.1", "order: 90"),
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


def test_what_stands_in_for_the_file_counts_until_the_file_is_changed(path: Path) -> None:
    live = LiveConfidence(path)
    stand_in(path, read_confidence(path).copy(update={"answer": 0.9}))
    assert live.current().answer == 0.9
    assert LiveConfidence(path).current().answer == 0.9
    path.write_text(GOOD.replace("answer: 0.7", "answer: 0.6"), encoding="utf-8")
    os.utime(path, (1, 1))
    assert live.current().answer == 0.6
