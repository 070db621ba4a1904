"""What is offered to be tapped is understood for sure: tapping is never a dead end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.handoff.topics import Guess, every_question
from bot.dialogue.wording import Wording
from bot.evaluate.trained import TrainedModel, newest_model
from bot.settings import settings

# Taken by the order that was just read back, however they are read.
IN_AN_ORDER = {"不对，要改", "换个颜色", "换个尺码"}
BUTTONS = {
    button
    for variants in Wording(Path("data/stories")).replies().values()
    for variant in variants
    for button in variant.buttons
}


@pytest.fixture(scope="module")
def model(models_dir: Path, demo_shop: str) -> Iterator[TrainedModel]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", demo_shop)
        settings.cache_clear()
        yield TrainedModel(newest_model(models_dir))
    settings.cache_clear()


@pytest.mark.parametrize("guess", every_question().values(), ids=lambda guess: guess.intent)
def test_a_question_that_may_be_meant_is_read_as_that(model: TrainedModel, guess: Guess) -> None:
    read = model.parse(guess.text)["intent"]
    assert (read["name"], read["band"]) == (guess.intent, "answer")


@pytest.mark.parametrize("button", sorted(BUTTONS - IN_AN_ORDER))
def test_a_quick_reply_is_understood(model: TrainedModel, button: str) -> None:
    assert model.parse(button)["intent"]["band"] == "answer"
