"""What a trained model was made of, written beside its file so that the file explains itself.

`20261122-134250-aged-pivot.tar.gz` has its facts in `….json` and, once it was judged, the judgement
in `….verdict.json` with a page for people in `….verdict.html`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from pydantic import BaseModel, ValidationError

ENDING = ".tar.gz"
# Wording is read by the running engine, not trained.
NOT_TRAINED = frozenset({"replies.yml"})
_CHUNK = 1 << 20


class ModelFacts(BaseModel):
    """Of one model: what it was trained from, when, and the confidence.yml that goes with it.

    fingerprint: of all it was trained from (`fingerprint_of`); data: those folders and files;
    batch: the reviewed examples that came new into it, empty for none; parent: the model that
    answered when this one was made, empty for none; confidence: calibrated thresholds as text of
    a confidence.yml, empty where it was not calibrated.
    """

    class Config:
        allow_mutation = False

    fingerprint: str
    sha256: str
    trained_at: datetime
    seed: int
    examples: int
    data: tuple[str, ...]
    batch: str = ""
    parent: str = ""
    confidence: str = ""


class Verdict(BaseModel):
    """How a candidate did against the model that answered; `reasons` say what speaks against it.

    `figures` is everything that was measured, for whoever wants to look closer.
    """

    class Config:
        allow_mutation = False

    candidate: str
    against: str
    passed: bool
    reasons: tuple[str, ...]
    at: datetime
    figures: dict[str, object] = {}


def name_of(model: Path) -> str:
    """The model's name: its file's without the ending."""
    return model.name.removesuffix(ENDING)


def facts_path(model: Path) -> Path:
    """Where the facts of the model at this path are."""
    return model.with_name(f"{name_of(model)}.json")


def verdict_path(model: Path) -> Path:
    """Where the judgement on the model at this path is; the page is beside it, `.html`."""
    return model.with_name(f"{name_of(model)}.verdict.json")


def read_facts(model: Path) -> ModelFacts | None:
    """The facts of the model at this path; None where there are none that can be read."""
    try:
        return ModelFacts.parse_raw(facts_path(model).read_bytes())
    except (OSError, ValidationError):
        return None


def read_verdict(model: Path) -> Verdict | None:
    """The judgement on the model at this path; None where it was not judged."""
    try:
        return Verdict.parse_raw(verdict_path(model).read_bytes())
    except (OSError, ValidationError):
        return None


def write_beside(path: Path, told: ModelFacts | Verdict) -> None:
    """Write facts or a judgement whole or not at all."""
    half = path.with_suffix(".half")
    half.write_text(told.json(ensure_ascii=False, indent=2), encoding="utf-8")
    half.replace(path)


def fingerprint_of(sources: Iterable[str | Path]) -> str:
    """One digest of every file that is trained on, names within their folder and bytes."""
    digest = sha256()
    for source in map(Path, sources):
        files = [source] if source.is_file() else sorted(source.rglob("*.yml"))
        for path in files:
            if path.name not in NOT_TRAINED:
                name = path.name if path == source else str(path.relative_to(source))
                digest.update(f"{name}\0".encode())
                digest.update(sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def digest_of(model: Path) -> str:
    """SHA-256 of the model's file."""
    digest = sha256()
    with model.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
