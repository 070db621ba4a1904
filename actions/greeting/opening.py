"""A first message that says hello and asks at once (在吗 这个包邮吗)."""

from __future__ import annotations

from dataclasses import replace

from actions.greeting.courtesies import says_hello
from actions.turn import Turn

# Nothing is asked in these: what they are is answered with more than a hello before it.
NO_QUESTION = frozenset(
    {"greet", "inform", "nlu_fallback", "out_of_scope", "request_human", "complain", "after_sales"}
)


def with_hello(turn: Turn) -> Turn:
    """The turn with the hello among its intents, where the chat opens with one beside a question.

    A message is read as what it asks; the hello before it would go unanswered.
    """
    begun = turn.memory.stage is not None or turn.situation.meanwhile
    said = begun or turn.intent in NO_QUESTION or "greet" in turn.also
    if said or not says_hello(turn.text):
        return turn
    return replace(turn, also=(*turn.also, "greet"))
