"""Reads one cell by its column: whatever Excel or a person makes of a value, to the stored one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from bot.shop.files.columns import Column
from bot.shop.files.problems import CellError
from bot.shop.files.times import read_date, read_moment, read_time

EXCEL_ERRORS = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"}
)
EXCEL_EXACT_DIGITS = 15
LARGEST_INTEGER = 2_147_483_647
LARGEST_MONEY = 21_474_836
YES = frozenset({"是", "1", "true", "yes", "y", "有", "对", "√"})
NO = frozenset({"否", "0", "false", "no", "n", "无", "不", "×"})

_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?e\+\d+", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_PARTED = re.compile(r"[|｜，,、;；\n]")
_NUMBER = re.compile(r"(-?)(\d+|\d{1,3}(?:,\d{3})+)(\.\d+)?")
_CURRENCY = re.compile(r"^(?:¥|rmb|cny|人民币)\s*|\s*(?:元|块|rmb|cny)$", re.IGNORECASE)


def is_blank(value: object) -> bool:
    """Whether a cell holds nothing a person would see."""
    return value is None or (isinstance(value, str) and not value.strip())


def shown(value: object) -> str:
    """A raw cell as a person sees it, for a problem's `value`."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, float):
        return f"{value:.15g}"
    return str(value).strip()


def read_cell(
    column: Column, value: object, *, places: int | None = None, length: int | None = None
) -> Any:
    """The stored value of a cell.

    `places` is how many decimals the database keeps, `length` how many characters. An empty
    cell gives the column's default; raises CellError, with what was expected, for anything
    that cannot be taken exactly as it stands.
    """
    if is_blank(value):
        if column.required:
            raise CellError(f"必填：{expected_of(column, places=places)}")
        return empty_value(column)
    if isinstance(value, str) and value.strip() in EXCEL_ERRORS:
        raise CellError(f"{expected_of(column, places=places)}（这个公式出错了）")
    if column.choices is not None:
        return _choice(column, value)
    if column.kind in ("text", "long_text"):
        return _text(column, value, length)
    if column.kind == "list":
        parts = (part.strip() for part in _PARTED.split(_text(column, value, None)))
        return list(dict.fromkeys(part for part in parts if part))
    read = _READERS.get(column.kind)
    result = read(value) if read else _number(column, value, places)
    if result is None:
        raise CellError(expected_of(column, places=places))
    return result


def empty_value(column: Column) -> Any:
    """What an empty cell of the column stores."""
    default = column.default
    if column.kind == "list":
        return list(default) if isinstance(default, (list, tuple)) else []
    if column.kind == "money" and default is not None:
        return Decimal(str(default)).quantize(Decimal("0.01"))
    return default


def expected_of(column: Column, *, places: int | None = None) -> str:
    """In Chinese, what the column's cells hold, with an example or the bounds."""
    if column.choices is not None:
        return f"其中之一：{'、'.join(column.choices)}"
    text = {
        "text": "文字",
        "long_text": "文字",
        "list": "文字，多个用 | 分开",
        "integer": "整数",
        "money": "金额(元)，最多两位小数，例如 129 或 129.90",
        "decimal": f"数字，最多 {_file_places(column, places)} 位小数",
        "flag": "是 或 否",
        "date": "日期，例如 2026-01-05",
        "moment": "日期和时间，例如 2026-01-05 20:00",
        "time": "时间，例如 09:00",
    }[column.kind]
    if column.minimum is not None and column.maximum is not None:
        return f"{text}，{column.minimum:g} 到 {column.maximum:g}"
    if column.minimum is not None:
        return f"{text}，不小于 {column.minimum:g}"
    if column.maximum is not None:
        return f"{text}，不大于 {column.maximum:g}"
    return text


def _choice(column: Column, value: object) -> str:
    wanted = _plain(shown(value))
    for label, stored in (column.choices or {}).items():
        if wanted in (_plain(label), _plain(stored)):
            return stored
    raise CellError(expected_of(column))


def _text(column: Column, value: object, length: int | None) -> str:
    if isinstance(value, bool):
        text = "TRUE" if value else "FALSE"
    elif isinstance(value, (int, float)):
        if abs(value) >= 10**EXCEL_EXACT_DIGITS:
            raise CellError("完整的编号：数字超过 15 位，Excel 已把后面几位变成 0，请设为文本重填")
        text = f"{value:.15g}"
    elif isinstance(value, (date, time)):
        raise CellError("文字：Excel 把它当成了日期或时间，请把单元格设为文本后重填")
    else:
        text = str(value).replace("\r\n", "\n").replace("\r", "\n").strip()
    if column.kind == "text":
        text = " ".join(text.split("\n"))
        if _SCIENTIFIC.fullmatch(text):
            raise CellError("完整的编号：Excel 把它变成了科学计数，请把单元格设为文本后重填")
    if _CONTROL.search(text):
        raise CellError("文字，不能有看不见的控制字符")
    if length is not None and len(text) > length:
        raise CellError(f"文字，最多 {length} 个字（现在 {len(text)} 个）")
    return text


def _number(column: Column, value: object, places: int | None) -> int | Decimal | None:
    number = _decimal(value, currency=column.kind == "money")
    if number is None:
        return None
    if column.minimum is not None and number < Decimal(str(column.minimum)):
        return None
    if column.maximum is not None and number > Decimal(str(column.maximum)):
        return None
    if column.kind == "integer":
        whole = number == number.to_integral_value() and abs(number) <= LARGEST_INTEGER
        return int(number) if whole else None
    if column.jin:
        number /= 2
    kept = number.quantize(Decimal(1).scaleb(-(2 if column.kind == "money" else places or 2)))
    if kept != number or abs(number) > LARGEST_MONEY:
        return None
    return kept


def _decimal(value: object, *, currency: bool) -> Decimal | None:
    if isinstance(value, (bool, date, time)):
        return None
    if isinstance(value, (int, float)):
        return Decimal(f"{value:.15g}")
    text = _plain(str(value))
    if currency:
        text = _CURRENCY.sub("", _CURRENCY.sub("", text))
    match = _NUMBER.fullmatch(text)
    if match is None or len(text) > 20:
        return None
    return Decimal(text.replace(",", ""))


def _flag(value: object) -> int | None:
    if isinstance(value, float) and value in (0.0, 1.0):
        value = int(value)
    text = _plain(shown(value))
    return 1 if text in YES else 0 if text in NO else None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


def _file_places(column: Column, places: int | None) -> int:
    return max((places or 2) - 1, 1) if column.jin else places or 2


_READERS: dict[str, Callable[[object], Any]] = {
    "flag": _flag,
    "date": read_date,
    "moment": read_moment,
    "time": read_time,
}
