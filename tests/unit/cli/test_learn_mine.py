"""`xiaoer learn mine`: from a log to questions that are offered for review."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bot.cli.learn_mine import mine
from bot.database.engine import engine_for, transaction
from bot.database.migrate import upgrade
from bot.learn.review.reviews import Reviews
from bot.settings import settings
from tests.unit.learn.mining.small import EXAMPLES, row, small_reader, write_file

app = typer.Typer()
app.command()(mine)
ASKED = "这个价格几点能走"


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A shop with a small model, a handful of examples and a week of chats."""
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    for name, value in {
        "DATABASE_URL": url,
        "XIAOER_LEARN_DIR": tmp_path / "learn",
        "XIAOER_MODELS_DIR": tmp_path / "models",
        "XIAOER_NLU_DIR": tmp_path / "nlu",
        "XIAOER_LOG_DIR": tmp_path / "log",
    }.items():
        monkeypatch.setenv(name, str(value))
    settings.cache_clear()
    upgrade(url)
    _write_model(tmp_path / "models")
    _write_examples(tmp_path / "nlu" / "small")
    rows = [row("这个多少钱", buyer=f"a{n}", id=n) for n in range(30)]
    for n in range(9):
        meant = ["ask_dispatch"] if n < 4 else []
        rows.append(row(ASKED, buyer=f"b{n}", id=100 + n, meant=meant))
    write_file(tmp_path / "learn" / "log", "2026-11-20", "chats-1", rows)
    yield url
    engine_for(url).dispose()
    settings.cache_clear()


def _write_model(folder: Path) -> None:
    files = folder / "files"
    files.mkdir(parents=True)
    small_reader().model.save(files)
    with tarfile.open(folder / "20261122-small.tar.gz", "w:gz") as archive:
        archive.add(files, "components")


def _write_examples(folder: Path) -> None:
    folder.mkdir(parents=True)
    for intent, texts in EXAMPLES.items():
        lines = "".join(f"      - {text}\n" for text in texts)
        content = f'version: "3.1"\nnlu:\n  - intent: {intent}\n    examples: |\n{lines}'
        (folder / f"{intent}.yml").write_text(content, encoding="utf-8")


def run(*arguments: str) -> str:
    told = CliRunner(mix_stderr=False).invoke(app, ["--workers", "1", *arguments])
    assert told.exit_code == 0, told.stderr or told.exception
    return told.stdout


def questions(url: str) -> list[str]:
    with transaction(url) as session:
        return [item.candidate.text for item in Reviews(session).open(login="li", limit=99)]


def test_what_is_worth_a_minute_is_offered_once(url: str) -> None:
    assert "新的 1" in run()
    assert questions(url) == [ASKED]
    again = run()
    assert "更新的 1" in again
    assert "65 步里有 65 步上次已经做完" in again
    assert questions(url) == [ASKED]


def test_what_was_settled_is_not_offered_again(url: str) -> None:
    run()
    with transaction(url) as session:
        (item,) = Reviews(session).open(login="li", limit=9)
        at = item.mined_at
        Reviews(session).say(item.id, login="li", verdict="right", at=at)
    assert "没有值得问人的问题" in run()


def test_looking_only_offers_nothing_and_tells_programs_why(url: str) -> None:
    told = json.loads(run("--dry-run", "--json"))
    assert questions(url) == []
    assert told["offered"] is None
    (found,) = told["candidates"]
    assert found["text"] == ASKED
    assert found["suggested"] == "ask_dispatch"
    assert found["signals"]["corrected"] == 4
    assert found["evidence"]["corrected_to"] == {"ask_dispatch": 4}
    assert found["buyers"] == 9  # how many, not who


def test_old_days_can_be_left_out(url: str) -> None:
    told = CliRunner(mix_stderr=False).invoke(app, ["--workers", "1", "--days", "1"])
    assert told.exit_code == 1
    assert "no conversation log" in str(told.exception)
    assert " since " in str(told.exception)
