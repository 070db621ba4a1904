"""Items of review as frozen objects: what mining offers, what people see and say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Verdict = Literal["right", "other", "wording", "out_of_scope", "sensitive", "skip"]
ItemStatus = Literal["open", "settled", "disputed", "gone"]
# Why a question is asked, the strongest first; their words are in signals.yml.
Signal = Literal[
    "corrected",     # an agent said that it meant something else
    "handed_over",   # after it a person had to take over
    "repeated",      # the buyer said it again
    "unsure",        # it was asked back or not understood
    "disagreement",  # two models, or yesterday's and today's, read it differently
    "label_error",   # an example of ours whose label is doubted
    "new_cluster",   # with others like it, it fits no intent
]  # fmt: skip


@dataclass(frozen=True)
class Candidate:
    """A question that mining found worth asking; see `ReviewItemRow` for the fields.

    key: `bot.text.questions.key_of(text)`. For a doubted example of our own `evidence` has
    `file` and `label`, and `key` begins with `label:`.
    """

    key: str
    text: str
    count: int
    signals: Mapping[str, int]
    suggested: str
    confidence: float
    gain: float
    before: str = ""
    samples: tuple[tuple[str, str], ...] = ()
    ranking: tuple[tuple[str, float], ...] = ()
    evidence: Mapping[str, object] = field(default_factory=dict)
    cluster: str = ""
    buyers: tuple[str, ...] = ()
    message_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class Word:
    """What one person said of an item; `decides`: the owner's, after two people differed."""

    login: str
    verdict: Verdict
    meant: str
    wording: str
    at: datetime
    decides: bool = False


@dataclass(frozen=True)
class Item:
    """A question under review with what was said of it, the latest word last."""

    id: int
    status: ItemStatus
    candidate: Candidate
    verdict: str
    meant: str
    held_out: bool
    batch: str
    mined_at: datetime
    words: tuple[Word, ...] = ()
