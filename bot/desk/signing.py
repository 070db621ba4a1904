"""Signing in and out."""

from __future__ import annotations

import secrets
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from bot.database.engine import transaction
from bot.desk.access import FORM_COOKIE, SESSION_COOKIE, TheDesk, Viewer
from bot.desk.desk import Desk
from bot.desk.passwords import password_fits
from bot.desk.refusals import FormExpiredError, RefusedError, SignInError, TooManyTriesError
from bot.desk.render import page
from bot.desk.sessions import SESSION_SECONDS
from bot.desk.words import typed_text
from bot.shop.model.policy import Agent
from bot.shop.repositories.agents import Agents

MAX_LOGIN_CHARS = 40

router = APIRouter()


@router.get("/sign-in")
def sign_in_page(request: Request, desk: TheDesk) -> Response:
    """The sign-in form."""
    if desk.sessions.read(request.cookies.get(SESSION_COOKIE)) is not None:
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
    try:
        if not desk.sessions.csrf_fits(request.cookies.get(FORM_COOKIE, ""), csrf):
            raise FormExpiredError
        agent = _checked(desk, login, password, address=_address(request))
    except RefusedError as refused:
        return _form(request, desk, login=login, refused=refused)
    response = RedirectResponse("/", status_code=303)
    response.delete_cookie(FORM_COOKIE)
    response.set_cookie(
        SESSION_COOKIE,
        desk.sessions.issue(agent),
        max_age=SESSION_SECONDS,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return response


@router.post("/sign-out")
def sign_out(desk: TheDesk, who: Viewer, csrf: Annotated[str, Form()] = "") -> Response:
    """End the session."""
    if not desk.sessions.csrf_fits(who.session.nonce, csrf):
        raise FormExpiredError
    desk.sessions.end(who.session)
    response = RedirectResponse("/sign-in", status_code=303)
    response.delete_cookie(SESSION_COOKIE)
    return response


def _checked(desk: Desk, login: str, password: str, *, address: str) -> Agent:
    seconds = desk.lockout.seconds_left(login, address)
    if seconds:
        raise TooManyTriesError(seconds)
    with transaction(desk.database_url) as session:
        agent = Agents(session).get(login)
    known = agent.password_hash if agent is not None and agent.active else ""
    if not password_fits(known, password) or agent is None:
        desk.lockout.failed(login, address)
        raise SignInError
    desk.lockout.passed(login, address)
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


def _address(request: Request) -> str:
    return request.client.host if request.client is not None else ""
