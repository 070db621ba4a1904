"""Folders and workbooks, whoever saved them."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.errors import ShopDataError
from bot.shop.files.reading import read_shop_files
from tests.unit.shop.files.small_shop import folder, small_shop, workbook


def test_a_folder_and_a_workbook_hold_the_same(tmp_path: Path) -> None:
    from_folder = read_shop_files(folder(tmp_path / "shop", small_shop()))
    from_book = read_shop_files(workbook(tmp_path / "shop.xlsx", small_shop()))
    assert from_folder.problems == from_book.problems == ()
    assert set(from_folder.sheets) == set(from_book.sheets)
    assert len(from_book.sheets) == 18
    for name, raw in from_book.sheets.items():
        assert len(raw.rows) == len(from_folder.sheets[name].rows) > 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_any_encoding_excel_saves_csv_in(tmp_path: Path, encoding: str) -> None:
    reading = read_shop_files(folder(tmp_path / "shop", small_shop(), encoding=encoding))
    assert reading.problems == ()
    assert reading.sheets["products"].rows[0].cells["name"] == "亚麻衬衫"


def test_english_headers_in_any_order_and_file_names_in_chinese(tmp_path: Path) -> None:
    (tmp_path / "搭配.csv").write_text("reason,Other_ID,货 号\n一套,B2,A1\n", encoding="utf-8")
    (row,) = read_shop_files(tmp_path).sheets["pairs"].rows
    assert row.cells == {"product_id": "A1", "other_id": "B2", "reason": "一套"}


def test_blank_rows_are_skipped_and_rows_keep_their_numbers(tmp_path: Path) -> None:
    tabs = small_shop()
    tabs["搭配"][1:1] = [["", "", ""], ["", " ", ""]]
    for path in (workbook(tmp_path / "a.xlsx", tabs), folder(tmp_path / "b", tabs)):
        (row,) = read_shop_files(path).sheets["pairs"].rows
        assert row.number == 4


def test_an_unknown_header_names_the_nearest_known_one(tmp_path: Path) -> None:
    tabs = small_shop()
    tabs["规格库存"][0][4] = "价 格（元）"
    problems = read_shop_files(workbook(tmp_path / "a.xlsx", tabs)).problems
    assert [(p.sheet, p.row, p.column, p.value) for p in problems] == [
        ("规格库存", 1, "价 格（元）", "价 格（元）"),
        ("规格库存", 1, "价格", ""),
    ]
    assert problems[0].expected.endswith("「价格」")
    assert problems[1].expected == "一定要有这一列"


def test_a_column_twice_and_cells_without_header_are_problems(tmp_path: Path) -> None:
    tabs = small_shop()
    tabs["搭配"] = [["货号", "搭配货号", "货号", ""], ["A1", "B2", "A1", "孤零零"]]
    problems = read_shop_files(workbook(tmp_path / "a.xlsx", tabs)).problems
    assert [(p.row, p.column, p.value) for p in problems] == [
        (1, "货号", "货号"),
        (2, "第 4 列", "孤零零"),
    ]


def test_a_misspelt_tab_is_a_problem_and_a_strange_one_is_named(tmp_path: Path) -> None:
    tabs = small_shop()
    tabs["规格库村"] = tabs.pop("规格库存")
    tabs["备忘"] = [["想到什么写什么"]]
    reading = read_shop_files(workbook(tmp_path / "a.xlsx", tabs))
    (problem,) = reading.problems
    assert (problem.sheet, problem.expected) == ("规格库村", "认识的名字，例如「规格库存」")
    assert reading.ignored == ("备忘",)


def test_policy_yml_keeps_what_was_typed_and_its_line(tmp_path: Path) -> None:
    (tmp_path / "policy.yml").write_text(
        "# 说明\nship_from: 杭州\n当天发货截止时间: 16:00\nno_return_categories: [内衣, 定制]\n",
        encoding="utf-8",
    )
    rows = read_shop_files(tmp_path).sheets["policy"].rows
    assert [(row.number, row.cells["value"]) for row in rows] == [
        (2, "杭州"),
        (3, "16:00"),
        (4, "内衣|定制"),
    ]


def test_a_broken_policy_yml_is_a_problem_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "policy.yml").write_text("店铺名称: 素棉里\n发货地: [杭州\n", encoding="utf-8")
    (problem,) = read_shop_files(tmp_path).problems
    assert problem.sheet == "policy.yml"
    assert problem.row is not None


def test_a_file_that_is_no_text_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "skus.csv").write_bytes(b"\xff\xfe\x00\x01\x00")
    (problem,) = read_shop_files(tmp_path).problems
    assert (problem.sheet, "GB18030" in problem.expected) == ("skus.csv", True)


def test_a_day_in_excel_gets_no_hour_made_up(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", small_shop())
    book = load_workbook(path)
    cell = book["促销"]["E2"]
    cell.value, cell.number_format = 46022, "yyyy/m/d"
    book.save(path)
    ends = read_shop_files(path).sheets["promotions"].rows[0].cells["ends_at"]
    assert str(ends) == "2025-12-31"


@pytest.mark.parametrize("name", ["none.xlsx", "old.xls", "broken.xlsx"])
def test_what_is_no_workbook_is_said_in_one_sentence(tmp_path: Path, name: str) -> None:
    if name != "none.xlsx":
        (tmp_path / name).write_bytes(b"not a workbook")
    with pytest.raises(ShopDataError) as caught:
        read_shop_files(tmp_path / name)
    assert name in caught.value.message
    assert caught.value.hint
