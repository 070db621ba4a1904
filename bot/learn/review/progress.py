"""How far reviewing has come, what is left by reason and group, and what one person said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from bot.learn.review.model import Item, Word
from bot.learn.review.reviews import Reviews
from bot.learn.review.rows import word_of
from bot.learn.review.signals import signal_words
from bot.learn.tables import ReviewItemRow, ReviewWordRow
from bot.settings import SHOP_TIMEZONE

# Who pauses longer between two words does something else.
PAUSE = timedelta(minutes=2)
_PACE_OF = 30
_GROUPS = 50


@dataclass(frozen=True)
class Progress:
    """How far it is: questions, and the messages of the log that they stand for.

    settled_today: by anybody; said_today: words of the one who asks, skipped ones too.
    seconds_each: their present pace, None while nobody can tell.
    """

    open: int
    disputed: int
    settled: int
    settled_today: int
    said_today: int
    messages: int
    messages_settled: int
    seconds_each: float | None

    @property
    def minutes_left(self) -> int | None:
        """How long what is open takes at that pace, rounded up."""
        if self.seconds_each is None:
            return None
        return -int(-self.open * self.seconds_each // 60)


@dataclass(frozen=True)
class Group:
    """Open questions of one cluster: how many, of how many messages, and one of them."""

    cluster: str
    questions: int
    messages: int
    example: str


def progress(session: Session, *, login: str, now: datetime) -> Progress:
    """How far reviewing has come, and how fast `login` is."""
    midnight = now.astimezone(SHOP_TIMEZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    today = func.sum(case((ReviewItemRow.settled_at >= midnight, 1), else_=0))
    rows = session.execute(
        select(ReviewItemRow.status, func.count(), func.sum(ReviewItemRow.count), today)
        .where(ReviewItemRow.status != "gone")
        .group_by(ReviewItemRow.status)
    )
    of: dict[str, tuple[int, int, int]] = {
        status: (questions, messages, new) for status, questions, messages, new in rows
    }
    none = (0, 0, 0)
    questions, messages, new = of.get("settled", none)
    times = _said_at(session, login, midnight)
    return Progress(
        open=of.get("open", none)[0],
        disputed=of.get("disputed", none)[0],
        settled=questions,
        settled_today=new,
        said_today=len(times),
        messages=sum(each[1] for each in of.values()),
        messages_settled=messages,
        seconds_each=_pace(times),
    )


def by_signal(session: Session) -> Mapping[str, int]:
    """How many open questions are asked for each reason."""
    counted = [
        func.sum(case((ReviewItemRow.signals[signal].as_integer() > 0, 1), else_=0))
        for signal in signal_words()
    ]
    row = session.execute(select(*counted).where(ReviewItemRow.status == "open")).one()
    return {signal: int(number or 0) for signal, number in zip(signal_words(), row, strict=True)}


def groups(session: Session) -> tuple[Group, ...]:
    """The groups of open questions that fit no intent, the largest first."""
    messages = func.sum(ReviewItemRow.count)
    rows = session.execute(
        select(ReviewItemRow.cluster, func.count(), messages, func.min(ReviewItemRow.text))
        .where(ReviewItemRow.status == "open", ReviewItemRow.cluster != "")
        .group_by(ReviewItemRow.cluster)
        .order_by(messages.desc(), ReviewItemRow.cluster)
        .limit(_GROUPS)
    )
    return tuple(Group(*row) for row in rows)


def last_words(session: Session, *, login: str, limit: int) -> tuple[tuple[Item, Word], ...]:
    """What `login` said last, the newest first, each with its question as it stands now."""
    wanted = select(ReviewWordRow).where(
        ReviewWordRow.login == login, ReviewWordRow.taken_back_at.is_(None)
    )
    rows = session.scalars(wanted.order_by(ReviewWordRow.id.desc()).limit(limit)).all()
    found = {item.id: item for item in Reviews(session).items([row.item_id for row in rows])}
    return tuple((found[row.item_id], word_of(row)) for row in rows if row.item_id in found)


def _said_at(session: Session, login: str, since: datetime) -> Sequence[datetime]:
    return session.scalars(
        select(ReviewWordRow.at)
        .where(
            ReviewWordRow.login == login,
            ReviewWordRow.taken_back_at.is_(None),
            ReviewWordRow.at >= since,
        )
        .order_by(ReviewWordRow.id)
    ).all()


def _pace(times: Sequence[datetime]) -> float | None:
    last = times[-_PACE_OF:]
    gaps = [later - earlier for earlier, later in pairwise(last)]
    worked = [gap.total_seconds() for gap in gaps if gap <= PAUSE]
    return median(worked) if worked else None
