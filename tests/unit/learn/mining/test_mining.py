from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.learn.mining.folders import MiningError, mining_folder, only_one, wiped
from bot.learn.mining.mining import Mined, Order, mine
from bot.learn.mining.settled import Decided
from bot.text.questions import key_of
from tests.unit.learn.mining.small import row, small_reader, write_file

CORRECTED = "这个价格几点能走"
UNKNOWN = ("你家招不招代理", "代理怎么招", "招代理有啥要求", "代理你家招吗")


def write_small_log(log: Path) -> None:
    """Two weeks of chats: a cheap question, one that agents correct, one nobody understands."""
    for week, day in enumerate(("2026-11-09", "2026-11-17")):
        rows: list[dict[str, Any]] = []
        for n in range(60):
            rows.append(row("这个多少钱", buyer=f"q{week}{n}", id=len(rows)))
        for n in range(10):
            meant = ["ask_dispatch"] if n < 4 else []
            told = {"intents": ["ask_price"], "meant": meant, "buyer": f"c{week}{n}"}
            rows.append(row(CORRECTED, id=1000 * week + len(rows), **told))
        for n in range(12):
            text = UNKNOWN[n % len(UNKNOWN)]
            told = {"intents": [], "band": "hand_over", "buyer": f"u{week}{n}"}
            rows.append(row(text, handed_over="handoff.not_understood", **told))
        rows.append(row("这款有的哦", sender="bot"))
        write_file(log, day, "chats-1", rows)


@pytest.fixture()
def order(tmp_path: Path) -> Order:
    write_small_log(tmp_path / "log")
    return Order(tmp_path, top=20, workers=1)


def mined(order: Order, decided: tuple[Decided, ...] = ()) -> Mined:
    return mine(order, small_reader(), decided=decided, on_progress=lambda *_: None)


def test_what_is_worth_a_minute_is_found_and_what_is_not_is_left(order: Order) -> None:
    found = mined(order)
    asked = {each.candidate.text: each.candidate for each in found.found}
    assert found.messages == 2 * 82
    assert "这个多少钱" not in asked
    corrected = asked[CORRECTED]
    assert corrected.suggested == "ask_dispatch"
    assert corrected.count == 20
    assert corrected.signals["corrected"] == 8
    assert corrected.evidence["corrected_to"] == {"ask_dispatch": 8}
    assert corrected.message_ids
    assert set(UNKNOWN) & set(asked)
    assert all(each.candidate.signals for each in found.found)
    gains = [each.candidate.gain for each in found.found]
    assert gains == sorted(gains, reverse=True)


def test_the_unknown_topic_is_one_cluster(order: Order) -> None:
    clusters = {each.candidate.cluster for each in mined(order).found} - {""}
    assert len(clusters) <= 1
    assert all(name in UNKNOWN for name in clusters)


def test_a_second_run_does_nothing_twice_and_finds_the_same(order: Order) -> None:
    first, second = mined(order), mined(order)
    assert first.kept == 0
    assert second.kept == second.tasks
    assert second.found == first.found


def test_a_new_week_leaves_the_counts_of_the_others(order: Order) -> None:
    mined(order)
    before = {path.name for path in (mining_folder(order.learn_dir) / "counts").iterdir()}
    write_file(order.log, "2026-11-30", "chats-9", [row("这个多少钱")])
    again = mined(order)
    assert again.kept == len(before) == 2
    assert again.messages == 2 * 82 + 1


def test_the_same_log_elsewhere_gives_the_same(order: Order, tmp_path: Path) -> None:
    write_small_log(tmp_path / "other" / "log")
    other = mined(replace(order, learn_dir=tmp_path / "other"))
    assert other.found == mined(order).found


def test_what_was_decided_is_not_asked_again(order: Order) -> None:
    decided = Decided(key_of(CORRECTED), CORRECTED, "", "ask_dispatch")
    asked = [each.candidate.text for each in mined(order, (decided,)).found]
    assert CORRECTED not in asked


def test_no_log_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(MiningError) as told:
        mined(Order(tmp_path, workers=1))
    assert "xiaoer learn collect" in told.value.hint


def test_two_runs_at_once_are_refused(order: Order) -> None:
    with only_one(mining_folder(order.learn_dir)), pytest.raises(MiningError, match="already"):
        mined(order)


def test_what_was_counted_can_be_forgotten(order: Order) -> None:
    mined(order)
    assert wiped(order.learn_dir)
    assert not mining_folder(order.learn_dir).exists()
    assert not wiped(order.learn_dir)


def test_half_files_of_a_killed_run_are_cleared(order: Order) -> None:
    half = mining_folder(order.learn_dir) / "counts" / ".abc.half"
    half.parent.mkdir(parents=True)
    half.write_text("half")
    mined(order)
    assert not half.exists()


def test_mining_the_last_days_keeps_the_counts_of_the_whole_log(order: Order) -> None:
    mined(order)
    mined(replace(order, since=date(2026, 11, 17)))
    assert mined(order).kept >= 2
