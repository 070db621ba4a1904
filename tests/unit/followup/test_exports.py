"""Files for the warehouse and the owner."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import followup, orders
from bot.database.engine import transaction
from bot.errors import ShopDataError
from bot.followup.exports import noted_orders, unpaid_orders
from bot.followup.reasons import Reasons
from bot.followup.switch import switch
from bot.settings import settings
from bot.shop.repositories.order_events import EventLine
from bot.shop.shop import open_shop
from tests.unit.followup.following import Shop, at

HER = "webhook:anna"


@pytest.fixture
def commands(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """The shop as the commands see it."""
    monkeypatch.setenv("DATABASE_URL", shop.url)
    settings.cache_clear()
    yield shop
    settings.cache_clear()


def read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


def promise(shop: Shop, kind: str, when: datetime, **terms: str) -> None:
    with open_shop(shop.url) as rows:
        rows.commitments.make(
            HER,
            kind=kind,
            terms=terms,
            reason="haggling.gift",
            at=when,
            product_id="LQ2301",  # type: ignore[arg-type]
        )


def test_the_warehouse_reads_what_it_has_to_heed(any_shop: Shop) -> None:
    any_shop.placed(when=at("9:10"))
    promise(any_shop, "gift", at("9:00"), gift="棉麻发圈")
    promise(any_shop, "dispatch", at("9:05"), day="2026-11-18")
    promise(any_shop, "note", at("9:12"), note="Please 用 XL 码的盒子，别放发票")
    promise(any_shop, "note", at("9:13"), note="到了打13812345678")
    any_shop.now = at("9:20")
    any_shop.event("paid", "T1")
    any_shop.placed("T2", when=at("9:30"), buyer="webhook:other")
    any_shop.event("paid", "T2", buyer="webhook:other")
    with transaction(any_shop.url) as session:
        (noted,) = noted_orders(session)
        assert noted_orders(session, day=at("9:20").date()) == (noted,)
        assert noted_orders(session, day=at("9:20", days=1).date()) == ()
    assert noted.goods == "方领亚麻长裙 米白 M×1"
    assert (noted.gift, noted.dispatch) == ("送棉麻发圈", "11月18日发货")
    assert "Please 用 XL 码的盒子，别放发票" in noted.note
    assert "13812345678" not in noted.note


def test_the_owner_reads_who_did_not_pay_and_why(any_shop: Shop) -> None:
    any_shop.placed(when=at("9:10"))
    any_shop.placed("T2", when=at("9:20"), buyer="webhook:paid")
    any_shop.event("paid", "T2", buyer="webhook:paid")
    any_shop.look(until=at("12:30"))
    any_shop.hears("再看看吧，我电话13812345678")
    any_shop.look_once()
    with transaction(any_shop.url) as session:
        (unpaid,) = unpaid_orders(session, since=at("0:00"))
    assert (unpaid.order_id, unpaid.buyer_id) == ("T1", HER)
    assert len([each for each in unpaid.reminders if each.status == "sent"]) == 1
    assert unpaid.reason is not None
    assert (unpaid.reason.reason, unpaid.reason.told_by) == ("undecided", "buyer")
    assert "138" not in unpaid.reason.words


def test_where_nobody_said_why_the_chat_shows_it(shop: Shop) -> None:
    shop.now = at("9:00")
    shop.hears("太贵了，别家便宜多了", intent="bargain")
    shop.placed(when=at("9:10"))
    with transaction(shop.url) as session:
        (unpaid,) = unpaid_orders(session, since=at("0:00"))
    assert unpaid.reason is not None
    assert (unpaid.reason.reason, unpaid.reason.told_by) == ("price", "chat")


def test_a_file_holds_no_formula(commands: Shop, tmp_path: Path) -> None:
    commands.placed("=HYPERLINK(1)", when=datetime.now(at("9:00").tzinfo))
    with transaction(commands.url) as session:
        Reasons(session).tell(
            "=HYPERLINK(1)", "undecided", words="+cmd", told_by="buyer", at=commands.now
        )
    file = tmp_path / "unpaid.csv"
    done = CliRunner().invoke(orders.app, ["unpaid", "--csv", str(file)])
    assert done.exit_code == 0
    (row,) = read(file)
    assert row["订单号"] == "'=HYPERLINK(1)"
    assert row["原话"] == "'+cmd"
    assert row["金额"] == "259"


def test_a_place_that_cannot_be_written_is_said(commands: Shop, tmp_path: Path) -> None:
    done = CliRunner().invoke(orders.app, ["notes", "--csv", str(tmp_path / "no" / "file.csv")])
    assert isinstance(done.exception, orders.FileNotWrittenError)


def test_the_commands_of_reminders(commands: Shop) -> None:
    now = datetime.now(at("9:00").tzinfo)
    commands.placed(when=now, lines=(EventLine("LQ2301-MB-M", 1),))
    run = CliRunner().invoke
    assert "T1" in run(followup.app, ["plan"]).output
    assert commands.reminders() == ()
    assert run(followup.app, ["stop", "T1"]).exit_code == 0
    assert commands.stopped() == "by_hand"
    again = run(followup.app, ["stop", "T1"])
    assert isinstance(again.exception, followup.NothingToStopError)
    assert "手动停了" in run(followup.app, ["list"]).output
    assert run(followup.app, ["off"]).exit_code == 0
    assert "没有打开" in run(followup.app, ["plan"]).output
    assert run(followup.app, ["on"]).exit_code == 0
    assert "没有要提醒" in run(followup.app, ["plan"]).output


def test_it_is_off_until_the_owner_switches_it_on(shop: Shop) -> None:
    from sqlalchemy import delete

    from bot.shop.tables.policy import PolicyRow

    with open_shop(shop.url) as rows:
        rows.session.execute(delete(PolicyRow).where(PolicyRow.key == "followup_enabled"))
    with open_shop(shop.url) as rows:
        assert not rows.terms.policy().followup_enabled
        switch(rows.session, on=True)
    with open_shop(shop.url) as rows:
        assert rows.terms.policy().followup_enabled


def test_before_there_is_a_shop_the_switch_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'empty.db'}")
    settings.cache_clear()
    done = CliRunner().invoke(followup.app, ["on"])
    settings.cache_clear()
    assert isinstance(done.exception, ShopDataError)
