"""`xiaoer shop` as an owner uses it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.shop import app
from bot.settings import settings
from tests.unit.shop.files.small_shop import folder, put, small_shop, workbook


@pytest.fixture(autouse=True)
def _own_shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/var/shop.db")
    monkeypatch.setenv("XIAOER_SHOP_DIR", str(tmp_path / "shop"))
    monkeypatch.setenv("COLUMNS", "200")
    settings.cache_clear()
    yield
    settings.cache_clear()


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.output


def test_import_makes_the_database_and_says_what_it_did(tmp_path: Path) -> None:
    path = str(workbook(tmp_path / "shop.xlsx", small_shop()))
    code, said = run("import", path)
    assert (code, "导入完成" in said) == (0, True)
    code, said = run("import", path)
    assert (code, "什么都没有变" in said) == (0, True)
    tabs = small_shop()
    put(tabs, "规格库存", 2, "价格", 119)
    code, said = run("import", str(workbook(tmp_path / "shop.xlsx", tabs)))
    assert (code, "A1-WM（价格 129.00→119.00）" in said) == (0, True)


def test_a_fault_is_a_line_of_a_table_and_exit_code_1(tmp_path: Path) -> None:
    tabs = small_shop()
    put(tabs, "规格库存", 3, "价格", "[红]面议")
    path = str(workbook(tmp_path / "shop.xlsx", tabs))
    for command in ("import", "check"):
        code, said = run(command, path)
        assert code == 1
        (line,) = [line for line in said.splitlines() if "[红]面议" in line]
        assert [cell.strip() for cell in line.strip("│").split("│")][:4] == [
            "规格库存",
            "3",
            "价格",
            "[红]面议",
        ]
    assert "什么都没有导入" in said


def test_check_without_a_path_looks_at_the_shops_folder_and_makes_no_database(
    tmp_path: Path,
) -> None:
    folder(tmp_path / "shop", small_shop())
    code, said = run("check")
    assert (code, "没有问题" in said, "34 个省级地区里缺 32 个" in said) == (0, True, True)
    assert not (tmp_path / "var" / "shop.db").exists()


def test_export_gives_what_import_takes(tmp_path: Path) -> None:
    run("import", str(workbook(tmp_path / "shop.xlsx", small_shop())))
    assert run("export", "--xlsx", str(tmp_path / "out.xlsx"))[0] == 0
    assert run("export", "--folder", str(tmp_path / "out"))[0] == 0
    for name in ("out.xlsx", "out"):
        code, said = run("import", str(tmp_path / name))
        assert (code, "什么都没有变" in said) == (0, True)


@pytest.mark.parametrize("arguments", [[], ["--xlsx", "a.xlsx", "--folder", "b"], ["--xlsx", "a"]])
def test_export_asks_for_one_place(arguments: list[str]) -> None:
    assert run("export", *arguments)[0] == 2


def test_a_path_that_is_not_there_is_said_plainly(tmp_path: Path) -> None:
    code, said = run("check", str(tmp_path / "nowhere"))
    assert (code, "找不到" in said) == (1, True)
