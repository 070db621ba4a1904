"""Labelled messages: a table parted by tabs, read whole or refused with every faulty line.

Columns `text` and `labels`, and where they are known `previous_agent_text`, `dialogue`, `turn`.
Labels: `a|b` either is right, `a+b` both were asked, `x` cannot be judged without its chat.
"""

from __future__ import annotations

import csv
from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path

from bot.errors import EvaluationError

UNJUDGED = "x"
NEEDED = ("text", "labels")
# Small talk is what nothing of the shop's answers.
SAME_AS = {"chitchat": "out_of_scope"}
MOST_FAULTS_SHOWN = 20


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
        with path.open(encoding="utf-8-sig", newline="") as lines:
            table = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
            columns = table.fieldnames or ()
            # The table's own line_num is behind where empty lines were passed over.
            rows = [(table.reader.line_num, row) for row in table]
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(
            f"{path} cannot be read: {error}", hint="Give a table in UTF-8, parted by tabs."
        ) from error
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        raise EvaluationError(
            f"{path} has no column {' and no column '.join(missing)}.",
            hint="Its first line names the columns, parted by tabs: text, labels and, where "
            "known, previous_agent_text, dialogue, turn.",
        )
    faults = [f"line {number}: {fault}" for number, row in rows for fault in _faults(row, intents)]
    if faults:
        more = len(faults) - MOST_FAULTS_SHOWN
        shown = faults[:MOST_FAULTS_SHOWN] + ([f"and {more} more"] if more > 0 else [])
        raise EvaluationError(
            f"{path} has {len(faults)} faults:\n  " + "\n  ".join(shown),
            hint="Correct them; labels are intents of domain.yml, parted by | or +, or x.",
        )
    judged = [row for _, row in rows if _alternatives(row["labels"])[0] != [UNJUDGED]]
    if not judged:
        raise EvaluationError(
            f"{path} has nothing to judge: every label is x.",
            hint="Label what can be understood without its chat.",
        )
    return LabelledFile(tuple(map(_labelled, judged)), len(rows) - len(judged))


def _faults(row: dict[str, str | None], intents: Container[str]) -> list[str]:
    text, labels = row["text"], row["labels"]
    if not text or not text.strip():
        return ["no text"]
    if not labels:
        return ["no labels"]
    names = {name for names in _alternatives(labels) for name in names} - {UNJUDGED}
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
