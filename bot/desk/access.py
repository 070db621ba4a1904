"""Who is asking: FastAPI dependencies that read the session and refuse what is not allowed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Request
from starlette.responses import Response

from bot.database.engine import transaction
from bot.desk.desk import Desk
from bot.desk.refusals import FormExpiredError, LookOnlyError, NotSignedInError, OwnerPageError
from bot.desk.sessions import SESSION_SECONDS, Ticketed, has_ended
from bot.shop.model.policy import Agent
from bot.shop.repositories.agents import Agents

SESSION_COOKIE = "xiaoer_desk"
FORM_COOKIE = "xiaoer_desk_form"
BROWSER_COOKIE = "xiaoer_desk_browser"
CSRF_HEADER = "X-CSRF-Token"
# What an open page asks for though nobody sits before it, and what ends a session.
KEEPS_NO_SESSION = ("/api/here", "/queue", "/events", "/sign-out")


@dataclass(frozen=True)
class SignedIn:
    """An agent and the session they came with."""

    agent: Agent
    session: Ticketed
    csrf: str

    @property
    def may_act(self) -> bool:
        """Whether they may take chats and answer."""
        return self.agent.role in ("owner", "agent")


def the_desk(request: Request) -> Desk:
    """The parts this application was made with."""
    desk: Desk = request.app.state.desk
    return desk


TheDesk = Annotated[Desk, Depends(the_desk)]


def session_of(request: Request, desk: Desk) -> SignedIn | None:
    """The agent behind the session cookie; None where it is nobody's."""
    session = desk.sessions.read(request.cookies.get(SESSION_COOKIE))
    if session is None:
        return None
    with transaction(desk.database_url) as database:
        agent = Agents(database).get(session.login)
        if agent is None or has_ended(database, session):
            return None
    if not desk.sessions.belongs(session, agent):
        return None
    return SignedIn(agent, session, desk.sessions.csrf(session.nonce))


def set_session(response: Response, cookie: str, *, secure: bool) -> None:
    """Give the browser a session cookie that scripts and other sites do not get."""
    response.set_cookie(
        SESSION_COOKIE,
        cookie,
        max_age=SESSION_SECONDS,
        httponly=True,
        samesite="strict",
        secure=secure,
    )


def signed_in(request: Request, desk: TheDesk) -> SignedIn:
    """The agent behind the session cookie; raises NotSignedInError.

    Whoever opens a page or changes something is at the desk: their session goes on. What an open
    page asks for by itself does not count.
    """
    who = session_of(request, desk)
    if who is None:
        raise NotSignedInError
    by_hand = request.headers.get("sec-fetch-mode") in (None, "navigate")
    if (request.method == "POST" or by_hand) and not request.url.path.startswith(KEEPS_NO_SESSION):
        keep_session(request, desk, who)
    return who


def keep_session(request: Request, desk: Desk, who: SignedIn) -> None:
    """Let the session go on: the response carries the cookie made anew (see guard.py)."""
    request.state.renewed = desk.sessions.renewed(who.session)


Viewer = Annotated[SignedIn, Depends(signed_in)]


def posting(
    desk: TheDesk, who: Viewer, token: Annotated[str, Header(alias=CSRF_HEADER)] = ""
) -> SignedIn:
    """Somebody whose request came from our own page; raises FormExpiredError."""
    if not desk.sessions.csrf_fits(who.session.nonce, token):
        raise FormExpiredError
    return who


Poster = Annotated[SignedIn, Depends(posting)]


def acting(who: Poster) -> SignedIn:
    """An agent who may act and whose request came from our own page.

    Raises FormExpiredError or LookOnlyError.
    """
    if not who.may_act:
        raise LookOnlyError
    return who


Actor = Annotated[SignedIn, Depends(acting)]


def owning(who: Viewer) -> SignedIn:
    """An owner; raises OwnerPageError."""
    if who.agent.role != "owner":
        raise OwnerPageError
    return who


def owner_acting(who: Actor) -> SignedIn:
    """An owner whose request came from our own page; raises FormExpiredError or OwnerPageError."""
    return owning(who)


Owner = Annotated[SignedIn, Depends(owning)]
OwnerActor = Annotated[SignedIn, Depends(owner_acting)]
