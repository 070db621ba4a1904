"""What one word on an item comes to, and what of it cannot be taken."""

from __future__ import annotations

from bot.learn.review.model import Item, Verdict
from bot.learn.review.refusals import ReviewRefusedError
from bot.text.masking import mask_personal

OUT_OF_SCOPE = "out_of_scope"


def meaning_of(item: Item, verdict: Verdict, meant: str) -> str:
    """The intents that a word names, joined by +; raises ReviewRefusedError where it names none."""
    if verdict == "out_of_scope":
        return OUT_OF_SCOPE
    if verdict in ("sensitive", "skip"):
        return ""
    named = item.candidate.suggested if verdict == "right" else meant
    if verdict == "wording" and not named:
        named = item.candidate.suggested
    if not named:
        raise ReviewRefusedError("no_meaning")
    return named


def wording_of(wording: str) -> str:
    """A better example; raises ReviewRefusedError where it cannot be learnt from."""
    if not wording.strip():
        raise ReviewRefusedError("no_wording")
    if mask_personal(wording) != wording:
        raise ReviewRefusedError("personal")
    return wording.strip()
