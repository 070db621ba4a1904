"""Whether a message calls for a person: the model's word on it, and the state of the chat."""

from __future__ import annotations

import math

from bot.chats.model import NEEDS_PERSON, Situation
from bot.nlu.intent_model import Guess

# What the state adds to the odds' logarithm. Worry was fitted on written chats; the rest holds
# what an assistant knows: who waits for a paid parcel and asks again is seldom only curious.
WORRY = 1.3
REPEATED, MOST_REPEATS = 0.6, 2
PAID_AND_WAITING, WAITING_DAY, MOST_DAYS = 0.7, 0.25, 6
ABOUT_A_PARCEL = frozenset({"ask_dispatch", "ask_delivery_time", "ask_courier"})
LEAST = 1e-4

UNKNOWN = Situation()


def person_needed(guess: Guess, situation: Situation) -> float:
    """How likely the message calls for a person, 0 to 1.

    Two readings of the words weigh the same: the detector's own, and the intents that call for
    a person together.
    """
    intents = sum(probability for name, probability in guess.ranking if name in NEEDS_PERSON)
    words = (guess.person + intents) / 2
    bounded = min(max(words, LEAST), 1 - LEAST)
    odds = math.log(bounded / (1 - bounded)) + _state(guess, situation)
    return 1 / (1 + math.exp(-odds))


def _state(guess: Guess, situation: Situation) -> float:
    added = WORRY * situation.worry + REPEATED * min(situation.repeats, MOST_REPEATS)
    if situation.paid and guess.ranking[0][0] in ABOUT_A_PARCEL:
        added += PAID_AND_WAITING + WAITING_DAY * min(situation.waited_days or 0, MOST_DAYS)
    return added
