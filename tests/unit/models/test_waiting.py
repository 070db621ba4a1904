"""Waiting until every server answers with what was promoted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.database.engine import transaction
from bot.models.promotions import Promotion
from bot.models.servers import GONE_AFTER, Server, Servers
from bot.models.waiting import wait_for_servers
from tests.databases import migrated_url, postgresql_answers
from tests.unit.models.trained import MORNING

NEW = Promotion(7, "b", "0" * 64, "", "li", "", MORNING)
LATER = MORNING + timedelta(seconds=2)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "postgresql" and not postgresql_answers():
        pytest.skip("no PostgreSQL answers on 127.0.0.1:5432")
    with migrated_url(request.param, tmp_path) as url:
        yield url


def _tell(url: str, *servers: Server) -> None:
    with transaction(url) as session:
        for server in servers:
            Servers(session).tell(server)


def _after(looks: int, do: Callable[[], None]) -> Callable[[], datetime]:
    """A clock that stands at `LATER`, and what happens when it was looked at so often."""
    seen = 0

    def clock() -> datetime:
        nonlocal seen
        seen += 1
        if seen == looks:
            do()
        return LATER

    return clock


def test_it_ends_when_the_last_server_has_it(url: str) -> None:
    _tell(url, Server("one", "b", 7, "", LATER), Server("two", "a", 6, "", LATER))

    def second_follows() -> None:
        _tell(url, Server("two", "b", 7, "", LATER))

    outcome = wait_for_servers(url, NEW, clock=_after(3, second_follows))
    assert ([each.name for each in outcome.followed], outcome.behind) == (["one", "two"], ())


def test_nobody_is_waited_for_who_is_gone_or_left(url: str) -> None:
    _tell(url, Server("killed", "a", 6, "", LATER - GONE_AFTER), Server("here", "a", 6, "", LATER))
    with transaction(url) as session:
        Servers(session).leave("here")
    outcome = wait_for_servers(url, NEW, clock=lambda: LATER)
    assert (outcome.followed, outcome.behind) == ((), ())


def test_a_server_that_cannot_says_why_and_is_not_waited_for(url: str) -> None:
    stuck = Server("two", "a", 6, "b.tar.gz cannot be read", LATER)
    _tell(url, Server("one", "b", 7, "", LATER), stuck)
    outcome = wait_for_servers(url, NEW, clock=lambda: LATER)
    assert [each.name for each in outcome.followed] == ["one"]
    assert [each.trouble for each in outcome.behind] == [stuck.trouble]


def test_a_server_that_never_tells_is_waited_for_no_longer_than_that(url: str) -> None:
    _tell(url, Server("one", "a", None, "", LATER))
    outcome = wait_for_servers(url, NEW, clock=lambda: LATER, within_seconds=0.3)
    assert [each.name for each in outcome.behind] == ["one"]
