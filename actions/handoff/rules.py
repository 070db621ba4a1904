"""When a person is fetched, and what is said where the bot is not sure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from actions.handoff.person import Line
from actions.handoff.topics import Guess
from actions.handoff.trouble import OF_TROUBLE, asking
from actions.turn import Ask, Outcome, Say
from bot.text.normalise import normalise

UNSURE_LIMIT = 2
# What cannot be read as words, and whether it counts as not understood: an emoji asks nothing.
KINDS = {
    "image": True, "media": True, "markup": True, "foreign": True, "marks": True,
    "emoji": False, "empty": False,
}  # fmt: skip
_LAUGHTER = re.compile("[哈嘿嘻呵嘎啊额呃唉哎咦诶6~!?.,。 ]+")
_SAYS_SOMETHING = re.compile(r"\w")
_WORDS = re.compile("[\u3400-\u9fff]{2}")
# Kept with what was asked before: who called for an answer was told that we are here.
HERE = "here"
REASONS = {
    "request_human": "handoff.requested",
    "complain": "handoff.complaint",
    "after_sales": "handoff.after_sales",
}


@dataclass(frozen=True)
class Unclear:
    """A message that was not understood.

    `kind` is that of `kind_of`, `band` how little was understood (clarify, hand_over), `before`
    how many in a row were not understood before it, `guesses` what may have been meant.
    """

    kind: str
    text: str
    band: str
    out_of_scope: bool
    before: int
    guesses: tuple[Guess, ...] = ()

    @property
    def has_words(self) -> bool:
        """Whether it holds anything that a person could read."""
        return _WORDS.search(self.text) is not None


def kind_of(text: str, kind: str) -> str:
    """The channel's `kind`, and two more that it takes for words: bare marks, and laughter."""
    if kind != "text":
        return kind
    plain = normalise(text)
    if not _SAYS_SOMETHING.search(plain):
        return "marks"
    return "emoji" if _LAUGHTER.fullmatch(plain) else kind


def handed_over(
    intent: str, person_now: Callable[[], Line], *, told: Mapping[str, str] | None = None
) -> Outcome:
    """A person was asked for, or is needed: soothing words first, then who answers when.

    Of a trouble it is asked in the same reply, once, what is not `told` yet: nothing is argued
    about, and nothing promised.
    """
    reason = REASONS[intent]
    name, person = f"utter_{reason.replace('.', '_')}", person_now()
    says = (Say(name, person.facts, more=(person.name,)),)
    if reason not in OF_TROUBLE:
        return Outcome(reason, says, hand_over=reason)
    known = told or {}
    return Outcome(reason, (*says, *asking(known)), hand_over=reason, ticket=known)


def asked_too_often(person_now: Callable[[], Line]) -> Outcome:
    """The same question again and again: our answer does not help, a person's may."""
    reason, person = "handoff.repeated", person_now()
    say = Say("utter_handoff_repeated", person.facts, more=(person.name,))
    return Outcome(reason, (say,), hand_over=reason)


def here(asked_before: Sequence[str]) -> Outcome:
    """We are here: the first time; who calls again wants somebody else."""
    memory = {"asked_before": (*asked_before, HERE)}
    return Outcome("handoff.here", (Say("utter_greeting_again"),), memory=memory)


def not_understood(unclear: Unclear, person_now: Callable[[], Line]) -> Outcome:
    """Ask once what is meant; a person is fetched the second time in a row, or where there is
    nothing to ask by. What is no question to the shop is answered kindly first."""
    kind = unclear.kind
    readable = kind not in KINDS and kind != "too_long"
    unsure = unclear.before + KINDS.get(kind, True)
    lost = readable and unclear.band == "hand_over" and not unclear.out_of_scope
    if unsure > unclear.before and (unsure >= UNSURE_LIMIT or (lost and unclear.has_words)):
        reason = "handoff.unsure_twice" if unclear.before else "handoff.not_understood"
        person = person_now()
        say = Say(f"utter_{reason.replace('.', '_')}", person.facts, more=(person.name,))
        return Outcome(reason, (say,), memory={"unsure_count": 0}, hand_over=reason)
    memory = {"unsure_count": unsure}
    if unclear.out_of_scope and readable:
        return Outcome("handoff.out_of_scope", (Say("utter_handoff_out_of_scope"),), memory=memory)
    if readable:
        return replace(_which(unclear.guesses), memory=memory)
    offers = tuple(guess.text for guess in unclear.guesses) if kind == "too_long" else ()
    return Outcome(f"handoff.{kind}", (Say(f"utter_handoff_{kind}", offers=offers),), memory=memory)


def _which(guesses: Sequence[Guess]) -> Outcome:
    """One short question: which of the plausible readings is meant."""
    reason, offers = "handoff.unsure", tuple(guess.text for guess in guesses)
    if not guesses:
        return Outcome(reason, (Say("utter_handoff_unsure"),))
    facts = {"question": guesses[0].text, "topic": guesses[0].topic}
    if len(guesses) == 1:
        say = Say("utter_handoff_unsure_one", facts, offers=offers)
        return Outcome(reason, (say,), ask=Ask("meant", guesses[0].intent))
    same = guesses[0].topic == guesses[1].topic
    name = "utter_handoff_unsure_topic" if same else "utter_handoff_unsure_which"
    return Outcome(reason, (Say(name, facts, offers=offers),))
