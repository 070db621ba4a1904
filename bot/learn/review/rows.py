"""Review's rows as frozen items and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Any

from bot.learn.review.model import Candidate, Item, Word
from bot.learn.tables import ReviewItemRow, ReviewWordRow

HELD_OUT_ONE_IN = 8
# Keys of doubted examples of our own: what is in the training data cannot measure it.
OF_OUR_OWN = "label:"


def is_held_out(key: str) -> bool:
    """Whether the question measures and never trains; the same for a key at every time."""
    if key.startswith(OF_OUR_OWN):
        return False
    return blake2b(key.encode(), digest_size=4).digest()[0] % HELD_OUT_ONE_IN == 0


def values_of(candidate: Candidate, *, at: datetime) -> dict[str, Any]:
    """What of an offer is written to its row; status and what people said are not."""
    return {
        "text": candidate.text,
        "before": candidate.before,
        "samples": [list(sample) for sample in candidate.samples],
        "count": candidate.count,
        "signals": dict(candidate.signals),
        "suggested": candidate.suggested,
        "confidence": candidate.confidence,
        "ranking": [list(guess) for guess in candidate.ranking],
        "evidence": dict(candidate.evidence),
        "cluster": candidate.cluster,
        "gain": candidate.gain,
        "buyers": list(candidate.buyers),
        "message_ids": list(candidate.message_ids),
        "mined_at": at,
    }


def item_of(row: ReviewItemRow, words: Sequence[Word]) -> Item:
    """The item of a row with what was said of it."""
    return Item(
        id=row.id,
        status=row.status,
        candidate=Candidate(
            key=row.key,
            text=row.text,
            count=row.count,
            signals=row.signals,
            suggested=row.suggested,
            confidence=row.confidence,
            gain=row.gain,
            before=row.before,
            samples=tuple((text, before) for text, before in row.samples),
            ranking=tuple((intent, float(value)) for intent, value in row.ranking),
            evidence=row.evidence,
            cluster=row.cluster,
            buyers=tuple(row.buyers),
            message_ids=tuple(row.message_ids),
        ),
        verdict=row.verdict,
        meant=row.meant,
        held_out=bool(row.held_out),
        batch=row.batch,
        mined_at=row.mined_at,
        words=tuple(words),
    )


def word_of(row: ReviewWordRow) -> Word:
    """The word of a row."""
    return Word(row.login, row.verdict, row.meant, row.wording, row.at, bool(row.decides))


def in_force(rows: Sequence[ReviewWordRow]) -> tuple[Word, ...]:
    """Each person's newest word of those that were not taken back, the latest last."""
    newest = {row.login: row for row in sorted(rows, key=lambda row: row.id)}
    return tuple(word_of(row) for row in sorted(newest.values(), key=lambda row: row.id))


def emptied(evidence: Mapping[str, object]) -> dict[str, Any]:
    """What is left of an item's contents when they must not be kept: keys, that tell nothing."""
    return {
        "text": "",
        "before": "",
        "samples": [],
        "evidence": {"merged": evidence["merged"]} if "merged" in evidence else {},
        "buyers": [],
        "message_ids": [],
    }
