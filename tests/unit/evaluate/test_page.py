"""The page of an evaluation: whole HTML, whatever buyers wrote."""

from __future__ import annotations

from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from bot.evaluate.entities import as_data, score_entities, unmark
from bot.evaluate.page import HEIGHT, WIDTH, line, percent, write_page
from bot.evaluate.report import report
from bot.settings import SHOP_TIMEZONE
from tests.unit.evaluate.judging import judged

SCRIPT = "<script>alert('在吗')</script> & \"多少钱\""
NEVER_CLOSED = {"meta", "br"}


class _Outline(HTMLParser):
    """The tags of a page and its text; a tag closed out of turn is remembered."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.out_of_turn: list[str] = []
        self._open: list[str] = []
        self.feed(page)
        self.close()
        self.out_of_turn += self._open

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append(tag)
        if tag not in NEVER_CLOSED:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1] == tag:
            self._open.pop()
        else:
            self.out_of_turn.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def evaluation() -> dict[str, Any]:
    read = [judged("greet", "ask_price .7 greet .2", text=SCRIPT), judged("greet", "greet .9")]
    marked = unmark("[M](size=M)有吗")
    return {
        "model": "20261122.tar.gz",
        "files": [
            {
                "name": "chats.tsv",
                "judged": 2,
                "left_out": 1,
                "in_context": True,
                "scores": report(read),
            }
        ],
        "folds": {"messages": 2, "count": 5, "scores": report(read)},
        "entities": as_data(score_entities([marked], lambda _: [])),
    }


def _page(path: Path, evaluation: dict[str, Any]) -> _Outline:
    write_page(path, evaluation, at=datetime(2026, 11, 22, 10, 0, tzinfo=SHOP_TIMEZONE))
    return _Outline(path.read_text(encoding="utf-8"))


def test_every_tag_is_closed_in_turn(tmp_path: Path, evaluation: dict[str, Any]) -> None:
    page = _page(tmp_path / "page.html", evaluation)
    assert page.out_of_turn == []
    assert page.tags.count("svg") == 2
    assert page.tags.count("circle") == len(evaluation["files"][0]["scores"]["calibration"])


def test_what_a_buyer_wrote_is_text_and_never_a_script(
    tmp_path: Path, evaluation: dict[str, Any]
) -> None:
    page = _page(tmp_path / "page.html", evaluation)
    assert SCRIPT in page.text
    assert "script" not in page.tags


def test_the_scores_are_shown(tmp_path: Path, evaluation: dict[str, Any]) -> None:
    text = _page(tmp_path / "page.html", evaluation).text
    for shown in (
        "chats.tsv",
        "2026-11-22 10:00",
        "20261122.tar.gz",
        "50.0%",
        "1 句标着 x",
        "多答没问的",
        "只看位置 F1",
        "size",
    ):
        assert shown in text


def test_an_evaluation_of_entities_alone_is_a_page_too(
    tmp_path: Path, evaluation: dict[str, Any]
) -> None:
    page = _page(tmp_path / "page.html", {**evaluation, "files": [], "folds": None})
    assert page.out_of_turn == []
    assert "实体" in page.text


def test_nothing_to_divide_by_is_a_dash() -> None:
    assert (percent(None), percent(0.0), percent(0.8543)) == ("–", "0.0%", "85.4%")


def test_a_plot_stays_inside_its_frame() -> None:
    points = [{"answered": 0.0, "wrong": 0.0}, {"answered": 1.0, "wrong": 0.9}]
    assert line(points, "answered", "wrong", 0.25) == f"0.0,{HEIGHT}.0 {WIDTH}.0,0.0"
