"""Questions go out as a spreadsheet and come back as one person's words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from bot.database.engine import transaction
from bot.learn.review.reviews import Reviews
from bot.learn.review.sheet import COLUMNS, write_sheet
from bot.learn.review.sheet_reading import FaultySheetError, read_sheet
from bot.learn.review.sheet_taking import Taken, take_in

from .conftest import Reviewing, candidate

INTENTS = {"ask_stock": "问库存", "ask_price": "问价格", "ask_gift": "问赠品"}
ASKED = {
    "k1": "还有别的吗",
    "k2": "咋卖捏",
    "k3": "=1+1是多少",
    "k4": "在忙不",
    "k5": "电话几号",
    "k6": "便宜点送个袋子",
}

Fill = Callable[..., Path]


@pytest.fixture
def sheet(reviewing: Reviewing, tmp_path: Path) -> Fill:
    """Exports six questions and fills in rows: {row: {header: value}}."""
    gains = {key: 9.0 - place for place, key in enumerate(ASKED)}
    reviewing.offer(*(candidate(key, text=text, gain=gains[key]) for key, text in ASKED.items()))
    path = tmp_path / "to_review.xlsx"
    write_sheet(path, reviewing.do("open", login="", limit=9), intents=INTENTS)

    def fill(rows: dict[int, dict[str, Any]]) -> Path:
        book = load_workbook(path)
        tab = book["判断"]
        for number, cells in rows.items():
            for header, value in cells.items():
                tab.cell(number, COLUMNS.index(header) + 1).value = value
        book.save(path)
        return path

    return fill


def taken(reviewing: Reviewing, path: Path, login: str = "xiaomai") -> Taken:
    filled = read_sheet(path, intents=INTENTS)
    with transaction(reviewing.url) as session:
        return take_in(Reviews(session), filled, login=login, at=reviewing.now)


def faults(reviewing: Reviewing, path: Path) -> list[str]:
    with pytest.raises(FaultySheetError) as refused:
        taken(reviewing, path)
    return [str(fault) for fault in refused.value.faults]


def test_the_sheet_says_what_is_asked_and_offers_what_may_be_answered(sheet: Fill) -> None:
    book = load_workbook(sheet({}))
    tab = book["判断"]
    assert [cell.value for cell in tab[1]] == list(COLUMNS)
    first = [cell.value for cell in tab[2]]
    assert first[:7] == [1, "还有别的吗", "有现货的亲", 3, "小二没把握", "问库存", 0.4]
    assert first[7:] == [None] * 4
    assert tab["B4"].value == "=1+1是多少" and tab["B4"].data_type == "s"
    choices = {str(each.sqref): each.formula1 for each in tab.data_validations.dataValidation}
    assert choices == {
        "H2:H7": '"对,另选,改写,无关,不能学,跳过"',
        "I2:I7": "'意图'!$A$2:$A$4",
    }
    assert [cell.value for cell in book["意图"]["A"]] == ["意思", "问库存", "问价格", "问赠品"]


def test_what_was_filled_in_comes_back(reviewing: Reviewing, sheet: Fill) -> None:
    path = sheet(
        {
            2: {"判断": "对"},
            3: {"判断": "改写", "意图": "问价格", "改写": "怎么卖"},
            4: {"判断": "无关"},
            5: {"判断": "跳过", "备注": "看不懂"},
            6: {"判断": "不能学"},
            7: {"判断": "另选", "意图": "问价格 ＋ 问赠品"},
        }
    )
    assert taken(reviewing, path) == Taken(6, 5, ())
    settled = {item.id: item for item in (reviewing.item(number) for number in range(1, 7))}
    assert [settled[number].meant for number in (1, 2, 3, 6)] == [
        "ask_stock",
        "ask_price",
        "out_of_scope",
        "ask_price+ask_gift",
    ]
    assert settled[2].words[-1].wording == "怎么卖"
    assert (settled[4].status, settled[5].candidate.text) == ("open", "")
    assert taken(reviewing, path).kept == 0


def test_one_bad_cell_keeps_all_of_it_out_and_every_one_is_named(
    reviewing: Reviewing, sheet: Fill
) -> None:
    path = sheet(
        {
            2: {"判断": "对"},
            3: {"判断": "也许"},
            4: {"判断": "另选"},
            5: {"判断": "另选", "意图": "问天气"},
            6: {"判断": "改写", "改写": "打13800138000"},
            7: {"判断": "对", "意图": "问价格", "改写": "怎么卖", "编号": 1},
            8: {"编号": 99, "原话": "没有这句", "判断": "对"},
            9: {"编号": "三", "判断": "=1", "意图": "问价格"},
        }
    )
    assert faults(reviewing, path) == [
        "判断 H3：要选：对、另选、改写、无关、不能学、跳过，现在是“也许”",
        "判断 I4：判断是“另选”，要填意图",
        "判断 I5：没有“问天气”这个意图，见“意图”那张表",
        "判断 J6：有电话、地址、名字或订单号",
        "判断 A7：第 2 行已经有这个编号",
        "判断 I7：判断是“对”，意图要留空",
        "判断 J7：判断是“对”，改写要留空",
        "判断 A8：没有这个编号",
        "判断 A9：要是导出时的编号，现在是“三”",
        "判断 H9：不能是公式",
        "判断 H9：要选：对、另选、改写、无关、不能学、跳过，现在是“=1”",
    ]
    assert reviewing.asked() == list(ASKED)


def test_rows_that_slipped_while_sorting_are_noticed(reviewing: Reviewing, sheet: Fill) -> None:
    path = sheet({2: {"原话": ASKED["k2"], "判断": "对"}, 3: {"原话": ASKED["k1"], "判断": "对"}})
    assert faults(reviewing, path) == [
        "判断 B2：和编号对不上，是不是排序时错开了？",
        "判断 B3：和编号对不上，是不是排序时错开了？",
    ]


def test_what_was_answered_at_the_desk_meanwhile_is_told_and_stays(
    reviewing: Reviewing, sheet: Fill
) -> None:
    path = sheet({2: {"判断": "无关"}, 3: {"判断": "对"}, 4: {"判断": "对"}})
    reviewing.say(1, "xiaoqing", "other", "ask_price")
    reviewing.say(2, "xiaomai", "skip")
    done = taken(reviewing, path)
    assert (done.kept, [answer.item_id for answer in done.elsewhere]) == (1, [1, 2])
    assert reviewing.item(1).meant == "ask_price"
    assert [word.login for word in reviewing.item(1).words] == ["xiaoqing"]


@pytest.mark.parametrize(
    ("filled", "told"),
    [
        ({"判断": "对"}, "判断 H2：这句没有建议，请选“另选”再填意图"),
        ({"判断": "改写", "改写": "开直播吗"}, "判断 I2：这句没有建议，要填意图"),
    ],
)
def test_a_question_without_a_suggestion_needs_an_intent(
    reviewing: Reviewing, tmp_path: Path, filled: dict[str, str], told: str
) -> None:
    reviewing.offer(candidate("k1", text="能开直播吗", suggested=""))
    path = tmp_path / "one.xlsx"
    write_sheet(path, reviewing.do("open", login="", limit=9), intents=INTENTS)
    book = load_workbook(path)
    for header, value in filled.items():
        book["判断"].cell(2, COLUMNS.index(header) + 1).value = value
    book.save(path)
    assert faults(reviewing, path) == [told]


@pytest.mark.parametrize("what", ["missing", "text", "other_sheet", "no_column"])
def test_what_is_no_sheet_of_ours_is_said_so(
    reviewing: Reviewing, sheet: Fill, tmp_path: Path, what: str
) -> None:
    path = tmp_path / "none.xlsx"
    if what == "text":
        path.write_text("编号,判断", encoding="utf-8")
    elif what != "missing":
        book = load_workbook(sheet({}))
        if what == "other_sheet":
            book["判断"].title = "别的"
        else:
            book["判断"].delete_cols(8)
        book.save(path)
    (told,) = faults(reviewing, path)
    assert {
        "missing": "没有",
        "text": "这不是 .xlsx 文件",
        "other_sheet": "没有“判断”这张表",
        "no_column": "少了“判断”这一列",
    }[what] in told


def test_a_sheet_broken_inside_is_said_to_be(reviewing: Reviewing, sheet: Fill) -> None:
    path = sheet({2: {"判断": "对"}})
    with ZipFile(path) as read:
        parts = {name: read.read(name) for name in read.namelist()}
    half = parts["xl/worksheets/sheet1.xml"][:900]
    with ZipFile(path, "w") as forged:
        for name, content in {**parts, "xl/worksheets/sheet1.xml": half}.items():
            forged.writestr(name, content)
    assert "坏了" in "".join(faults(reviewing, path))
