"""The JSON API of reviewing: the next question, a word on it, taking it back, how far it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field, validator
from sqlalchemy.orm import Session

from bot.database.engine import transaction
from bot.desk.access import Actor, SignedIn, TheDesk, Viewer
from bot.desk.audit import audit
from bot.desk.desk import Desk
from bot.desk.learn_item import told, word_words
from bot.desk.learn_waiting import (
    answer_waiting,
    understood_now,
    waiting_by_key,
    waits_on,
)
from bot.desk.pages import MAX_ID, Words
from bot.desk.reading import UNSURE
from bot.desk.refusals import WordRefusedError
from bot.desk.words import clock_text, intents, typed_text
from bot.learn.review.model import Item
from bot.learn.review.progress import last_words, progress
from bot.learn.review.refusals import Refusal, ReviewRefusedError
from bot.learn.review.reviews import Reviews
from bot.shop.repositories.agents import Agents

MOST_AHEAD = 5
MOST_INTENTS = 4
MAX_WORDING_CHARS = 200
HISTORY = 20
REFUSED: Mapping[Refusal, str] = {
    "no_item": "没有这句话了，请刷新。",
    "learnt": "这句话小二已经学了，要改请改例句。",
    "gone": "这句话的原文已经删了，下次找问题时会再来问。",
    "no_meaning": "请先说它是什么意思。",
    "no_wording": "改写是空的。",
    "personal": "改写里有电话、地址、名字或订单号，请去掉再存。",
}
ItemId = Annotated[int, Path(ge=1, le=MAX_ID)]
InHand = Annotated[str, Query(regex=r"^(\d{1,9}(,\d{1,9}){0,9})?$")]

router = APIRouter(prefix="/api/learn")


class Said(BaseModel):
    """A person's word on a question; `meant`: one intent, or several joined by +."""

    verdict: Literal["right", "other", "wording", "out_of_scope", "sensitive", "skip"]
    meant: str = Field("", max_length=120)
    wording: str = Field("", max_length=MAX_WORDING_CHARS)

    @validator("meant")
    @classmethod
    def _known(cls, meant: str) -> str:
        named = meant.split("+") if meant else []
        if len(named) > MOST_INTENTS or len(set(named)) < len(named):
            raise ValueError("too many, or one twice")
        if any(name not in intents() or name == UNSURE for name in named):
            raise ValueError("no such intent")
        return meant

    @validator("wording")
    @classmethod
    def _typed(cls, wording: str) -> str:
        return typed_text(wording)


@router.get("/next")
def following(
    desk: TheDesk,
    who: Viewer,
    signal: Words = "",
    cluster: Words = "",
    ahead: Annotated[int, Query(ge=0, le=MOST_AHEAD)] = 0,
    without: InHand = "",
) -> dict[str, Any]:
    """The next question for this person, and so many `ahead` of it; `item` is None for none.

    without: the questions the page has already, by id. What somebody else has before them is left
    to them, unless two have to agree; `elsewhere` tells how many those are.
    """
    with transaction(desk.database_url) as session:
        login, now = who.agent.login, desk.now()
        in_hand = {int(each) for each in without.split(",") if each}
        alone = desk.reviewers == 1 and who.may_act
        taken = desk.leases.others(login, now=now) if alone else frozenset()
        found = Reviews(session, wanted=desk.reviewers).open(
            login=login,
            limit=1 + ahead,
            signal=typed_text(signal),
            cluster=typed_text(cluster),
            without=in_hand | taken,
        )
        if who.may_act:
            desk.leases.take(login, [item.id for item in found], now=now)
        items = _told(session, found, who)
    return {
        "item": items[0] if items else None,
        "then": items[1:],
        "elsewhere": len(taken),
    }


@router.post("/items/{item_id}/word")
async def say(desk: TheDesk, who: Actor, item_id: ItemId, said: Said) -> dict[str, Any]:
    """Keep this person's word; who waits for an answer to it is answered once it is settled."""
    item, waiting = await run_in_threadpool(_say, desk, who, item_id, said)
    desk.leases.let_go(item_id)
    answered = await answer_waiting(desk, item, waiting, login=who.agent.login)
    return {
        "item": {"id": item.id, "status": item.status, "meant": item.meant},
        "waiting": len(waiting),
        "answered": answered,
    }


@router.post("/undo")
def undo(desk: TheDesk, who: Actor) -> dict[str, Any]:
    """Take back this person's last word of today; `item` is what it was said of, None for none."""
    with transaction(desk.database_url) as session:
        reviews, login, now = Reviews(session, wanted=desk.reviewers), who.agent.login, desk.now()
        try:
            item = reviews.undo(login=login, at=now)
        except ReviewRefusedError as refused:
            raise WordRefusedError(REFUSED[refused.code]) from refused
        if item is None:
            return {"item": None}
        audit(session, login=login, action="learn.undone", subject=f"question:{item.id}", at=now)
        desk.leases.take(login, [item.id], now=now)
        return {"item": _told(session, [item], who)[0]}


@router.get("/progress")
def how_far(desk: TheDesk, who: Viewer) -> dict[str, Any]:
    """How far reviewing has come, and this person's pace."""
    with transaction(desk.database_url) as session:
        now = progress(session, login=who.agent.login, now=desk.now())
    return {**asdict(now), "minutes_left": now.minutes_left}


@router.get("/mine")
def mine(desk: TheDesk, who: Viewer) -> dict[str, Any]:
    """What this person said last, the newest first."""
    with transaction(desk.database_url) as session:
        said = last_words(session, login=who.agent.login, limit=HISTORY)
    return {
        "said": [
            {
                "text": item.candidate.text or "（原话已删）",
                "said": word_words(word),
                "status": item.status,
                "at": clock_text(word.at, now=desk.now()),
            }
            for item, word in said
        ]
    }


@router.get("/disputed")
def disputed(desk: TheDesk, who: Viewer) -> dict[str, Any]:
    """What two people differ on."""
    with transaction(desk.database_url) as session:
        return {"items": _told(session, Reviews(session).disputed(), who)}


def _say(desk: Desk, who: SignedIn, item_id: int, said: Said) -> tuple[Item, tuple[int, ...]]:
    login, now = who.agent.login, desk.now()
    with transaction(desk.database_url) as session:
        try:
            item = Reviews(session, wanted=desk.reviewers).say(
                item_id,
                login=login,
                verdict=said.verdict,
                meant=said.meant,
                wording=said.wording,
                at=now,
                decides=who.agent.role == "owner",
            )
        except ReviewRefusedError as refused:
            raise WordRefusedError(REFUSED[refused.code]) from refused
        audit(
            session,
            login=login,
            action="learn.said",
            subject=f"question:{item_id}",
            detail={"verdict": said.verdict, "meant": item.words[-1].meant},
            at=now,
        )
        return item, understood_now(session, item)


def _told(session: Session, items: Any, who: SignedIn) -> list[dict[str, Any]]:
    """The questions for the page, each with how many buyers wait on it."""
    waiting = waiting_by_key(session) if items else {}
    names = Agents(session).names()
    return [
        told(
            item,
            waiting=len(waits_on(item, waiting)),
            names=names,
            owner=who.agent.role == "owner",
        )
        for item in items
    ]
