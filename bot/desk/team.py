"""Who is there: open pages tell of themselves, and the owner sees everybody's day."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from bot.database.engine import transaction
from bot.desk.access import Owner, OwnerActor, Poster, TheDesk, Viewer, keep_session
from bot.desk.audit import audit
from bot.desk.desk import Desk
from bot.desk.people import Person, people
from bot.desk.presence import presences, says, seen
from bot.desk.render import page
from bot.shop.model.policy import ServiceMode
from bot.shop.repositories.service_modes import ServiceModes

MODE_WORDS: dict[ServiceMode, str] = {
    "automatic": "自动接待",
    "assist": "辅助接待",
    "people_first": "人工优先",
}

router = APIRouter()


class Here(BaseModel):
    """What an open page tells: whether somebody moved before it, and what they say of it."""

    active: bool = False
    state: Literal["here", "away"] | None = None


class Switch(BaseModel):
    """Who answers for the rest of the day; `planned`: as the hours say."""

    mode: Literal["automatic", "assist", "people_first", "planned"]


@router.post("/api/here")
def here(request: Request, desk: TheDesk, who: Poster, told: Here) -> dict[str, Any]:
    """A page is open; what its head shows: my state and the mode of the hour."""
    if told.active or told.state:
        keep_session(request, desk, who)
    now, login = desk.now(), who.agent.login
    with transaction(desk.database_url) as session:
        state = "here"
        if who.may_act:
            if told.state is None:
                seen(session, login, at=now)
            elif says(session, login, told.state, at=now):
                audit(session, login=login, action=f"presence.{told.state}", at=now)
            state = presences(session)[login].said
        return {"state": state, **_mode(session, now)}


@router.get("/api/people")
def listed(desk: TheDesk, _who: Viewer) -> dict[str, Any]:
    """Who may be given a chat, those at the desk first."""
    now = desk.now()
    with transaction(desk.database_url) as session:
        return {"people": [_told(person) for person in people(session, now=now)]}


@router.post("/api/mode")
def switch_mode(desk: TheDesk, who: OwnerActor, to: Switch) -> dict[str, Any]:
    """Change who answers until midnight, or go back to the hours."""
    now = desk.now()
    with transaction(desk.database_url) as session:
        modes = ServiceModes(session)
        if to.mode == "planned":
            modes.switch_back(at=now)
        else:
            tomorrow = datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo)
            modes.switch(to.mode, at=now, until=tomorrow)
        audit(
            session,
            login=who.agent.login,
            action="mode.switched",
            detail={"mode": to.mode},
            at=now,
        )
        session.flush()
        return _mode(session, now)


@router.get("/team")
def team_page(desk: TheDesk, who: Owner) -> Response:
    """Everybody's day, for the owner."""
    return _team(desk, who, template="team.html")


@router.get("/queue/team")
def team_part(desk: TheDesk, who: Owner) -> Response:
    """The table alone, for the open page to take in."""
    return _team(desk, who, template="_team.html")


def _team(desk: Desk, who: Owner, *, template: str) -> Response:
    now = desk.now()
    with transaction(desk.database_url) as session:
        modes = ServiceModes(session)
        return page(
            template,
            who=who,
            people=people(session, now=now),
            mode=modes.at(now),
            switched=modes.switched(now),
            mode_words=MODE_WORDS,
            now=now,
        )


def _mode(session: Session, now: datetime) -> dict[str, Any]:
    modes = ServiceModes(session)
    mode, switched = modes.at(now), modes.switched(now)
    return {
        "mode": mode,
        "mode_words": MODE_WORDS[mode],
        "switched": switched is not None,
    }


def _told(person: Person) -> dict[str, Any]:
    return {
        "login": person.agent.login,
        "name": person.name,
        "state": person.state,
        "on": person.shift is not None,
        "open": person.open,
    }
