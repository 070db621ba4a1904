"""Reminders switched on and off between two readings of the shop's files."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.database.inserting import insert_if_absent
from bot.shop.tables.policy import PolicyRow

KEY = "followup_enabled"


def switch(session: Session, *, on: bool) -> None:
    """Switch them from now on; the next import of the shop's files sets what those say."""
    value = "true" if on else "false"
    if not insert_if_absent(session, PolicyRow, key=KEY, value=value):
        session.execute(update(PolicyRow).where(PolicyRow.key == KEY).values(value=value))
