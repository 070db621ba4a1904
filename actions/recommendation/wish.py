"""All that a message asks for, with what was asked for earlier in the chat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from actions.recommendation import words
from actions.recommendation.allergies import allergies_in
from actions.recommendation.budget import budget_in, pieces_in
from actions.recommendation.needs import Need, categories_in, named, needs_in, parts_in
from actions.turn import Memory
from bot.text.normalise import normalise

KINDS = ("cheapest", "finest", "best_sold", "like", "pair", "which_colour")


@dataclass(frozen=True)
class Wish:
    """What is looked for; prices in yuan, None is an open bound.

    The bounds are for `pieces` of it together. `below` is a list price to stay under, `close_to`
    one to stay near. `parts` are what names of the kinds looked for hold: a box of gifts whose name
    holds one is of that kind too.
    """

    needs: tuple[Need, ...] = ()
    refused: tuple[Need, ...] = ()
    allergies: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    refused_categories: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    refused_colours: tuple[str, ...] = ()
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    pieces: int = 1
    below: Decimal | None = None
    close_to: Decimal | None = None
    cheapest: bool = False
    finest: bool = False
    best_sold: bool = False
    like: bool = False
    pair: bool = False
    which_colour: bool = False

    @property
    def clear(self) -> bool:
        """Whether there is enough to choose by."""
        wanted = (
            self.needs,
            self.refused,
            self.allergies,
            self.categories,
            self.colours,
            self.refused_colours,
        )
        kinds = (self.cheapest, self.finest, self.best_sold, self.like)
        return any(wanted) or any(kinds) or bool(self.at_most)


def wish_in(
    text: str,
    *,
    categories: Sequence[str],
    colours: Sequence[str] = (),
    refused_colours: Sequence[str] = (),
) -> Wish:
    """What `text` asks for; `categories` are the shop's, colours were understood already."""
    plain = normalise(text)
    wanted, refused = needs_in(text)
    at_least, at_most = budget_in(text)
    kinds: dict[str, Any] = {
        kind: any(word in plain for word in words.wishes()[kind]) for kind in KINDS
    }
    return Wish(
        needs=named(wanted),
        refused=named(refused),
        allergies=allergies_in(text),
        categories=categories_in(text, categories),
        parts=parts_in(text),
        colours=tuple(colours),
        refused_colours=tuple(refused_colours),
        at_least=at_least,
        at_most=at_most,
        pieces=pieces_in(text) or 1,
        **kinds,
    )


def with_memory(wish: Wish, memory: Memory) -> Wish:
    """The wish with what the buyer asked for earlier in the chat and did not change since."""
    known = wish.at_least is not None or wish.at_most is not None
    at_least, at_most = (wish.at_least, wish.at_most) if known else memory.budget
    categories = wish.categories or memory.categories
    return replace(
        wish,
        needs=tuple(dict.fromkeys((*named(memory.needs), *wish.needs))),
        refused=tuple(dict.fromkeys((*named(memory.not_needs), *wish.refused))),
        allergies=tuple(dict.fromkeys((*memory.allergies, *wish.allergies))),
        categories=tuple(each for each in categories if each not in memory.not_categories),
        refused_categories=memory.not_categories,
        at_least=at_least,
        at_most=at_most,
        pieces=wish.pieces if known else memory.budget_pieces or 1,
    )
