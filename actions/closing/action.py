"""The closing sentence of a turn: gathers its facts and keeps what was said and turned down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from actions.closing.facts import Done, Facts, Mood, Reply
from actions.closing.gathering import Around
from actions.closing.guide import guide
from actions.closing.rules import MOST_NOES, Closing, close, open_techniques
from actions.closing.words import mood_of, noes_after
from actions.remembering import remembered
from actions.replying import in_one_reply
from actions.turn import Ask, Memory, Outcome, Turn
from bot.chats.history import History
from bot.chats.model import NEEDS_PERSON
from bot.shop.shop import Shop

ONE_CHAT = timedelta(hours=12)
Told = list[tuple[str, Outcome]]


def with_closing(turn: Turn, told: Told, taken: Ask | None, shop: Shop) -> tuple[Told, Memory]:
    """The answers, with a closing where one is fit, and the memory after them.

    `turn` is the turn as it was meant, `taken` the question of ours it answered.
    """
    memory, text = remembered(turn, told, taken), turn.said or turn.text
    mood = mood_of(turn, text)
    done = Done(memory.closings, memory.closing_noes, memory.closing_rests)
    done = replace(done, noes=_noes(turn, text, told, done))
    closing = _closing(replace(turn, memory=memory), text, told, mood, done, shop)
    if closing is not None:
        told = [*told, ("closing", closing.outcome)]
        memory = remembered(turn, told, taken)
        memory = replace(memory, closings=(*memory.closings, closing.technique))
    rests = closing is not None or mood.refuses
    return told, replace(memory, closing_rests=rests, closing_noes=done.noes)


def _closing(
    turn: Turn, text: str, told: Told, mood: Mood, done: Done, shop: Shop
) -> Closing | None:
    policy = shop.terms.policy()
    facts = Facts(
        stage=turn.memory.stage or "greeting",
        reply=_reply([outcome for _, outcome in told], turn.memory),
        allowed=policy.closings,
        most=policy.closing_per_chat,
        seen=turn.memory.seen,
    )
    techniques = open_techniques(facts, mood, done)
    if not techniques:
        return None
    history, since = History(shop.session), turn.now - ONE_CHAT
    read = " ".join(history.said_since(turn.conversation_id, since))
    place = history.asked_since(turn.conversation_id, since)
    facts = replace(facts, reply=replace(facts.reply, before=read, place=place))
    around = Around(turn, text, facts.reply, shop)
    for technique in techniques:
        closing = close(replace(facts, **around.facts_of(technique)), mood, done)
        if closing is not None:
            return closing
    return None


def _reply(outcomes: Sequence[Outcome], memory: Memory) -> Reply:
    says = [say for _, say in in_one_reply(outcomes)]
    return Reply(
        reasons=tuple(dict.fromkeys(outcome.reason for outcome in outcomes)),
        messages=len(says),
        said=frozenset(fact for say in says for fact in say.facts.values()),
        asks=bool(memory.open_questions) or guide().asks(says),
        offers=any(say.offers for say in says),
        fetches=any(outcome.hand_over for outcome in outcomes),
    )


def _noes(turn: Turn, text: str, told: Told, done: Done) -> int:
    """How often the buyer said no by now; who complained is offered nothing any more."""
    complained = {turn.intent, *turn.also} & NEEDS_PERSON
    if complained and any(outcome.hand_over for _, outcome in told):
        return MOST_NOES
    return noes_after(turn, text, done)
