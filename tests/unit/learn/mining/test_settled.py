from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import pytest

from bot.database.engine import transaction
from bot.learn.mining.settled import Decided, SettledQuestions
from bot.learn.review.model import Candidate
from bot.learn.review.reviews import Reviews
from tests.databases import migrated_url, postgresql_answers

NOW = datetime(2026, 11, 22, tzinfo=timezone.utc)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "postgresql" and not postgresql_answers():
        pytest.skip("no PostgreSQL answers on 127.0.0.1:5432")
    with migrated_url(request.param, tmp_path) as migrated:
        yield migrated


def question(key: str, text: str, **told: object) -> Candidate:
    values = {"count": 3, "signals": {"unsure": 3}, "suggested": "ask_price", "confidence": 0.5}
    return Candidate(key=key, text=text, gain=1.0, **{**values, **told})  # type: ignore[arg-type]


def test_what_was_settled_is_known_with_what_was_merged_into_it(url: str) -> None:
    with transaction(url) as session:
        reviews = Reviews(session)
        merged = question("k1", "几个钱", before="在的亲", evidence={"merged": ["k3"]})
        reviews.offer([merged, question("k2", "啥时候走货")], at=NOW)
        (item,) = (each for each in reviews.open(login="li", limit=9) if each.candidate.key == "k1")
        reviews.say(item.id, login="li", verdict="other", meant="bargain", at=NOW)
    with transaction(url) as session:
        assert SettledQuestions(session).all() == (
            Decided("k1", "几个钱", "在的亲", "bargain"),
            Decided("k3", "", "", "bargain"),
        )


def test_nothing_settled_is_nothing(url: str) -> None:
    with transaction(url) as session:
        assert SettledQuestions(session).all() == ()
