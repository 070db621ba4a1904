from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from bot.errors import ConfigurationError
from bot.report.definitions import FIGURES, PLATFORMS, read_definitions
from bot.report.period import UnknownDaysError, days_of, span_of
from bot.report.shares import Share, quantile, times_of
from bot.report.tables import Amount, Column, Table, csv_of, seconds_text, share_text, text_of

FOLDER = Path("data/platforms")


def test_wilson_s_interval_of_known_counts() -> None:
    low, high = Share(8, 10).interval or (0, 0)
    assert (round(low, 4), round(high, 4)) == (0.4902, 0.9433)
    assert (Share(0, 20).interval or (1, 0))[0] == 0
    assert (Share(20, 20).interval or (0, 0))[1] == 1
    assert Share(0, 0).interval is None and Share(0, 0).value is None
    assert Share(1, 29).is_small and not Share(1, 30).is_small


def test_quantiles_lie_between_values() -> None:
    assert quantile([1.0], 0.9) == 1.0
    found = times_of([4.0, 1.0, 2.0, 3.0])
    assert (found.mean, found.median, found.p90) == (2.5, 2.5, pytest.approx(3.7))
    assert times_of([]).median is None


def test_days_weeks_and_months() -> None:
    assert span_of(date(2026, 11, 22), "week") == days_of(date(2026, 11, 16), date(2026, 11, 22))
    assert span_of(date(2028, 2, 3), "month") == days_of(date(2028, 2, 1), date(2028, 2, 29))
    assert span_of(date(2026, 12, 31), "month").count == 31
    ((label, before),) = span_of(date(2026, 3, 9), "month").before
    assert (label, before.count) == ("上个月", 28)
    ((label, before),) = span_of(date(2026, 3, 9), "week").before
    assert (label, before.last) == ("前 7 天", date(2026, 3, 8))
    assert str(days_of(date(2026, 1, 1), date(2026, 1, 1)).ends) == "2026-01-02 00:00:00+08:00"


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 11, 2), date(2026, 11, 1)),
        (date(2025, 1, 1), date(2026, 11, 1)),
        (date(1, 1, 1), date(1, 1, 1)),
        (date(9999, 12, 31), date(9999, 12, 31)),
    ],
)
def test_days_that_no_report_can_be_of(first: date, last: date) -> None:
    with pytest.raises(UnknownDaysError):
        days_of(first, last)


def test_figures_in_words() -> None:
    assert share_text(Share(8, 10)) == "80.0%（49.0–94.3%），8/10"
    assert share_text(Share(0, 0)) == "–"
    assert [seconds_text(each) for each in (None, 0.25, 42.4, 59.7, 185, 180, 7805)] == [
        "–", "0.2 秒", "42 秒", "1 分", "3 分 05 秒", "3 分", "2 小时 10 分",
    ]  # fmt: skip
    assert text_of(Amount(1234, "yuan"), "text") == "¥1,234.00"


def test_a_spreadsheet_reads_numbers_and_reckons_nothing() -> None:
    columns = (Column("话"), Column("下了单", "share"), Column("中位", "seconds"))
    rows = (("=1+1", Share(1, 4), 1.5), ("＋86", Share(0, 0), None), ("好,的", None, 2))
    lines = list(csv.reader(io.StringIO(csv_of(Table("t", "表", "lost", columns, rows)))))
    assert lines[0] == [
        "话", "下了单", "下了单·个数", "下了单·总数", "下了单·下限", "下了单·上限", "中位(秒)",
    ]  # fmt: skip
    assert lines[1][:4] == ["'=1+1", "0.25", "1", "4"] and lines[1][6] == "1.5"
    assert lines[2] == ["'＋86", "", "0", "0", "", "", ""]
    assert lines[3] == ["好,的", "", "", "", "", "", "2"]


def test_every_figure_is_defined_and_the_main_ones_for_every_platform() -> None:
    found = read_definitions(FOLDER)
    assert set(FIGURES) <= set(found)
    for name in ("enquiries", "conversion", "responses"):
        assert set(found[name].platforms) == set(PLATFORMS)
    for definition in found.values():
        for told in definition.platforms.values():
            assert bool(told.source) == (told.known != "none"), told


def test_a_file_of_definitions_that_cannot_be_used_names_every_fault(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no definitions"):
        read_definitions(tmp_path)
    file = tmp_path / "figures.yml"
    text = (FOLDER / "figures.yml").read_text("utf-8")
    file.write_text(
        text.replace("\nlost:", "\nlots:").replace("    taobao:", "    tabao:", 1), "utf-8"
    )
    with pytest.raises(ConfigurationError, match=r"says nothing of lost; enquiries\.tabao"):
        read_definitions(tmp_path)
    file.write_text("enquiries: [1", "utf-8")
    with pytest.raises(ConfigurationError, match="cannot be used"):
        read_definitions(tmp_path)
