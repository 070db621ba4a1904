"""A migrated database of each kind, and questions to review in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.database.engine import transaction
from bot.learn.review.model import Candidate, Item
from bot.learn.review.reviews import Reviews
from bot.settings import SHOP_TIMEZONE
from tests.databases import migrated_url, postgresql_answers

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=SHOP_TIMEZONE)


def candidate(key: str = "k1", **other: Any) -> Candidate:
    """A question that buyers put three times."""
    values: dict[str, Any] = {
        "text": f"还有别的吗 {key}",
        "count": 3,
        "signals": {"unsure": 3},
        "suggested": "ask_stock",
        "confidence": 0.4,
        "gain": 2.0,
        "before": "有现货的亲",
        "samples": (("别的还有没", ""),),
        "ranking": (("ask_stock", 0.4), ("ask_recommendation", 0.3)),
        "buyers": ("0123456789abcdef",),
        "message_ids": (7,),
        **other,
    }
    return Candidate(key, **values)


class Reviewing:
    """What people do, each in a transaction of its own."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.wanted = 1
        self.now = NOW

    def do(self, name: str, *given: Any, **more: Any) -> Any:
        with transaction(self.url) as session:
            return getattr(Reviews(session, wanted=self.wanted), name)(*given, **more)

    def offer(self, *candidates: Candidate) -> Any:
        return self.do("offer", candidates, at=self.now)

    def say(self, item_id: int, login: str, verdict: str, meant: str = "", **more: Any) -> Item:
        self.now += timedelta(seconds=3)
        return self.do(
            "say", item_id, login=login, verdict=verdict, meant=meant, at=self.now, **more
        )

    def undo(self, login: str) -> Item | None:
        return self.do("undo", login=login, at=self.now)

    def asked(self, login: str = "xiaomai", **more: Any) -> list[str]:
        return [item.candidate.key for item in self.do("open", login=login, limit=9, **more)]

    def item(self, item_id: int = 1) -> Item:
        found = self.do("get", item_id)
        assert found is not None
        return found


@pytest.fixture(params=["sqlite", "postgresql"])
def reviewing(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Reviewing]:
    if request.param == "postgresql" and not postgresql_answers():
        pytest.skip("no PostgreSQL answers on 127.0.0.1:5432")
    with migrated_url(request.param, tmp_path) as url:
        yield Reviewing(url)
