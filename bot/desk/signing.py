"""Signing in and out."""

from __future__ import annotations

import secrets
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from bot.database.engine import transaction
from bot.desk.access import (
    BROWSER_COOKIE,
    FORM_COOKIE,
    SESSION_COOKIE,
    TheDesk,
    Viewer,
    session_of,
    set_session,
)
from bot.desk.audit import audit
from bot.desk.desk import Desk
from bot.desk.lockout import begin_try, passed, seconds_left
from bot.desk.passwords import password_fits
from bot.desk.presence import left
from bot.desk.refusals import FormExpiredError, RefusedError, SignInError, TooManyTriesError
from bot.desk.render import page
from bot.desk.sessions import end_session
from bot.desk.words import typed_text
from bot.shop.model.policy import Agent
from bot.shop.repositories.agents import Agents

MAX_LOGIN_CHARS = 40
MAX_ADDRESS_CHARS = 60
# How long a browser is known after a sign-in.
BROWSER_SECONDS = 180 * 24 * 3600

router = APIRouter()


@router.get("/sign-in")
def sign_in_page(request: Request, desk: TheDesk) -> Response:
    """The sign-in form."""
    if session_of(request, desk) is not None:
        return RedirectResponse("/", status_code=303)
    return _form(request, desk)


@router.post("/sign-in")
def sign_in(
    request: Request,
    desk: TheDesk,
    login: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    csrf: Annotated[str, Form()] = "",
) -> Response:
    """Check the password and start a session; the form again, saying why, where it fails."""
    login = typed_text(login)[:MAX_LOGIN_CHARS]
    browser = desk.sessions.marked_browser(request.cookies.get(BROWSER_COOKIE, ""), login)
    try:
        if not desk.sessions.csrf_fits(request.cookies.get(FORM_COOKIE, ""), csrf):
            raise FormExpiredError
        agent = _checked(
            desk, login, password, address=_address(request, desk.proxies), browser=browser
        )
    except RefusedError as refused:
        return _form(request, desk, login=login, refused=refused)
    response = RedirectResponse("/", status_code=303)
    response.delete_cookie(FORM_COOKIE)
    secure = request.url.scheme == "https"
    set_session(response, desk.sessions.issue(agent), secure=secure)
    if not browser:
        response.set_cookie(
            BROWSER_COOKIE,
            desk.sessions.browser_mark(agent.login),
            max_age=BROWSER_SECONDS,
            path="/sign-in",
            httponly=True,
            samesite="strict",
            secure=secure,
        )
    return response


@router.post("/sign-out")
def sign_out(desk: TheDesk, who: Viewer, csrf: Annotated[str, Form()] = "") -> Response:
    """End the session."""
    if not desk.sessions.csrf_fits(who.session.nonce, csrf):
        raise FormExpiredError
    with transaction(desk.database_url) as session:
        now = desk.now()
        end_session(session, who.session, at=now)
        left(session, who.agent.login, at=now)
        audit(session, login=who.agent.login, action="session.ended", at=now)
    response = RedirectResponse("/sign-in", status_code=303)
    response.delete_cookie(SESSION_COOKIE)
    return response


def _checked(desk: Desk, login: str, password: str, *, address: str, browser: str) -> Agent:
    """The agent whose password it is; raises TooManyTriesError or SignInError.

    `browser` is the id of one that the login has signed in with before, else empty.
    """
    now, place = desk.now(), f"browser:{browser}" if browser else address
    with transaction(desk.database_url) as session:
        try_id = begin_try(session, login=login, address=place, at=now)
    with transaction(desk.database_url) as session:
        seconds = seconds_left(
            session, try_id, login=login, address=place, at=now, known=bool(browser)
        )
        agent = Agents(session).get(login)
    if seconds:
        raise TooManyTriesError(seconds)
    known = agent.password_hash if agent is not None and agent.active else ""
    fits = password_fits(known, password)
    with transaction(desk.database_url) as session:
        # What was typed as an unknown login may be a password: it is not written down.
        audit(
            session,
            login=agent.login if agent else "",
            action="session.started" if fits else "session.refused",
            detail={"address": address},
            at=now,
        )
        if fits:
            passed(session, login=login, address=place)
    if not fits or agent is None:
        raise SignInError
    return agent


def _form(
    request: Request, desk: Desk, *, login: str = "", refused: RefusedError | None = None
) -> Response:
    nonce = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(18)
    response = page(
        "sign_in.html",
        status=200 if refused is None else refused.status,
        csrf=desk.sessions.csrf(nonce),
        login=login,
        problem="" if refused is None else refused.message,
    )
    response.set_cookie(
        FORM_COOKIE,
        nonce,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    if isinstance(refused, TooManyTriesError):
        response.headers["Retry-After"] = str(refused.seconds)
    return response


def _address(request: Request, proxies: int) -> str:
    """Where a request comes from, as the first of our own proxies saw it.

    What stands before that in the header is whatever the client wrote there.
    """
    told = ",".join(request.headers.getlist("x-forwarded-for")).split(",")
    if 0 < proxies <= len(told) and told[-proxies].strip():
        return told[-proxies].strip()[:MAX_ADDRESS_CHARS]
    return request.client.host[:MAX_ADDRESS_CHARS] if request.client is not None else ""
