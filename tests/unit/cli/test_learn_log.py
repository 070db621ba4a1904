"""`xiaoer learn collect`, `log` and `forget`: the conversation log from the command line."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bot.chats.log import ChatLog
from bot.chats.model import Incoming
from bot.cli.buyer import UnknownBuyerError
from bot.cli.learn_collect import SourceNameError, collect
from bot.cli.learn_log import forget, log
from bot.database.engine import engine_for, transaction
from bot.learn.log.files import FaultyChatsError
from bot.settings import SHOP_TIMEZONE, settings
from bot.shop.repositories.buyers import Buyers
from tests.databases import migrated_url

NOW = datetime.now(SHOP_TIMEZONE)
YESTERDAY = NOW - timedelta(days=1)
app = typer.Typer()
app.command("collect")(collect)
app.command("log")(log)
app.command("forget")(forget)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with migrated_url("sqlite", tmp_path) as url:
        monkeypatch.setenv("DATABASE_URL", url)
        monkeypatch.setenv("XIAOER_LEARN_DIR", str(tmp_path / "learn"))
        monkeypatch.setenv("XIAOER_NLU_DIR", str(tmp_path / "nlu"))
        settings.cache_clear()
        with transaction(url) as session:
            buyers = Buyers(session)
            for buyer in ("web:li-na", "wechat:li-na", "web:wang77"):
                buyers.remember(buyer, at=YESTERDAY)
                ChatLog(session).receive(
                    Incoming(buyer, buyer, "web", "m1", "有货吗 13800138000", YESTERDAY)
                )
            buyers.link("wechat:li-na", "web:li-na")
        yield tmp_path
        engine_for(url).dispose()
    settings.cache_clear()


def _run(*arguments: str, answer: str = "") -> str:
    done = CliRunner().invoke(app, arguments, input=answer)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.output


def _counted() -> dict[str, dict[str, int]]:
    sources: dict[str, dict[str, int]] = json.loads(_run("log", "--json"))["sources"]
    return sources


def _export(folder: Path, name: str = "千牛 11月.csv") -> Path:
    path = folder / name
    old = NOW - timedelta(days=400)
    path.write_text(
        f"买家,时间,角色,内容\n小明88,{YESTERDAY:%Y-%m-%d %H:%M},买家,几天到\n"
        f"小明88,{old:%Y-%m-%d %H:%M},买家,很久以前\n",
        "utf-8",
    )
    return path


def test_our_own_chats_are_collected_and_counted(folder: Path) -> None:
    assert "空的" in _run("log")
    assert "3 句" in _run("collect")
    assert "3 句" in _run("collect")
    assert _counted() == {"chats": {YESTERDAY.date().isoformat(): 3}}
    assert "chats" in _run("log")


def test_a_file_is_collected_once_and_what_is_too_old_is_not(folder: Path) -> None:
    path = str(_export(folder))
    assert "新收 1 句" in _run("collect", path) and "千牛-11月" in _counted()
    assert "1 句早已在了" in _run("collect", path)
    assert "新收 1 句" in _run("collect", path, "--as", "qianniu")
    with pytest.raises(SourceNameError):
        _run("collect", path, "--as", "chats")
    with pytest.raises(SourceNameError):
        _run("collect", path, "--as", "../x")


def test_one_faulty_file_keeps_all_out_and_every_fault_is_listed(folder: Path) -> None:
    good, bad = _export(folder), folder / "bad.csv"
    bad.write_text("会话,角色,内容\n" + "1,老天爷,有货吗\n" * 30, "utf-8")
    with pytest.raises(FaultyChatsError, match="30 处") as caught:
        _run("collect", str(good), str(bad))
    assert "faults.csv" in caught.value.hint
    with (folder / "learn" / "faults.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["行"]) for row in rows] == list(range(2, 32))
    assert _counted() == {}


def test_a_person_is_forgotten_under_all_their_ids(folder: Path) -> None:
    _run("collect")
    assert "有 2 句" in _run("forget", "web:li-na", answer="n\n")
    assert _counted() == {"chats": {YESTERDAY.date().isoformat(): 3}}
    ids = _run("forget", "web:li-na", "--yes")
    assert "删了 2 句" in ids
    _run("collect", "--since", f"{YESTERDAY:%Y-%m-%d}")
    assert _counted() == {"chats": {YESTERDAY.date().isoformat(): 1}}
    assert "删了 0 句" in _run("forget", "web:li-na", "--yes")


def test_a_buyer_whom_only_a_file_names_is_forgotten_too(folder: Path) -> None:
    path = str(_export(folder))
    _run("collect", path)
    with pytest.raises(UnknownBuyerError):
        _run("forget", "小红", "--yes")
    assert "删了 1 句" in _run("forget", "小明88", "--yes")
    assert "买家要求忘掉" in _run("collect", path)
    assert _counted() == {}
