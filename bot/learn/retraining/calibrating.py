"""How sure the new model must be: as careful as the live one, on messages neither has learnt."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from bot.evaluate.calibrating import MESSAGES_NEEDED
from bot.evaluate.carrying import carried_over
from bot.evaluate.cases import cases_of
from bot.evaluate.labelled import Labelled
from bot.learn.judging.frozen import frozen_files, keys_of, reviewed, untaught
from bot.learn.retraining.example_files import Added
from bot.learn.retraining.place import Place
from bot.nlu.confidence import write_confidence
from bot.nlu.examples import split_before


def messages_of(place: Place, added: Iterable[Added]) -> tuple[Labelled, ...]:
    """Labelled messages to calibrate on, without what the batch teaches.

    The files that models are judged on, and what people answered at the desk and is held out.
    Raises EvaluationError with the faults of every file that cannot be used.
    """
    taught = keys_of(split_before(each.line)[1] for each in added)
    sets = (
        *frozen_files(place.frozen, intents=place.intents),
        *reviewed(place.held_out()),
    )
    return tuple(message for each in untaught(sets, taught) for message in each.messages)


def calibrated(
    place: Place,
    model: Path,
    messages: Sequence[Labelled],
    *,
    on_step: Callable[[str, int, int], None],
) -> str:
    """The text of a confidence.yml for `model`; empty where the messages are too few to say."""
    from bot.evaluate.trained import intent_model_in

    if len(messages) < MESSAGES_NEEDED:
        return ""
    text, confidence = place.confidence()
    mask = place.mask()
    live = cases_of(messages, intent_model_in(place.live_model()), mask)
    candidate = cases_of(messages, intent_model_in(model), mask)
    done = 0

    def on_case() -> None:
        nonlocal done
        done += 1
        on_step("calibrate", done, 2 * len(messages))

    carried = carried_over(live, candidate, confidence, on_case=on_case)
    if carried is None:
        return ""
    # Written through the file, so that the owner's comments stay.
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / place.confidence_file.name
        file.write_text(text, encoding="utf-8")
        write_confidence(file, carried)
        return file.read_text(encoding="utf-8")
