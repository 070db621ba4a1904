"""`xiaoer shop price` as an owner reads it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bot.cli.price import price
from bot.errors import XiaoerError
from bot.settings import settings

app = typer.Typer()
app.command()(price)


@pytest.fixture()
def _demo(demo_shop: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("DATABASE_URL", demo_shop)
    monkeypatch.setenv("COLUMNS", "160")
    settings.cache_clear()
    yield
    settings.cache_clear()


def lines(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    from bot.cli.console import console

    console.width = 160
    result = CliRunner().invoke(app, list(arguments))
    if isinstance(result.exception, XiaoerError):
        raise result.exception
    return [line for line in result.output.splitlines() if line.strip()]


@pytest.mark.usefixtures("_demo")
def test_every_step_has_its_end(capsys: pytest.CaptureFixture[str]) -> None:
    said = "\n".join(lines(capsys, "LN2107:米白:M", "--at", "2026-11-23T10:00", "--region", "新疆"))
    for part in ("2026-11-23 10:00", "满199减20", "-20", "到 2027-02-01 00:00 结束", "领券："):
        assert part in said
    assert "169" in said
    assert "寄到新疆" in said


@pytest.mark.usefixtures("_demo")
def test_any_moment_can_be_looked_at(capsys: pytest.CaptureFixture[str]) -> None:
    before = "\n".join(lines(capsys, "LQ2301x2", "--at", "2027-10-31 19:59"))
    sale = "\n".join(lines(capsys, "LQ2301x2", "--at", "2027-11-11 00:00"))
    assert "双11" not in before
    assert "双11每满300减50" in sale


@pytest.mark.usefixtures("_demo")
def test_bad_input_says_what_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (("LN210",), ("LN2107", "--region", "火星"), ("LN2107", "--at", "双11")):
        with pytest.raises(XiaoerError) as caught:
            lines(capsys, *arguments)
        assert caught.value.hint


def test_without_a_shop_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/none.db")
    settings.cache_clear()
    with pytest.raises(XiaoerError) as caught:
        lines(capsys, "LN2107")
    settings.cache_clear()
    assert "xiaoer shop import" in caught.value.hint
