"""What asking about a question is worth: messages a week that would then be read rightly.

For a question said `weekly` times a week:

    gain = weekly x P(not answered rightly now) x P(answered rightly once it was decided)

The first probability begins with the model's own, calibrated one, and moves with what happened in
the log by Bayes' rule, each message by itself (below: how much likelier that is after a wrong
reading than after a right one). Quiet messages say little each, and there are many: what is asked
a thousand times and answered without trouble is not asked of a person. Trouble after less than
one message in seven speaks for the reading, not against it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from bot.learn.mining.reader import ReadNow, joined
from bot.learn.mining.tally import JOINED, Tally, commonest
from bot.text.questions import question_of

# How much likelier than the model thinks it is wrong, in odds: where the second model agrees, and
# where it does not. Measured on 1,799 labelled messages that neither had seen: wrong in 9.9 % where
# they agree (the model expected 6.7 %), in 32.4 % where they differ (expected 21.6 %).
AGREED, DIFFERED = 1.5, 1.75
# In logarithms of odds, a message; together no more than `MOST_EVIDENCE`, for messages of one day
# and one reading are not as independent as the rule takes them to be.
CORRECTED, TROUBLED, QUIET = math.log(20), math.log(6), 0.3
MOST_EVIDENCE = 6.0
# What buyers say again however well it is read.
SAID_AGAIN = frozenset({"bargain"})
# What is lost where it is right and yet asked back; where a person is fetched, everything.
ASKED_BACK = 0.5
DECIDED = 0.9
LEAST = 1e-6
# A bare answer (要, 两件) means what was asked before it; what is decided of one settles few.
SHORT, SHORT_SHARE = 2, 0.3
# Reasons of hand-overs that say the message was not understood; others are the shop's own rules.
NOT_UNDERSTOOD = frozenset(
    {
        "handoff.not_understood",
        "handoff.unsure_twice",
        "handoff.repeated",
        "recommendation.inform_unclear",
        "guard.refused",
        "channel.taken_over",
    }
)


@dataclass(frozen=True)
class Worth:
    """How likely a question is not answered rightly, how often it is said, and what says so.

    wrong: that the reading is wrong; unanswered: that buyers do not get the right answer at once,
    0 to 1; weekly: messages a week; signals: messages with each `Signal` that still holds.
    """

    wrong: float
    unanswered: float
    weekly: float
    signals: Mapping[str, int]

    @property
    def at_stake(self) -> float:
        """Messages a week that a decision would set right."""
        return self.weekly * self.unanswered * DECIDED


def worth_of(tally: Tally, now: ReadNow, *, weeks: float, labelled: str = "") -> Worth:
    """What a decision about a question is worth.

    weeks: how long the log is; labelled: what our examples say of this very question, if anything.
    """
    agreed = now.second in now.intents
    kept, changed = _corrections(tally.meant, now)
    quiet, other = _by_reading(tally.quiet, now)
    prior = (AGREED if agreed else DIFFERED) * (1 - now.confidence) / max(now.confidence, LEAST)
    evidence = CORRECTED * (changed - kept) + QUIET * (other - quiet)
    evidence += TROUBLED * _troubled(tally, now)
    evidence = max(-MOST_EVIDENCE, min(MOST_EVIDENCE, evidence))
    wrong = 1 / (1 + math.exp(-(math.log(max(prior, LEAST)) + evidence)))
    lost = {"answer": 0.0, "clarify": ASKED_BACK}.get(now.band, 1.0)
    unanswered = lost + (1 - lost) * wrong
    if labelled and set(tally.meant) <= set(labelled.split("|")):
        unanswered = 0.0  # its label is known already, and nobody doubts it
    weekly = tally.weighed / weeks
    if len(question_of(commonest_wording(tally))) <= SHORT:
        weekly *= SHORT_SHARE
    return Worth(wrong, unanswered, weekly, _signals(tally, now, agreed, changed, other))


def commonest_wording(tally: Tally) -> str:
    """How most buyers put it."""
    return tally.most_first()[0][0]


def suggestion(tally: Tally, now: ReadNow) -> str:
    """What it probably means: what most people said of it, else what the live model says."""
    return commonest(tally.meant) or joined(now.intents)


def _corrections(meant: Mapping[str, int], now: ReadNow) -> tuple[int, int]:
    """How many corrections ask for what is read today, and for something else."""
    same = sum(
        count for label, count in meant.items() if set(label.split(JOINED)) == {*now.intents}
    )
    return same, sum(meant.values()) - same


def _by_reading(quiet: Mapping[str, int], now: ReadNow) -> tuple[int, int]:
    """How many quiet messages were read then as they are today, and otherwise."""
    same = quiet.get(joined(now.intents), 0)
    return same, sum(quiet.values()) - same


def _troubled(tally: Tally, now: ReadNow) -> int:
    if now.person:
        return 0
    handed = sum(count for reason, count in tally.handed.items() if reason in NOT_UNDERSTOOD)
    again = 0 if SAID_AGAIN.issuperset(now.intents) else tally.signs.get("repeated", 0)
    return handed + again


def _signals(
    tally: Tally, now: ReadNow, agreed: bool, changed: int, read_otherwise: int
) -> dict[str, int]:
    signals = {
        "corrected": changed,
        "handed_over": 0 if now.person else tally.signs.get("handed_over", 0),
        "repeated": tally.signs.get("repeated", 0),
        "unsure": tally.count if now.band != "answer" else tally.signs.get("unsure", 0),
        "disagreement": read_otherwise if agreed else tally.count,
    }
    return {name: count for name, count in signals.items() if count}
