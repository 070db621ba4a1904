"""What people did at the desk: written with the thing done, never changed, read by the owner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk.tables import AuditRow
from bot.desk.words import fact_text
from bot.text.masking import mask_personal

ENGINE = ""
MAX_DETAIL_CHARS = 80
_WORDS = Path(__file__).parent / "audit_words.yml"


@dataclass(frozen=True)
class Deed:
    """One thing that somebody did; an empty login is the engine itself."""

    id: int
    at: datetime
    login: str
    action: str
    subject: str
    detail: dict[str, Any]


@dataclass(frozen=True)
class Sieve:
    """Which deeds are wanted; what is empty is not asked for. `action` may be a beginning."""

    login: str | None = None
    action: str = ""
    subject: str = ""
    since: datetime | None = None
    before: datetime | None = None


def audit(
    session: Session,
    *,
    login: str,
    action: str,
    subject: str = "",
    detail: Mapping[str, Any] | None = None,
    at: datetime,
) -> None:
    """Note in the caller's transaction that `login` did `action` to `subject`.

    `action` is a code with words in `audit_words.yml`, `subject` for example ticket:12. `detail`
    holds short values only, never a buyer's words: a longer text is cut and a phone number,
    address or id in it masked.
    """
    session.add(
        AuditRow(
            at=at,
            login=login,
            action=action,
            subject=subject,
            detail={name: _short(value) for name, value in (detail or {}).items()},
        )
    )


def deeds(
    session: Session, sieve: Sieve | None = None, *, below: int | None = None, limit: int = 100
) -> tuple[Deed, ...]:
    """What was done, the newest first; with `below`, before the deed of that id."""
    wanted = sieve or Sieve()
    found = select(AuditRow).order_by(AuditRow.id.desc()).limit(limit)
    if wanted.login is not None:
        found = found.where(AuditRow.login == wanted.login)
    if wanted.action:
        found = found.where(AuditRow.action.startswith(wanted.action, autoescape=True))
    if wanted.subject:
        found = found.where(AuditRow.subject == wanted.subject)
    if wanted.since is not None:
        found = found.where(AuditRow.at >= wanted.since)
    if wanted.before is not None:
        found = found.where(AuditRow.at < wanted.before)
    if below is not None:
        found = found.where(AuditRow.id < below)
    return tuple(
        Deed(row.id, row.at, row.login, row.action, row.subject, row.detail)
        for row in session.scalars(found)
    )


def action_words(action: str) -> str:
    """What an owner reads for an action; one without words is shown as it is."""
    return kinds().get(action, action)


def kinds() -> Mapping[str, str]:
    """The words of every action by its code."""
    return _words()["deeds"]


def detail_text(detail: Mapping[str, Any]) -> str:
    """A deed's detail as a line; a name or value without words is shown as it is."""
    names, codes = _words()["details"], {**kinds(), **_words()["codes"]}
    return fact_text(
        {
            names.get(name, name): codes.get(str(value), value)
            for name, value in detail.items()
            if value not in (None, "", False)
        }
    )


@lru_cache(maxsize=1)
def _words() -> Mapping[str, Mapping[str, str]]:
    loaded: dict[str, dict[str, str]] = yaml.safe_load(_WORDS.read_text("utf-8"))
    return loaded


def _short(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return mask_personal(str(value))[:MAX_DETAIL_CHARS]
