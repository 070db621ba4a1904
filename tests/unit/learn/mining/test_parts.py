from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.learn.mining.folders import MiningError
from bot.learn.mining.parts import parts_of, weeks_in
from tests.unit.learn.mining.small import row, write_file


def rows(count: int) -> list[dict[str, object]]:
    return [row("多少钱", id=n) for n in range(count)]


def test_days_of_a_week_are_counted_together_and_weeks_apart(tmp_path: Path) -> None:
    for day in ("2026-11-16", "2026-11-18", "2026-11-23"):
        write_file(tmp_path, day, "chats-1", rows(3))
    parts = parts_of(tmp_path)
    assert [part.rows for part in parts] == [6, 3]
    assert weeks_in(parts) == pytest.approx(8 / 7)


def test_a_part_holds_no_more_than_it_may(tmp_path: Path) -> None:
    for number in range(5):
        write_file(tmp_path, "2026-11-16", f"chats-{number}", rows(10))
    assert [part.rows for part in parts_of(tmp_path, part_rows=20)] == [20, 20, 10]


def test_a_new_day_changes_no_part_of_other_weeks(tmp_path: Path) -> None:
    write_file(tmp_path, "2026-11-16", "chats-1", rows(3))
    (before,) = parts_of(tmp_path)
    write_file(tmp_path, "2026-11-24", "chats-2", rows(3))
    assert parts_of(tmp_path)[0].name == before.name


def test_a_file_written_anew_is_another_part(tmp_path: Path) -> None:
    write_file(tmp_path, "2026-11-16", "chats-1", rows(3))
    (before,) = parts_of(tmp_path)
    write_file(tmp_path, "2026-11-16", "chats-1", rows(4))
    assert parts_of(tmp_path)[0].name != before.name


def test_only_the_last_days_and_what_has_no_day(tmp_path: Path) -> None:
    write_file(tmp_path, "2026-11-01", "chats-1", rows(1))
    write_file(tmp_path, "2026-11-20", "chats-2", rows(2))
    write_file(tmp_path, "undated", "csv-1", rows(4))
    parts = parts_of(tmp_path, since=date(2026, 11, 10))
    assert [part.rows for part in parts] == [2, 4]
    assert weeks_in(parts) == 1


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    write_file(tmp_path, "2026-11-20", "chats-2", rows(2)).write_bytes(b"PAR1 half")
    with pytest.raises(MiningError, match="chats-2") as told:
        parts_of(tmp_path)
    assert "collect again" in told.value.hint


def test_an_empty_log_has_no_parts(tmp_path: Path) -> None:
    assert parts_of(tmp_path / "log") == []
    assert weeks_in([]) == 1
