"""One pace of a buyer over all copies; each counts by itself while Redis is away."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator

import pytest
from redis import Redis
from redis.exceptions import RedisError

from bot.channels import shared_pace
from bot.channels.limits import Pace
from bot.channels.shared_pace import SharedPace, pace_for

REDIS = "redis://127.0.0.1:6379/9"
NOBODY = "redis://127.0.0.1:1/0"


@pytest.fixture
def prefix() -> Iterator[str]:
    redis = Redis.from_url(REDIS)
    try:
        redis.ping()
    except RedisError:
        pytest.skip("no Redis answers on 127.0.0.1:6379")
    name = f"test-{secrets.token_hex(6)}"
    yield name
    left = redis.keys(f"{name}:*")
    assert all(redis.pttl(key) > 0 for key in left), "a key would stay for ever"
    if left:
        redis.delete(*left)
    redis.close()


def test_two_copies_count_together(prefix: str) -> None:
    one, two = (SharedPace(REDIS, prefix=prefix, allowed=3) for _ in range(2))
    assert [pace.allows("web:a") for pace in (one, two, one, two, one)] == [True] * 3 + [False] * 2
    assert two.allows("web:b")
    assert SharedPace(REDIS, prefix=f"{prefix}-other", allowed=3).allows("web:a")


def test_the_window_slides_by_the_time_it_was_said(prefix: str) -> None:
    one, two = (SharedPace(REDIS, prefix=prefix, allowed=2, window_seconds=10) for _ in range(2))
    said = (1000.0, 1004.0, 1009.0, 1010.5, 1012.0, 1014.5)
    allowed = [(one, two)[place % 2].allows("wecom:a", now=at) for place, at in enumerate(said)]
    assert allowed == [True, True, False, True, False, True]


def test_a_copy_counts_by_itself_while_redis_is_away_and_says_so_once(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_pace, "AGAIN_SECONDS", 0.0)
    pace = SharedPace(NOBODY, prefix="test", allowed=2)
    with caplog.at_level(logging.INFO, logger="bot.channels.shared_pace"):
        assert [pace.allows("web:a") for _ in range(3)] == [True, True, False]
    assert len(caplog.records) == 1


def test_redis_is_used_again_when_it_is_back(prefix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_pace, "AGAIN_SECONDS", 0.0)
    pace, other = (SharedPace(REDIS, prefix=prefix, allowed=1) for _ in range(2))
    assert other.allows("web:a")

    def away(**_given: object) -> None:
        raise RedisError

    with monkeypatch.context() as broken:
        broken.setattr(pace, "_count", away)
        assert pace.allows("web:a")
    assert not pace.allows("web:a")


def test_without_redis_there_is_only_this_copy() -> None:
    assert type(pace_for(None, prefix="test")) is Pace
