"""`xiaoer learn export` and `import`: a spreadsheet out, one person's words in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from bot.cli.learn import app
from bot.cli.learn_review import ReviewerError
from bot.database.engine import transaction
from bot.desk.audit import deeds
from bot.learn.review.model import Candidate
from bot.learn.review.reviews import Reviews
from bot.learn.review.sheet_reading import FaultySheetError
from bot.settings import SHOP_TIMEZONE, settings
from bot.shop.tables.policy import AgentRow
from tests.databases import migrated_url

TEXTS = ("还有别的吗", "咋卖捏", "在忙不")


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with migrated_url("sqlite", tmp_path) as url:
        monkeypatch.setenv("DATABASE_URL", url)
        settings.cache_clear()
        with transaction(url) as session:
            session.add(AgentRow(login="xiaomai", name="小麦", role="agent"))
            session.add(AgentRow(login="kanke", name="看客", role="viewer"))
            Reviews(session).offer(
                [
                    Candidate(text, text, 3, {"unsure": 3}, "ask_stock", 0.4, 9.0 - place)
                    for place, text in enumerate(TEXTS)
                ],
                at=datetime.now(SHOP_TIMEZONE),
            )
        yield url
    settings.cache_clear()


def filled(path: Path, **cells: str) -> None:
    book = load_workbook(path)
    for place, value in cells.items():
        book["判断"][place].value = value
    book.save(path)


def test_out_filled_in_and_back(url: str, tmp_path: Path) -> None:
    path = tmp_path / "to_review.xlsx"
    out = CliRunner().invoke(app, ["export", str(path), "--top", "2"], catch_exceptions=False)
    assert "存了 2 句" in out.stdout
    filled(path, H2="对", H3="另选", I3="问价格")
    with transaction(url) as session:
        Reviews(session).say(
            1, login="laoban", verdict="out_of_scope", at=datetime.now(SHOP_TIMEZONE)
        )
    arguments = ["import", str(path), "--by", "xiaomai"]
    back = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert "导入了 1 句，其中 1 句判明了" in back.stdout
    assert "第 2 行，编号 1：还有别的吗" in back.stdout
    with transaction(url) as session:
        first, second = Reviews(session).items([1, 2])
        noted = [(deed.action, deed.login, deed.detail) for deed in deeds(session)]
    assert (first.meant, second.meant) == ("out_of_scope", "ask_price")
    assert noted == [
        ("learn.imported", "xiaomai", {"questions": 1}),
        ("learn.exported", "", {"questions": 2}),
    ]


def test_a_faulty_sheet_is_refused_with_its_cells(url: str, tmp_path: Path) -> None:
    path = tmp_path / "to_review.xlsx"
    CliRunner().invoke(app, ["export", str(path)], catch_exceptions=False)
    filled(path, H2="对", H3="嗯")
    with pytest.raises(FaultySheetError, match="H3"):
        CliRunner().invoke(app, ["import", str(path), "--by", "xiaomai"], catch_exceptions=False)
    with transaction(url) as session:
        assert len(Reviews(session).open(login="xiaomai", limit=9)) == 3


@pytest.mark.parametrize("login", ["kanke", "nobody"])
def test_who_may_not_review_imports_nothing(url: str, tmp_path: Path, login: str) -> None:
    path = tmp_path / "to_review.xlsx"
    CliRunner().invoke(app, ["export", str(path)], catch_exceptions=False)
    filled(path, H2="对")
    with pytest.raises(ReviewerError):
        CliRunner().invoke(app, ["import", str(path), "--by", login], catch_exceptions=False)
