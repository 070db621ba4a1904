"""Takes the shop's files into the database: all of it, or nothing."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.database.engine import transaction
from bot.shop.files.checking import check
from bot.shop.files.problems import ShopFilesFaulty
from bot.shop.files.reading import read_shop_files
from bot.shop.files.report import ImportReport
from bot.shop.files.stored import read_stored
from bot.shop.files.writing import OnStep, write

IMPORT_LOCK = 0x5869616F  # any number of our own that no other advisory lock uses


def import_shop(path: Path | str, *, url: str, on_step: OnStep | None = None) -> ImportReport:
    """Check a folder or workbook and bring the database at `url` to what it says.

    The tables must exist (bot.database.migrate.upgrade). Everything is checked first; raises
    ShopFilesFaulty with every fault and writes nothing, or ShopDataError if `path` cannot be
    read at all. Rows are updated in place by their key; rows no longer there go off sale or are
    deleted, as their sheet says. `on_step(what, done, of)` is called as the work goes on.
    """
    step = on_step or _no_step
    step("读取文件", 0, 1)
    reading = read_shop_files(Path(path))
    with transaction(url) as session:
        _wait_for_turn(session)
        stored = read_stored(session)
        step("检查", 0, 1)
        checked = check(reading, stored)
        if checked.problems:
            raise ShopFilesFaulty(checked.problems)
        sheets = write(session, checked, stored, on_step=step)
    return ImportReport(sheets, left_alone=checked.left_alone, ignored=reading.ignored)


def _wait_for_turn(session: Session) -> None:
    """Two imports at once would each miss what the other writes."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("BEGIN IMMEDIATE"))
    else:
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": IMPORT_LOCK})


def _no_step(_what: str, _done: int, _of: int) -> None:
    return None
