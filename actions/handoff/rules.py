"""When a person is fetched, and what is said where the bot is not sure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.handoff.person import Line
from actions.turn import Ask, Outcome, Say
from bot.text.normalise import normalise

UNSURE_LIMIT = 2
# What cannot be read as words, and whether it counts as not understood: an emoji asks nothing.
KINDS = {
    "image": True, "markup": True, "foreign": True, "marks": True, "emoji": False, "empty": False,
}  # fmt: skip
_LAUGHTER = re.compile("[哈嘿嘻呵嘎6~!.,。 ]+")
_SAYS_SOMETHING = re.compile(r"\w")
OFFERING = frozenset({"unsure", "too_long", "out_of_scope", "marks"})
REASONS = {
    "request_human": "handoff.requested",
    "complain": "handoff.complaint",
    "after_sales": "handoff.after_sales",
}


def kind_of(text: str, kind: str) -> str:
    """The channel's `kind`, and two more that it takes for words: bare marks, and laughter."""
    if kind != "text":
        return kind
    plain = normalise(text)
    if not _SAYS_SOMETHING.search(plain):
        return "marks"
    return "emoji" if _LAUGHTER.fullmatch(plain) else kind


def handed_over(intent: str, person: Line) -> Outcome:
    """A person was asked for, or is needed: soothing words first, then who answers when."""
    reason = REASONS[intent]
    name = f"utter_{reason.replace('.', '_')}"
    return Outcome(reason, (Say(name, person.facts, more=(person.name,)),), hand_over=reason)


def not_understood(
    kind: str,
    *,
    out_of_scope: bool,
    unsure_before: int,
    asked: Ask | None,
    questions: Sequence[str],
    person: Line,
) -> Outcome:
    """Ask once what is meant; the second time in a row a person is fetched.

    `kind` is the channel's reading of the message, `asked` a question of ours that stays open,
    `questions` what may have been meant.
    """
    counts = KINDS.get(kind, True)
    unsure = unsure_before + counts
    if unsure >= UNSURE_LIMIT and counts:
        reason = "handoff.unsure_twice"
        say = Say("utter_handoff_unsure_twice", person.facts, more=(person.name,))
        return Outcome(reason, (say,), memory={"unsure_count": 0}, hand_over=reason)
    name = kind if kind in KINDS or kind == "too_long" else "unsure"
    if out_of_scope and name == "unsure":
        name = "out_of_scope"
    offers = tuple(questions) if name in OFFERING else ()
    return Outcome(
        f"handoff.{name}",
        (Say(f"utter_handoff_{name}", offers=offers),),
        memory={"unsure_count": unsure, "asked": asked},
    )
