"""Which chats are talked through again: of the newest, always the same, the buyer's words only."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from bot.learn.judging.past_chats import AMONG, MOST_TURNS, from_dialogues, recorded
from bot.learn.log.schema import columns


def _logged(conversation: str, number: int, text: str, sender: str = "buyer") -> dict[str, object]:
    given = {
        "source": "chats",
        "conversation": conversation,
        "buyer": conversation,
        "id": number,
        "sender": sender,
        "text": text,
    }
    rest = {
        field.name: [] if pa.types.is_list(field.type) else ""
        for field in columns()
        if not field.nullable
    }
    return {field.name: None for field in columns()} | rest | {"repeats": 0} | given


def _write(log: Path, day: str, rows: list[dict[str, object]], name: str = "chats-1") -> None:
    (log / f"day={day}").mkdir(parents=True, exist_ok=True)
    table = pa.Table.from_pylist(rows, schema=columns())
    pq.write_table(table, log / f"day={day}" / f"{name}.parquet")


def test_no_log_gives_no_chats(tmp_path: Path) -> None:
    assert recorded(tmp_path / "log", count=5) == ()


def test_a_chat_is_the_buyers_messages_in_order_over_all_files(tmp_path: Path) -> None:
    _write(tmp_path, "2026-11-20", [_logged("c1", 3, "多少钱"), _logged("c1", 2, "您好", "bot")])
    _write(tmp_path, "2026-11-21", [_logged("c1", 4, "贵了"), _logged("c1", 5, " ")])
    _write(tmp_path, "2026-11-20", [_logged("c1", 1, "在吗")], name="chats-2")
    (chat,) = recorded(tmp_path, count=5)
    assert chat.texts == ("在吗", "多少钱", "贵了") and chat.source == "chats"


def test_long_chats_are_cut(tmp_path: Path) -> None:
    _write(tmp_path, "2026-11-20", [_logged("c1", n, f"第{n}句") for n in range(50)])
    (chat,) = recorded(tmp_path, count=1)
    assert len(chat.texts) == MOST_TURNS and chat.texts[0] == "第0句"


def test_the_newest_days_are_enough_where_they_hold_enough(tmp_path: Path) -> None:
    new = [_logged(f"new{n}", 1, "在吗") for n in range(2 * AMONG)]
    _write(tmp_path, "2026-11-21", new)
    _write(tmp_path, "2026-11-20", [_logged(f"old{n}", 1, "在吗") for n in range(50)])
    _write(tmp_path, "undated", [_logged(f"undated{n}", 1, "在吗") for n in range(50)])
    names = {chat.name for chat in recorded(tmp_path, count=2)}
    assert len(names) == 2 and all(name.startswith("new") for name in names)


def test_a_crowded_day_gives_the_same_chats_whatever_the_order(tmp_path: Path) -> None:
    rows = [_logged(f"c{n}", 1, "在吗") for n in range(500)]
    _write(tmp_path / "one", "2026-11-21", rows)
    _write(tmp_path / "other", "2026-11-21", rows[::-1])
    one = {chat.name for chat in recorded(tmp_path / "one", count=5)}
    assert one == {chat.name for chat in recorded(tmp_path / "other", count=5)} and len(one) == 5


def test_labelled_chats_stand_in() -> None:
    said = {"chats:1": ("在吗", "多少钱"), "chats:2": ("你好", "包邮吗")}
    assert len(from_dialogues(said, count=1)) == 1
    assert {chat.texts for chat in from_dialogues(said, count=9)} == set(said.values())
