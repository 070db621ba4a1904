"""Somebody at the review page of the desk who knows every answer: the page, used by a script."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from fastapi.testclient import TestClient

from bot.database.engine import transaction
from bot.desk.app import create_app
from bot.desk.desk import desk_of
from bot.desk.passwords import hash_password
from bot.errors import EngineError
from bot.settings import Settings
from bot.shop.tables.policy import AgentRow

LOGIN, PASSWORD = "reviewer", "knows-every-answer"
# What a question means, by its text; empty where it cannot be told.
Knows = Callable[[str], str]
_CSRF = re.compile(r'name="csrf" (?:content|value)="([^"]+)"')


class Reviewer:
    """One person's open page."""

    def __init__(self, page: TestClient) -> None:
        self._page = page
        self._sign_in()

    def label(self, count: int, knows: Knows) -> int:
        """Answer up to `count` questions as the page would; returns how many were answered."""
        done = 0
        while done < count:
            item = _read(self._page.get("/api/learn/next"))["item"]
            if item is None:
                break
            _read(self._say(item["id"], _word(knows(item["text"]), item["suggested"])))
            done += 1
        return done

    def _sign_in(self) -> None:
        form = self._page.get("/sign-in").text
        told = {"login": LOGIN, "password": PASSWORD, "csrf": _csrf(form)}
        self._page.post("/sign-in", data=told)
        self._token = _csrf(self._page.get("/").text)

    def _say(self, item_id: int, word: dict[str, str]) -> httpx.Response:
        return self._page.post(
            f"/api/learn/items/{item_id}/word", json=word, headers={"X-CSRF-Token": self._token}
        )


@contextmanager
def reviewer_at(config: Settings) -> Iterator[Reviewer]:
    """A reviewer signed in at a desk over the database of `config`, which has no such login yet."""
    with transaction(config.database_url) as session:
        session.add(
            AgentRow(login=LOGIN, name=LOGIN, role="agent", password_hash=hash_password(PASSWORD))
        )
    with TestClient(create_app(desk_of(config))) as page:
        yield Reviewer(page)


def _word(means: str, suggested: str) -> dict[str, str]:
    if not means:
        return {"verdict": "skip"}
    if means == "out_of_scope":
        return {"verdict": "out_of_scope"}
    return {"verdict": "right" if means == suggested else "other", "meant": means}


def _read(response: httpx.Response) -> dict[str, Any]:
    if response.status_code != httpx.codes.OK:
        raise EngineError(
            f"The desk answered {response.status_code}: {response.text[:200]}",
            hint="Run the tests of the review page.",
        )
    told: dict[str, Any] = response.json()
    return told


def _csrf(page: str) -> str:
    found = _CSRF.search(page)
    if found is None:
        raise EngineError("The desk's page has no token.", hint="Run the tests of the desk.")
    return found[1]
