"""One decision at a time in a conversation, in all copies: who comes next sees what was decided."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bot.chats import turns
from bot.chats.log import ChatLog
from bot.chats.model import Incoming
from bot.chats.turns import LastTurns
from bot.database.engine import transaction
from bot.database.migrate import upgrade
from tests.databases import database_url, postgresql_answers
from tests.unit.channels.chatting import MORNING

BUYER = "web:b"
_WAITS = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")


@pytest.fixture
def postgresql(tmp_path: Path):
    if not postgresql_answers():
        pytest.skip("no PostgreSQL answers on 127.0.0.1:5432")
    with database_url("postgresql", tmp_path) as url:
        upgrade(url)
        yield url


def asked(url: str) -> int:
    with transaction(url) as session:
        said = Incoming(BUYER, BUYER, "web", "m1", "再便宜点吧", MORNING)
        return ChatLog(session).receive(said).message_id


class Retry(threading.Thread):
    """The turn tried again on another copy; `found` is the decision it sees."""

    def __init__(self, url: str, message_id: int) -> None:
        super().__init__(daemon=True)
        self.found: object = "nothing yet"
        self._url, self._message_id = url, message_id
        self.start()

    def run(self) -> None:
        with transaction(self._url) as session:
            last = LastTurns(session)
            last.alone(BUYER)
            self.found = last.result(BUYER, self._message_id)


def until_it_waits(url: str, retry: Retry) -> None:
    waiting = 0
    while not waiting and retry.is_alive():
        with transaction(url) as session:
            waiting = session.scalar(_WAITS)


def test_a_retry_waits_for_the_commit_and_sees_the_decision(postgresql: str) -> None:
    message_id = asked(postgresql)
    with transaction(postgresql) as session:
        last = LastTurns(session)
        last.alone(BUYER)
        last.keep(BUYER, message_id, {"messages": ["89元"]})
        retry = Retry(postgresql, message_id)
        until_it_waits(postgresql, retry)
        assert retry.found == "nothing yet"
    retry.join(20)
    assert retry.found == {"messages": ["89元"]}


def test_what_was_rolled_back_was_never_decided(postgresql: str) -> None:
    message_id = asked(postgresql)
    with transaction(postgresql) as session:
        last = LastTurns(session)
        last.alone(BUYER)
        last.keep(BUYER, message_id, {"messages": ["89元"]})
        retry = Retry(postgresql, message_id)
        until_it_waits(postgresql, retry)
        session.rollback()
    retry.join(20)
    assert retry.found is None


def test_other_conversations_wait_for_nobody(postgresql: str) -> None:
    with transaction(postgresql) as one, transaction(postgresql) as other:
        LastTurns(one).alone(BUYER)
        LastTurns(other).alone("web:c")


def test_nobody_waits_for_ever(postgresql: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with transaction(postgresql) as one:
        LastTurns(one).alone(BUYER)
        monkeypatch.setattr(turns, "ALONE_WITHIN", "50ms")
        with pytest.raises(OperationalError), transaction(postgresql) as other:
            LastTurns(other).alone(BUYER)


def test_the_next_transaction_may(url: str) -> None:
    for _ in range(2):
        with transaction(url) as session:
            LastTurns(session).alone(BUYER)
