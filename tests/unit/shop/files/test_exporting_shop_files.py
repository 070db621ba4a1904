"""What is exported can be filled in, and imports as it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import update

from bot.database.engine import transaction
from bot.shop.files.exporting import export_folder, export_workbook
from bot.shop.files.importing import import_shop
from bot.shop.files.policy_items import ITEMS
from bot.shop.files.sheets import SHEETS
from bot.shop.tables.catalogue import ProductRow
from tests.unit.shop.files.small_shop import small_shop, workbook


@pytest.fixture
def shop_url(tmp_path: Path, url: str) -> str:
    """A database that holds the small shop."""
    import_shop(workbook(tmp_path / "first.xlsx", small_shop()), url=url)
    return url


def test_what_is_exported_imports_as_unchanged(shop_url: str, tmp_path: Path) -> None:
    export_workbook(tmp_path / "out" / "shop.xlsx", url=shop_url)
    export_folder(tmp_path / "folder", url=shop_url)
    for path in (tmp_path / "out" / "shop.xlsx", tmp_path / "folder"):
        report = import_shop(path, url=shop_url)
        assert report.quiet
        assert (report.left_alone, report.ignored) == ((), ())
        assert report.of("skus").unchanged == 3


def test_an_edit_in_the_exported_workbook_arrives(shop_url: str, tmp_path: Path) -> None:
    path = tmp_path / "shop.xlsx"
    export_workbook(path, url=shop_url)
    book = load_workbook(path)
    tab = book["规格库存"]
    headers = [cell.value for cell in tab[1]]
    tab.cell(2, headers.index("库存") + 1).value = 5
    book.save(path)
    (change,) = import_shop(path, url=shop_url).of("skus").changed
    assert change.cells == (("库存", "12", "5"),)


def test_an_empty_database_gives_a_template_that_explains_itself(tmp_path: Path, url: str) -> None:
    path = tmp_path / "template.xlsx"
    export_workbook(path, url=url)
    book = load_workbook(path)
    assert book.sheetnames == ["说明", *(sheet.title for sheet in SHEETS), "店铺政策"]
    guide = "\n".join(str(cell.value) for row in book["说明"] for cell in row if cell.value)
    for sheet in SHEETS:
        tab = book[sheet.title]
        assert tab.freeze_panes == "A2"
        assert tab.max_row == 1
        for cell, column in zip(tab[1], sheet.columns, strict=True):
            assert cell.value == column.header
            assert column.header in guide
            assert ("必填" in cell.comment.text) == column.required
    names = [cell.value for cell in book["店铺政策"]["A"]]
    assert names[:2] == ["项目", "店铺名称"]
    assert [cell.value for cell in book["店铺政策"]["B"]][1:] == [None] * len(ITEMS)


def test_choices_flags_and_references_have_drop_downs(tmp_path: Path, url: str) -> None:
    path = tmp_path / "template.xlsx"
    export_workbook(path, url=url)
    book = load_workbook(path)

    def choices(tab: str) -> dict[str, str]:
        found = book[tab].data_validations.dataValidation
        return {str(one.sqref).split(":")[0]: one.formula1 for one in found}

    assert choices("促销")["C2"] == '"包邮,满减,满赠,优惠券,买N送M"'
    assert choices("快递")["C2"] == '"是,否"'
    assert choices("规格库存")["B2"].startswith("'商品'!$A$2")
    assert choices("店铺政策")["B4"] == '"一口价,可议价"'


def test_numbers_and_days_are_such_and_long_ids_are_text(shop_url: str, tmp_path: Path) -> None:
    export_workbook(tmp_path / "shop.xlsx", url=shop_url)
    book = load_workbook(tmp_path / "shop.xlsx")
    price = book["规格库存"]["E2"]
    assert (price.value, price.number_format) == (129, "0.00")
    item_id = book["商品"]["B2"]
    assert (item_id.value, item_id.number_format) == ("600100200300", "@")
    starts = book["促销"]["D2"]
    assert (f"{starts.value:%H:%M}", starts.number_format) == ("00:00", "yyyy-mm-dd hh:mm")
    assert book["身材对照"]["F2"].value == 110.5


def test_a_text_that_looks_like_a_formula_stays_text(shop_url: str, tmp_path: Path) -> None:
    with transaction(shop_url) as session:
        session.execute(update(ProductRow).values(selling_point="=1+1"))
    export_workbook(tmp_path / "shop.xlsx", url=shop_url)
    assert load_workbook(tmp_path / "shop.xlsx")["商品"]["H2"].data_type == "s"
    assert import_shop(tmp_path / "shop.xlsx", url=shop_url).quiet


def test_rows_off_sale_are_not_exported(shop_url: str, tmp_path: Path) -> None:
    with transaction(shop_url) as session:
        session.execute(update(ProductRow).where(ProductRow.id == "B2").values(on_sale=0))
    export_folder(tmp_path / "folder", url=shop_url)
    text = (tmp_path / "folder" / "products.csv").read_text(encoding="utf-8-sig")
    assert "A1,600100200300" in text
    assert "B2" not in text
