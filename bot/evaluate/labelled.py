"""Labelled messages: a table parted by tabs, read whole or refused with every faulty line.

Columns `text` and `labels`, and where they are known `previous_agent_text`, `dialogue`, `turn`.
Labels: `a|b` either is right, `a+b` both were asked, `x` cannot be judged without its chat.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.errors import EvaluationError

UNJUDGED = "x"
NEEDED = ("text", "labels")
# Small talk is what nothing of the shop's answers.
SAME_AS = {"chitchat": "out_of_scope"}
MOST_FAULTS_SHOWN = 20
# A field that is longer is no message, but a table whose line ends were lost.
LONGEST_FIELD = 100_000


@dataclass(frozen=True)
class Labelled:
    """A message, what was said to the buyer before it, and what it may rightly be read as.

    `readings` are the acceptable readings, the best first; each holds the intents asked.
    """

    text: str
    readings: tuple[tuple[str, ...], ...]
    before: str = ""
    dialogue: str = ""

    @property
    def right(self) -> frozenset[str]:
        """Every intent that is acceptable as the first guess."""
        return frozenset().union(*self.readings)

    @property
    def best(self) -> str:
        """The first label, which tables an intent count it under."""
        return self.readings[0][0]

    @property
    def is_several(self) -> bool:
        """Whether more than one question was asked, by the best reading."""
        return len(self.readings[0]) > 1


@dataclass(frozen=True)
class LabelledFile:
    """The messages of a file that can be judged, and how many were left out."""

    messages: tuple[Labelled, ...]
    left_out: int


def read_labelled(path: Path, *, intents: Container[str]) -> LabelledFile:
    """Read the table at `path`.

    Raises EvaluationError naming every faulty line, and where nothing can be judged.
    """
    try:
        head, *lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(
            f"{path} cannot be read: {error}", hint="Give a table in UTF-8, parted by tabs."
        ) from error
    columns = head.split("\t")
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        raise EvaluationError(
            f"{path} has no column {' and no column '.join(missing)}.",
            hint="Its first line names the columns, parted by tabs: text, labels and, where "
            "known, previous_agent_text, dialogue, turn.",
        )
    numbered = [(n, line.split("\t")) for n, line in enumerate(lines, start=2) if line]
    faults = [
        f"line {number}: {fault}"
        for number, fields in numbered
        for fault in _faults(fields, columns, intents)
    ]
    if faults:
        more = len(faults) - MOST_FAULTS_SHOWN
        shown = faults[:MOST_FAULTS_SHOWN] + ([f"and {more} more"] if more > 0 else [])
        raise EvaluationError(
            f"{path} has {len(faults)} faults:\n  " + "\n  ".join(shown),
            hint="Correct them; labels are intents of domain.yml, parted by | or +, or x.",
        )
    rows = [dict(zip(columns, fields, strict=False)) for _, fields in numbered]
    judged = [row for row in rows if _alternatives(row["labels"])[0] != [UNJUDGED]]
    if not judged:
        raise EvaluationError(
            f"{path} has nothing to judge: every label is x.",
            hint="Label what can be understood without its chat.",
        )
    return LabelledFile(tuple(map(_labelled, judged)), len(rows) - len(judged))


def _faults(fields: Sequence[str], columns: Sequence[str], intents: Container[str]) -> list[str]:
    if len(fields) > len(columns):
        return [f"{len(fields)} fields, but the first line names {len(columns)}"]
    if any("\0" in field for field in fields):
        return ["a NUL character"]
    if max(map(len, fields)) > LONGEST_FIELD:
        return [f"a field of more than {LONGEST_FIELD} characters"]
    row = dict(zip(columns, fields, strict=False))
    if not row.get("text", "").strip():
        return ["no text"]
    if not row.get("labels"):
        return ["no labels"]
    readings = _alternatives(row["labels"])
    if any(UNJUDGED in names and len(names) > 1 for names in readings):
        return [f"{UNJUDGED!r} joined to another label with +"]
    names = {name for names in readings for name in names} - {UNJUDGED}
    return [
        f"unknown label {name!r}"
        for name in sorted(names)
        if SAME_AS.get(name, name) not in intents
    ]


def _alternatives(labels: str) -> list[list[str]]:
    return [part.strip().split("+") for part in labels.split("|")]


def _labelled(row: dict[str, str]) -> Labelled:
    readings = (
        tuple(SAME_AS.get(name, name) for name in names)
        for names in _alternatives(row["labels"])
        if names != [UNJUDGED]
    )
    return Labelled(
        text=row["text"],
        readings=tuple(readings),
        before=row.get("previous_agent_text") or "",
        dialogue=row.get("dialogue") or "",
    )
