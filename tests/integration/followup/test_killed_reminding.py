"""A gateway that is killed while it reminds, and two that remind at once: each order once."""

from __future__ import annotations

import subprocess
import sys

from bot.followup.planning import GRACE
from bot.shop.repositories.order_events import EventLine
from tests.unit.followup.conftest import any_shop, shop  # noqa: F401 - fixtures
from tests.unit.followup.following import Shop, at

ORDERS = 90
TOLD_BEFORE_THE_KILL = 4


def copy_at_work(shop: Shop) -> subprocess.Popen[str]:  # noqa: F811
    module = "tests.integration.followup.copy_at_work"
    return subprocess.Popen(
        [sys.executable, "-m", module, shop.url, shop.now.isoformat()],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def many_due(shop: Shop) -> list[str]:  # noqa: F811
    """Orders of as many buyers; those of them who are to be reminded now."""
    for number in range(ORDERS):
        shop.placed(
            f"T{number}", when=at("9:00"), buyer=f"webhook:b{number}",
            lines=(EventLine("LQ2301-MB-M", 1),),
        )  # fmt: skip
    shop.now = at("10:00")
    shop.look_once()
    shop.now = at("11:40")
    found = [shop.reminders(f"T{number}")[0] for number in range(ORDERS)]
    return [each.buyer_id for each in found if shop.now - GRACE <= each.due_at <= shop.now]


def counted(shop: Shop, buyers: list[str]) -> list[int]:  # noqa: F811
    """How many reminders each of them reads."""
    return [len(shop.said(buyer)) for buyer in buyers]


def test_killed_in_the_middle_every_order_is_reminded_once(any_shop: Shop) -> None:  # noqa: F811
    buyers = many_due(any_shop)
    copy = copy_at_work(any_shop)
    assert copy.stdout is not None
    for _ in range(TOLD_BEFORE_THE_KILL):
        assert copy.stdout.readline().startswith("webhook:b")
    copy.kill()
    copy.wait()
    before = sum(counted(any_shop, buyers))
    assert TOLD_BEFORE_THE_KILL <= before < len(buyers)
    any_shop.look_once()
    assert counted(any_shop, buyers) == [1] * len(buyers)


def test_two_that_both_believe_to_be_the_only_one_remind_once(any_shop: Shop) -> None:  # noqa: F811
    buyers = many_due(any_shop)
    copies = [copy_at_work(any_shop) for _ in range(2)]
    for copy in copies:
        copy.communicate(timeout=60)
    any_shop.look_once()
    assert counted(any_shop, buyers) == [1] * len(buyers)
