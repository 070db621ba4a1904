"""`xiaoer buyer`: what is known of one buyer, without their personal data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bot.chats.log import ChatLog
from bot.chats.model import Incoming, Reply
from bot.cli.buyer import UnknownBuyerError, buyer, found_id
from bot.database.engine import engine_for
from bot.database.migrate import upgrade
from bot.settings import SHOP_TIMEZONE, settings
from bot.shop.files.importing import import_shop
from bot.shop.shop import open_shop

NOW = datetime.now(SHOP_TIMEZONE)
LONG_AGO = NOW - timedelta(days=3)
KNOWN = ("web:li-na", "cli:li-na", "web:wang77", "web:wang78")
app = typer.Typer()
app.command()(buyer)


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    monkeypatch.setenv("DATABASE_URL", url)
    settings.cache_clear()
    upgrade(url)
    import_shop(Path("data/shop"), url=url)
    with open_shop(url) as shop:
        shop.buyers.remember("web:wang77", at=LONG_AGO, region="浙江杭州", height_cm=165.0)
        shop.buyers.remember("cli:wang", at=NOW, weight_kg=52.5)
        for until in (NOW + timedelta(days=1), NOW - timedelta(days=1)):
            shop.commitments.make(
                "web:wang77", kind="note", terms={"note": "打13800138000再送"}, reason="x",
                at=LONG_AGO, made_by="bot", valid_until=until,
            )  # fmt: skip
        _chat(ChatLog(shop.session))
    yield url
    engine_for(url).dispose()
    settings.cache_clear()


def _chat(log: ChatLog) -> None:
    words = "太贵了，别家便宜多了，算了，我电话13800138000"
    received = log.receive(
        Incoming("web:wang77", "web:wang77", "web", "m1", words, LONG_AGO, product_id="LN2107")
    )
    trace = {"intent": "bargain", "reason": "haggling.value"}
    log.reply("web:wang77", [Reply("好的", trace=trace)], answers=received.message_id, at=LONG_AGO)


def _run(*arguments: str) -> str:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == 0, result.output
    return result.output


def test_everything_known_is_shown_and_nothing_personal(shop: str) -> None:
    told = json.loads(_run("wang77", "--json"))
    assert (told["id"], told["group"]) == ("web:wang77", "enquirer")
    assert (told["region"], told["height_cm"]) == ("浙江杭州", 165.0)
    assert [promise["ended"] for promise in told["promises"]] == ["", "已过期"]
    (chat,) = told["chats"]
    assert not chat["converted"]
    assert chat["lost"]["reason"] == "price"
    shown = _run("web:wang77")
    for words in ("只咨询过", "浙江杭州", "165cm", "没买", "已过期"):
        assert words in shown
    assert "13800138000" not in shown + json.dumps(told)


def test_a_database_that_was_never_used_says_who_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'new.db'}")
    settings.cache_clear()
    result = CliRunner().invoke(app, ["wang"])
    settings.cache_clear()
    assert isinstance(result.exception, UnknownBuyerError)


def test_two_ids_of_one_person_are_read_together(shop: str) -> None:
    told = json.loads(_run("cli:wang", "--same-as", "web:wang77", "--json"))
    assert set(told["ids"]) == {"cli:wang", "web:wang77"}
    assert (told["region"], told["weight_kg"]) == ("浙江杭州", 52.5)
    assert len(told["promises"]) == 2
    assert len(told["chats"]) == 1


@pytest.mark.parametrize(
    ("name", "found"),
    [("web:wang77", "web:wang77"), ("wang78", "web:wang78"), ("ng77", "web:wang77")],
)
def test_a_name_may_leave_out_the_channel(name: str, found: str) -> None:
    assert found_id(name, KNOWN) == found


@pytest.mark.parametrize(
    ("name", "hint"), [("wagn77", "web:wang77"), ("li-na", "cli:li-na"), ("zz", "聊过一次")]
)
def test_an_unknown_name_is_told_with_the_nearest(name: str, hint: str) -> None:
    with pytest.raises(UnknownBuyerError) as refused:
        found_id(name, KNOWN)
    assert hint in str(refused.value)
