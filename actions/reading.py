"""From Rasa's tracker to a Turn: entities and the page in view become memory."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from actions.again import without_slip
from actions.bare_answers import answer_in, is_bare
from actions.haggling.words import names_budget
from actions.order.clauses import Named
from actions.promotion.words import says_new_buyer
from actions.recommendation.allergies import allergies_in
from actions.recommendation.budget import budget_in, pieces_in
from actions.recommendation.needs import needs_kept
from actions.sizing.wearer import with_body
from actions.turn import Memory, Turn
from bot.chats.model import Situation
from bot.text.masking import mask_personal
from bot.text.measures import find_measures
from bot.text.normalise import normalise
from bot.text.references import Reference, find_references
from bot.text.spans import Span

# Told in answer to us, or as what is looked for: not what a product is asked about.
TELLS_NEEDS = frozenset(
    {"ask_recommendation", "inform", "ask_stock", "greet", "deny", "affirm", "nlu_fallback"}
)
BODY = frozenset({"height_cm", "weight_kg"})
ONE_OF_EACH = ("colour", "size", "quantity", "region", "height_cm", "weight_kg")
# Facts that carry no role of their own; a figure spans what it was read from.
_ASKS = re.compile(r"[吗么嘛?]|什么|怎|(.)不\1|不$")
_OF_ADDRESSES = re.compile("地址(?:分|是|有|要)+(?:成)?$")
_NOT = re.compile("(?<!是)(?:不是|不要|不去|不寄|不发|别)(?:[寄发]?(?:到|去|往))?$")


def read_turn(
    conversation_id: str, memory: Memory, message: Mapping[str, Any], now: datetime
) -> Turn:
    """The buyer's turn; `message` is Rasa's latest_message, `now` the moment it is answered at."""
    metadata = message.get("metadata") or {}
    text = message.get("text") or ""
    intent = message.get("intent") or {}
    name = intent.get("name") or "nlu_fallback"
    references = tuple(find_references(text))
    entities = _stated(message.get("entities") or (), text, references)
    turn = Turn(
        conversation_id=conversation_id,
        buyer_id=metadata.get("buyer_id") or conversation_id,
        text=text,
        kind=metadata.get("kind", "text"),
        intent=name,
        band=intent.get("band") or ("clarify" if name == "nlu_fallback" else "answer"),
        confidence=float(intent.get("confidence") or 0.0),
        now=now,
        memory=_with_page(memory, metadata.get("product_id") or None),
        also=tuple(intent.get("also", ())),
        ranking=tuple(
            (guess["name"], float(guess["confidence"]))
            for guess in message.get("intent_ranking") or ()
        ),
        entities=tuple((entity["entity"], entity["value"]) for entity in entities),
        references=references,
        said=text,
        situation=Situation.of(metadata),
        named=_named(entities),
        words=_words(text, entities),
        bare=is_bare(text, [*entities, *({"start": r.start, "end": r.end} for r in references)]),
    )
    new_buyer = says_new_buyer(text)
    if new_buyer is not None:
        turn = replace(turn, memory=replace(turn.memory, new_buyer=new_buyer))
    return with_body(_with_needs(_with_entities(turn, entities)), turn.memory)


def with_products(turn: Turn, products: Sequence[str]) -> Turn:
    """The turn with `products` as those it is about: the first of them comes into view.

    Where several are meant the one in view stays there, if it is one of them.
    """
    memory, in_view = turn.memory, turn.memory.product
    if in_view not in products or len(products) == 1:
        in_view = products[0]
    if in_view != memory.product:
        memory = replace(memory, **{"product": in_view, **memory.of_another(turn.learnt)})
    learnt = turn.learnt | {"product"}
    return replace(turn, products=tuple(products), memory=memory, learnt=learnt)


def _with_page(memory: Memory, page_product: str | None) -> Memory:
    """The product of a newly opened page is in view, whatever was in view before."""
    if page_product is None or page_product == memory.page_product:
        return memory
    page: dict[str, Any] = {"page_product": page_product, "product": page_product}
    return replace(memory, **{**page, **memory.of_another(())})


def _stated(
    entities: Iterable[Mapping[str, Any]], text: str, references: Sequence[Span[Reference]]
) -> list[Mapping[str, Any]]:
    """Entities but for what is ruled out (不是广州) and counts of what is pointed at (这两款).

    A figure of an address counts nothing (3栋501 张三), nor does one of a budget (两件300以内).
    """
    plain, masked = normalise(text), mask_personal(text)
    budgeted = pieces_in(text) is not None and budget_in(text) != (None, None)
    return [
        entity
        for entity in entities
        if not (
            entity["entity"] in ("region", *BODY)
            and entity["start"]
            and _NOT.search(plain[: entity["start"]])
        )
        and not (
            entity["entity"] == "quantity"
            and (
                text[entity["start"] : entity["end"]] not in masked
                or budgeted
                or any(r.start < entity["end"] and entity["start"] < r.end for r in references)
                or _OF_ADDRESSES.search(plain[: entity["start"]])
            )
        )
    ]


def _named(entities: Sequence[Mapping[str, Any]]) -> tuple[Named, ...]:
    """What may be of a line of an order, in reading order; one name of several products once."""
    found: dict[tuple[int, int, str], list[Mapping[str, Any]]] = {}
    for entity in sorted(entities, key=lambda each: each["start"]):
        if entity["entity"] in ("product", "colour", "size", "quantity"):
            place = (entity["start"], entity["end"], entity["entity"])
            found.setdefault(place, []).append(entity)
    return tuple(
        Named(
            name,
            tuple(each["value"] for each in of_it),
            start,
            end,
            all(each.get("role") == "refused" for each in of_it),
        )
        for (start, end, name), of_it in found.items()
    )


def _words(text: str, entities: Sequence[Mapping[str, Any]]) -> str:
    """The text without names and figures: what was asked, whatever it was asked of."""
    kept = list(text)
    for entity in entities:
        if entity["entity"] != "date":
            kept[entity["start"] : entity["end"]] = " " * (entity["end"] - entity["start"])
    return " ".join("".join(kept).split())


def _with_entities(turn: Turn, entities: Sequence[Mapping[str, Any]]) -> Turn:
    found: dict[tuple[str, str | None], dict[Any, None]] = {}
    for entity in entities:
        found.setdefault((entity["entity"], entity.get("role")), {})[entity["value"]] = None

    def values(name: str, *, role: str | None = None) -> tuple[Any, ...]:
        return tuple(found.get((name, role), ()))

    learnt = {name: _only(values(name)) for name in ONE_OF_EACH}
    learnt = {name: value for name, value in learnt.items() if value is not None}
    if not BODY & learnt.keys():
        learnt |= _body_put_right(turn.text)
    refused = values("courier", role="refused")
    dropped = {"courier"} if turn.memory.courier in refused else set()
    if dropped:
        turn = replace(turn, memory=replace(turn.memory, courier=None))
    answered = answer_in(turn.text, turn.memory)
    if BODY & learnt.keys():
        answered.pop("budget", None)
    learnt = {**answered, **learnt}
    offered = _only(values("offered_price"))
    given_up = _given_up(
        turn.memory,
        colours=values("colour"),
        not_colours=values("colour", role="refused"),
        not_sizes=values("size", role="refused"),
    )
    turn = replace(
        turn,
        memory=replace(turn.memory, **{**given_up, **learnt}),
        learnt=frozenset(learnt) | dropped,
        previous_product=turn.memory.product,
        unknown_item=_only(values("unknown_item")),
        colours=values("colour"),
        not_colours=values("colour", role="refused"),
        colour_families=values("colour", role="family"),
        sizes=values("size"),
        offered_price=None if offered is None else Decimal(offered),
        courier=_only(values("courier")),
        not_courier=_only(values("courier", role="refused")),
        absurd_body=bool(values("absurd_body")),
    )
    return _with_named(turn, [entity for entity in entities if entity["entity"] == "product"])


def _given_up(
    memory: Memory,
    *,
    colours: Sequence[str],
    not_colours: Sequence[str],
    not_sizes: Sequence[str],
) -> dict[str, Any]:
    """What is forgotten because it is not wanted, and the colours not wanted by now."""
    changes: dict[str, Any] = {}
    if memory.colour in not_colours:
        changes["colour"] = None
    if memory.size in not_sizes:
        changes["size"] = None
    if not_colours or (colours and memory.not_colours):
        refused = dict.fromkeys((*memory.not_colours, *not_colours))
        changes["not_colours"] = tuple(colour for colour in refused if colour not in colours)
    return changes


def _with_named(turn: Turn, named: Sequence[Mapping[str, Any]]) -> Turn:
    """The products named; one name of several means the one that was spoken of."""
    products = tuple(dict.fromkeys(e["value"] for e in named if e.get("role") != "refused"))
    refused = (e["value"] for e in named if e.get("role") == "refused")
    turn = replace(turn, not_products=tuple(dict.fromkeys(refused)))
    spans = {(entity["start"], entity["end"]) for entity in named}
    if len(products) > 1 and len(spans) == 1:
        products = _spoken_of(products, turn.memory)
        if len(products) > 1:
            return replace(turn, products=products, ambiguous=True)
    return with_products(turn, products) if products else turn


def _body_put_right(text: str) -> dict[str, float]:
    """A figure that only counts as one without the words of a slip between (身高打错了是165)."""
    said = without_slip(text)
    if said == normalise(text):
        return {}
    found = [measure for measure in find_measures(said) if not measure.absurd]
    return {each.name: each.span.value for each in found if each.name in BODY}


def _spoken_of(candidates: tuple[str, ...], memory: Memory) -> tuple[str, ...]:
    """The one of the candidates that is in view, or was listed or spoken of; else all of them."""
    for known in ((memory.product,), memory.listed, memory.seen):
        found = tuple(candidate for candidate in candidates if candidate in known)
        if len(found) == 1:
            return found
    return candidates


def _with_needs(turn: Turn) -> Turn:
    if allergies := allergies_in(turn.text):
        known = dict.fromkeys((*turn.memory.allergies, *allergies))
        turn = replace(turn, memory=replace(turn.memory, allergies=tuple(known)))
    tells = bool(TELLS_NEEDS & {turn.intent, *turn.also}) or names_budget(turn.text)
    # Of the product in view it is asked (有礼盒吗), not looked for.
    about_it = turn.memory.product and turn.intent == "nlu_fallback" and _ASKS.search(turn.plain)
    if not tells or about_it:
        return turn
    kept = needs_kept(turn.text, turn.memory)
    changed = {name: value for name, value in kept.items() if value != getattr(turn.memory, name)}
    if not changed:
        return turn
    memory = replace(turn.memory, **changed)
    return replace(turn, memory=memory, learnt=turn.learnt | changed.keys())


def _only(values: tuple[Any, ...]) -> Any:
    """The value where exactly one was said; several are a choice, not an answer."""
    return values[0] if len(values) == 1 else None
