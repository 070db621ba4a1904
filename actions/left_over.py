"""Questions of one message beyond what a reply holds: named at its end, to tap or say yes to."""

from __future__ import annotations

from collections.abc import Sequence

from actions.handoff.topics import every_question
from actions.turn import Ask, Outcome, Say, Turn
from bot.text.spoken import listed

LEFT_OVER = "left_over"


def questions_of(ask: Ask) -> tuple[str, ...]:
    """The intents of the questions that were named and left to tap."""
    return tuple(guess.intent for guess in every_question().values() if guess.text in ask.options)


def left_over(turn: Turn, unanswered: Sequence[str], taken: Ask | None) -> Outcome | None:
    """A short word on what is still open, each question to tap; a yes goes on with all of them.

    That is `unanswered`, and what was named just before where `turn` went on with a part of it or
    answered `taken`, another question of ours. None where nothing is.
    """
    answered = {turn.intent, *turn.also}.difference(unanswered)
    waiting = [each for each in turn.memory.open_questions if each.fact == LEFT_OVER]
    before = questions_of(waiting[0]) if waiting and not waiting[0].since else ()
    goes_on = taken is not None or answered & set(before)
    intents = [
        intent
        for intent in dict.fromkeys((*unanswered, *(before if goes_on else ())))
        if intent in every_question() and intent not in answered
    ]
    if not intents:
        return None
    guesses = [every_question()[intent] for intent in intents]
    topics = listed(dict.fromkeys(guess.topic for guess in guesses))
    offers = tuple(guess.text for guess in guesses)
    return Outcome(
        "answer.left_over",
        (Say("utter_answer_left_over", {"topics": topics}, offers=offers),),
        ask=Ask(LEFT_OVER, intents[0], options=offers),
    )
