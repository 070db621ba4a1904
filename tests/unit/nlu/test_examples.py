"""Examples as they are written: with what was said before them, and under their intent."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.nlu.examples import split_before, written_examples
from bot.nlu.intent_classifier import masked_examples
from bot.shop.model.catalogue import CatalogueNames


@pytest.mark.parametrize(
    ("example", "before", "said"),
    [
        ("领了呀", "", "领了呀"),
        ("（领券了吗）领了呀", "领券了吗", "领了呀"),
        ("领了呀（笑）", "", "领了呀（笑）"),
        ("（笑）", "", "（笑）"),
    ],
)
def test_what_stands_in_brackets_in_front_was_said_before(
    example: str, before: str, said: str
) -> None:
    assert split_before(example) == (before, said)


def test_every_example_is_told_with_its_file_and_intent(tmp_path: Path) -> None:
    file = tmp_path / "farewell" / "thank.yml"
    file.parent.mkdir()
    examples = "- 谢谢\n      - 多谢 - 亲"
    file.write_text(
        f"nlu:\n  - intent: thank\n    examples: |\n      {examples}\n", encoding="utf-8"
    )
    assert list(written_examples(tmp_path)) == [
        (file, "谢谢", "thank"),
        (file, "多谢 - 亲", "thank"),
    ]


def test_names_are_masked_in_what_is_said_and_left_in_what_was_said_before(
    names: CatalogueNames,
) -> None:
    (example,) = masked_examples([("（要黑色吗）要米白的", "inform")], names)
    assert (example.said, example.before, example.intents) == ("要C的", "要黑色吗", ("inform",))
