"""Who is asking: FastAPI dependencies that read the session and refuse what is not allowed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Request

from bot.database.engine import transaction
from bot.desk.desk import Desk
from bot.desk.refusals import FormExpiredError, LookOnlyError, NotSignedInError
from bot.desk.sessions import Ticketed
from bot.shop.model.policy import Agent
from bot.shop.repositories.agents import Agents

SESSION_COOKIE = "xiaoer_desk"
FORM_COOKIE = "xiaoer_desk_form"
CSRF_HEADER = "X-CSRF-Token"


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


def signed_in(request: Request, desk: TheDesk) -> SignedIn:
    """The agent behind the session cookie; raises NotSignedInError."""
    session = desk.sessions.read(request.cookies.get(SESSION_COOKIE))
    if session is None:
        raise NotSignedInError
    with transaction(desk.database_url) as database:
        agent = Agents(database).get(session.login)
    if agent is None or not desk.sessions.belongs(session, agent):
        raise NotSignedInError
    return SignedIn(agent, session, desk.sessions.csrf(session.nonce))


Viewer = Annotated[SignedIn, Depends(signed_in)]


def acting(
    desk: TheDesk, who: Viewer, token: Annotated[str, Header(alias=CSRF_HEADER)] = ""
) -> SignedIn:
    """An agent who may act and whose request came from our own page.

    Raises FormExpiredError or LookOnlyError.
    """
    if not desk.sessions.csrf_fits(who.session.nonce, token):
        raise FormExpiredError
    if not who.may_act:
        raise LookOnlyError
    return who


Actor = Annotated[SignedIn, Depends(acting)]
