"""The demo shop goes in, comes out and goes in again, on both databases."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from bot.database.engine import transaction
from bot.database.migrate import upgrade
from bot.shop.files.exporting import export_folder, export_workbook
from bot.shop.files.importing import import_shop
from bot.shop.files.problems import ShopFilesFaulty
from bot.shop.files.stored import Stored, read_stored

DEMO = Path(__file__).parents[3] / "data" / "shop"


def stored(url: str) -> Stored:
    with transaction(url) as session:
        return read_stored(session)


def test_the_demo_shop_imports_in_two_seconds_and_again_unchanged(url: str) -> None:
    upgrade(url)
    started = time.monotonic()
    report = import_shop(DEMO, url=url)
    assert time.monotonic() - started < 2.0
    assert len(report.of("products").added) >= 60
    assert len(report.of("skus").added) >= 400
    assert report.left_alone == report.ignored == ()
    assert import_shop(DEMO, url=url).quiet


def test_exports_of_the_demo_shop_import_as_unchanged(url: str, tmp_path: Path) -> None:
    upgrade(url)
    import_shop(DEMO, url=url)
    export_workbook(tmp_path / "shop.xlsx", url=url)
    export_folder(tmp_path / "folder", url=url)
    assert import_shop(tmp_path / "shop.xlsx", url=url).quiet
    assert import_shop(tmp_path / "folder", url=url).quiet


def test_products_that_go_and_come_back(url: str, tmp_path: Path) -> None:
    upgrade(url)
    import_shop(DEMO, url=url)
    before = stored(url)
    fewer = tmp_path / "fewer"
    shutil.copytree(DEMO, fewer)
    for name in ("promotions.csv", "agents.csv", "shifts.csv", "holidays.csv"):
        header, *_ = (fewer / name).read_text(encoding="utf-8-sig").splitlines()
        (fewer / name).write_text(header + "\n", encoding="utf-8")
    report = import_shop(fewer, url=url)
    assert len(report.of("promotions").retired) == len(before.live("promotions"))
    after = stored(url)
    assert after.live("promotions") == after.live("agents") == after.live("holidays") == []
    assert len(after.of("promotions")) == len(before.of("promotions"))
    import_shop(DEMO, url=url)
    assert stored(url) == before


def test_a_fault_leaves_the_database_as_it_was(url: str, tmp_path: Path) -> None:
    upgrade(url)
    import_shop(DEMO, url=url)
    before = stored(url)
    spoilt = tmp_path / "spoilt"
    shutil.copytree(DEMO, spoilt)
    couriers = (spoilt / "couriers.csv").read_text(encoding="utf-8-sig").splitlines()
    (spoilt / "couriers.csv").write_text(couriers[0] + "\n", encoding="utf-8")
    with (spoilt / "holidays.csv").open("a", encoding="utf-8") as file:
        file.write("某天,不知道,2026-01-01\n")
    with pytest.raises(ShopFilesFaulty, match="不知道"):
        import_shop(spoilt, url=url)
    assert stored(url) == before
