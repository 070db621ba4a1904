"""Files that look like trained models, without the training."""

from __future__ import annotations

import io
import json
import os
import tarfile
from datetime import datetime
from pathlib import Path

from bot.models.facts import (
    ENDING,
    ModelFacts,
    Verdict,
    digest_of,
    facts_path,
    name_of,
    verdict_path,
    write_beside,
)
from bot.settings import SHOP_TIMEZONE

MORNING = datetime(2026, 11, 1, 9, tzinfo=SHOP_TIMEZONE)


def trained(
    folder: Path,
    name: str,
    *,
    day: int = 1,
    fingerprint: str = "",
    confidence: str = "",
    batch: str = "",
) -> Path:
    """A whole model's file, written on that day, with its facts beside it."""
    path = folder / f"{name}{ENDING}"
    content = json.dumps({"domain": {}, "predict_schema": {}, "made": name}).encode()
    with tarfile.open(path, "w:gz") as archive:
        entry = tarfile.TarInfo("metadata.json")
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    at = MORNING.replace(day=day)
    os.utime(path, (at.timestamp(), at.timestamp()))
    facts = ModelFacts(
        fingerprint=fingerprint,
        sha256=digest_of(path),
        trained_at=at,
        seed=0,
        examples=3000,
        data=("data/nlu",),
        batch=batch,
        confidence=confidence,
    )
    write_beside(facts_path(path), facts)
    return path


def judged(
    model: Path, *, against: str, passed: bool = True, reasons: tuple[str, ...] = ()
) -> None:
    """A judgement beside the model."""
    verdict = Verdict(
        candidate=name_of(model), against=against, passed=passed, reasons=reasons, at=MORNING
    )
    write_beside(verdict_path(model), verdict)
