"""The way every action goes: read the turn, let the topic decide, remember, say.

An action that fails says nothing and answers with an error: the channel sees that the buyer got no
reply, puts words of apology in and fetches a person. So nothing is caught here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.closing.action import with_closing
from actions.drafting import Terms
from actions.greeting.opening import with_hello
from actions.handoff.knowing import known_of
from actions.handoff.repeating import again_and_again
from actions.handoff.topics import every_question
from actions.left_over import left_over
from actions.meanwhile import caught_up
from actions.order.speaking import with_clauses
from actions.ordering_of_answers import in_order
from actions.own_options import with_own_options
from actions.pointing import pointed_at
from actions.reading import read_turn
from actions.recommendation.refusing import refusing
from actions.replying import in_one_reply, message_of, trace_of
from actions.sizing.wearer import own_body, with_earlier
from actions.slots import MEMORY_SLOT, kept_of, memory_of
from actions.taking_up import understood
from actions.ticket import ticket_facts
from actions.turn import Memory, Outcome, Turn
from actions.waiting import put_again
from bot.chats.tickets import Tickets
from bot.chats.turns import LastTurns
from bot.settings import SHOP_TIMEZONE, settings
from bot.shop.model.catalogue import Product
from bot.shop.shop import Shop, open_shop

MOST_TOPICS = 3


class ShopAction(Action):
    """One topic's action.

    A subclass names its `topic` and the `intents` it answers, and decides in `answer`; `at_once`
    says that it answers all of its questions in a message together, by the turn's `also`.
    """

    topic: ClassVar[str] = ""
    intents: ClassVar[tuple[str, ...]] = ()
    at_once: ClassVar[bool] = False
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
        What is only a draft, or not what was expected any more, is undone before it is said.
        """
        message = tracker.latest_message
        metadata = message.get("metadata") or {}
        message_id, terms = metadata.get("message_id"), Terms.of(metadata)
        kept, now = tracker.slots.get(MEMORY_SLOT) or {}, _now(message)
        memory = caught_up(tracker.sender_id, memory_of(kept), message, now)
        turn = read_turn(tracker.sender_id, memory, message, now)
        with open_shop(settings().database_url) as shop:
            last_turns = LastTurns(shop.session)
            last_turns.alone(turn.conversation_id)
            result = message_id and last_turns.result(turn.conversation_id, message_id)
            if not result or not terms.fits(result):
                result = {**self._decide(turn, shop), **terms.told()}
                if message_id and terms.keeps(result):
                    last_turns.keep(turn.conversation_id, message_id, result)
            if not terms.keeps(result):
                known = replace(turn, memory=memory_of(result["memory"]))
                told = terms.marked(result, known_of(known, shop))
                shop.session.rollback()
                _say(dispatcher, told)
                return []
        _say(dispatcher, result["messages"])
        return [] if result["memory"] == kept else [SlotSet(MEMORY_SLOT, result["memory"])]

    def _decide(self, turn: Turn, shop: Shop) -> dict[str, Any]:
        """Messages to say and the memory to keep, as JSON."""
        turn = with_own_options(pointed_at(_with_buyer(turn, shop), shop), shop)
        turn = refusing(turn, shop)
        turn = with_hello(with_clauses(turn, shop))
        _note_buyer(turn, shop)
        meant, taken = understood(turn)
        too_often = again_and_again(meant, shop)
        told, unanswered = ([(meant.intent, too_often)], []) if too_often else answers(meant, shop)
        rest = left_over(meant, unanswered, taken)
        told += [(rest.reason, rest)] if rest else []
        told, memory = with_closing(meant, told, taken, shop)
        product = _asked_about(memory, shop)
        outcomes = [outcome for _, outcome in told]
        memory, again = put_again(memory, product, outcomes, [intent for intent, _ in told])
        fetching = next((o for o in outcomes if o.hand_over), None)
        if fetching and fetching.hand_over:
            Tickets(shop.session).open(
                turn.conversation_id,
                reason=fetching.hand_over,
                facts={**ticket_facts(replace(turn, memory=memory), shop), **fetching.ticket},
                at=turn.now,
            )
        said = [*in_one_reply(outcomes), *([(outcomes[-1], again)] if again else [])]
        offered = next((say.offers for _, say in reversed(said) if say.offers), ())
        memory = replace(memory, offered=offered)
        messages = []
        for place, (outcome, say) in enumerate(said):
            trace = trace_of(turn, outcome, say, memory, action=self.name())
            messages.append(message_of(say, shop, trace, follows=place > 0))
        return {"messages": messages, "memory": kept_of(memory)}


def _say(
    dispatcher: CollectingDispatcher, messages: Sequence[Mapping[str, Any]]
) -> list[EventType]:
    for said in messages:
        dispatcher.utter_message(**said)
    return []


def answer_as(intent: str, turn: Turn, shop: Shop) -> Outcome:
    """What the topic of `intent` answers to this turn."""
    outcome = ShopAction.by_intent[intent]().answer(turn.as_intent(intent), shop)
    return replace(outcome, intent=outcome.intent or intent)


def answers(turn: Turn, shop: Shop) -> tuple[list[tuple[str, Outcome]], list[str]]:
    """The questions of the message in the order of a reply, each with its answer, and the rest.

    Nothing follows a hand-over, only one question is put to the buyer, and beyond `MOST_TOPICS`
    nobody could read it all: what is left is named instead (`left_over`). Courtesy is no topic.
    """
    told: list[tuple[str, Outcome]] = []
    unanswered: list[str] = []
    topics: set[str] = set()
    asked_about: set[str] = set()
    intents = in_order((turn.intent, *turn.also))
    for intent in intents:
        action = ShopAction.by_intent.get(intent)
        if action is None or (action.at_once and action.topic in topics):
            continue
        if intent in every_question() and action.topic not in asked_about:
            if len(asked_about) >= MOST_TOPICS:
                unanswered.append(intent)
                continue
            asked_about.add(action.topic)
        topics.add(action.topic)
        others = tuple(other for other in intents if other != intent)
        buying = "order" in others and intent != "order"
        quiet = buying or any(outcome.ask for _, outcome in told)
        asked = replace(turn, intent=intent, also=others, quiet=turn.quiet or quiet)
        outcome = action().answer(asked, shop)
        told.append((outcome.intent or intent, outcome))
        if outcome.hand_over:
            return told, []
    return told, unanswered


def _asked_about(memory: Memory, shop: Shop) -> Product | None:
    """The product of the question of ours that is open, else the one in view."""
    item = memory.asked.item if memory.asked else None
    product_id = item.product if item else memory.product
    return shop.catalogue.product(product_id) if product_id else None


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
    known = replace(turn.memory, region=turn.memory.region or buyer.region or None)
    return replace(turn, memory=with_earlier(known, (buyer.height_cm, buyer.weight_kg)))


def _note_buyer(turn: Turn, shop: Shop) -> None:
    """Keep a new buyer, and what was learnt of a known one, for the next chat."""
    told = turn.situation.meanwhile or turn.learnt & {"region", "height_cm", "weight_kg"}
    if turn.memory.stage is not None and not told:
        return
    height_cm, weight_kg = own_body(turn.memory)
    shop.buyers.remember(
        turn.buyer_id,
        at=turn.now,
        region=turn.memory.region,
        height_cm=height_cm,
        weight_kg=weight_kg,
    )
