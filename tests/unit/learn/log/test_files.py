"""Chats that other tools export: checked as a whole, then taken in."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook

from bot.learn.log import files
from bot.learn.log.cleaning import Cleaner
from bot.learn.log.file_lines import ChatFileError, lines_of
from bot.learn.log.files import FileSource, checked
from bot.learn.log.schema import LoggedMessage
from bot.learn.log.store import ConversationLog
from bot.learn.log.tags import Tags
from bot.settings import SHOP_TIMEZONE

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=SHOP_TIMEZONE)
TAGS = Tags(b"k" * 32)
TABLE = """会话,买家昵称,时间,角色,内容,客服昵称
1001,小明88,2026-11-20 09:00:00,买家,M码有吗 我电话13800138000,
1001,小明88,2026-11-20 09:00:20,客服,小明88您好 有的,旗舰店:小麦
1001,小明88,2026-11-20 09:01:00,买家,"那,包邮吗",
1002,tb77,2026/11/20 10:00,机器人,在的,
1002,tb77,2026/11/20 10:00,买家,,
"""


def _read(path: Path, source: str = "qianniu") -> list[LoggedMessage]:
    found = checked(path, now=NOW)
    assert not found.problems, [str(problem) for problem in found.problems]
    cleaner = Cleaner(found.agents)
    return list(FileSource(source, TAGS, cleaner, now=NOW).messages(found))


def _written(folder: Path, name: str, lines: Iterable[object]) -> Path:
    path = folder / name
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), "utf-8")
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_a_table_is_read_whatever_it_was_saved_as(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    path = tmp_path / "导出.csv"
    text = TABLE if delimiter == "," else TABLE.replace(",", "\t").replace('"那\t', '"那,')
    path.write_bytes(text.encode(encoding))
    first, answered, second, bot = _read(path)
    assert first.text == "M码有吗 我电话〔电话〕"
    assert (answered.sender, answered.text) == ("agent", "〔买家〕您好 有的")
    assert (second.text, second.before) == ("那,包邮吗", "〔买家〕您好 有的")
    assert first.at == datetime(2026, 11, 20, 9, 0, tzinfo=SHOP_TIMEZONE)
    assert first.buyer == TAGS.buyer("小明88")
    assert first.conversation != bot.conversation and bot.sender == "bot"
    assert first.id < answered.id < second.id


def test_a_workbook_is_read_and_its_other_tabs_are_left(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["说明", "本表由系统导出"])
    tab = book.create_sheet("聊天")
    tab.append(["customer", "time", "sender", "message", "店铺"])
    tab.append([10086, datetime(2026, 11, 20, 9, 0), "买家", "有货吗", "旗舰店"])
    tab.append([10086, datetime(2026, 11, 20, 9, 1), "商家", 199, "旗舰店"])
    book.save(tmp_path / "chats.xlsx")
    asked, answered = _read(tmp_path / "chats.xlsx")
    assert (asked.sender, asked.text, asked.buyer) == ("buyer", "有货吗", TAGS.buyer("10086"))
    assert (answered.sender, answered.text) == ("agent", "199")


def test_dialogues_a_line_are_read_with_their_turns(tmp_path: Path) -> None:
    turns = [
        {"role": "buyer", "text": "在吗"},
        {"role": "agent", "text": "在的"},
        {"role": "buyer", "text": "几天到"},
    ]
    path = _written(tmp_path, "a.jsonl", [{"dialogue": 0, "turns": turns}, {"turns": turns[:1]}])
    first = _read(path)
    assert [(message.sender, message.before) for message in first[:3]] == [
        ("buyer", ""), ("agent", ""), ("buyer", "在的"),
    ]  # fmt: skip
    assert len({message.conversation for message in first}) == 2
    assert all(message.at is None for message in first)
    assert _read(path) == first
    other = _written(tmp_path, "b.jsonl", [{"dialogue": 0, "turns": turns[2:]}])
    assert not {each.conversation for each in _read(other)} & {each.conversation for each in first}


def test_messages_a_line_may_be_numbered_or_timed_in_seconds(tmp_path: Path) -> None:
    lines = [
        {"session_id": "a", "role": "user", "content": "有货吗", "time": 1795136400, "msg_id": 7},
        {"session_id": "a", "role": "assistant", "content": "有", "time": 1795136460000},
    ]
    asked, answered = _read(_written(tmp_path, "a.jsonl", lines))
    assert (asked.id, asked.sender, answered.sender) == (7, "buyer", "bot")
    assert answered.at is not None and asked.at is not None
    assert answered.at - asked.at == timedelta(minutes=1)


def test_the_newest_first_comes_out_in_order(tmp_path: Path) -> None:
    head, *rows = TABLE.strip().splitlines()
    path = tmp_path / "a.csv"
    path.write_text("\n".join([head, *reversed(rows[:3])]), "utf-8")
    assert [message.text[:2] for message in _read(path)] == ["M码", "〔买", "那,"]
    path.write_text("\n".join([head, *rows[:3]]), "utf-8")
    forwards = _read(path)
    path.write_text("\n".join([head, rows[1], rows[0], rows[2]]), "utf-8")
    assert _read(path) == forwards


def test_a_longer_export_of_the_same_chats_adds_only_the_rest(tmp_path: Path) -> None:
    head, *rows = TABLE.strip().splitlines()
    log = ConversationLog(tmp_path / "learn" / "log")
    for count, added in ((2, 2), (3, 1), (4, 1)):
        path = tmp_path / f"{count}.csv"
        path.write_text("\n".join([head, *rows[:count]]), "utf-8")
        assert log.append(_read(path)).added == added


def test_the_same_second_keeps_the_order_of_the_file(tmp_path: Path) -> None:
    rows = [f"1,2026-11-20 09:00:00,买家,第{number}句" for number in range(4)]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(["会话,时间,角色,内容", *rows]), "utf-8")
    found = _read(path)
    assert [message.text for message in found] == [f"第{number}句" for number in range(4)]
    assert len({message.id for message in found}) == 4


def test_who_spoke_may_be_told_by_name(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("买家,发送人,内容\n小明88,小明88,有货吗\n小明88,旗舰店:小麦,有\n", "utf-8")
    assert [message.sender for message in _read(path)] == ["buyer", "agent"]


def test_every_faulty_line_is_named_without_what_is_personal(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "会话,时间,角色,内容\n1,昨天,买家,有货吗\n1,2026-11-20 09:00:00,13800138000,好\n"
        "1,2099-01-01 00:00:00,买家,好\n,,买家,好\n1,,买家,好,多了一格\n1,,买家,这句没错\n",
        "utf-8",
    )
    problems = checked(path, now=NOW).problems
    assert [(problem.row, problem.column) for problem in problems] == [
        (2, "时间"), (3, "角色"), (4, "时间"), (5, "会话"), (6, ""),
    ]  # fmt: skip
    assert "昨天" in str(problems[0]) and "2026-11-01 09:30:00" in str(problems[0])
    assert "13800138000" not in "".join(map(str, problems))


def test_faulty_json_is_named_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"dialogue": 1, "turns": "在吗"}\n\n{"half\n[1]\n{"role": "买家"}\n', "utf-8")
    assert [problem.row for problem in checked(path, now=NOW).problems] == [1, 3, 4, 5]


def test_a_table_without_its_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("日期,金额\n2026-11-20,199\n", "utf-8")
    (problem,) = checked(path, now=NOW).problems
    assert "「内容」 和 「角色」 或 「发送人」 和 「会话」 或 「买家」" in problem.expected
    book = Workbook()
    book.save(tmp_path / "empty.xlsx")
    assert "至少一张表" in checked(tmp_path / "empty.xlsx", now=NOW).problems[0].expected
    path.write_text("", "utf-8")
    assert checked(path, now=NOW).faults == 1


@pytest.mark.parametrize("rows", [3, 200_000])
def test_an_open_quote_is_a_fault_not_an_endless_cell(tmp_path: Path, rows: int) -> None:
    path = tmp_path / "a.csv"
    path.write_text('会话,角色,内容\n1,买家,"有"货\n1,买家,"吗\n' + "1,买家,好\n" * rows, "utf-8")
    problems = checked(path, now=NOW).problems
    assert [problem.row for problem in problems] == [2, 3]
    assert "引号" in problems[0].expected


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.csv", b"\xff\x00\x81"), ("a.doc", b"x"), ("a.xlsx", b"x"), ("gone.csv", None)],
)
def test_what_is_no_file_of_chats_says_what_to_do(
    tmp_path: Path, name: str, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(ChatFileError) as caught:
        list(lines_of(tmp_path / name))
    assert caught.value.hint


def test_more_conversations_than_are_held_lose_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "ROWS_HELD", 10)
    rows = [
        f"{number % 40},2026-11-20 09:{number // 10:02}:00,买家,第{number}句"
        for number in range(200)
    ]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(["会话,时间,角色,内容", *rows]), "utf-8")
    found = _read(path)
    assert len(found) == 200
    assert len({(message.conversation, message.id) for message in found}) == 200
