"""Which question a message is about: its own, the one before, or one of ours that it answers."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.again import asked_again, in_words_of
from actions.bare_answers import agrees, backs_out, declines, leaves_open, not_known
from actions.haggling.meant import as_haggling, holds_to_promise
from actions.haggling.words import wants_manager
from actions.handoff.asked_for import plainly_asked_for
from actions.left_over import LEFT_OVER, questions_of
from actions.order.before import chooses_again
from actions.order.speaking import asks_aside, edits_order
from actions.order.terms import asks_terms
from actions.order_parked import PARKED_ORDER, resumed, takes_up_order, with_order_parked
from actions.reading import with_products
from actions.recommendation.allergies import asks_bearable
from actions.recommendation.informing import SOUNDS_WRONG, asks_for_whom, changes_wish
from actions.turn import Ask, Memory, Turn
from bot.chats.model import NEEDS_PERSON
from bot.text.numbers import parse_number

# A message read as one of these may be nothing but the answer to a question of ours.
ANSWERING = frozenset(
    {"inform", "affirm", "deny", "nlu_fallback", "out_of_scope", "thank", "greet", "hesitate",
     "goodbye"}
)  # fmt: skip
UNCERTAIN = frozenset({"inform", "nlu_fallback", "out_of_scope"})
# What a dislike of the goods shown, or another wish, may be read as.
WISHING = (ANSWERING | SOUNDS_WRONG) - {"thank", "greet", "goodbye", "inform"}
BODY = frozenset({"height_cm", "weight_kg", "girths"})
OPTIONS = frozenset({"colour", "size"})
CHOICE = OPTIONS | {"quantity"}
# Facts that are meant for our question even where the message asks something else beside.
PLAIN = frozenset({"region", "body", "product", "which_product"})
YES_IF_LEFT_OPEN = frozenset({"confirm_order", "manager", PARKED_ORDER})
# A yes to these books or promises something: its words or a sure reading must say so.
BINDING = frozenset({"confirm_order", "manager"})
SURE = 0.8
# An order that waits can be said yes to some messages later.
ORDER_READ_BACK = frozenset({"confirm_order", PARKED_ORDER})
# Where the buyer leaves these to us there is something better than to go on without them.
INSTEAD = {"size": "ask_size", "product": "ask_recommendation"}
_ASKS = re.compile(r"[吗么嘛呢?]|多少|几|什么|啥|哪|怎|能不能|可不可以")
_OBJECTION = re.compile(r"(?:不对|不是|错了|有误|要改|改一下|我要改|[,.!~ 啊呀哦的吧])+")
_TWO_CHARACTERS = re.compile("[\u3400-\u9fff].*[\u3400-\u9fff]")
_BUYS = re.compile("(?<![不别没])(?:要了|买了|就要|拿下|下单)")


def understood(turn: Turn) -> tuple[Turn, Ask | None]:
    """The turn as the question it is about, and the question of ours that it answers, if any.

    A value put right is no question of its own but the one before, asked anew. Who plainly asks for
    a person is given one, whatever else is open.
    """
    person = plainly_asked_for(turn)
    if person is not None:
        return person, None
    meant, taken = _understood(turn)
    ordering = "order" in (meant.intent, *meant.also) or meant.memory.ordering
    if meant.courier is not None and ordering:
        meant = replace(meant, memory=replace(meant.memory, courier=meant.courier))
    return meant, taken


def _understood(turn: Turn) -> tuple[Turn, Ask | None]:
    turn = as_haggling(with_order_parked(turn))
    if asks_terms(turn) and turn.intent == "order" and turn.learnt & CHOICE:
        return replace(turn, also=("change_order",)), None
    if asks_terms(turn) and not holds_to_promise(turn):
        return turn.as_intent("change_order"), None
    asks_goods = asks_bearable(turn.text) or asks_for_whom(turn)
    if asks_goods and turn.intent not in NEEDS_PERSON:
        return turn.as_intent("ask_recommendation"), None
    if edits_order(turn) or asks_aside(turn) or _drops_courier(turn):
        return turn.as_intent("order"), None
    again = asked_again(turn)
    if again is not None:
        first, *others = again.intents
        return in_words_of(replace(turn, intent=first, also=tuple(others)), again.text), None
    if turn.memory.ordering and not turn.learnt & CHOICE and chooses_again(turn.text):
        return turn.as_intent("change_order"), None
    back = takes_up_order(turn)
    if back is not None:
        return resumed(turn, back), back
    if _says_yes(turn):
        return _agreed(turn) if _is_binding(turn) else (_without_yes(turn), None)
    for ask in turn.memory.open_questions:
        if _answers(turn, ask):
            return _going_on(turn, ask), ask
        beside = ask.fact in PLAIN and not ask.since and ask.intent != turn.intent
        if beside and brings(turn, ask.fact):
            aside = replace(turn, also=(*turn.also, ask.intent))
            return in_words_of(aside, f"{ask.text} {turn.text}"), ask
    return _stated(turn)


def _drops_courier(turn: Turn) -> bool:
    """Whether the courier asked for with the order read back is not wanted any more."""
    waits = any(ask.fact == "confirm_order" for ask in turn.memory.open_questions)
    return waits and "courier" in turn.learnt and turn.courier is None


def brings(turn: Turn, fact: str) -> bool:
    """Whether the turn holds what `fact` asks for."""
    if fact in ("product", "which_product"):
        return bool(turn.products) or turn.unknown_item is not None
    if fact == "body":
        return bool(turn.learnt & BODY) or turn.absurd_body
    if fact in OPTIONS:
        return bool(turn.colours or turn.sizes or turn.learnt & OPTIONS)
    if fact == "confirm_order":
        return bool(turn.learnt & CHOICE)
    if fact == "manager":
        return wants_manager(turn.text)
    if fact == "need":
        told = turn.learnt & {"needs", "not_needs", "budget", "refused", "not_categories"}
        return bool(told) or turn.intent == "inform"
    return fact in turn.learnt


def _fresh(memory: Memory, *, left_open: bool = False) -> Ask | None:
    """The question that a yes or no is for: the one just put, or an order read back.

    What a reply left over stands at its end, behind any other question put; it offers no choice
    that could be `left_open` to us.
    """
    asked = memory.open_questions
    fresh = [ask for ask in asked if not ask.since or ask.fact in ORDER_READ_BACK]
    fresh.sort(key=lambda ask: (ask.fact == LEFT_OVER) == left_open)
    return next(iter(fresh), None)


def _says_yes(turn: Turn) -> bool:
    """Whether nothing is said but yes, or that the choice is ours."""
    unsure = turn.intent == "affirm" or turn.intent in UNCERTAIN
    if backs_out(turn.text):
        return False
    if leaves_open(turn.text):
        return unsure or _fresh(turn.memory) is not None
    told = turn.learnt or turn.products or turn.colours or turn.sizes or turn.offered_price
    fresh = _fresh(turn.memory)
    thanks = turn.intent == "thank" and fresh is not None and fresh.fact in ORDER_READ_BACK
    agreed = turn.intent == "affirm" or ((unsure or thanks) and agrees(turn.text))
    return agreed and not told


def _is_binding(turn: Turn) -> bool:
    """Whether a yes is plain enough for what waits for one."""
    if not any(ask.fact in BINDING for ask in turn.memory.open_questions):
        return True
    if agrees(turn.text) or leaves_open(turn.text):
        return True
    return turn.confidence >= SURE and _TWO_CHARACTERS.search(turn.plain) is not None


def _without_yes(turn: Turn) -> Turn:
    """The turn as the questions beside a doubtful yes; without any it is not understood."""
    first, *others = (*turn.also, "nlu_fallback")[: len(turn.also) or 1]
    return replace(turn, intent=first, also=tuple(others))


def _agreed(turn: Turn) -> tuple[Turn, Ask | None]:
    """A yes, or a choice left to us, goes on with what was asked just now."""
    open_ = leaves_open(turn.text)
    ask = _fresh(turn.memory, left_open=open_)
    buys = turn.memory.product is not None and _BUYS.search(turn.plain) is not None
    if buys and (ask is None or ask.intent != "order" or ask.fact == PARKED_ORDER):
        return turn.as_intent("order"), None
    if ask is None:
        if open_ and turn.memory.listed and turn.memory.product is None:
            return with_products(turn, turn.memory.listed[:1]).as_intent("inform"), None
        plain = turn.kind == "text" and not open_
        return replace(turn, intent="affirm") if plain else turn, None
    if ask.fact == PARKED_ORDER:
        return resumed(turn, ask), ask
    if ask.fact == LEFT_OVER:
        others = (each for each in turn.memory.open_questions if each != ask)
        memory = replace(turn.memory, parked=next(others, None))
        turn = replace(turn, also=(*turn.also, *questions_of(ask)), memory=memory)
    turn = replace(turn, memory=replace(turn.memory, asked=ask))
    if ask.fact == "quantity" and ask.options and not open_:
        number = parse_number(ask.options[0].rstrip("件"))
        memory = replace(turn.memory, quantity=None if number is None else int(number))
        turn = replace(turn, memory=memory, learnt=turn.learnt | {"quantity"})
    if open_ and ask.fact not in YES_IF_LEFT_OPEN:
        turn = replace(turn, left_open=ask.fact)
        if ask.fact in INSTEAD:
            return turn.as_intent(INSTEAD[ask.fact]), None
    return (turn.as_intent("affirm") if ask.fact == "manager" else _going_on(turn, ask)), ask


def _stated(turn: Turn) -> tuple[Turn, Ask | None]:
    """A message that answers nothing of ours: what it states beside a yes or no counts."""
    if turn.intent in WISHING and changes_wish(turn):
        return turn.as_intent("ask_recommendation"), None
    if turn.intent in ("affirm", "deny") and turn.products:
        return turn.as_intent("inform"), None
    if turn.intent == "affirm" and (turn.learnt or turn.offered_price):
        return turn.as_intent("inform"), None
    if turn.intent in ANSWERING and turn.memory.haggle_rounds and wants_manager(turn.text):
        asking = replace(turn.memory, asked=Ask("manager", "bargain"))
        return replace(turn, memory=asking).as_intent("affirm"), None
    off = backs_out(turn.text) and (turn.intent == "affirm" or turn.intent in UNCERTAIN)
    if _objects(turn) or off:
        turn = turn.as_intent("deny")
    chooses = turn.not_colours or turn.learnt & CHOICE or turn.courier or turn.not_courier
    fresh = None if chooses or turn.intent != "deny" else _fresh(turn.memory)
    return replace(turn, memory=replace(turn.memory, asked=fresh or turn.memory.asked)), fresh


def _answers(turn: Turn, ask: Ask) -> bool:
    if ask.fact == "note":
        tells = turn.kind == "text" and turn.intent not in NEEDS_PERSON and not declines(turn.text)
        return tells and not ask.since and _ASKS.search(turn.plain) is None
    if ask.fact == "need" and not ask.since and turn.text.strip() in ask.options:
        return True
    if not (turn.bare or turn.intent in ANSWERING):
        return False
    return brings(turn, ask.fact) or (ask.fact in PLAIN and not ask.since and not_known(turn.text))


def _objects(turn: Turn) -> bool:
    """Whether something is wrong with the order just read back (不对,要改), and not said what."""
    fresh = _fresh(turn.memory)
    reads_as = turn.intent in ("deny", "nlu_fallback", "change_order", "inform")
    back = fresh is not None and fresh.fact == "confirm_order"
    return back and reads_as and _OBJECTION.fullmatch(turn.plain) is not None


def _going_on(turn: Turn, ask: Ask) -> Turn:
    """The turn as the question the answer belongs to; its words count with those of the answer."""
    turn = replace(turn, intent=ask.intent, memory=replace(turn.memory, asked=ask))
    return turn if ask.fact == "note" else in_words_of(turn, f"{ask.text} {turn.text}")
