"""Why a word on an item is not taken; the codes have Chinese words at the desk."""

from __future__ import annotations

from typing import Literal

from bot.errors import XiaoerError

Refusal = Literal["no_item", "learnt", "gone", "no_meaning", "no_wording", "personal"]
_TOLD: dict[Refusal, tuple[str, str]] = {
    "no_item": ("There is no such question.", "Take another one: `open` lists them."),
    "learnt": (
        "This question has been learnt from.",
        "What was said of it stands; correct the example in data/nlu.",
    ),
    "gone": (
        "The question's text was deleted.",
        "It is asked again once the messages are mined again.",
    ),
    "no_meaning": ("It is not said what the question means.", "Name its intent."),
    "no_wording": ("The new wording is empty.", "Write how the question should read."),
    "personal": (
        "The new wording holds personal data.",
        "Leave phone numbers, addresses, names and order ids out of it.",
    ),
}


class ReviewRefusedError(XiaoerError):
    """A word that cannot be taken; `code` says why."""

    def __init__(self, code: Refusal) -> None:
        message, hint = _TOLD[code]
        super().__init__(message, hint=hint)
        self.code = code
