"""Labelled tables are read whole, or refused with everything that is wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import EvaluationError
from bot.evaluate.labelled import Labelled, LabelledFile, read_labelled

INTENTS = {"ask_price", "ask_size", "greet", "out_of_scope"}


def _read(tmp_path: Path, table: str, *, encoding: str = "utf-8") -> LabelledFile:
    path = tmp_path / "chats.tsv"
    path.write_text(table, encoding=encoding)
    return read_labelled(path, intents=INTENTS)


def _complaint(tmp_path: Path, table: str, *, encoding: str = "utf-8") -> str:
    with pytest.raises(EvaluationError) as error:
        _read(tmp_path, table, encoding=encoding)
    assert error.value.hint
    return error.value.message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_table_of_a_spreadsheet_program_is_read_as_well(tmp_path: Path, encoding: str) -> None:
    file = _read(tmp_path, "text\tlabels\r\n多少钱\task_price\r\n", encoding=encoding)
    assert file == LabelledFile((Labelled("多少钱", (("ask_price",),)),), left_out=0)


def test_what_is_known_of_the_chat_is_kept(tmp_path: Path) -> None:
    table = 'dialogue\tturn\tprevious_agent_text\ttext\tlabels\n7\t2\t在的亲\t"多少钱\task_price\n'
    (message,) = _read(tmp_path, table).messages
    assert (message.dialogue, message.before, message.text) == ("7", "在的亲", '"多少钱')


def test_alternatives_and_several_questions_are_told_apart(tmp_path: Path) -> None:
    table = "text\tlabels\n什么价什么码\task_price+ask_size|ask_size\n"
    (message,) = _read(tmp_path, table).messages
    assert message.readings == (("ask_price", "ask_size"), ("ask_size",))
    assert message.right == {"ask_price", "ask_size"}
    assert message.best == "ask_price"
    assert message.is_several


def test_what_cannot_be_judged_is_left_out_and_counted(tmp_path: Path) -> None:
    file = _read(tmp_path, "text\tlabels\n那个\tx\n在吗\tgreet|x\n")
    assert [message.text for message in file.messages] == ["在吗"]
    assert file.messages[0].right == {"greet"}
    assert file.left_out == 1


def test_small_talk_is_nothing_of_the_shops(tmp_path: Path) -> None:
    (message,) = _read(tmp_path, "text\tlabels\n吃了吗\tchitchat\n").messages
    assert message.right == {"out_of_scope"}


def test_every_fault_is_told_with_its_line(tmp_path: Path) -> None:
    table = "text\tlabels\n在吗\tgreet\n多少钱\tprice|size\n\n  \tgreet\n多大\n"
    told = _complaint(tmp_path, table)
    assert "4 faults" in told
    assert "line 3: unknown label 'price'" in told
    assert "line 3: unknown label 'size'" in told
    assert "line 5: no text" in told
    assert "line 6: no labels" in told


def test_what_would_be_dropped_or_misread_is_a_fault_with_its_line(tmp_path: Path) -> None:
    lines = [
        "text\tlabels",
        "在\0吗\tgreet",
        "好" * 140_000 + "\tgreet",
        "在吗\tgreet+x",
        "在吗\tgreet\task_price",
    ]
    told = _complaint(tmp_path, "\n".join(lines))
    assert "4 faults" in told
    assert "line 2: a NUL character" in told
    assert "line 3: a field of more than 100000 characters" in told
    assert "line 4: 'x' joined to another label with +" in told
    assert "line 5: 3 fields, but the first line names 2" in told


def test_of_very_many_faults_the_first_are_told(tmp_path: Path) -> None:
    told = _complaint(tmp_path, "text\tlabels\n" + "多少钱\tprice\n" * 50)
    assert "50 faults" in told
    assert told.count("line ") == 20
    assert "and 30 more" in told


@pytest.mark.parametrize(
    ("table", "missing"),
    [
        ("", ["text", "labels"]),
        ("text,labels\n在吗,greet\n", ["text", "labels"]),
        ("text\tlabel\n", ["labels"]),
    ],
)
def test_a_missing_column_is_named(tmp_path: Path, table: str, missing: list[str]) -> None:
    told = _complaint(tmp_path, table)
    assert [name for name in ("text", "labels") if f"no column {name}" in told] == missing


@pytest.mark.parametrize("table", ["text\tlabels\n", "text\tlabels\n那个\tx\n"])
def test_a_table_with_nothing_to_judge_is_refused(tmp_path: Path, table: str) -> None:
    assert "nothing to judge" in _complaint(tmp_path, table)


def test_another_encoding_and_a_missing_file_are_told(tmp_path: Path) -> None:
    assert "chats.tsv" in _complaint(tmp_path, "text\tlabels\n在吗\tgreet\n", encoding="gbk")
    with pytest.raises(EvaluationError, match=r"none\.tsv"):
        read_labelled(tmp_path / "none.tsv", intents=INTENTS)
