"""Files of examples change as text: nothing of what people wrote in them is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.learn.log.forgetting import _without as forgotten
from bot.learn.retraining.example_files import (
    Added,
    ExamplesChangedError,
    Removed,
    changes_of,
    learnt_of,
    undone,
    write,
)
from bot.models.facts import fingerprint_of
from bot.nlu.examples import written_examples
from tests.unit.learn.retraining.small_batch import write_examples

NEW = Added(intent="ask_price", line="几块钱一袋", note="item 3 · 2026-11-22 · right · 4x")
SEVERAL = Added(intent="ask_price+ask_courier", line="（好的）几块 走哪家", note="item 4 · x")


@pytest.fixture
def nlu(tmp_path: Path) -> Path:
    return write_examples(tmp_path / "nlu")


def test_new_examples_stand_in_files_of_their_own_with_a_note_above(nlu: Path) -> None:
    write(nlu, changes_of(nlu, [NEW, SEVERAL], []))
    assert (nlu / "product/ask_price.learnt.yml").read_text() == (
        'version: "3.1"\nnlu:\n'
        "# item 3 · 2026-11-22 · right · 4x\n"
        "- intent: ask_price\n  examples: |\n    - 几块钱一袋\n"
        "# item 4 · x\n"
        "- intent: ask_price+ask_courier\n  examples: |\n    - （好的）几块 走哪家\n"
    )
    written = {(line, intent) for _, line, intent in written_examples(nlu)}
    assert {
        ("几块钱一袋", "ask_price"),
        ("（好的）几块 走哪家", "ask_price+ask_courier"),
    } <= written


def test_files_stay_short_and_the_next_batch_goes_on_in_the_last(nlu: Path) -> None:
    added = [Added(intent="affirm", line=f"行{n}号", note=f"item {n} · x") for n in range(80)]
    write(nlu, changes_of(nlu, added[:79], []))
    write(nlu, changes_of(nlu, added, []))
    files = sorted((nlu / "answer").glob("affirm.learnt*"))
    assert [path.name for path in files] == ["affirm.learnt-2.yml", "affirm.learnt.yml"]
    lines = [path.read_text().count("\n") for path in files]
    assert max(lines) <= 300
    assert sum(lines) == 80 * 4 + 2 * 2
    assert "行79号" in files[0].read_text()


def test_the_same_batch_gives_the_same_bytes_and_nothing_the_second_time(nlu: Path) -> None:
    first = changes_of(nlu, [NEW, SEVERAL], [])
    assert changes_of(nlu, [NEW, SEVERAL], []) == first
    write(nlu, first)
    assert changes_of(nlu, [NEW, SEVERAL], []) == {}


def test_an_example_moves_to_what_it_means_and_back(nlu: Path) -> None:
    path = nlu / "shipping/ask_courier.yml"
    path.write_text(
        'version: "3.1"\nnlu:\n  # ours\n  - intent: ask_courier\n    examples: |\n'
        "      - 发什么快递\n      - 送啥\n",
    )
    moved = Added(intent="ask_gift", line="送啥", note="item 5 · x")
    gone = Removed(path="shipping/ask_courier.yml", intent="ask_courier", line="送啥")
    write(nlu, changes_of(nlu, [moved], [gone]))
    assert "送啥" not in path.read_text()
    assert "# ours" in path.read_text()
    assert changes_of(nlu, [moved], [gone]) == {}
    write(nlu, undone(nlu, [moved], [gone]))
    assert YAML(typ="safe").load(path)["nlu"][1]["examples"] == "- 送啥\n"
    assert not (nlu / "learnt/ask_gift.learnt.yml").exists()
    assert undone(nlu, [moved], [gone]) == {}


def test_a_block_whose_only_example_moves_goes_with_it(nlu: Path) -> None:
    only = Removed(path="answer/affirm.yml", intent="affirm", line="好的")
    rest = Removed(path="answer/affirm.yml", intent="affirm", line="（要帮您算一下吗）可以啊")
    assert changes_of(nlu, [], [only, rest]) == {"answer/affirm.yml": None}


def test_a_batch_that_is_taken_back_leaves_the_files_as_they_were(nlu: Path) -> None:
    before = fingerprint_of([nlu])
    write(nlu, changes_of(nlu, [NEW, SEVERAL], []))
    assert fingerprint_of([nlu]) != before
    write(nlu, undone(nlu, [NEW, SEVERAL], []))
    assert fingerprint_of([nlu]) == before


def test_examples_that_contradict_by_now_are_all_named_and_no_file_changes(nlu: Path) -> None:
    before = fingerprint_of([nlu])
    added = [
        Added(intent="affirm", line="多少钱!", note="item 1 · x"),
        Added(intent="affirm", line="走哪家快递", note="item 2 · x"),
        NEW,
    ]
    with pytest.raises(ExamplesChangedError) as refused:
        changes_of(nlu, added, [])
    assert "ask_price.yml" in str(refused.value)
    assert "ask_courier.yml" in str(refused.value)
    assert fingerprint_of([nlu]) == before


def test_a_buyer_who_is_forgotten_is_found_by_the_note(nlu: Path) -> None:
    write(nlu, changes_of(nlu, [NEW, SEVERAL], []))
    path = nlu / "product/ask_price.learnt.yml"
    assert forgotten(path, {3}) == 1
    assert "几块钱一袋" not in path.read_text()
    assert "# item 4 · x\n- intent: ask_price+ask_courier" in path.read_text()
    assert forgotten(path, {4}) == 1
    assert not path.exists()


def test_what_a_batch_added_is_read_from_its_files_in_order(nlu: Path) -> None:
    many = [Added(intent="affirm", line=f"行{n}号", note=f"item {n} · x") for n in range(80)]
    write(nlu, changes_of(nlu, [*many, NEW, SEVERAL], []))
    assert learnt_of(nlu, range(5, 80)) == (*many[5:],)
    assert set(learnt_of(nlu, {3, 4})) == {many[3], many[4], NEW, SEVERAL}
