"""What a message says of the lines of an order: 要一件米白M和一条卡其L, 去掉袜子, 黑色的换成白色.

Only the words are read here, left to right; which products and lines they mean depends on the
order in the making (`editing`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from actions.order.pairing import Spoken, Token, Unclear, groups, lines_of
from bot.text.normalise import normalise
from bot.text.references import Reference
from bot.text.spans import Span

Op = Literal["add", "more", "remove", "change", "state"]

_BREAK = re.compile(
    r"[，,。.;；!！~～?？\n]|然后|另外(?=再)|还有|(?<=.)(?=(?:去掉|删掉|拿掉)[^,，。.!！了吧呢]|再[加来拿要买])"
)
_JOINT = re.compile("[和跟与、+&/ ]|还有|以及|外加|加上?|再")
_REMOVE = re.compile(
    "少[要拿买来拍]|去掉|去除|删掉|删了|删除|拿掉|减掉|撤掉|撤了|退掉|取消|先?(?<!要)(?<!是)不(?:想|打算)?[要买拿](?!紧|求|太)|别要|别拿"
)
_ADD = re.compile(
    "再(?:多)?[加来拿要买拍配带]|(?<!购物车)加(?:一|1|个|件|条|双|上|两|2|多)|[也还](?:想)?[要来拿](?!刚才|那|这|改|换|看|问|考)"
    "|外加|另(?:外)?[要加]|顺便|再(?=[一两二三四五六1-9])|一起拍"
)
_MORE = re.compile("多[要拿买来加](?!少)")
_CHANGE = re.compile("[改换变](?:成|为|到|做)?|[要拿]成")
_EACH = re.compile(
    r"(?:[各每][样个种件条款色]?|一样|都)(?:各|[来要拿买])*(?:颜?色|尺?码|款式?)?(?:各|[来要拿买])*\s?$"
)
_ALL_OF_THEM = re.compile(r"(?:都|全部?|一律|统一)(?:给我)?[是要换改拿用选成]*\s?$")
_IN_ALL = re.compile(r"(?:一共|总共|共|合计|加起来)[是要]*\s?$")
_EVERY = {
    "colour": re.compile("(?:每|各|所有)[个种]?(?:颜|花)?色"),
    "size": re.compile("(?:每|各|所有)[个种]?尺?码"),
}


@dataclass(frozen=True)
class Clause:
    """What is to be done, and with which lines; `target` is what a change is made to.

    `every` are colours and sizes of which one each is wanted; `shared` says that what is said
    holds for all lines (都要M, 各两件). `unclear` says what cannot be paired.
    """

    op: Op
    lines: tuple[Spoken, ...]
    target: Spoken | None = None
    every: tuple[str, ...] = ()
    shared: bool = False
    unclear: Unclear | None = None


class Named(NamedTuple):
    """What a message names of the catalogue, and counts; `values` are what a name may mean."""

    name: str
    values: tuple[Any, ...]
    start: int
    end: int
    refused: bool = False


Sorts = Callable[[str], tuple[str, ...]]


def clauses_of(
    text: str,
    named: Sequence[Named],
    references: Sequence[Span[Reference]],
    sorts: Sorts,
) -> tuple[Clause, ...]:
    """The clauses of a message that say something of an order's lines, in reading order.

    `sorts` tells the categories that words name.
    """
    plain = normalise(text)
    tokens = sorted(_tokens(plain, named, references, sorts), key=lambda token: token.start)
    found: list[tuple[Op, list[Token], str, tuple[int, int] | None]] = []
    for start, end in _parts(plain, tokens):
        inside = [token for token in tokens if start <= token.start < end]
        said = plain[start:end]
        op, verb = _op_of(said, inside, start)
        if op == "state" and found and found[-1][0] in ("add", "more", "state"):
            before = found[-1]
            found[-1] = (before[0], [*before[1], *inside], before[2] + said, None)
            continue
        found.append((op, inside, said, verb))
    clauses = (_clause(op, inside, said, verb, plain) for op, inside, said, verb in found)
    return tuple(clause for clause in clauses if clause is not None)


def _parts(plain: str, tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _BREAK.finditer(plain):
        if any(token.start < match.start() < token.end for token in tokens):
            continue
        if match.start() > start:
            yield start, match.start()
        start = match.start() if match.end() == match.start() else match.end()
    if start < len(plain):
        yield start, len(plain)


def _op_of(said: str, inside: Sequence[Token], start: int) -> tuple[Op, tuple[int, int] | None]:
    """What is done, and where the word for it stands in the text."""
    for op, pattern in (("change", _CHANGE), ("more", _MORE), ("add", _ADD), ("remove", _REMOVE)):
        match = pattern.search(said)
        if match is not None:
            return op, (start + match.start(), start + match.end())  # type: ignore[return-value]
    if inside and all(token.refused for token in inside):
        return "remove", None
    return "state", None


def _tokens(
    plain: str, named: Sequence[Named], references: Sequence[Span[Reference]], sorts: Sorts
) -> Iterator[Token]:
    taken: list[tuple[int, int]] = []
    shared_to = -len(plain) - 2
    for name in named:
        before = plain[: name.start]
        each = bool(_EACH.search(before)) and name.name == "quantity"
        shared = bool(_ALL_OF_THEM.search(before)) and name.name in ("colour", "size")
        taken.append((name.start, name.end))
        if name.name == "quantity" and _IN_ALL.search(before):
            continue
        goods = name.values, plain[name.start : name.end]
        value = goods if name.name == "product" else name.values[0]
        shared = shared or (name.start - shared_to <= 1 and name.name in ("colour", "size"))
        shared_to = name.end if shared else shared_to
        yield Token(name.name, value, name.start, name.end, each, shared, name.refused)
    for span in references:
        if span.value.kind == "nth" and span.value.place is not None:
            taken.append((span.start, span.end))
            yield Token("place", span.value.place, span.start, span.end)
    for start, end in _between(plain, taken):
        for part in re.finditer(r"[^和跟与、+&/ ，,。;；再]+", plain[start:end]):
            if categories := sorts(part[0]):
                at = start + part.start()
                word = _word_of(part[0], categories)
                at += max(part[0].find(normalise(word)), 0)
                yield Token("sort", (word, categories), at, at + len(word))


def _between(plain: str, taken: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    at = 0
    for start, end in sorted(taken):
        if start > at:
            yield at, start
        at = max(at, end)
    if at < len(plain):
        yield at, len(plain)


def _word_of(part: str, categories: Sequence[str]) -> str:
    """The word of the part that names the goods, as the buyer is told it back."""
    whole = next((c for c in categories if normalise(c) in part), None)
    if whole is not None:
        return whole
    heads = {normalise(c)[-1] for c in categories}
    ends = [place for place, letter in enumerate(part) if letter in heads]
    if not ends:
        return part
    following = part[ends[0] : ends[0] + 2]
    return following if following[1:] == "子" else part[max(0, ends[0] - 1) : ends[0] + 1]


def _clause(
    op: Op, inside: list[Token], said: str, verb: tuple[int, int] | None, plain: str
) -> Clause | None:
    every = tuple(name for name, pattern in _EVERY.items() if pattern.search(said))
    if op == "change" and verb is not None:
        before = [token for token in inside if token.start < verb[0]]
        after = [token for token in inside if token.start >= verb[1]]
        values = _only(groups(after))
        if values is None or values.empty:
            return None
        return Clause("change", (values,), target=_only(groups(before)), shared=_shared(inside))
    wanted = [token for token in inside if not token.refused]
    refused = [token for token in inside if token.refused]
    if wanted and refused:
        return Clause("change", tuple(groups(wanted)[:1]), target=_only(groups(refused)))
    said_of = groups(inside)
    if not said_of and not every:
        return None
    if op == "remove":
        return Clause("remove", tuple(said_of))
    alone = len(said_of) == 1 and not said_of[0].goods
    shared = alone and _shared(inside)
    lines, unclear = lines_of(inside)
    return Clause(op, lines, every=every, shared=shared, unclear=unclear)


def _shared(inside: Sequence[Token]) -> bool:
    return any(token.shared or token.each for token in inside)


def _only(groups: Sequence[Spoken]) -> Spoken | None:
    return groups[0] if groups else None
