"""Turns that may be undone: drafts, and those that hold only while the decision is still the same.

A draft is decided as always and then rolled back: nothing is conceded, booked or remembered. The
message's metadata says so (`draft`). What was drafted is run for good with `expect`, the draft's
digest: where the decision is another by now, it is rolled back too, and told as changed. With
`meant`, what a person says a message meant, what was decided on it without is decided anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# Moves with the clock and is no other decision: until when what is promised now would hold.
_MOVING = frozenset({"until"})


@dataclass(frozen=True)
class Terms:
    """On what terms a turn is kept; `expect` is the digest it must still have, empty for any.

    meant: the intents that a person says the message has; empty where nobody was asked.
    """

    draft: bool = False
    expect: str = ""
    meant: tuple[str, ...] = ()

    @classmethod
    def of(cls, metadata: Mapping[str, Any]) -> Terms:
        """The terms in a message's metadata; without any a turn is always kept."""
        return cls(
            draft=bool(metadata.get("draft")),
            expect=str(metadata.get("expect") or ""),
            meant=tuple(metadata.get("meant") or ()),
        )

    def fits(self, result: Mapping[str, Any]) -> bool:
        """Whether what was decided on the message before was decided in the same meaning."""
        return tuple(result.get("meant", ())) == self.meant

    def told(self) -> dict[str, Any]:
        """What is kept of the terms beside what was decided."""
        return {"meant": list(self.meant)} if self.meant else {}

    def keeps(self, result: Mapping[str, Any]) -> bool:
        """Whether what was decided is kept."""
        return not self.draft and self.expect in ("", digest_of(result))

    def marked(self, result: Mapping[str, Any], ticket: Mapping[str, str]) -> list[dict[str, Any]]:
        """The messages of what is not kept: each one's trace has the digest, and what it is.

        The first tells what the desk may know of the buyer by now (`ticket`).
        """
        mark = {"digest": digest_of(result), "draft" if self.draft else "changed": True}
        messages = [
            {**message, "trace": {**message["trace"], **mark}} for message in result["messages"]
        ]
        if messages:
            messages[0]["trace"]["ticket"] = dict(ticket)
        return messages


def digest_of(result: Mapping[str, Any]) -> str:
    """What stands for a decision: its rules, wordings and facts, in hex; not how it is worded."""
    decided = [
        [
            message["trace"].get("reason"),
            message["response"],
            message["more"],
            {name: fact for name, fact in message["facts"].items() if name not in _MOVING},
            message["offers"],
            message["card"],
        ]
        for message in result["messages"]
    ]
    text = json.dumps(decided, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
