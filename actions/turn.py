"""What a topic is told of the buyer's turn: the message understood, and what is remembered."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from bot.chats.model import Situation
from bot.text.normalise import normalise
from bot.text.references import Reference
from bot.text.spans import Span

if TYPE_CHECKING:
    from actions.order.clauses import Clause, Named


# What an order's line is made of, by the memory it fills.
CHOSEN = frozenset({"product", "colour", "size", "quantity"})


@dataclass(frozen=True)
class Item:
    """One line of an order in the making; None is not chosen yet.

    `sort` is what the goods were called (袜子) where it is not settled which product is meant;
    `product` is empty then.
    """

    product: str
    colour: str | None = None
    size: str | None = None
    quantity: int | None = None
    sort: str = ""


@dataclass(frozen=True)
class Ask:
    """A question of ours that waits for its answer.

    `fact` is what is missing (region, body, product, colour, size, quantity, confirm_order …);
    `intent` is the question of the buyer's that the answer lets us go on with, `text` its words;
    `options` are the answers that were offered. `since` counts the buyer's messages since it was
    put; `reminded` says that it was put again since. `item` is the line of the order it is about,
    or what was read back.
    """

    fact: str
    intent: str
    text: str = ""
    options: tuple[str, ...] = ()
    since: int = 0
    reminded: bool = False
    item: Item | None = None


@dataclass(frozen=True)
class Question:
    """What the buyer asked and was answered: the intents of the message, and its words.

    `since` counts the buyer's messages since.
    """

    intents: tuple[str, ...]
    text: str
    since: int = 0


@dataclass(frozen=True)
class Memory:
    """What the chat knows so far; None is not known. All of it is one slot (actions/slots.py).

    Ours: `asked` is the question put last, `parked` one that another came between; `answered` is
    what the buyer asked last, `offered` the answers to tap below the last reply.

    Goods: `recommended` so far and `seen` (in view or named), both the last first; `listed` side by
    side last, in that order; `told_together` in the last message; `that_one` is what 那款 means.

    Wishes: `needs` and `not_needs` are names of needs*.yml, `allergies` of allergies.yml; `budget`
    is the lowest and highest price in yuan, for `budget_pieces` together; `categories` and
    `colours` are looked for, `not_colours`, `not_categories` and the products `refused` not wanted.

    Body: `wearer` is whose the height and weight are, None the buyer's own
    (actions/sizing/wearer.py), `own_body` the buyer's own beside them, `girths` more of the same
    body in cm.

    Deal: `basket` are all lines of an order that has several, `courier` the one asked for with it;
    `haggled` what was decided in each round over a price, as product:what; `wanted_price` what was
    offered last, in yuan, for `wanted_pieces`; `new_buyer`: said to buy here for the first time
    (新客). `closings` are the techniques of closing (促单) used, `closing_noes` how often the buyer
    said no to one, `closing_rests` that the last reply ended in one or answered a no.
    """

    stage: str | None = None
    product: str | None = None
    page_product: str | None = None
    colour: str | None = None
    size: str | None = None
    quantity: int | None = None
    region: str | None = None
    height_cm: float | None = None
    weight_kg: float | None = None
    asked: Ask | None = None
    parked: Ask | None = None
    asked_before: tuple[str, ...] = ()
    answered: Question | None = None
    unsure_count: int = 0
    recommended: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    that_one: str | None = None
    needs: tuple[str, ...] = ()
    not_needs: tuple[str, ...] = ()
    allergies: tuple[str, ...] = ()
    told_together: tuple[str, ...] = ()
    budget: tuple[Decimal | None, Decimal | None] = (None, None)
    categories: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    not_colours: tuple[str, ...] = ()
    budget_pieces: int | None = None
    not_categories: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    wearer: str | None = None
    own_body: tuple[float | None, ...] = ()
    girths: tuple[tuple[str, float], ...] = ()
    haggle_rounds: int = 0
    closings: tuple[str, ...] = ()
    closing_noes: int = 0
    closing_rests: bool = False
    haggled: tuple[str, ...] = ()
    wanted_price: str | None = None
    wanted_pieces: int | None = None
    new_buyer: bool = False
    basket: tuple[Item, ...] = ()
    courier: str | None = None

    @property
    def ordering(self) -> bool:
        """Whether an order is in the making: read back already, or something of it asked for."""
        asked = (ask.intent for ask in self.open_questions)
        return bool(self.basket) or self.stage == "confirmation" or "order" in asked

    def of_another(self, learnt: Collection[str]) -> dict[str, Any]:
        """What was chosen of the product in view and says nothing of the next; `learnt` stays.

        A number stays too where no product was in view yet, or which one was asked.
        """
        which = any(ask.fact in ("product", "which_product") for ask in self.open_questions)
        counted = () if self.product is None or which else ("quantity",)
        return {name: None for name in ("colour", "size", *counted) if name not in learnt}

    @property
    def open_questions(self) -> tuple[Ask, ...]:
        """Our questions that wait, the one put last first."""
        return tuple(ask for ask in (self.asked, self.parked) if ask is not None)


@dataclass(frozen=True)
class Turn:
    """One message of a buyer, understood.

    `text` is the cleaned message, `kind` what the channel saw in it (text, empty, emoji, too_long,
    markup, foreign); `words` is the text without the names and figures found in it, `bare` that
    it says nothing beside them. `band` says how sure the reading is: answer, clarify (ask what is
    meant) or hand_over; `also` are further questions in the same message.

    `products` are the ids named or pointed at (第二个), `previous_product` the one in view before;
    `ambiguous`: one name may mean any of them; `unresolved`: what is pointed at by `references`
    can be nothing spoken of. `unknown_item` is an item id or link that is not in the catalogue.
    `not_colours` and `not_products` were refused (不要黑色), `colour_families` are wanted as
    红色系 or 深色.

    `situation` is what surrounds the message in the chat log.
    `learnt` names the memory that this message filled. `left_open` is a fact that was asked for
    and is left to us (随便). `quiet`: another topic of the same reply asks the buyer already.

    `said` is the message itself, also where `text` is that of an earlier question; `named` are the
    things it names, by place, and `clauses` what it says of the lines of an order.
    """

    conversation_id: str
    buyer_id: str
    text: str
    kind: str
    intent: str
    confidence: float
    now: datetime
    memory: Memory
    band: str = "answer"
    also: tuple[str, ...] = ()
    ranking: tuple[tuple[str, float], ...] = ()
    entities: tuple[tuple[str, Any], ...] = ()
    references: tuple[Span[Reference], ...] = ()
    words: str = ""
    bare: bool = False
    products: tuple[str, ...] = ()
    previous_product: str | None = None
    ambiguous: bool = False
    unresolved: bool = False
    unknown_item: str | None = None
    colours: tuple[str, ...] = ()
    not_colours: tuple[str, ...] = ()
    not_products: tuple[str, ...] = ()
    colour_families: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    offered_price: Decimal | None = None
    courier: str | None = None
    not_courier: str | None = None
    absurd_body: bool = False
    learnt: frozenset[str] = frozenset()
    left_open: str | None = None
    quiet: bool = False
    situation: Situation = field(default_factory=Situation)
    said: str = ""
    named: tuple[Named, ...] = ()
    clauses: tuple[Clause, ...] = ()

    @property
    def plain(self) -> str:
        """The text in one form for every way of typing it: what patterns are looked for in."""
        return normalise(self.text)

    def may_ask(self, fact: str) -> bool:
        """Whether the buyer was not yet asked for `fact`: a missing fact is asked for once."""
        return not self.quiet and fact not in self.memory.asked_before

    def as_intent(self, intent: str) -> Turn:
        """The same turn read as `intent`: how a bare answer meets the question it belongs to."""
        return replace(self, intent=intent, also=())


@dataclass(frozen=True)
class Say:
    """One message to the buyer: the wording `name`, with the wordings `more` in one breath.

    `facts` are texts from the database of this turn; `card` is the id of a product to show;
    `offers` are tappable answers that come from the database (sizes, colours).
    """

    name: str
    facts: Mapping[str, str] = field(default_factory=dict)
    more: tuple[str, ...] = ()
    card: str | None = None
    offers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What a topic decided; `reason` is the code of the rule that decided.

    `memory` are slots to change; `ask` is the question the last message puts to the buyer;
    `hand_over` is the reason code of a ticket, where a person is needed, and `ticket` what the
    desk is told with it beside what is known of the buyer. `intent` is the question that was
    answered, where it is not the turn's own. `closes`: no question of ours stays open.
    """

    reason: str
    says: tuple[Say, ...]
    memory: Mapping[str, Any] = field(default_factory=dict)
    ask: Ask | None = None
    stage: str | None = None
    hand_over: str | None = None
    intent: str | None = None
    closes: bool = False
    ticket: Mapping[str, str] = field(default_factory=dict)
