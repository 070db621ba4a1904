"""From outcomes to messages: which are said, in which order, with what they came from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actions.slots import kept_of
from actions.turn import Memory, Outcome, Say, Turn
from bot.shop.shop import Shop
from bot.text.spoken import yuan

MOST_MESSAGES = 6
RANKING_TOLD = 3


def in_one_reply(outcomes: Sequence[Outcome]) -> list[tuple[Outcome, Say]]:
    """What is said, each message once, a question to the buyer last.

    Each of several answers keeps its first message at least, and as many more as there is room
    for: nobody reads a wall.
    """
    said: list[tuple[Outcome, Say]] = []
    asking: list[tuple[Outcome, Say]] = []
    room = MOST_MESSAGES - sum(min(_first(outcome), len(outcome.says)) for outcome in outcomes)
    for outcome in outcomes:
        asks = outcome.says[-1:] if outcome.ask is not None else ()
        answering = outcome.says[: len(outcome.says) - len(asks)]
        kept = answering[: 1 + max(room, 0)]
        room -= max(len(kept) - 1, 0)
        for say in (*kept, *asks):
            puts = say in asks
            if all(say != before for _, before in (*said, *asking)):
                (asking if puts else said).append((outcome, say))
    return [*said, *asking]


def _first(outcome: Outcome) -> int:
    """How many messages it says at the least: its answer, and its question."""
    return 1 if outcome.ask is None else 2


def message_of(say: Say, shop: Shop, trace: dict[str, Any], *, follows: bool) -> dict[str, Any]:
    """What Rasa is told to say; `follows` another message of the same reply."""
    return {
        "response": say.name,
        "more": list(say.more),
        "facts": dict(say.facts),
        "offers": list(say.offers),
        "card": _card(say.card, shop),
        "follows": follows,
        "trace": trace,
    }


def trace_of(
    turn: Turn, outcome: Outcome, say: Say, memory: Memory, *, action: str
) -> dict[str, Any]:
    """Why the buyer reads this: for `xiaoer ask`, the desk and the tests, not for the buyer."""
    return {
        "intent": turn.intent,
        "confidence": round(turn.confidence, 3),
        "band": turn.band,
        "ranking": [list(guess) for guess in turn.ranking[:RANKING_TOLD]],
        "entities": [list(entity) for entity in turn.entities],
        "action": action,
        "reason": outcome.reason,
        "facts": dict(say.facts),
        "slots": kept_of(memory),
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
