"""All scores of one labelled file, as plain data for the table, the JSON and the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from bot.evaluate import scores
from bot.evaluate.scores import Judged
from bot.text.masking import mask_personal

WRONG_AT_MOST = 0.05
CONFUSIONS_TOLD = 15


def report(judged: Sequence[Judged]) -> dict[str, Any]:
    """The scores of `judged`, at least one message; shares are 0 to 1."""
    intents = scores.by_intent(judged)
    bins = scores.calibration(judged)
    curve = scores.risk_coverage(judged)
    person = scores.person_wanted(judged)
    return {
        "messages": len(judged),
        "top1": scores.top(judged, 1),
        "top3": scores.top(judged, 3),
        "macro_f1": scores.macro_f1(intents),
        "calibration_error": scores.calibration_error(bins),
        "answerable_at_5_percent_wrong": scores.answerable(curve, wrong_at_most=WRONG_AT_MOST),
        "bands": scores.bands(judged),
        "wrong_of_answered": scores.wrong_of_answered(judged),
        "surplus_of_answered": scores.surplus_of_answered(judged),
        "strictly_wrong_of_answered": scores.strictly_wrong_of_answered(judged),
        "hand_over": {"precision": person.precision, "recall": person.recall},
        "several_questions": {
            "messages": sum(j.message.is_several for j in judged),
            "all_found": scores.several_found(judged),
            "surplus_a_message": scores.surplus_of_several(judged),
        },
        "intents": {
            name: {
                "messages": share.wanted,
                "precision": share.precision,
                "recall": share.recall,
                "f1": share.f1,
            }
            for name, share in intents.items()
        },
        "confusions": [
            {"label": label, "guess": guess, "messages": count}
            for label, guess, count in scores.confusions(judged)
        ],
        "calibration": [asdict(b) for b in bins],
        "risk_coverage": [asdict(point) for point in curve],
        "misread": [_misread(j) for j in judged if not j.is_right],
    }


def _misread(judged: Judged) -> dict[str, Any]:
    """A message that was misread, without the buyer's details."""
    return {
        "text": mask_personal(judged.message.text),
        "labels": ["+".join(reading) for reading in judged.message.readings],
        "guesses": [[name, round(value, 3)] for name, value in judged.read.guesses[:3]],
        "band": judged.read.band,
    }
