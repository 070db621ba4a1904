from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bot.buyers import lost_chats, profile
from bot.buyers.reading import group_of
from bot.chats.log import ChatLog
from bot.chats.model import Incoming, Reply
from bot.cli.lost import lost
from bot.database.engine import engine_for, transaction
from bot.settings import settings
from bot.shop.model.trade import OrderLine
from bot.shop.repositories.buyers import Buyers
from bot.shop.shop import shop_in
from tests.unit.buyers.chats import AT

NOW = AT + timedelta(days=3)
SKU = "LQ2301-MB-M"


@pytest.fixture()
def url(demo_shop: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    engine_for(demo_shop).dispose()
    copy = tmp_path / "shop.db"
    shutil.copy(demo_shop.removeprefix("sqlite:///"), copy)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{copy}")
    settings.cache_clear()
    yield f"sqlite:///{copy}"
    engine_for(f"sqlite:///{copy}").dispose()
    settings.cache_clear()


def _chat(url: str, buyer: str, *said: str, at: datetime = AT) -> None:
    with transaction(url) as session:
        log = ChatLog(session)
        shop_in(session).buyers.remember(buyer, at=at)
        for place, line in enumerate(said):
            text, intent, reason = line.split(" / ")
            when = at + timedelta(minutes=place)
            key = f"{at.isoformat()}-{place}"
            received = log.receive(Incoming(buyer, buyer, "web", key, text, when))
            reply = Reply("好的", trace={"intent": intent, "reason": reason})
            log.reply(buyer, [reply], answers=received.message_id, at=when)


def _order(url: str, buyer: str, *, at: datetime, times: int = 1) -> None:
    with transaction(url) as session:
        shop = shop_in(session)
        for _ in range(times):
            lines = [OrderLine(SKU, 1, Decimal("259"))]
            draft = shop.orders.save_draft(buyer, lines=lines, region="", courier="", at=at)
            shop.orders.set_status(draft.id, "paid", at=at)


LEFT = ("多少钱 / ask_price / product.price", "太贵了不买了 / hesitate / farewell.hesitated")


def test_who_only_asked_is_an_enquirer_and_was_lost_for_a_reason(url: str) -> None:
    _chat(url, "web:a", *LEFT)
    with transaction(url) as session:
        found = profile(session, "web:a", NOW)
    assert found is not None
    assert (found.group, found.orders) == ("enquirer", ())
    assert found.lost_reasons == (("价格", 1),)
    assert [(chat.converted, chat.open) for chat in found.chats] == [(False, False)]


def test_an_order_makes_a_buyer_and_three_paid_ones_a_vip(url: str) -> None:
    _chat(url, "web:b", *LEFT)
    _order(url, "web:b", at=AT + timedelta(hours=2))
    with transaction(url) as session:
        once = profile(session, "web:b", NOW)
    _order(url, "web:b", at=AT + timedelta(days=1), times=2)
    with transaction(url) as session:
        often = profile(session, "web:b", NOW)
    assert once is not None
    assert often is not None
    assert (once.group, once.chats[0].converted, once.chats[0].lost) == ("buyer", True, None)
    assert (often.group, len(often.orders)) == ("vip", 3)


def test_chats_are_the_newest_first_and_one_that_may_go_on_is_not_lost_yet(url: str) -> None:
    _chat(url, "web:c", *LEFT)
    _chat(url, "web:c", "在吗 / greet / greeting.hello", at=NOW - timedelta(hours=1))
    with transaction(url) as session:
        found = profile(session, "web:c", NOW)
        assert [chat.lost.reason for _, chat in lost_chats(session, now=NOW) if chat.lost] == [
            "price"
        ]
    assert found is not None
    assert [chat.open for chat in found.chats] == [True, False]
    assert found.chats[0].lost is None


def test_who_bought_under_another_id_was_not_lost(url: str) -> None:
    _chat(url, "web:two", *LEFT)
    with transaction(url) as session:
        Buyers(session).remember("cli:two", at=AT)
    _order(url, "cli:two", at=AT + timedelta(hours=2))
    with transaction(url) as session:
        buyers = Buyers(session)
        assert [buyer for buyer, _ in lost_chats(session, now=NOW)] == ["web:two"]
        buyers.link("web:two", "cli:two")
        assert list(lost_chats(session, now=NOW)) == []


def test_nobody_has_no_profile(url: str) -> None:
    with transaction(url) as session:
        assert profile(session, "web:nobody", NOW) is None


@pytest.mark.parametrize(
    ("vip", "paid", "ordered", "vip_orders", "group"),
    [
        (True, 0, False, 3, "vip"),
        (False, 2, True, 3, "buyer"),
        (False, 3, True, 3, "vip"),
        (False, 9, True, 0, "buyer"),
        (False, 0, True, 3, "buyer"),
        (False, 0, False, 3, "enquirer"),
    ],
)
def test_groups(vip: bool, paid: int, ordered: bool, vip_orders: int, group: str) -> None:
    assert group_of(vip=vip, paid=paid, ordered=ordered, vip_orders=vip_orders) == group


def test_the_command_counts_reasons_with_words(url: str) -> None:
    _chat(url, "web:d", *LEFT)
    _chat(url, "web:e", "黑色M有吗 / ask_stock / stock.out", at=AT + timedelta(days=1))
    runner, app = CliRunner(), typer.Typer()
    app.command()(lost)
    said = runner.invoke(app, ["--json"])
    rows = json.loads(said.stdout)
    assert {row["label"]: (row["chats"], row["words"]) for row in rows} == {
        "价格": (1, ["太贵了不买了"]),
        "缺货": (1, ["黑色M有吗"]),
    }
    later = runner.invoke(app, ["--json", "--since", "2026-11-21"])
    assert [row["label"] for row in json.loads(later.stdout)] == ["缺货"]
