"""The report for the owner: a page for a day, a week or a month, and its tables as files."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta
from functools import lru_cache
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Response

from bot.database.engine import transaction
from bot.desk.access import Owner, SignedIn, TheDesk
from bot.desk.audit import audit
from bot.desk.desk import Desk
from bot.desk.refusals import NoSuchTableError
from bot.desk.render import page
from bot.desk.reporting import report_of
from bot.report.definitions import Definitions, read_definitions
from bot.report.model import Report
from bot.report.page import body_html, heading, look
from bot.report.period import Days, UnknownDaysError, span_of
from bot.report.sheets import tables_of
from bot.report.tables import csv_of
from bot.settings import settings

SPANS = {"day": "日", "week": "周", "month": "月"}

router = APIRouter()

Span = Literal["day", "week", "month"]
Day = Annotated[str, Query(regex=r"^(\d{4}-\d{2}-\d{2})?$")]
Name = Annotated[str, Path(regex=r"^[a-z_]{1,40}$")]


@router.get("/report")
def report_page(desk: TheDesk, who: Owner, day: Day = "", span: Span = "day") -> Response:
    """The figures of the day, week or month that `day` is in; yesterday's without one."""
    made = _report(desk, day, span)

    def saved(name: str) -> str:
        return f"/report/{name}.csv?{_asked(made.days, span)}"

    return page(
        "report.html",
        who=who,
        heading=heading(made),
        body=body_html(made, _definitions(), csv=saved),
        days=made.days,
        span=span,
        spans=SPANS,
        asked=_asked(made.days, span),
        earlier=_asked(_beside(made.days, -1), span),
        later=_asked(_beside(made.days, 1), span),
    )


@router.get("/report.css")
def report_look(_who: Owner) -> Response:
    """The look of the report; the same as in the page that `xiaoer report` saves."""
    return Response(look(), media_type="text/css; charset=utf-8")


@router.get("/report.zip")
def report_files(desk: TheDesk, who: Owner, day: Day = "", span: Span = "day") -> Response:
    """Every table of the report as a file, in one archive."""
    made = _report(desk, day, span)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in tables_of(made, _definitions()):
            archive.writestr(f"{table.name}.csv", csv_of(table).encode("utf-8-sig"))
    _note(desk, who, made.days)
    return _file(packed.getvalue(), f"report-{made.days.first}.zip", "application/zip")


@router.get("/report/{name}.csv")
def report_file(
    desk: TheDesk, who: Owner, name: Name, day: Day = "", span: Span = "day"
) -> Response:
    """One table as a file that a spreadsheet opens."""
    made = _report(desk, day, span)
    table = next((each for each in tables_of(made, _definitions()) if each.name == name), None)
    if table is None:
        raise NoSuchTableError
    _note(desk, who, made.days)
    saved = csv_of(table).encode("utf-8-sig")
    return _file(saved, f"{name}-{made.days.first}.csv", "text/csv; charset=utf-8")


def _report(desk: Desk, day: str, span: str) -> Report:
    now = desk.now()
    days = _days(day, span, now.date() - timedelta(days=1))

    def make() -> Report:
        with transaction(desk.database_url) as session:
            return report_of(session, days, now, desk.limits)

    return desk.reports.get(days, now, make)


def _days(day: str, span: str, yesterday: date) -> Days:
    """The days that are asked for; of what is no day of any report, yesterday's."""
    try:
        return span_of(date.fromisoformat(day), span)
    except (ValueError, UnknownDaysError):
        return span_of(yesterday, span)


def _beside(days: Days, which: int) -> date:
    """A day in the span before or after."""
    return days.last + timedelta(days=1) if which > 0 else days.first - timedelta(days=1)


def _asked(of: Days | date, span: str) -> str:
    day = of.first if isinstance(of, Days) else of
    return urlencode({"day": day.isoformat(), "span": span})


def _note(desk: Desk, who: SignedIn, days: Days) -> None:
    with transaction(desk.database_url) as session:
        audit(
            session,
            login=who.agent.login,
            action="report.exported",
            subject=f"report:{days.first}",
            at=desk.now(),
        )


def _file(content: bytes, name: str, kind: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=kind, headers=headers)


@lru_cache(maxsize=1)
def _definitions() -> Definitions:
    return read_definitions(settings().platforms_dir)
