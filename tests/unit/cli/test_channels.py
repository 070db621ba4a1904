from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.chats.deliveries import Deliveries
from bot.chats.log import ChatLog
from bot.chats.model import Incoming, Reply
from bot.cli import channels
from bot.database.engine import transaction
from bot.database.migrate import upgrade
from bot.settings import SHOP_TIMEZONE, Settings

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=SHOP_TIMEZONE)


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database in which two messages to a platform were given up."""
    made = f"sqlite:///{tmp_path / 'shop.db'}"
    upgrade(made)
    monkeypatch.setattr(channels, "settings", lambda: Settings(database_url=made, _env_file=None))
    with transaction(made) as session:
        log, deliveries = ChatLog(session), Deliveries(session)
        for buyer in ("webhook:anna", "webhook:ben"):
            log.receive(Incoming(buyer, buyer, "webhook", "1", "在吗", NOW))
            log.reply(buyer, [Reply("我的电话13800000000")], answers=None, at=NOW)
        until = NOW + timedelta(seconds=30)
        for claimed in deliveries.claim("webhook", now=NOW, until=until, most=5):
            deliveries.given_up(claimed, why="answered 422")
    return made


def _run(*words: str) -> str:
    result = CliRunner().invoke(channels.app, list(words), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_what_was_given_up_is_listed_without_its_words(url: str) -> None:
    letters = json.loads(_run("dead", "--json"))
    assert [letter["conversation"] for letter in letters] == ["webhook:ben", "webhook:anna"]
    assert {letter["error"] for letter in letters} == {"answered 422"}
    assert "13800000000" not in _run("dead", "--json") + _run("dead")


def test_one_is_put_back_or_all(url: str) -> None:
    first = json.loads(_run("dead", "--json"))[0]["id"]
    assert "1 条" in _run("retry", str(first))
    assert json.loads(_run("status", "--json")) == {"webhook": {"dead": 1, "due": 1}}
    assert "不是死信" in _run("retry", str(first))
    _run("retry", "--all")
    assert "没有死信" in _run("dead")


@pytest.mark.parametrize("words", [(), ("1", "--all")])
def test_a_retry_says_what_it_is_to_put_back(url: str, words: tuple[str, ...]) -> None:
    with pytest.raises(channels.NothingChosenError):
        CliRunner().invoke(channels.app, ["retry", *words], catch_exceptions=False)
