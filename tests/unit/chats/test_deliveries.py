from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.chats.addresses import Addresses
from bot.chats.deliveries import Claimed, Deliveries
from bot.chats.log import ChatLog
from bot.chats.model import Incoming, Reply
from bot.database.engine import Base, engine_for, transaction
from bot.settings import SHOP_TIMEZONE
from tests.databases import database_url, postgresql_answers

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=SHOP_TIMEZONE)
SOON = NOW + timedelta(seconds=30)


@pytest.fixture(params=["sqlite", "postgresql"])
def outbox(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "postgresql" and not postgresql_answers():
        pytest.skip("no PostgreSQL answers on 127.0.0.1:5432")
    with database_url(request.param, tmp_path) as empty:
        Base.metadata.create_all(engine_for(empty))
        yield empty


def _write(url: str, conversation: str, *texts: str, channel: str = "webhook") -> None:
    with transaction(url) as session:
        log = ChatLog(session)
        log.receive(Incoming(conversation, conversation, channel, texts[0], "在吗", NOW))
        log.reply(conversation, [Reply(text) for text in texts], answers=None, at=NOW)


def _claim(url: str, *, now: datetime = NOW, until: datetime = SOON) -> tuple[Claimed, ...]:
    with transaction(url) as session:
        return Deliveries(session).claim("webhook", now=now, until=until, most=10)


def test_what_is_said_on_a_platform_is_posted_and_what_the_page_reads_is_not(outbox: str) -> None:
    _write(outbox, "webhook:a", "在的")
    _write(outbox, "web:b", "在的", channel="web")
    assert [claimed.text for claimed in _claim(outbox)] == ["在的"]
    with transaction(outbox) as session:
        assert Deliveries(session).counts() == {"webhook": {"due": 1}}


def test_an_agents_words_are_posted_once_unless_they_come_from_the_platform(outbox: str) -> None:
    _write(outbox, "webhook:a", "在的")
    _claim(outbox)
    with transaction(outbox) as session:
        log = ChatLog(session)
        for _ in range(2):
            log.agent_message("webhook:a", "我来", agent="mai", external_id="1", at=NOW)
        log.agent_message(
            "webhook:a", "在那边说的", agent="mai", external_id="2", at=NOW, deliver=False
        )
        assert Deliveries(session).counts() == {"webhook": {"due": 2}}


def test_a_message_waits_for_the_one_before_it(outbox: str) -> None:
    _write(outbox, "webhook:a", "一", "二")
    _write(outbox, "webhook:b", "三")
    first, other = _claim(outbox)
    assert (first.text, other.text) == ("一", "三")
    assert _claim(outbox) == ()
    with transaction(outbox) as session:
        assert Deliveries(session).sent(first, at=NOW)
    assert [claimed.text for claimed in _claim(outbox)] == ["二"]


def test_a_copy_that_lost_its_claim_changes_nothing_more(outbox: str) -> None:
    _write(outbox, "webhook:a", "一")
    (dead_copys,) = _claim(outbox)
    (mine,) = _claim(outbox, now=SOON, until=SOON + timedelta(seconds=30))
    assert (dead_copys.attempt, mine.attempt) == (1, 2)
    with transaction(outbox) as session:
        deliveries = Deliveries(session)
        assert not deliveries.given_up(dead_copys, why="too slow")
        assert deliveries.sent(mine, at=SOON)
        assert deliveries.counts() == {"webhook": {"sent": 1}}


def test_copies_that_claim_at_once_share_what_is_due(outbox: str) -> None:
    names = [f"webhook:{number}" for number in range(12)]
    for name in names:
        _write(outbox, name, "在的")
    with ThreadPoolExecutor(4) as copies:
        claims = [
            found for mine in copies.map(lambda _: _claim(outbox), range(8)) for found in mine
        ]
    assert sorted(claimed.conversation_id for claimed in claims) == sorted(names)


def test_a_dead_letter_lets_the_next_go_and_can_be_put_back(outbox: str) -> None:
    _write(outbox, "webhook:a", "一", "二")
    (first,) = _claim(outbox)
    with transaction(outbox) as session:
        Deliveries(session).given_up(first, why="answered 422")
    assert [claimed.text for claimed in _claim(outbox)] == ["二"]
    with transaction(outbox) as session:
        deliveries = Deliveries(session)
        (letter,) = deliveries.dead()
        assert (letter.error, letter.attempts) == ("answered 422", 1)
        assert deliveries.retry([letter.id], at=SOON) == 1
        assert deliveries.retry(None, at=SOON) == 0


def test_an_address_is_changed_field_by_field(outbox: str) -> None:
    with transaction(outbox) as session:
        log = ChatLog(session)
        for name, address in (("1", {"a": 1, "b": "x"}), ("2", {"b": "y"}), ("3", {})):
            log.receive(
                Incoming("webhook:a", "webhook:a", "webhook", name, "在吗", NOW, address=address)
            )
        Addresses(session).merge("webhook:a", {"told": True})
    with transaction(outbox) as session:
        assert Addresses(session).of("webhook:a") == {"a": 1, "b": "y", "told": True}
        assert Addresses(session).of("webhook:nobody") == {}
        found = ChatLog(session).conversations(["webhook:a"])["webhook:a"]
        assert found.address["b"] == "y"
