"""Files that are broken, forged or odd: told of plainly, and nothing personal or new is lost."""

from __future__ import annotations

import csv
import json
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from bot.learn.log.cleaning import Cleaner
from bot.learn.log.file_lines import ChatFileError
from bot.learn.log.files import FileSource, checked
from bot.learn.log.schema import LoggedMessage
from bot.learn.log.store import ConversationLog
from tests.unit.learn.log.test_files import NOW, TAGS

NESTED = "[" * 100_000


def _read(path: Path) -> list[LoggedMessage]:
    found = checked(path, now=NOW)
    assert not found.problems, [str(problem) for problem in found.problems]
    return list(FileSource("other", TAGS, Cleaner(), now=NOW).messages(found))


def _csv(path: Path, *rows: list[str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def test_json_nested_without_end_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(NESTED)
    (problem,) = checked(path, now=NOW).problems
    assert "JSON" in problem.expected


def test_half_a_character_does_not_stop_what_comes_after_it(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    said = [{"会话": "a", "角色": "买家", "内容": text} for text in ("好看\ud83d", "多少钱")]
    path.write_text("\n".join(map(json.dumps, said)))
    assert ConversationLog(tmp_path / "log").append(_read(path)).added == 2


@pytest.mark.parametrize(
    "intent", [{"name": "greet", "also": 3}, {"name": "greet", "confidence": 10**400}]
)
def test_an_odd_reading_is_left_out(tmp_path: Path, intent: dict[str, object]) -> None:
    path = tmp_path / "a.jsonl"
    event = {"sender_id": "a", "event": "user", "text": "在吗", "timestamp": 1.7e9}
    path.write_text(json.dumps({**event, "parse_data": {"intent": intent}}))
    (message,) = _read(path)
    assert (message.intents, message.confidence) == (("greet",), None)


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml"])
def test_a_workbook_broken_inside_is_said_to_be(tmp_path: Path, part: str) -> None:
    book, whole, path = Workbook(), BytesIO(), tmp_path / "a.xlsx"
    for row in (["会话", "角色", "内容"], ["a", "买家", "你好"]):
        book.active.append(row)
    book.save(whole)
    with ZipFile(whole) as read, ZipFile(path, "w") as forged:
        for name in read.namelist():
            content = read.read(name)
            forged.writestr(name, content[: len(content) // 2] if name == part else content)
    with pytest.raises(ChatFileError, match="打不开"):
        checked(path, now=NOW)


def test_a_marked_file_that_breaks_off_in_a_character_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("会话,角色,内容\n".encode("utf-16")[:-1])
    with pytest.raises(ChatFileError, match="编码"):
        checked(path, now=NOW)


def test_a_fault_shows_no_half_of_a_phone_number(tmp_path: Path) -> None:
    shifted = _csv(tmp_path / "a.csv", ["会话", "角色", "内容"], ["a", "联系我13800138000", "好"])
    headless = _csv(tmp_path / "b.csv", ["好" * 54 + "13800138000", "买家", "你好"])
    for path in (shifted, headless):
        (problem,) = checked(path, now=NOW).problems
        assert problem.value and "138" not in problem.value


def test_an_id_that_several_messages_have_loses_none_of_them(tmp_path: Path) -> None:
    rows = [["a", "买家", text, "1"] for text in ("在吗", "多少钱", "M码")]
    path = _csv(tmp_path / "a.csv", ["会话", "角色", "内容", "消息id"], *rows)
    log = ConversationLog(tmp_path / "log")
    assert log.append(_read(path)).added == 3
    assert log.append(_read(path)).known == 3


def test_a_message_exported_twice_under_its_id_counts_once(tmp_path: Path) -> None:
    rows = [["a", "买家", "在吗", "7"]] * 2
    path = _csv(tmp_path / "a.csv", ["会话", "角色", "内容", "消息id"], *rows)
    assert ConversationLog(tmp_path / "log").append(_read(path)).added == 1
