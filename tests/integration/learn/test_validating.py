"""What Rasa would refuse is told in our words, and only where the batch brought it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.learn.retraining.place import Place
from bot.learn.retraining.validating import faults_of


@pytest.fixture
def staged(place: Place, tmp_path: Path) -> Path:
    copy = tmp_path / "staged"
    shutil.copytree(place.nlu, copy)
    return copy


def faults(place: Place, staged: Path) -> tuple[str, ...]:
    return faults_of(
        staged, place.nlu, stories=place.stories, domain=place.domain, config=place.config
    )


def add(staged: Path, name: str, intent: str, line: str) -> None:
    text = f'version: "3.1"\nnlu:\n- intent: {intent}\n  examples: |\n    - {line}\n'
    (staged / name).write_text(text, encoding="utf-8")


def test_a_good_batch_brings_no_fault_though_the_shop_has_few_examples(
    place: Place, staged: Path
) -> None:
    add(staged, "product/ask_price.learnt.yml", "ask_price+ask_courier", "（好的）多少钱 发哪家")
    assert faults(place, staged) == ()


def test_what_a_batch_must_not_bring_is_named(place: Place, staged: Path) -> None:
    add(staged, "product/ask_price.learnt.yml", "ask_price", "谢谢")
    add(staged, "product/ask_sugar.learnt.yml", "ask_sugar", "有没有糖")
    told = "\n".join(faults(place, staged))
    assert "谢谢 stands under" in told
    assert "同一句在几个意图下" in told
    assert "例句的意图和 domain.yml 对不上" in told
    assert "ask_sugar" in told
