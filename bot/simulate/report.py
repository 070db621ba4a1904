"""A run's result for people and for machines."""

from __future__ import annotations

from typing import Any

from bot.simulate.auditing import Audit
from bot.simulate.findings import Finding
from bot.simulate.records import Turn
from bot.simulate.running import Pace

MOST_REASONS = 25


def as_json(audit: Audit, pace: Pace, *, buyers: int) -> dict[str, Any]:
    """Everything, for `--json`."""
    return {
        "buyers": buyers,
        "chats": pace.chats,
        "turns": pace.turns,
        "seconds": round(pace.seconds, 1),
        "turns_per_second": round(pace.per_second, 1),
        "counts": audit.counts,
        "outcomes": dict(audit.outcomes),
        "promises": dict(audit.promises),
        "reasons": dict(sorted(audit.reasons.items(), key=lambda pair: -pair[1])),
        "findings": [
            {
                "kind": finding.kind,
                "buyer": finding.talk.buyer_id,
                "what": finding.what,
                "transcript": transcript(finding),
            }
            for finding in audit.findings
        ],
    }


def transcript(finding: Finding) -> list[str]:
    """The chat up to the fault, a line a message."""
    lines = []
    for turn in finding.talk.turns[: finding.turn + 1]:
        lines += _lines(turn)
    return lines


def top_reasons(audit: Audit) -> list[tuple[str, int]]:
    """The rules that answered most, the most frequent first."""
    return sorted(audit.reasons.items(), key=lambda pair: -pair[1])[:MOST_REASONS]


def _lines(turn: Turn) -> list[str]:
    said = [f"{turn.at:%m-%d %H:%M} 买家> {turn.text}   [{'，'.join(turn.reasons)}]"]
    return said + [f"            小二> {reply.text}" for reply in turn.replies]
