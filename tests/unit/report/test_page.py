from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from bot.cli.report import app
from bot.report.definitions import read_definitions
from bot.report.page import body_html, page_html
from bot.report.period import days_of
from bot.report.plots import plots_of
from bot.settings import settings
from tests.unit.report.days import FRIDAY, Log, at

DEFINITIONS = read_definitions(Path("data/platforms"))
WEEK = days_of(FRIDAY.moved(-6).first, FRIDAY.last)


@pytest.fixture
def busy(log: Log) -> Log:
    for place in range(3):
        log.chat(
            f"b{place}",
            (at(10, place), "buyer", "太贵了<b>"),
            (at(10, place, 1), "bot", "haggling.value", "bargain"),
        )
    log.chat("c", (at(11), "buyer", "转人工"), (at(11, 2), "agent", "在的"))
    log.ticket("c", at(11), first_reply_at=at(11, 2), closed_at=at(12))
    log.order("b0", "p1", at(12), ("LQ01-M", 1), paid=at(12), total=88)
    log.shift("xiaomai", at(9), at(18))
    return log


def test_the_page_tells_every_figure_with_its_definition(busy: Log) -> None:
    html = page_html(busy.made(), DEFINITIONS)
    for definition in DEFINITIONS.values():
        assert definition.ours in html
    for told in ("客服日报", "¥88.00", "比前一天", "价格", "讲价值", "爱尔朗", "30 秒应答率"):
        assert told in html
    assert "太贵了&lt;b&gt;" in html and "太贵了<b>" not in html


def test_the_body_holds_nothing_the_desk_s_policy_refuses(busy: Log) -> None:
    html = str(body_html(busy.made(WEEK), DEFINITIONS, csv=lambda name: f"/report/{name}.csv"))
    assert not re.search(r'\sstyle="|<style|<script|\son\w+="', html)
    assert 'href="/report/objections.csv"' in html
    for svg in re.findall(r"<svg.*?</svg>", html, re.S):
        ElementTree.fromstring(svg)


def test_every_plot_has_a_name_words_and_stays_within_its_frame(busy: Log) -> None:
    plots = plots_of(busy.made(WEEK))
    assert set(plots) == {"waits", "load", "staffing", "conversion"}
    for plot in plots.values():
        assert plot.title and plot.told and plot.legend
        for bar in plot.bars:
            assert 0 <= bar.x <= 640 and -0.1 <= bar.y <= 200.1 and bar.height >= 0
        assert plot.up[0].label in ("0", "0%")
    assert len(plots["conversion"].dots) == 1
    assert "conversion" not in plots_of(busy.made())


def test_a_report_of_nothing_is_a_page_too(log: Log) -> None:
    assert "这些天没有" in page_html(log.made(), DEFINITIONS)
    assert "客服周报" in page_html(log.made(WEEK), DEFINITIONS)


def test_the_command_prints_saves_and_tells_programs(
    busy: Log, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", busy.url)
    settings.cache_clear()
    try:
        run = CliRunner().invoke
        printed = run(app, ["daily", "--day", "2026-11-20"], env={"COLUMNS": "200"})
        assert printed.exit_code == 0 and "询单" in printed.output and "讲价值" in printed.output
        told = json.loads(run(app, ["daily", "--day", "2026-11-20", "--json"]).output)
        assert told["report"]["conversion"]["ordered_same_day"]["count"] == 1
        assert told["report"]["conversion"]["sold"] == "88.00"
        assert told["definitions"]["enquiries"]["platforms"]["jd"]["known"] == "general"
        where = ["--csv", str(tmp_path / "csv"), "--html", str(tmp_path / "a" / "report.html")]
        saved = run(app, ["daily", "--from", "2026-11-16", "--to", "2026-11-20", *where])
        assert saved.exit_code == 0
    finally:
        settings.cache_clear()
    files = {path.stem: path for path in (tmp_path / "csv").iterdir()}
    assert len(files) == 16
    assert files["headline"].read_bytes().startswith("\ufeff指标,本期".encode())
    assert "太贵了" in (tmp_path / "a" / "report.html").read_text("utf-8")


@pytest.mark.parametrize(
    "wrong",
    [
        ["--to", "2026-11-20"],
        ["--day", "2026-11-20", "--from", "2026-11-20"],
        ["--day", "2026-11-31"],
        ["--span", "year"],
    ],
)
def test_days_asked_for_wrongly_are_refused(wrong: list[str]) -> None:
    assert CliRunner().invoke(app, ["daily", *wrong]).exit_code == 2
