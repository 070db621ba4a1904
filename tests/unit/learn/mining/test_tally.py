from __future__ import annotations

from bot.learn.mining.tally import MOST_IDS, MOST_WORDINGS, Tally, commonest
from tests.unit.learn.mining.small import row, tally_of


def test_messages_are_counted_with_what_happened_after_them() -> None:
    tally = tally_of(
        [
            row("多少钱"),
            row("多少钱", repeats=1),
            row("多少钱呀", handed_over="handoff.not_understood"),
            row("多少钱", meant=["ask_wholesale", "ask_price"]),
            row("多少钱", band="clarify"),
            row("多少钱", band="", intents=[]),
        ]
    )
    assert tally.count == 6
    assert tally.signs == {"repeated": 1, "handed_over": 1, "corrected": 1, "unsure": 1}
    assert tally.meant == {"ask_wholesale+ask_price": 1}
    assert tally.handed == {"handoff.not_understood": 1}
    assert tally.quiet == {"ask_price": 1}
    assert tally.unread == 1


def test_the_way_most_buyers_put_it_comes_first() -> None:
    tally = tally_of([row("多少钱呢"), row("多少钱"), row("多少钱")])
    assert [text for text, _ in tally.most_first()] == ["多少钱", "多少钱呢"]


def test_parts_counted_apart_come_to_what_one_count_does() -> None:
    rows = [row(f"多少钱{'呀' * (n % 3)}", buyer=f"b{n % 7}", id=n) for n in range(60)]
    whole, first, second = tally_of(rows), tally_of(rows[:25]), tally_of(rows[25:])
    first.take_in(second)
    assert first.count == whole.count
    assert first.quiet == whole.quiet
    assert set(first.buyers) == set(whole.buyers)
    assert first.most_first() == whole.most_first()
    assert sorted(first.ids)[-MOST_IDS:] == list(range(60 - MOST_IDS, 60))


def test_it_stays_small_however_often_it_is_said() -> None:
    tally = Tally()
    for part in range(30):
        rows = [row(f"多少钱{part}{n}", buyer=f"b{part}{n}", id=part * 50 + n) for n in range(50)]
        tally.take_in(tally_of(rows))
    assert tally.count == 1500
    assert len(tally.wordings) <= MOST_WORDINGS
    assert len(tally.packed()) < 1500
    assert Tally.unpacked(tally.packed()).packed() == tally.packed()


def test_whoever_said_a_kept_wording_is_among_the_buyers() -> None:
    many = tally_of([row("多少钱", buyer=f"b{n}") for n in range(30)])
    loud = tally_of([row("啥价呀", buyer="late") for _ in range(90)])
    many.take_in(loud)
    assert "late" in many.buyers


def test_one_buyer_who_asks_fifty_times_counts_three_times() -> None:
    assert tally_of([row("多少钱") for _ in range(50)]).weighed == 3
    assert tally_of([row("多少钱", buyer=f"b{n}") for n in range(50)]).weighed == 50


def test_only_messages_of_our_own_log_are_named_by_id() -> None:
    assert tally_of([row("多少钱", source="csv", id=7)]).ids == []


def test_of_equals_the_first_by_name_is_commonest() -> None:
    assert commonest({"b": 2, "a": 2, "c": 1}) == "a"
    assert commonest({}) == ""
