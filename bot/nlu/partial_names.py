"""Names of which only a part is said: 亚麻那条阔腿裤, 灯芯绒裙子, 小熊那个, 玫瑰那款茶.

What is said must tell at most a few products from all others. Words for a kind of thing (裙子)
and words that any shop says of its things (夏天, 宽松) tell nothing by themselves.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.nlu.mentions import MAX_CANDIDATES, Mention
from bot.nlu.vocabulary import LONGEST_NAME, ORDINARY_WORDS
from bot.text.sounds import is_word

PIECES = range(5, 1, -1)
PIECES_OF_TITLES = range(3, 1, -1)

_MEASURE = "[条件个款双顶套身只盒罐瓶包袋种张本支把]"
_POINTING = re.compile(rf"的?[那这][几两三一]?{_MEASURE}")
_LINK = re.compile(rf"(?P<pointing>{_POINTING.pattern})的?|的")
# What is looked for in the whole shop, rather than spoken of.
_SEEKING = re.compile(
    rf"(?:有没有|有[啥些]?|什么|啥|哪[些种款]|[想要买找求挑选来]|推荐|[一几两]{_MEASURE})[点些]?$"
)
_ORDINARY = re.compile(f"(?:{'|'.join(ORDINARY_WORDS)})+")


@dataclass(frozen=True)
class _Said:
    """Pieces of names in a row, and the products that hold all of them, a bit a product.

    `runs` are the pieces joined where nothing stands between them; `linked`: by a mere 的,
    `pointed`: by words such as 那条.
    """

    start: int
    end: int
    holders: int
    pieces: tuple[str, ...]
    runs: tuple[str, ...]
    linked: bool = False
    pointed: bool = False


class PartialNames:
    """Finds products by parts of their names; built once for a catalogue.

    `products` maps names in normal form to product ids. Sets of products are integers with a bit
    for each: a thousand of them intersect at once.
    """

    def __init__(self, products: Mapping[str, tuple[str, ...]], categories: Iterable[str]) -> None:
        bits: dict[str, int] = {}
        self._held: dict[str, int] = defaultdict(int)
        self._named: dict[str, int] = defaultdict(int)
        self._starts: set[str] = set()
        self._ends: dict[str, int] = defaultdict(int)
        self._torn: set[str] = set()
        for name, ids in products.items():
            mask = 0
            for product in ids:
                mask |= bits.setdefault(product, 1 << len(bits))
            is_short = len(name) <= LONGEST_NAME
            for length in PIECES if is_short else PIECES_OF_TITLES:
                for place in range(len(name) - length + 1):
                    self._held[name[place : place + length]] |= mask
            if is_short:
                self._add_name(name, mask)
        self._ids = tuple(bits)
        self._kinds = self._kinds_among(categories)

    def find(self, plain: str) -> Iterator[Mention]:
        """Products that parts of the normalised text tell; spans may overlap."""
        for start in range(len(plain)):
            if plain[start : start + 2] not in self._held and plain[start] not in self._kinds:
                continue
            for said in self._rows(plain, start):
                if said.holders.bit_count() <= MAX_CANDIDATES and self._tells(plain, said):
                    yield Mention("product", self._products(said.holders), said.start, said.end)

    def _add_name(self, name: str, mask: int) -> None:
        """Take in what may tell a product; 花茶 in 碎花茶歇裙 tears a word and tells nothing."""
        self._starts.update(name[:length] for length in PIECES)
        for place in range(len(name)):
            self._ends[name[place:]] |= mask
            torn = place > 0 and is_word(name[place - 1 : place + 1])
            if torn:
                self._torn.add(name[place:])
            else:
                for length in PIECES:
                    if place + length <= len(name):
                        self._named[name[place : place + length]] |= mask

    def _kinds_among(self, categories: Iterable[str]) -> dict[str, int]:
        """Words for kinds of things, with the products whose names end in them."""
        categories = set(categories)
        letters = {letter for category in categories for letter in category}
        usual = {end for end in self._ends if end in letters or len(end) == 2} | categories
        return {
            end: holders
            for end, holders in self._ends.items()
            if holders.bit_count() > (1 if end in usual else MAX_CANDIDATES)
        }

    def _rows(self, plain: str, start: int) -> Iterator[_Said]:
        """Every row of pieces that starts there and that some product holds all of."""
        torn = start > 0 and is_word(plain[start - 1 : start + 1])
        for piece, end, holders in self._pieces(plain, start):
            if torn and piece not in self._starts:
                continue
            said: _Said | None = _Said(start, end, holders, (piece,), (piece,))
            while said is not None:
                yield said
                said = self._longer(plain, said)

    def _longer(self, plain: str, said: _Said) -> _Said | None:
        link = _LINK.match(plain, said.end)
        pointing = link is not None and link["pointing"] is not None
        if self._kind(said.runs[-1]) and not pointing:
            return None
        complete = link is None and said.pieces[-1] in self._ends
        for piece, end, holders in self._pieces(plain, link.end() if link else said.end):
            both = said.holders & holders
            if complete:
                both &= self._named.get(piece, 0)
            if both and piece not in said.pieces:
                runs = (*said.runs, piece) if link else (*said.runs[:-1], said.runs[-1] + piece)
                return _Said(
                    said.start,
                    end,
                    both,
                    (*said.pieces, piece),
                    runs,
                    linked=said.linked or (link is not None and not pointing),
                    pointed=said.pointed or pointing,
                )
        return None

    def _pieces(self, plain: str, at: int) -> Iterator[tuple[str, int, int]]:
        """Pieces of names that stand there, the longest first, with their ends and holders."""
        kind = plain[at : at + 1]
        of_kind = self._kinds.get(kind)
        if of_kind and plain[at + 1 : at + 2] in ("子", kind):
            yield kind, at + 2, of_kind
        for length in PIECES:
            piece = plain[at : at + length]
            if len(piece) == length and piece in self._held:
                yield piece, at + length, self._held[piece]
        if of_kind:
            yield kind, at + 1, of_kind

    def _tells(self, plain: str, said: _Said) -> bool:
        """Whether the pieces tell their few holders from all other products."""
        words = [word for word in map(self._without_kind, said.runs) if _is_telling(word)]
        if not words:
            return False
        alone = said.holders.bit_count() == 1
        has_kind = any(map(self._kind, said.runs))
        if any(self._names(piece, said.holders) for piece in said.pieces):
            if has_kind:
                sought = _SEEKING.search(plain, 0, said.start) is not None
                return alone or said.pointed or not sought
            if _POINTING.match(plain, said.end):
                return True
        if alone and any(map(self._ends_one_name, said.pieces)):
            return True
        if alone and has_kind:
            compound = self._is_compound(said) and not is_word(plain[said.end - 1 : said.end + 1])
            long = any(len(word) > 2 for word in words)
            return said.pointed or (not said.linked and (compound or long))
        whole = said.runs[0]
        return said.runs == (whole,) and whole in self._starts and len(whole) > (2 if alone else 3)

    def _names(self, piece: str, holders: int) -> bool:
        """Whether the piece, the kind of thing left out, is from the names of some holders."""
        word = self._without_kind(piece)
        return len(word) > 1 and _is_telling(word) and bool(self._named.get(word, 0) & holders)

    def _is_compound(self, said: _Said) -> bool:
        """Whether it is a word of a title for the very kind of thing: 地板袜, but not 下午茶."""
        run = said.runs[0]
        of_kind = self._kinds.get(self._kind(run), 0)
        return len(run) > 2 and run in self._held and bool(of_kind & said.holders)

    def _ends_one_name(self, piece: str) -> bool:
        """Whether names of one product end in the piece, and it tears no word of theirs."""
        if len(piece) < 2 or piece in self._torn:
            return False
        return self._ends.get(piece, 0).bit_count() == 1

    def _kind(self, run: str) -> str:
        """The kind of thing that the run ends in."""
        return next((run[i:] for i in range(len(run)) if run[i:] in self._kinds), "")

    def _without_kind(self, run: str) -> str:
        return run.removesuffix(self._kind(run))

    def _products(self, holders: int) -> tuple[str, ...]:
        return tuple(product for i, product in enumerate(self._ids) if holders >> i & 1)


def _is_telling(word: str) -> bool:
    return bool(word) and not _ORDINARY.fullmatch(word)
