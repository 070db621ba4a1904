"""What a platform's side is remembered by: events told once, leases, places in a feed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.chats.addresses import Addresses
from bot.chats.channel_side import ChannelSide
from bot.database.engine import transaction
from bot.database.migrate import upgrade
from bot.settings import SHOP_TIMEZONE
from tests.databases import database_url, postgresql_answers

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=SHOP_TIMEZONE)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "postgresql" and not postgresql_answers():
        pytest.skip("no PostgreSQL answers on 127.0.0.1:5432")
    with database_url(request.param, tmp_path) as empty:
        upgrade(empty)
        yield empty


def test_an_event_is_new_once(url: str) -> None:
    for expected in (True, False):
        with transaction(url) as session:
            side = ChannelSide(session, "wechat")
            assert side.first_time("e1", kind="entered", at=NOW) is expected
            assert ChannelSide(session, "wecom").first_time("e1", kind="x", at=NOW) is expected


def test_a_lease_is_one_copys_until_it_ends_or_is_let_go(url: str) -> None:
    def lease(after: float) -> bool:
        with transaction(url) as session:
            at = NOW + timedelta(seconds=after)
            return ChannelSide(session, "chatwoot").lease("note:1", kind="note", at=at, seconds=60)

    assert lease(0)
    assert not lease(59)
    assert lease(61)
    assert not lease(62)
    with transaction(url) as session:
        ChannelSide(session, "chatwoot").release("note:1")
    assert lease(63)


def test_the_place_in_a_feed_is_kept_for_each_account(url: str) -> None:
    with transaction(url) as session:
        side = ChannelSide(session, "wecom")
        assert side.read_to("wk1") == ""
        side.move_to("wk1", "c1", at=NOW)
        side.move_to("wk1", "c2", at=NOW)
        side.move_to("wk2", "c9", at=NOW)
    with transaction(url) as session:
        side = ChannelSide(session, "wecom")
        assert (side.read_to("wk1"), side.read_to("wk2")) == ("c2", "c9")
        assert sorted(side.accounts_read()) == ["wk1", "wk2"]


def test_a_conversation_may_begin_with_an_event(url: str) -> None:
    for number in (1, 2):
        with transaction(url) as session:
            ChannelSide(session, "wechat").begin("wechat:a", address={"n": number}, at=NOW)
    with transaction(url) as session:
        assert Addresses(session).of("wechat:a") == {"n": 2}
