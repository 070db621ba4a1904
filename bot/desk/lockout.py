"""Slows down guessing: the more wrong passwords, the longer until the next try.

Kept in the database, so that several desks count together. Wrong tries of an hour count: from the
fifth on for a login from one address, from the twentieth on for a login from anywhere. A browser
that the login has signed in with before counts by itself: strangers cannot keep its agent out.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.desk.tables import WrongTryRow

COUNTED = timedelta(hours=1)
TRIES, FIRST_SECONDS, LONGEST_SECONDS = 5, 60, 900
# From anywhere: kept short, or a stranger could keep an agent out for good.
LOGIN_TRIES, LOGIN_FIRST_SECONDS, LOGIN_LONGEST_SECONDS = 20, 5, 60


def begin_try(session: Session, *, login: str, address: str, at: datetime) -> int:
    """Note a try as wrong until `passed` says otherwise; its id.

    To be committed before the password is looked at: of many at the same moment each then sees
    those before it.
    """
    session.execute(delete(WrongTryRow).where(WrongTryRow.at <= at - COUNTED))
    row = WrongTryRow(login=login, address=address, at=at)
    session.add(row)
    session.flush()
    return int(row.id)


def seconds_left(
    session: Session, try_id: int, *, login: str, address: str, at: datetime, known: bool = False
) -> int:
    """Seconds until a try is allowed, 0 if this one is; one that is not leaves no trace.

    With `known` the address is a browser of the login's own, and no other address counts.
    """
    before = session.execute(
        select(WrongTryRow.address, WrongTryRow.at)
        .where(WrongTryRow.login == login, WrongTryRow.id < try_id, WrongTryRow.at > at - COUNTED)
        .order_by(WrongTryRow.id)
    ).all()
    here = [row.at for row in before if row.address == address]
    left = _left(here, at, TRIES, FIRST_SECONDS, LONGEST_SECONDS)
    if not known:
        all_of = [row.at for row in before]
        anywhere = _left(all_of, at, LOGIN_TRIES, LOGIN_FIRST_SECONDS, LOGIN_LONGEST_SECONDS)
        left = max(left, anywhere)
    if left:
        session.execute(delete(WrongTryRow).where(WrongTryRow.id == try_id))
    return left


def passed(session: Session, *, login: str, address: str) -> None:
    """Forget the wrong tries of a login from an address, after a right password."""
    session.execute(
        delete(WrongTryRow).where(WrongTryRow.login == login, WrongTryRow.address == address)
    )


def _left(wrong: list[datetime], at: datetime, tries: int, first: int, longest: int) -> int:
    """Seconds left of a wait that doubles with each wrong try after the first `tries`."""
    if len(wrong) < tries:
        return 0
    wait = min(longest, first * 2 ** min(10, len(wrong) - tries))
    return max(0, math.ceil(wait - (at - max(wrong)).total_seconds()))
