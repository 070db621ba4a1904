"""The files of the conversation log: each message once, by day, whole or not at all."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from bot.errors import ConfigurationError
from bot.learn.log import adding, store
from bot.learn.log.lock import LogInUseError, writing
from bot.learn.log.rows import messages_of
from bot.learn.log.schema import LoggedMessage, columns
from bot.learn.log.store import ConversationLog
from bot.learn.log.tags import Tags
from bot.settings import SHOP_TIMEZONE

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=SHOP_TIMEZONE)
TAGS = Tags(b"k" * 32)


def _said(
    number: int, *, buyer: str = "b", source: str = "qianniu", **more: object
) -> LoggedMessage:
    message = LoggedMessage(
        source=source,
        conversation=TAGS.conversation(source, buyer),
        buyer=TAGS.buyer(buyer),
        id=number,
        at=NOON + timedelta(days=number // 10),
        sender="buyer",
        text=f"第{number}句",
    )
    return replace(message, **more)  # type: ignore[arg-type]


def _kept(log: ConversationLog) -> list[LoggedMessage]:
    return [message for part in log.parts() for message in messages_of(log.read(part))]


@pytest.fixture
def log(tmp_path: Path) -> ConversationLog:
    return ConversationLog(tmp_path / "learn" / "log")


def test_what_was_said_comes_back_as_it_was(log: ConversationLog) -> None:
    whole = _said(
        1,
        before="还要别的吗",
        intents=("ask_stock", "ask_price"),
        confidence=0.5,
        band="clarify",
        ranking=(("ask_stock", 0.5), ("ask_price", 0.25)),
        reason="stock.there",
        model="m1",
        repeats=2,
        handed_over="handoff.unsure_twice",
        meant=("ask_stock",),
    )
    log.append([whole, _said(2, sender="bot")])
    assert _kept(log) == [whole, _said(2, sender="bot")]
    assert pq.read_schema(log.parts()[0].path).equals(columns(), check_metadata=True)


def test_messages_are_in_the_day_that_the_shop_had(log: ConversationLog) -> None:
    late = datetime(2026, 11, 20, 23, 59, tzinfo=SHOP_TIMEZONE)
    log.append([_said(1, at=late), _said(2, at=late + timedelta(minutes=2)), _said(3, at=None)])
    assert [(part.source, part.day, part.rows) for part in log.parts()] == [
        ("qianniu", "2026-11-20", 1),
        ("qianniu", "2026-11-21", 1),
        ("qianniu", "undated", 1),
    ]
    assert log.size_bytes == sum(path.stat().st_size for path in log.folder.rglob("*.parquet"))


def test_the_same_again_adds_nothing_and_more_adds_only_the_rest(log: ConversationLog) -> None:
    some = [_said(number) for number in range(30)]
    assert log.append(some).added == 30
    assert log.append(some) == adding.Appended(0, 30, 0)
    done = log.append([*some, *some, _said(31), _said(31), _said(1, buyer="c")])
    assert (done.added, done.known) == (2, 61)
    assert len(_kept(log)) == 32


def test_two_sources_may_number_alike(log: ConversationLog) -> None:
    log.append([_said(1)])
    assert log.append([_said(1, source="jingdong")]).added == 1
    assert [part.source for part in log.parts(source="jingdong")] == ["jingdong"]


def test_more_than_fits_in_memory_is_written_on_the_way(
    log: ConversationLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adding, "HELD_BYTES", 30_000)
    monkeypatch.setattr(store, "AT_ONCE", 10)
    many = [_said(number) for number in range(500)]

    def breaks_off() -> object:
        yield from many[:400]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        log.append(breaks_off())  # type: ignore[arg-type]
    there = len(_kept(log))
    assert 0 < there <= 400
    assert log.append(many) == adding.Appended(500 - there, there, 0)
    assert sorted(message.id for message in _kept(log)) == list(range(500))


def test_a_block_takes_the_place_of_what_it_was(log: ConversationLog) -> None:
    log.replace("chats-0", [_said(1), _said(11), _said(2)])
    log.replace("chats-0", [_said(1, meant=("ask_gift",)), _said(2)])
    assert [(message.id, message.meant) for message in _kept(log)] == [(1, ("ask_gift",)), (2, ())]


def test_who_is_forgotten_goes_and_does_not_come_back(log: ConversationLog) -> None:
    theirs = [_said(number, buyer="x") for number in (1, 2, 11)]
    log.append([*theirs, _said(3), _said(4, at=None, buyer="x")])
    assert log.forget(TAGS.buyer("x")) == 3 + 1
    assert _kept(log) == [_said(3)]
    assert log.append([*theirs, _said(5)]) == adding.Appended(1, 0, 3)
    assert log.replace("chats-0", theirs) == 0
    assert log.forget(TAGS.buyer("x")) == 0


def test_a_tag_that_was_written_half_does_not_spoil_the_next(log: ConversationLog) -> None:
    log.forget("0" * 16)
    with (log.folder.parent / "forgotten").open("a") as file:
        file.write("12ab")
    log.forget(TAGS.buyer("x"))
    assert log.append([_said(1, buyer="x")]).forgotten == 1


def test_what_is_too_old_goes_and_what_has_no_date_from_the_day_it_was_collected(
    log: ConversationLog,
) -> None:
    log.append([_said(1), _said(11), _said(21)])
    log.append([_said(1, at=None, source="real")])
    assert log.prune(date(2026, 11, 21)) == 1
    assert [part.day for part in log.parts()] == ["2026-11-21", "2026-11-22", "undated"]
    assert not (log.folder / "day=2026-11-20").exists()
    undated = log.parts(source="real")[0].path
    os.utime(undated, (NOON.timestamp(), NOON.timestamp()))
    log.forget(TAGS.buyer("nobody"))
    assert log.prune(date(2026, 11, 21)) == 1


def test_what_a_killed_process_left_half_written_is_no_part(log: ConversationLog) -> None:
    log.append([_said(1)])
    half = log.parts()[0].path.with_name(".qianniu-0.parquet.part")
    half.write_bytes(b"PAR1")
    assert _kept(log) == [_said(1)]
    log.tidy()
    assert not half.exists()


def test_one_process_writes_at_a_time(tmp_path: Path) -> None:
    with writing(tmp_path), pytest.raises(LogInUseError), writing(tmp_path):
        pass
    with writing(tmp_path):
        pass


def test_the_key_is_made_once_and_is_for_its_owner_only(tmp_path: Path) -> None:
    tag = Tags.kept_in(tmp_path / "learn").buyer("web:b")
    key = tmp_path / "learn" / "key"
    assert Tags.kept_in(tmp_path / "learn").buyer("web:b") == tag
    assert key.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in key.parent.iterdir()] == ["key"]
    assert Tags.kept_in(tmp_path / "other").buyer("web:b") != tag
    assert len(tag) == 16
    (tmp_path / "learn" / "log" / "day=2026-11-20").mkdir(parents=True)
    key.write_text("")
    with pytest.raises(ConfigurationError, match="no key"):
        Tags.kept_in(tmp_path / "learn")
    key.unlink()
    with pytest.raises(ConfigurationError, match="no key"):
        Tags.kept_in(tmp_path / "learn")
