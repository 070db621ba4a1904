"""Lines of chat files of other tools, as they stand: CSV, XLSX, and JSON a line."""

from __future__ import annotations

import codecs
import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from bot.errors import XiaoerError
from bot.shop.files.unreadable import UNREADABLE_BOOK

KINDS = (".csv", ".tsv", ".txt", ".xlsx", ".jsonl", ".ndjson")
ENCODINGS = ("utf-8", "gb18030")
LONGEST_CELL = 1_000_000
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BLOCK = 1 << 20
_AFTER_QUOTE = "expected after"  # what csv says of words behind a closing quote


class ChatFileError(XiaoerError):
    """A file of chats cannot be read at all."""


@dataclass(frozen=True)
class Line:
    """One line: its number as an editor or Excel shows it, and its cells by the headers found.

    `wrong` says what is the matter where the line cannot be read.
    """

    number: int
    cells: Mapping[str, object]
    wrong: str = ""
    tab: str = ""


def lines_of(path: Path) -> Iterator[Line]:
    """The lines of a file, one after the other; raises ChatFileError."""
    kind = path.suffix.lower()
    if not path.is_file():
        raise ChatFileError(f"找不到文件 {path}。", hint="看看路径对不对。")
    if kind not in KINDS:
        raise ChatFileError(
            f"{path.name} 不认识。", hint=f"请给出 {'、'.join(KINDS)} 文件；.xls 请另存为 .xlsx。"
        )
    if kind == ".xlsx":
        return _of_workbook(path)
    encoding = encoding_of(path)
    return _of_json(path, encoding) if kind in (".jsonl", ".ndjson") else _of_csv(path, encoding)


def encoding_of(path: Path) -> str:
    """How the text of a file is encoded; raises ChatFileError where it is none of ours."""
    with path.open("rb") as file:
        start = file.read(4)
    marked = [encoding for bom, encoding in _BOMS if start.startswith(bom)]
    for encoding in marked or ENCODINGS:
        if _decodes(path, encoding):
            return encoding
    raise ChatFileError(
        f"{path.name} 的文字编码不认识。", hint="请另存为 UTF-8 或 GB18030（GBK）再来。"
    )


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while block := file.read(_BLOCK):
                if "\x00" in decoder.decode(block):
                    return False
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _of_csv(path: Path, encoding: str) -> Iterator[Line]:
    csv.field_size_limit(LONGEST_CELL)
    with path.open(encoding=encoding, newline="") as file:
        first = file.readline()
        file.seek(0)
        delimiter = max(",\t;|", key=first.count)
        rows = csv.reader(file, delimiter=delimiter, strict=True)
        headers: Sequence[object] = ()
        while True:
            number = rows.line_num + 1
            try:
                row = next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                yield Line(number, {}, wrong="引号要成对，一格也不能太长")
                if _AFTER_QUOTE not in str(error):
                    return  # where the next line begins cannot be told
                continue
            if not any(cell.strip() for cell in row):
                continue
            if not headers:
                headers = row
                yield Line(number, _named(headers, headers))
            elif len(row) > len(headers) and any(row[len(headers) :]):
                wrong = f"有 {len(row)} 格，表头只有 {len(headers)} 格；内容里的逗号要用引号括起来"
                yield Line(number, {}, wrong=wrong)
            else:
                yield Line(number, _named(headers, row))


def _of_workbook(path: Path) -> Iterator[Line]:
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except UNREADABLE_BOOK as error:
        raise _not_opened(path) from error
    try:
        for tab in book.worksheets:
            tab.reset_dimensions()
            headers: Sequence[object] = ()
            for number, row in enumerate(_rows_of(tab, path), start=1):
                if all(cell is None or not str(cell).strip() for cell in row):
                    continue
                headers = headers or row
                yield Line(number, _named(headers, row), tab=tab.title)
    finally:
        book.close()


def _rows_of(tab: Any, path: Path) -> Iterator[Sequence[object]]:
    """The rows of a tab, which is only read meanwhile: it may be broken further down."""
    try:
        yield from tab.iter_rows(values_only=True)
    except UNREADABLE_BOOK as error:
        raise _not_opened(path) from error


def _not_opened(path: Path) -> ChatFileError:
    return ChatFileError(
        f"{path.name} 打不开。", hint="请在 Excel 里重新另存为 .xlsx（不要加密码）。"
    )


def _of_json(path: Path, encoding: str) -> Iterator[Line]:
    with path.open(encoding=encoding) as file:
        for number, text in enumerate(file, start=1):
            if not text.strip():
                continue
            try:
                cells = json.loads(text)
            except (ValueError, RecursionError):
                yield Line(number, {}, wrong="不是一行完整的 JSON")
                continue
            if isinstance(cells, dict):
                yield Line(number, cells)
            else:
                yield Line(number, {}, wrong="要是一个 JSON 对象，形如 {…}")


def _named(headers: Sequence[object], row: Sequence[object]) -> Mapping[str, object]:
    return {
        str(header).strip(): cell
        for header, cell in zip(headers, row)  # noqa: B905 - short rows end in blanks
        if header is not None
    }
