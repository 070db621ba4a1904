"""Which colour goes with which size and number where several lines are said in one message."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple

Unclear = Literal["pairing", "numbers"]
SEVERAL = 2


class Token(NamedTuple):
    """One thing said: `kind` is product, sort (of goods), colour, size, quantity or place.

    `each`: said of every line (各一件); `shared`: of all of them (都要M).
    """

    kind: str
    value: Any
    start: int
    end: int
    each: bool = False
    shared: bool = False
    refused: bool = False


@dataclass(frozen=True)
class Spoken:
    """One line as it was said; None or () is not said.

    `products` are what a name may mean, `sort` the word for a kind of goods (袜子) and `sorts`
    its categories; `place` counts the lines of the order from 0, -1 the last.
    """

    products: tuple[str, ...] = ()
    sort: str = ""
    sorts: tuple[str, ...] = ()
    colour: str | None = None
    size: str | None = None
    quantity: int | None = None
    place: int | None = None

    @property
    def goods(self) -> bool:
        """Whether it says what goods are meant."""
        return bool(self.products or self.sort)

    @property
    def empty(self) -> bool:
        """Whether nothing of a line is said."""
        return self == Spoken()


def lines_of(tokens: list[Token]) -> tuple[tuple[Spoken, ...], Unclear | None]:
    """The lines of an order that the tokens make, and what of them nobody can pair."""
    found, numbers = _with_numbers(*_without_sum(groups(tokens), tokens))
    nameless = len(found) >= SEVERAL and any(_is_number_alone(line) for line in found)
    if _unpaired(tokens) or nameless:
        return tuple(found), "pairing"
    return tuple(found), "numbers" if numbers else None


def groups(tokens: Sequence[Token]) -> list[Spoken]:
    """The lines: a new one begins where something of the same kind is said again."""
    rows: list[dict[str, Token]] = []
    for token in tokens:
        kind = "goods" if token.kind in ("product", "sort") else token.kind
        if rows and kind == "goods" and kind in rows[-1] and _is_same(rows[-1][kind], token):
            continue
        if not rows or kind in rows[-1]:
            rows.append({})
        rows[-1][kind] = token
    rows = _with_shared(rows)
    return [_spoken(row) for row in rows]


def _is_same(before: Token, token: Token) -> bool:
    """Whether the word for a kind of goods only goes on with the name before it (重磅棉T 上衣)."""
    return before.kind == "product" and token.kind == "sort" and token.start == before.end


def _with_shared(rows: list[dict[str, Token]]) -> list[dict[str, Token]]:
    """What is said once for several lines, in each of them: goods, a colour before sizes, 都要M."""
    for name in ("colour", "size"):
        said = [row[name] for row in rows if name in row]
        if len(said) != 1 or len(rows) == 1:
            continue
        together = any(token.each for row in rows for token in row.values())
        first = next(iter(rows[0].values()))
        at_either_end = said[0] in (first, *rows[-1].values())
        if said[0].shared or (together and at_either_end):
            rows = [{**row, name: said[0]} for row in rows]
    filled: list[dict[str, Token]] = []
    for row in rows:
        before = filled[-1] if filled else {}
        if "goods" not in row and "place" not in row:
            row = {**({"goods": before["goods"]} if "goods" in before else {}), **row}
            follows = "colour" not in row and "size" in row and "size" in before
            if follows and "colour" in before:
                row = {**row, "colour": before["colour"]}
        filled.append(row)
    return _without_heading(filled)


def _without_heading(rows: list[dict[str, Token]]) -> list[dict[str, Token]]:
    """Without a first line that only names the goods or the sum of those after it."""
    first, rest = rows[0] if rows else {}, rows[1:]
    if not rest or set(first) - {"goods", "quantity"}:
        return rows
    same_goods = all(row.get("goods") == first.get("goods") for row in rest)
    chosen = all({"colour", "size"} & set(row) for row in rest)
    numbers = [row["quantity"].value for row in rest if "quantity" in row]
    each = any(row["quantity"].each for row in rest if "quantity" in row)
    sums_up = "quantity" not in first or each or first["quantity"].value == sum(numbers)
    return rest if same_goods and chosen and sums_up else rows


def _spoken(row: dict[str, Token]) -> Spoken:
    goods = row.get("goods")
    product = goods is not None and goods.kind == "product"
    names, word = goods.value if goods and product else ((), "")
    values = {
        name: row[name].value for name in ("colour", "size", "quantity", "place") if name in row
    }
    return Spoken(
        products=names,
        sort=goods.value[0] if goods and not product else word if len(names) > 1 else "",
        sorts=goods.value[1] if goods and not product else (),
        **values,
    )


def _without_sum(rows: list[Spoken], inside: list[Token]) -> tuple[list[Spoken], list[Token]]:
    """Without a number that is the sum of those after it (三件：黑色两件白色一件)."""
    numbers = [token for token in inside if token.kind == "quantity"]
    if len(numbers) < SEVERAL:
        return rows, inside
    rest = [token for token in inside if token is not numbers[0]]
    lines, _ = _with_numbers(groups(rest), rest)
    adds_up = sum(line.quantity or 0 for line in lines) == numbers[0].value
    if len(lines) < SEVERAL or not adds_up or any(line.quantity is None for line in lines):
        return rows, inside
    return lines, rest


def _with_numbers(groups: list[Spoken], tokens: Sequence[Token]) -> tuple[list[Spoken], bool]:
    """The lines with what 各两件 gives each, and whether a number cannot be shared out."""
    each = next((token.value for token in tokens if token.kind == "quantity" and token.each), None)
    counted = [group for group in groups if group.quantity is not None]
    if each is not None:
        return [replace(g, quantity=each) if g.quantity is None else g for g in groups], False
    one_kind = len({(group.products, group.sort) for group in groups}) == 1
    if len(groups) < SEVERAL or len(counted) != 1 or not one_kind:
        return groups, False
    number = counted[0].quantity
    leads = tokens[0].kind == "quantity" or tokens[0].kind in ("product", "sort")
    last = groups[-1].quantity is not None and tokens[-1].kind == "quantity"
    first = groups[0].quantity is not None and leads
    if number == len(groups) and (first or last):
        return [replace(group, quantity=1) for group in groups], False
    return groups, bool(last and number and number > 1)


def _is_number_alone(line: Spoken) -> bool:
    """Whether a line tells how many and not of what: the goods were called by no name we know."""
    return not (line.goods or line.colour or line.size or line.place is not None)


def _unpaired(tokens: Sequence[Token]) -> bool:
    """Whether several colours stand before several sizes (黑白 M L), so that nobody can tell."""
    letters = "".join(t.kind[0] for t in tokens if t.kind in ("colour", "size"))
    return re.search("cc+ss+|ss+cc+", letters) is not None
