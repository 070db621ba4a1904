"""Reads the shop's files: a folder of CSV and policy.yml, or one .xlsx workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from pathlib import Path
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from bot.errors import ShopDataError
from bot.shop.files.policy_items import POLICY_SHEET
from bot.shop.files.policy_yaml import read_policy_yaml
from bot.shop.files.problems import Problem
from bot.shop.files.raw import RawSheet, Reading, nearest, plain_name, sheet_of
from bot.shop.files.sheets import SHEETS

HELP_TAB = "说明"
ENCODINGS = ("utf-8-sig", "gb18030")
LIKE_ENOUGH = 0.6
_KNOWN = {plain_name(name): sheet for sheet in SHEETS for name in (sheet.name, sheet.title)}
_POLICY_NAMES = (POLICY_SHEET.name, POLICY_SHEET.title)

Grid = Iterator[tuple[int, Sequence[object]]]


def read_shop_files(path: Path) -> Reading:
    """Read a folder or a workbook; raises ShopDataError if `path` is neither.

    What is wrong inside is in the result's `problems`, cells are not looked at yet.
    """
    if path.is_dir():
        return _read_folder(path)
    if not path.is_file():
        raise ShopDataError(f"找不到 {path}。", hint="请给出店铺资料的文件夹或 .xlsx 文件。")
    if path.suffix.lower() != ".xlsx":
        raise ShopDataError(
            f"{path.name} 不是 .xlsx 文件。", hint="请在 Excel 里另存为 .xlsx，或给出一个文件夹。"
        )
    return _read_workbook(path)


class _Collector:
    """Gathers sheets one by one, with what is wrong about their names."""

    def __init__(self) -> None:
        self.sheets: dict[str, RawSheet] = {}
        self.problems: list[Problem] = []
        self.ignored: list[str] = []

    def add(self, found: tuple[RawSheet, list[Problem]]) -> None:
        raw, problems = found
        self.problems += problems
        earlier = self.sheets.setdefault(raw.sheet.name, raw)
        if earlier is not raw:
            expected = f"「{raw.sheet.title}」只能有一份，{earlier.place} 已经是了"
            self.problems.append(Problem(raw.place, None, "", raw.place, expected))

    def unknown(self, place: str, name: str) -> None:
        """A name we do not know: a slip of one we do is a problem, anything else is let be."""
        known = [*(sheet.title for sheet in SHEETS), *(sheet.name for sheet in SHEETS)]
        likely = nearest(name, [*known, *_POLICY_NAMES], at_least=LIKE_ENOUGH)
        if likely is None:
            self.ignored.append(place)
        else:
            self.problems.append(Problem(place, None, "", name, f"认识的名字，例如「{likely}」"))

    def reading(self) -> Reading:
        return Reading(self.sheets, tuple(self.problems), tuple(self.ignored))


def _read_folder(folder: Path) -> Reading:
    found = _Collector()
    for file in sorted(folder.iterdir()):
        name, kind = plain_name(file.stem), file.suffix.lower()
        if not file.is_file() or file.name.startswith((".", "~$")):
            continue
        if kind in (".yml", ".yaml") and name in map(plain_name, _POLICY_NAMES):
            raw, problems = read_policy_yaml(file)
            found.add((raw, problems))
        elif kind == ".csv" and name in _KNOWN:
            text = _decoded(file)
            if text is None:
                expected = "UTF-8 或 GB18030 编码的文字，请另存为 CSV"
                found.problems.append(Problem(file.name, None, "", "", expected))
            else:
                found.add(sheet_of(_KNOWN[name], file.name, _csv_grid(text)))
        elif kind in (".csv", ".yml", ".yaml"):
            found.unknown(file.name, file.stem)
        elif kind not in (".md", ".txt"):
            found.ignored.append(file.name)
    return found.reading()


def _decoded(file: Path) -> str | None:
    content = file.read_bytes()
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\x00" in text else text
    return None


def _csv_grid(text: str) -> Grid:
    yield from enumerate(csv.reader(io.StringIO(text, newline="")), start=1)


def _read_workbook(file: Path) -> Reading:
    found = _Collector()
    try:
        book = load_workbook(file, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, OSError) as error:
        raise ShopDataError(
            f"{file.name} 打不开。", hint="请在 Excel 里重新另存为 .xlsx（不要加密码）。"
        ) from error
    try:
        for tab in book.worksheets:
            name = plain_name(tab.title)
            sheet = POLICY_SHEET if name in map(plain_name, _POLICY_NAMES) else _KNOWN.get(name)
            if sheet is not None:
                tab.reset_dimensions()
                found.add(sheet_of(sheet, tab.title, _tab_grid(tab)))
            elif name != HELP_TAB:
                found.unknown(tab.title, tab.title)
    finally:
        book.close()
    return found.reading()


def _tab_grid(tab: object) -> Grid:
    for number, row in enumerate(tab.iter_rows(), start=1):  # type: ignore[attr-defined]
        yield number, [_value_of(cell) for cell in row]


def _value_of(cell: object) -> object:
    """A cell's value; a day without a clock stays a day, so that no hour is made up for it."""
    value = cell.value  # type: ignore[attr-defined]
    if isinstance(value, datetime) and value.time() == time():
        shows_clock = "h" in str(cell.number_format).lower()  # type: ignore[attr-defined]
        return value if shows_clock else value.date()
    return value
