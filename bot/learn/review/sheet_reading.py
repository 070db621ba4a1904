"""A filled-in spreadsheet of review, read and judged cell by cell before anything is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from bot.errors import XiaoerError
from bot.learn.review.meaning import wording_of
from bot.learn.review.model import Verdict
from bot.learn.review.refusals import ReviewRefusedError
from bot.learn.review.sheet import COLUMNS, ID, MEANT, TEXT, TITLE, VERDICT, VERDICTS, WORDING
from bot.shop.files.unreadable import UNREADABLE_BOOK

NEEDED = (ID, TEXT, VERDICT, MEANT, WORDING)
MOST_INTENTS = 4
MAX_WORDING_CHARS = 200
MAX_FILE_BYTES = 20_000_000
_SHOWN_CHARS = 20
_LISTED = 40


@dataclass(frozen=True)
class Fault:
    """One faulty cell, by its place (C7), with what is wrong."""

    place: str
    wrong: str

    def __str__(self) -> str:
        return f"{TITLE} {self.place}：{self.wrong}"


class FaultySheetError(XiaoerError):
    """A sheet with faults, `faults` has every one; nothing of it was taken in."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        lines = [str(fault) for fault in self.faults[:_LISTED]]
        if len(self.faults) > _LISTED:
            lines.append(f"……还有 {len(self.faults) - _LISTED} 处")
        super().__init__(
            "\n".join([f"表里有 {len(self.faults)} 处不对，一句都没有导入。", *lines]),
            hint="改好以后再导入一次。",
        )


@dataclass(frozen=True)
class Answer:
    """One row that was filled in; `text` is what the row says was asked."""

    row: int
    item_id: int
    text: str
    verdict: Verdict
    meant: str
    wording: str


@dataclass(frozen=True)
class _Row:
    number: int
    cells: Mapping[str, str]
    formulas: frozenset[str]


@dataclass(frozen=True)
class Filled:
    """What a sheet says: the answers, the faults, and where a row's cell is."""

    answers: tuple[Answer, ...]
    faults: tuple[Fault, ...]
    letters: Mapping[str, str]

    def place(self, header: str, row: int) -> str:
        """The cell of a column in a row, as a spreadsheet calls it."""
        return f"{self.letters[header]}{row}"


def read_sheet(path: Path, *, intents: Mapping[str, str]) -> Filled:
    """Every row that somebody filled in, judged; raises FaultySheetError for what is no sheet."""
    letters, rows = _opened(path)
    codes = {words: code for code, words in intents.items()} | {code: code for code in intents}
    answers: list[Answer] = []
    faults: list[Fault] = []
    seen: dict[int, int] = {}
    for row in rows:
        if not any(row.cells[header] for header in (VERDICT, MEANT, WORDING)):
            continue
        wrong: list[tuple[str, str]] = [(header, "不能是公式") for header in sorted(row.formulas)]
        item_id = _id(row, seen, wrong)
        verdict = VERDICTS.get(row.cells[VERDICT])
        if verdict is None:
            wrong.append((VERDICT, _not_one(row.cells[VERDICT])))
        meant = _meant(row, verdict, codes, wrong)
        wording = _wording(row, verdict, wrong)
        faults += [Fault(f"{letters[header]}{row.number}", what) for header, what in wrong]
        if verdict and not wrong:
            text = row.cells[TEXT]
            answers.append(Answer(row.number, item_id, text, verdict, meant, wording))
    return Filled(tuple(answers), tuple(faults), letters)


def _id(row: _Row, seen: dict[int, int], wrong: list[tuple[str, str]]) -> int:
    told = row.cells[ID]
    if not told.isdecimal() or not 0 < int(told) < 2**31:
        wrong.append((ID, f"要是导出时的编号，现在是“{told[:_SHOWN_CHARS]}”"))
        return 0
    item_id = int(told)
    if item_id in seen:
        wrong.append((ID, f"第 {seen[item_id]} 行已经有这个编号"))
    seen.setdefault(item_id, row.number)
    return item_id


def _meant(
    row: _Row, verdict: Verdict | None, codes: Mapping[str, str], wrong: list[tuple[str, str]]
) -> str:
    told = row.cells[MEANT].replace("＋", "+")
    named = [each.strip() for each in told.split("+")] if told else []
    unknown = [each for each in named if each not in codes]
    if unknown:
        names = "、".join(each[:_SHOWN_CHARS] for each in unknown)
        wrong.append((MEANT, f"没有“{names}”这个意图，见“意图”那张表"))
    elif len(named) > MOST_INTENTS or len(set(named)) < len(named):
        wrong.append((MEANT, f"最多 {MOST_INTENTS} 个，不能重复"))
    elif verdict == "other" and not named:
        wrong.append((MEANT, "判断是“另选”，要填意图"))
    elif verdict not in ("other", "wording", None) and named:
        wrong.append((MEANT, f"判断是“{row.cells[VERDICT]}”，意图要留空"))
    else:
        return "+".join(codes[each] for each in named)
    return ""


def _wording(row: _Row, verdict: Verdict | None, wrong: list[tuple[str, str]]) -> str:
    told = row.cells[WORDING]
    if verdict != "wording":
        if told and verdict:
            wrong.append((WORDING, f"判断是“{row.cells[VERDICT]}”，改写要留空"))
        return ""
    if len(told) > MAX_WORDING_CHARS:
        wrong.append((WORDING, f"最多 {MAX_WORDING_CHARS} 个字"))
        return ""
    try:
        return wording_of(told)
    except ReviewRefusedError as refused:
        empty = refused.code == "no_wording"
        wrong.append((WORDING, "判断是“改写”，要填改写" if empty else "有电话、地址、名字或订单号"))
        return ""


def _not_one(told: str) -> str:
    return f"要选：{'、'.join(VERDICTS)}，现在是“{told[:_SHOWN_CHARS]}”" if told else "没有选判断"


def _opened(path: Path) -> tuple[Mapping[str, str], list[_Row]]:
    """Where each column is, and the rows as text."""
    if not path.is_file():
        raise FaultySheetError([Fault("A1", f"没有 {path} 这个文件")])
    if path.stat().st_size > MAX_FILE_BYTES:
        raise FaultySheetError([Fault("A1", "文件太大了")])
    try:
        book = load_workbook(path, read_only=True)
    except UNREADABLE_BOOK as error:
        raise FaultySheetError([Fault("A1", "这不是 .xlsx 文件")]) from error
    try:
        if TITLE not in book.sheetnames:
            raise FaultySheetError([Fault("A1", f"没有“{TITLE}”这张表")])
        return _read(_unbroken(book[TITLE].iter_rows()))
    finally:
        book.close()


def _unbroken(grid: Iterator[Sequence[object]]) -> Iterator[Sequence[object]]:
    """The rows, which are only read meanwhile: the file may be broken further down."""
    try:
        yield from grid
    except UNREADABLE_BOOK as error:
        raise FaultySheetError([Fault("A1", "表格坏了，读不下去，请重新另存为 .xlsx")]) from error


def _read(grid: Iterator[Sequence[object]]) -> tuple[Mapping[str, str], list[_Row]]:
    headers = [_text(cell) for cell in next(grid, ())]
    missing = [header for header in NEEDED if header not in headers]
    if missing:
        raise FaultySheetError([Fault("A1", f"少了“{header}”这一列") for header in missing])
    places = {header: headers.index(header) for header in COLUMNS if header in headers}
    rows = []
    for number, cells in enumerate(grid, start=2):
        found = {header: cells[at] for header, at in places.items() if at < len(cells)}
        told = {header: _text(found.get(header)) for header in places}
        if any(told.values()):
            formulas = {header for header in NEEDED if _is_formula(found.get(header))}
            rows.append(_Row(number, told, frozenset(formulas)))
    return {header: get_column_letter(at + 1) for header, at in places.items()}, rows


def _text(cell: object) -> str:
    value = getattr(cell, "value", None)
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def _is_formula(cell: object) -> bool:
    return getattr(cell, "data_type", "") == "f"
