"""Which product is pointed at (那款, 第二个, 另一个, 这两款), from what was shown and spoken of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from actions.reading import with_products
from actions.recommendation.needs import categories_in
from actions.turn import Memory, Turn
from bot.shop.model.catalogue import Product
from bot.shop.shop import Shop
from bot.text.normalise import normalise
from bot.text.references import Reference
from bot.text.spans import Span

PAIR = 2
LONGEST_NOUN = 5
# 那个好 is how 哪个好 is often typed: which of them, not that one.
WHICH = frozenset({"compare_products", "ask_recommendation"})
_TWO_PIECES = re.compile("[两2][件条双套盒包瓶罐袋份]")
SEVERAL = frozenset({"both", "all"})
_TOGETHER = re.compile("和|跟|与|比|还是|vs|、|一起|加上")


@dataclass(frozen=True)
class Around:
    """What there is to point at; `categories` are the goods named right after (那条裤子)."""

    memory: Memory
    products: dict[str, Product]
    categories: Sequence[str] = ()

    @property
    def row(self) -> tuple[str, ...]:
        """The products in the order a buyer counts them: as listed last, else as they came up."""
        return self.memory.listed or tuple(reversed(self.memory.seen))

    @property
    def all(self) -> tuple[str, ...]:
        """What 都 means: the products of the last answer, where there were several."""
        return self.memory.told_together or self.row

    @property
    def pair(self) -> tuple[str, ...]:
        """The two that 这两款 means; fewer where there are no two."""
        listed, in_view = self.memory.listed[:PAIR], self.memory.product
        if len(listed) == PAIR and in_view in (None, *listed):
            return listed
        if len(self.memory.listed) == 1 and in_view not in (None, *listed):
            return (str(in_view), *listed)  # what was proposed to go with it
        return tuple(reversed(self.memory.seen[:PAIR]))

    def fits(self, product_id: str) -> bool:
        """Whether it is of the kind that was named, if any was."""
        return not self.categories or self.products[product_id].category in self.categories


def pointed_at(turn: Turn, shop: Shop) -> Turn:
    """The turn with the products it points at beside those it names, or said to be unresolved."""
    offered = _offered(turn, shop)
    if offered is not None:
        return offered
    references = [
        span
        for span in turn.references
        if not (span.value.kind == "far" and WHICH & {turn.intent, *turn.also})
    ]
    if turn.ambiguous or (turn.products and not _TOGETHER.search(turn.plain)):
        return turn
    if not references or _is_plain_view(turn, references):
        return turn
    memory = turn.memory
    spoken_of = dict.fromkeys(
        filter(None, (memory.product, *memory.seen, *memory.listed, *memory.told_together))
    )
    products = {each.id: each for each in shop.catalogue.products(tuple(spoken_of))}
    memory = replace(
        memory,
        seen=tuple(product_id for product_id in memory.seen if product_id in products),
        listed=tuple(product_id for product_id in memory.listed if product_id in products),
        told_together=tuple(each for each in memory.told_together if each in products),
    )
    if counted := _counts(turn, references, Around(memory, products)):
        return counted
    found: list[str] = []
    for span in references:
        kinds = _kinds_after(turn.text, span, shop.catalogue.categories())
        meant = _meant(span.value, Around(memory, products, kinds))
        if meant is None:
            return replace(turn, unresolved=True)
        found += meant
    found = list(dict.fromkeys((*found, *turn.products)))
    if not found:
        return turn
    that_one = found[0] if any(span.value.kind == "far" for span in references) else None
    return _viewing(turn, found, that_one)


def _counts(turn: Turn, references: Sequence[Span[Reference]], around: Around) -> Turn | None:
    """两件一起多少 with one product in view, and no other to go with it, is a number of it."""
    bare = _TWO_PIECES.match(turn.plain, references[0].start) is not None
    if len(references) > 1 or not bare or turn.memory.product is None:
        return None
    if len(around.pair) >= PAIR:
        return None
    memory = replace(turn.memory, quantity=PAIR)
    return replace(turn, memory=memory, learnt=turn.learnt | {"quantity"})


def _viewing(turn: Turn, found: Sequence[str], that_one: str | None) -> Turn:
    turn = with_products(turn, found)
    return replace(turn, memory=replace(turn.memory, that_one=that_one))


def _offered(turn: Turn, shop: Shop) -> Turn | None:
    """第二个, 最后那个 where colours or sizes were offered just now: the one at that place."""
    row, in_view = turn.memory.offered, turn.memory.product
    places = [span.value.place for span in turn.references if span.value.place is not None]
    if len(places) != 1 or turn.products or not -len(row) <= places[0] < len(row):
        return None
    chosen = row[places[0]]
    if in_view is None:
        called = [each.id for each in shop.catalogue.all() if chosen in (each.name, each.title)]
        return with_products(turn, called) if len(called) == 1 else None
    product = shop.catalogue.product(in_view)
    if product is None:
        return None
    if chosen in product.colours:
        memory = replace(turn.memory, colour=chosen)
        return replace(turn, memory=memory, colours=(chosen,), learnt=turn.learnt | {"colour"})
    if chosen in product.sizes:
        memory = replace(turn.memory, size=chosen)
        return replace(turn, memory=memory, sizes=(chosen,), learnt=turn.learnt | {"size"})
    return None


def _is_plain_view(turn: Turn, references: Sequence[Span[Reference]]) -> bool:
    """Whether only the product in view is pointed at, and nothing beside it."""
    only_near = all(span.value.kind == "near" for span in references)
    return only_near and not turn.products and turn.memory.product is not None


def _meant(reference: Reference, around: Around) -> tuple[str, ...] | None:
    """Ids of the products meant; None where nothing spoken of can be, () where none is needed."""
    memory = around.memory
    if reference.kind == "described":
        return _described(reference.about, around)
    if reference.kind in SEVERAL:
        several = around.pair if reference.kind == "both" else around.all
        return several if len(several) >= PAIR else None
    if reference.kind == "near":
        return _near(memory)
    if reference.kind == "other":
        others = [product_id for product_id in around.pair if product_id != memory.product]
        return tuple(others) if len(others) == 1 else None
    if reference.kind == "far":
        return _far(around)
    place = len(around.row) // PAIR if reference.place is None else reference.place
    fits = -len(around.row) <= place < len(around.row)
    return (around.row[place],) if fits else None


def _near(memory: Memory) -> tuple[str, ...] | None:
    if memory.product is not None:
        return (memory.product,)
    return memory.listed if len(memory.listed) == 1 else ()


def _far(around: Around) -> tuple[str, ...] | None:
    """The one before; said again it stays the same; where there is none, the one in view."""
    memory = around.memory
    still = memory.product is not None and memory.that_one == memory.product
    earlier = [*([memory.product] if still else ()), *memory.seen]
    earlier = [each for each in earlier if still or each != memory.product]
    fitting = [product_id for product_id in earlier if around.fits(product_id)]
    if fitting:
        return (fitting[0],)
    listed = [each for each in memory.listed if around.fits(each) and each != memory.product]
    if len(listed) == 1:
        return (listed[0],)
    if listed:
        return None
    if memory.product is not None and around.fits(memory.product):
        return (memory.product,)
    return () if around.categories else None  # of a kind that was not spoken of yet


def _described(about: str, around: Around) -> tuple[str, ...] | None:
    """The only one of those spoken of that the words fit; () leaves the words to others."""
    fitting = [each for each in around.products.values() if about in normalise(each.title)]
    listed = [each for each in fitting if each.id in around.memory.listed]
    chosen = listed if len(listed) == 1 else fitting
    return (chosen[0].id,) if len(chosen) == 1 else ()


def _kinds_after(text: str, span: Span[Reference], categories: Sequence[str]) -> tuple[str, ...]:
    noun = text[span.end : span.end + LONGEST_NOUN]
    return categories_in(noun, categories)
