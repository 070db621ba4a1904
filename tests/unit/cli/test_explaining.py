"""The detailed view of a turn."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.channels.client import TurnReport
from bot.cli.console import console
from bot.cli.explaining import explain_in_full
from bot.serving.processes import environment_of
from bot.settings import SHOP_TIMEZONE, load_settings
from bot.shop.model.trade import Commitment

NOW = datetime(2026, 11, 23, 10, tzinfo=SHOP_TIMEZONE)


def test_each_reply_has_its_rule_and_facts_and_the_ledger_its_promises() -> None:
    trace = {"reason": "haggling.price_step", "facts": {"price": "133"}, "slots": {"product": "A1"}}
    report = TurnReport("便宜点", ({"text": "到手133元", "trace": trace, "payload": {}},), False)
    promise = Commitment(
        "cli:b", "price", "A1", {"total": "133.00"}, "haggling.price_step", "bot", NOW, NOW
    )
    with console.capture() as printed:
        explain_in_full(report, [promise])
    shown = printed.get()
    for part in (
        "haggling.price_step",
        "price = 133",
        "到手133元",
        "total=133.00",
        "11月23日10:00",
    ):
        assert part in shown


def test_a_turn_without_any_promise_says_so() -> None:
    with console.capture() as printed:
        explain_in_full(TurnReport("在吗", (), False), [])
    assert printed.get().count("—") == 2


@pytest.mark.parametrize(("given", "passed_on"), [(0, "0"), (2, "2")])
def test_the_limit_of_concessions_reaches_the_processes(given: int, passed_on: str) -> None:
    environment = environment_of(load_settings(concessions=given))
    assert environment["XIAOER_CONCESSIONS"] == passed_on
    assert load_settings().concessions is None
