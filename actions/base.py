"""The way every action goes: read the turn, let the topic decide, remember, say.

An action that fails says nothing and answers with an error: the channel sees that the buyer got no
reply, puts words of apology in and fetches a person. So nothing is caught here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.reading import read_turn, slots_of
from actions.ticket import ticket_facts
from actions.turn import Memory, Outcome, Say, Turn
from bot.chats.tickets import Tickets
from bot.chats.turns import LastTurns
from bot.settings import SHOP_TIMEZONE, settings
from bot.shop.shop import Shop, open_shop
from bot.text.spoken import yuan

MOST_TOPICS = 3
UNSURE = frozenset({"nlu_fallback", "out_of_scope"})


class ShopAction(Action):
    """One topic's action.

    A subclass names its `topic` and the `intents` it answers, and decides in `answer`.
    """

    topic: ClassVar[str] = ""
    intents: ClassVar[tuple[str, ...]] = ()
    by_intent: ClassVar[dict[str, type[ShopAction]]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for intent in cls.intents:
            ShopAction.by_intent[intent] = cls

    def name(self) -> str:
        """The name in domain.yml."""
        return f"action_{self.topic}"

    def answer(self, turn: Turn, shop: Shop) -> Outcome:
        """Decide what the buyer is told; every figure comes from `shop` in this turn."""
        raise NotImplementedError

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Mapping[str, Any]
    ) -> list[EventType]:
        """One turn in one transaction: committed before anything is said.

        A message that comes again, because its turn was cut off, gets what was decided before.
        """
        message = tracker.latest_message
        message_id = (message.get("metadata") or {}).get("message_id")
        turn = read_turn(tracker.sender_id, tracker.slots, message, _now(message))
        with open_shop(settings().database_url) as shop:
            last_turns = LastTurns(shop.session)
            result = message_id and last_turns.result(turn.conversation_id, message_id)
            if not result:
                result = self._decide(turn, shop)
                if message_id:
                    last_turns.keep(turn.conversation_id, message_id, result)
        for said in result["messages"]:
            dispatcher.utter_message(**said)
        return [
            SlotSet(name, value)
            for name, value in result["slots"].items()
            if tracker.slots.get(name) != value
        ]

    def _decide(self, turn: Turn, shop: Shop) -> dict[str, Any]:
        """Messages to say and slots to remember, as JSON."""
        turn = _with_buyer(turn, shop)
        _note_buyer(turn, shop)
        outcomes = answers(self, turn, shop)
        memory = _remembered(turn, outcomes)
        handed_over = next((o.hand_over for o in outcomes if o.hand_over), None)
        if handed_over:
            Tickets(shop.session).open(
                turn.conversation_id,
                reason=handed_over,
                facts=ticket_facts(replace(turn, memory=memory), shop),
                at=turn.now,
            )
        messages = [
            _message(say, shop, _trace(turn, outcome, say, memory, action=self.name()))
            for outcome, say in _without_repeats(outcomes)
        ]
        return {"messages": messages, "slots": slots_of(memory)}


def answer_as(intent: str, turn: Turn, shop: Shop) -> Outcome:
    """What the topic of `intent` answers to this turn."""
    return ShopAction.by_intent[intent]().answer(turn.as_intent(intent), shop)


def answers(action: ShopAction, turn: Turn, shop: Shop) -> list[Outcome]:
    """The answer of `action`, and of the topics of further questions in the same message.

    Questions of one topic are answered by it at once. Nothing follows a hand-over, and only the
    last outcome may leave a question open. Beyond `MOST_TOPICS` a buyer could not read it all.
    """
    outcomes = [action.answer(turn, shop)]
    topics = {action.topic}
    for intent in turn.also:
        other = ShopAction.by_intent.get(intent)
        if other is None or other.topic in topics or outcomes[-1].hand_over:
            continue
        if len(topics) == MOST_TOPICS:
            break
        topics.add(other.topic)
        outcomes.append(other().answer(replace(turn, intent=intent), shop))
    return outcomes


def _now(message: Mapping[str, Any]) -> datetime:
    at = (message.get("metadata") or {}).get("at")
    now = datetime.fromisoformat(at) if at else datetime.now(SHOP_TIMEZONE)
    return now.astimezone(SHOP_TIMEZONE)


def _with_buyer(turn: Turn, shop: Shop) -> Turn:
    """At a chat's first turn, what is known of the buyer from earlier chats."""
    if turn.memory.stage is not None:
        return turn
    buyer = shop.buyers.get(turn.buyer_id)
    if buyer is None:
        return turn
    memory = turn.memory
    known = replace(
        memory,
        region=memory.region or buyer.region or None,
        height_cm=memory.height_cm or buyer.height_cm,
        weight_kg=memory.weight_kg or buyer.weight_kg,
    )
    return replace(turn, memory=known)


def _note_buyer(turn: Turn, shop: Shop) -> None:
    """Keep a new buyer, and what was learnt of a known one, for the next chat."""
    if turn.memory.stage is not None and not turn.learnt & {"region", "height_cm", "weight_kg"}:
        return
    shop.buyers.remember(
        turn.buyer_id,
        at=turn.now,
        region=turn.memory.region,
        height_cm=turn.memory.height_cm,
        weight_kg=turn.memory.weight_kg,
    )


def _remembered(turn: Turn, outcomes: list[Outcome]) -> Memory:
    memory = replace(turn.memory, asked=None, stage=turn.memory.stage or "greeting")
    if turn.intent not in UNSURE:
        memory = replace(memory, unsure_count=0)
    for outcome in outcomes:
        memory = replace(memory, **outcome.memory)
        if outcome.stage:
            memory = replace(memory, stage=outcome.stage)
        if outcome.ask:
            asked_before = dict.fromkeys((*memory.asked_before, outcome.ask.fact))
            memory = replace(memory, asked=outcome.ask, asked_before=tuple(asked_before))
    return memory


def _without_repeats(outcomes: list[Outcome]) -> list[tuple[Outcome, Say]]:
    """What is said, each message once: two questions of a buyer's may have the same answer."""
    said: list[tuple[Outcome, Say]] = []
    for outcome in outcomes:
        for say in outcome.says:
            if all(say != before for _, before in said):
                said.append((outcome, say))
    return said


def _message(say: Say, shop: Shop, trace: dict[str, Any]) -> dict[str, Any]:
    return {
        "response": say.name,
        "more": list(say.more),
        "facts": dict(say.facts),
        "offers": list(say.offers),
        "card": _card(say.card, shop),
        "trace": trace,
    }


def _trace(
    turn: Turn, outcome: Outcome, say: Say, memory: Memory, *, action: str
) -> dict[str, Any]:
    """Why the buyer reads this: for `xiaoer ask`, the desk and the tests, never for the buyer."""
    return {
        "intent": turn.intent,
        "confidence": round(turn.confidence, 3),
        "ranking": [list(guess) for guess in turn.ranking],
        "entities": [list(entity) for entity in turn.entities],
        "action": action,
        "reason": outcome.reason,
        "facts": dict(say.facts),
        "slots": {name: value for name, value in slots_of(memory).items() if value},
    }


def _card(product_id: str | None, shop: Shop) -> dict[str, Any] | None:
    product = shop.catalogue.product(product_id) if product_id else None
    if product is None:
        return None
    low, high = yuan(product.lowest_price), yuan(product.highest_price)
    return {
        "product_id": product.id,
        "title": product.title,
        "price": f"¥{low}" if low == high else f"¥{low}–{high}",
        "colours": list(product.colours),
        "sizes": list(product.sizes),
        "image": product.image,
        "url": f"/?product={product.id}",
    }
