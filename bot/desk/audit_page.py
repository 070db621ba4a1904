"""The audit for the owner: a page with filters, and the same as a file."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Response

from bot.database.engine import transaction
from bot.desk.access import Owner, TheDesk
from bot.desk.audit import Sieve, audit, deeds
from bot.desk.audit import kinds as kinds_of_deeds
from bot.desk.audit_csv import audit_csv
from bot.desk.pages import MAX_ID
from bot.desk.render import page
from bot.desk.words import typed_text
from bot.settings import SHOP_TIMEZONE
from bot.shop.repositories.agents import Agents

A_PAGE = 100
A_FILE = 20_000

router = APIRouter()

Login = Annotated[str, Query(max_length=40)]
Kind = Annotated[str, Query(max_length=40)]
Subject = Annotated[str, Query(max_length=100)]
Day = Annotated[str, Query(regex=r"^(\d{4}-\d{2}-\d{2})?$")]
Below = Annotated[int, Query(ge=0, le=MAX_ID)]


@router.get("/audit")
def audit_page(
    desk: TheDesk,
    who: Owner,
    login: Login = "",
    kind: Kind = "",
    subject: Subject = "",
    day: Day = "",
    below: Below = 0,
) -> Response:
    """What was done at the desk, the newest first."""
    with transaction(desk.database_url) as session:
        found = deeds(
            session,
            _sieve(login, kind, subject, day),
            below=below or None,
            limit=A_PAGE + 1,
        )
        names = Agents(session).names()
    return page(
        "audit.html",
        who=who,
        deeds=found[:A_PAGE],
        more=found[A_PAGE - 1].id if len(found) > A_PAGE else 0,
        names=names,
        kinds=kinds_of_deeds(),
        wanted={"login": login, "kind": kind, "subject": subject, "day": day},
        now=desk.now(),
    )


@router.get("/audit.csv")
def audit_file(
    desk: TheDesk,
    who: Owner,
    login: Login = "",
    kind: Kind = "",
    subject: Subject = "",
    day: Day = "",
) -> Response:
    """The same as a file that a spreadsheet opens; that it was taken is noted too."""
    with transaction(desk.database_url) as session:
        found = deeds(session, _sieve(login, kind, subject, day), limit=A_FILE)
        audit(session, login=who.agent.login, action="audit.exported", at=desk.now())
    return Response(
        audit_csv(found).encode("utf-8-sig"),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="audit.csv"'},
    )


def _sieve(login: str, kind: str, subject: str, day: str) -> Sieve:
    since = _began(day)
    return Sieve(
        login=typed_text(login) or None,
        action=typed_text(kind),
        subject=typed_text(subject),
        since=since,
        before=since + timedelta(days=1) if since else None,
    )


def _began(day: str) -> datetime | None:
    """When `day` began; None for what is no day (the 31st of February) of any desk's."""
    try:
        on = date.fromisoformat(day)
    except ValueError:
        return None
    # The first and the last years there are cannot be told in every time zone.
    return datetime.combine(on, time(), SHOP_TIMEZONE) if 2000 <= on.year < 9999 else None
