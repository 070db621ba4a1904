"""Buyers who wait for a person because the bot did not understand what is under review."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session

from bot.chats.not_understood import NotUnderstood
from bot.database.engine import transaction
from bot.desk.audit import audit
from bot.desk.desk import Desk
from bot.desk.refusals import NotAcceptedError
from bot.learn.review.model import Item
from bot.learn.review.settling import TEACHES
from bot.text.masking import mask_personal
from bot.text.questions import key_of

log = logging.getLogger(__name__)


def waiting_by_key(session: Session) -> Mapping[str, tuple[int, ...]]:
    """The messages that buyers wait on, by their question's key."""
    stuck = NotUnderstood(session).by_question(lambda text: key_of(mask_personal(text)))
    return {key: tuple(each.message_id for each in found) for key, found in stuck.items()}


def waits_on(item: Item, waiting: Mapping[str, tuple[int, ...]]) -> tuple[int, ...]:
    """The messages of `waiting` that the item stands for, merged ones too."""
    merged = item.candidate.evidence.get("merged", ())
    keys = dict.fromkeys((item.candidate.key, *(merged if isinstance(merged, list) else ())))
    return tuple(message_id for key in keys for message_id in waiting.get(key, ()))


def understood_now(session: Session, item: Item) -> tuple[int, ...]:
    """The messages that are understood now that the item is settled."""
    if item.status != "settled" or item.verdict not in TEACHES:
        return ()
    return waits_on(item, waiting_by_key(session))


async def answer_waiting(desk: Desk, item: Item, message_ids: Sequence[int], *, login: str) -> int:
    """Have these answered as the item's meaning says; how many were.

    The word on the item stands whatever becomes of them: who is not answered waits on.
    """
    if not message_ids:
        return 0
    try:
        answered = await desk.acceptor.understood(message_ids, meant=item.meant, login=login)
    except NotAcceptedError:
        return 0
    if answered:
        await run_in_threadpool(_note, desk, item, len(message_ids), answered, login)
    return answered


def _note(desk: Desk, item: Item, waited: int, answered: int, login: str) -> None:
    with transaction(desk.database_url) as session:
        audit(
            session,
            login=login,
            action="learn.answered",
            subject=f"question:{item.id}",
            detail={"meant": item.meant, "waited": waited, "answered": answered},
            at=desk.now(),
        )
