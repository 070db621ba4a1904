"""Pieces free of charge (买N送M): which pieces of a basket may be the free ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from bot.shop.model.promotions import Promotion

# Of a basket with more ways than this, only those that free the dearest pieces are looked at.
MOST_WAYS = 2000
Goods = Sequence[tuple[int, int, int]]  # (line, price of a piece in fen, pieces)
Free = dict[int, int]  # free pieces of each line


class Sets(NamedTuple):
    """Of `paid` + `free` pieces the cheapest `free` cost nothing, `limit` times at the most."""

    paid: int
    free: int
    limit: int | None

    @classmethod
    def of(cls, promotion: Promotion) -> Sets:
        """The sets that an offer makes; without 每满 it makes one."""
        limit = (promotion.per_buyer_limit or None) if promotion.every else 1
        return cls(promotion.min_quantity or 1, promotion.gift_quantity or 1, limit)

    @property
    def size(self) -> int:
        """Pieces of one set."""
        return self.paid + self.free

    def most(self, pieces: int) -> int:
        """How many sets so many pieces make."""
        sets = pieces // self.size
        return sets if self.limit is None else min(sets, self.limit)


def free_ways(goods: Goods, sets: Sets) -> list[Free]:
    """Every legal choice of free pieces, none of them included.

    A choice is legal if the free pieces can be put into sets with `paid` pieces each that cost no
    less than any free one of the set.
    """
    ordered = sorted(goods, key=lambda line: -line[1])
    most = sets.most(sum(pieces for _, _, pieces in ordered))
    every = (
        free
        for count in range(most + 1)
        for free in _parted(ordered, count * sets.free)
        if _is_legal(ordered, free, sets)
    )
    found = list(islice(every, MOST_WAYS + 1))
    if len(found) > MOST_WAYS:
        return [dearest_first(ordered, sets, count) for count in range(most + 1)]
    return [{line: n for (line, _, _), n in zip(ordered, free, strict=True) if n} for free in found]


def dearest_first(goods: Goods, sets: Sets, count: int) -> Free:
    """The free pieces of `count` sets of the dearest pieces: no other `count` sets save more."""
    pieces = [
        line
        for line, _, quantity in sorted(goods, key=lambda line: -line[1])
        for _ in range(quantity)
    ]
    free: Free = {}
    for place, line in enumerate(pieces[: count * sets.size]):
        if place % sets.size >= sets.paid:
            free[line] = free.get(line, 0) + 1
    return free


def _parted(ordered: Goods, count: int) -> Iterator[tuple[int, ...]]:
    """Every way to take `count` pieces of the lines."""
    if not ordered:
        if count == 0:
            yield ()
        return
    rest = sum(pieces for _, _, pieces in ordered[1:])
    for first in range(max(0, count - rest), min(count, ordered[0][2]) + 1):
        for others in _parted(ordered[1:], count - first):
            yield (first, *others)


def _is_legal(ordered: Goods, free: Sequence[int], sets: Sets) -> bool:
    """The sets begun down to a price need their paid pieces from that price on."""
    freed = 0
    for (_, price, _), count in zip(ordered, free, strict=True):
        freed += count
        if not count:
            continue
        begun = -(-freed // sets.free)
        paid = sum(
            pieces - out
            for (_, other, pieces), out in zip(ordered, free, strict=True)
            if other >= price
        )
        if paid < begun * sets.paid:
            return False
    return True
