"""The report of a batch's checks, as it is kept and printed with `--json`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.learn.retraining.drawing_up import Drawn

_REASONS = Path(__file__).with_name("reasons.yml")


def reasons() -> dict[str, str]:
    """What is said of each code of what is left."""
    words: dict[str, str] = YAML(typ="safe").load(_REASONS)
    return words


def as_data(drawn: Drawn, *, seconds: Mapping[str, float]) -> dict[str, Any]:
    """All that the checks found; texts are the masked ones that would be taught."""
    batch = drawn.batch
    left = [
        {
            "item": each.lesson.item,
            "code": each.code,
            "why": each.why,
            "text": each.lesson.line if each.code != "personal" else "",
            "meant": each.lesson.intent,
        }
        for each in batch.left
        if each.lesson.main
    ]
    return {
        "sentences": len(batch.taught),
        "items": len(drawn.items),
        "intents": {
            intent: {"before": before, "new": new, "share": round(new / len(batch.taught), 3)}
            for intent, (before, new) in drawn.growth.items()
        },
        "left": dict(Counter(each["code"] for each in left)),
        "left_items": left,
        "doubted": [
            {
                "item": lesson.item,
                "text": lesson.line,
                "meant": lesson.intent,
                "reads": doubt.reads,
                "likely": round(doubt.likely, 3),
                "own": round(doubt.own, 4),
            }
            for lesson, doubt in sorted(drawn.doubts.items(), key=lambda pair: pair[1].own)
        ],
        "moved": [each.dict() for each in drawn.removed],
        "floods": [asdict(flood) for flood in batch.floods],
        "faulty": drawn.faulty,
        "of": drawn.of,
        "faults": list(drawn.faults),
        "refused": list(drawn.refused),
        "seconds": {step: round(spent, 1) for step, spent in seconds.items()},
    }
