"""Sizes in every spoken form: m码, 2XL and XXL, 三十八码, 大号, 500克 for 500g罐装."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from bot.nlu.mentions import MAX_CANDIDATES, Mention
from bot.text.normalise import normalise
from bot.text.numbers import HALF, HALF_UNIT, NUMERAL, parse_number

FREE_SIZE = "均码"
# Shoes and trousers are asked for by these numbers, whether or not the shop has them.
USUAL_NUMBERS = range(20, 61)

_LETTERS = r"(?:[2-9]\s?)?(?:x\s?){0,5}[sml]|[2-9]\s?x"
_ANY_LETTER = re.compile("[smlx]")
# 5m, 10l and 100g are measures; 怎么m, L形 and 按m算 name no size. L220 is a size and a price.
_LETTER_SIZE = re.compile(
    rf"(?<![a-z\d.\-&'])(?:(?:{_LETTERS})\s?[码号]|(?<!怎么)(?<!多少)(?<![按每几])(?:{_LETTERS})"
    r"(?![a-z.\-&'形型级夹弯钩曲]|925|\d(?!\d\d?(?!\d))))"
)
_ONE_IN_CAPITALS = re.compile("X{0,5}[SML]")
_RUN = re.compile(rf"(?<![A-Za-z\d.\-&'])(?:{_ONE_IN_CAPITALS.pattern}){{2,4}}(?![A-Za-z\d.\-&'])")
_NUMBER_SIZE = re.compile(rf"(?<![\d.\-第零一二两三四五六七八九十百])({NUMERAL})\s?码")
# A bare number is a size only where it is worn, or asked for as one.
_BARE_NUMBER = re.compile(
    r"(?<![\d.\-])(\d{2,3})(?:(?<=穿\d\d)|(?<=穿\d\d\d)|(?=[号的]?还?有(?:[货吗没]|没有)|[号的]?还有))"
    r"号?(?![\d.]|\s?[元块斤件条个公cmk])"
)
_QUANTITY = re.compile(
    rf"(?<![\d.])({NUMERAL}|半(?=斤))\s?(公斤|千克|kg|克|g|斤|毫升|ml|升|l|厘米|公分|cm|寸|片|粒|颗|包|袋|罐|盒|瓶|只|支)(?![a-z])"
    rf"({HALF_UNIT})?"
)
# 250的, where a pack of 250g is sold.
_BARE_AMOUNT = re.compile(r"(?<![\d.])(\d{2,4})(?=的(?!话|价)|装|规格|那[种个款包袋罐])")
_UNITS = {
    "公斤": ("g", 1000), "千克": ("g", 1000), "kg": ("g", 1000), "克": ("g", 1), "g": ("g", 1),
    "斤": ("g", 500), "毫升": ("ml", 1), "ml": ("ml", 1), "升": ("ml", 1000), "l": ("ml", 1000),
    "厘米": ("cm", 1), "公分": ("cm", 1), "cm": ("cm", 1),
}  # fmt: skip
# One Size, M 加长, S(偏小): where a label is typed with a blank or without.
_GAP = re.compile(r"\s+|(?=[(\[【])|(?<=[a-z\d])(?=[一-龥])")
_ACCOUNT = re.compile(r"(?:用|微信|淘宝|我的?)小号$")


class SizeWords:
    """Finds sizes; `sizes` are the catalogue's labels, which win over the usual ones.

    A label that begins with an amount (250g罐装) is found by the amount alone, too, or by what it
    is packed in where few are packed so.
    """

    def __init__(self, sizes: Iterable[str]) -> None:
        self._letters: dict[str, str] = {}
        self._numbers: dict[str, str] = {}
        self._quantities: dict[tuple[Decimal, str], tuple[str, ...]] = {}
        self._words: dict[str, tuple[str, ...]] = {FREE_SIZE: (FREE_SIZE,)}
        forms = {FREE_SIZE}
        packs: dict[str, tuple[str, ...]] = {}
        for size in sizes:
            plain = normalise(size).strip()
            bare = plain.removesuffix("码").removesuffix("号").strip()
            quantity = _QUANTITY.match(plain)
            if letters := _letters(plain):
                self._letters[letters] = size
            elif bare.isdigit():
                self._numbers[bare] = size
            elif quantity and (amount := _amount(quantity)):
                self._quantities[amount] = (*self._quantities.get(amount, ()), size)
                pack = plain[quantity.end() :].strip()
                packs[pack] = (*packs.get(pack, ()), size)
                forms |= {plain} if pack else set()
                self._words[_joined(plain)] = (size,)
            elif plain:
                spoken = {f"{bare}码", f"{bare}号"} | ({plain} if len(plain) > 1 else set())
                self._words |= {_joined(form): (size,) for form in spoken}
                forms |= spoken
        told = {pack: of_it for pack, of_it in packs.items() if _tells(pack, of_it)}
        self._words = {**told, **self._words}
        forms |= told.keys()
        longest_first = sorted(forms, key=len, reverse=True)
        self._word = re.compile(rf"(?:{'|'.join(map(_typed, longest_first))})(?:\s?[码号])?")

    def find(self, text: str) -> Iterator[Mention]:
        """Sizes in the text, not in order; spans may overlap."""
        plain = normalise(text)
        if _ANY_LETTER.search(plain):
            yield from self._of_letters(text, plain)
        if self._numbers or "码" in plain:
            yield from self._of_numbers(plain)
        if self._quantities:
            yield from self._of_quantities(plain)
        for match in self._word.finditer(plain):
            if not _ACCOUNT.search(plain, 0, match.end()):
                word = _joined(match[0])
                yield _mention(match, *(self._words.get(word) or self._words[word[:-1]]))

    def _of_letters(self, text: str, plain: str) -> Iterator[Mention]:
        for match in _LETTER_SIZE.finditer(plain):
            if letters := _letters(match[0]):
                yield self._lettered(letters, match)
        for run in _RUN.finditer(text):
            for one in _ONE_IN_CAPITALS.finditer(text, run.start(), run.end()):
                yield self._lettered(_letters(one[0].lower()), one)

    def _of_numbers(self, plain: str) -> Iterator[Mention]:
        for match in _NUMBER_SIZE.finditer(plain):
            number = parse_number(match[1])
            spoken = "" if number is None else f"{number.normalize():f}"
            if spoken in self._numbers or number in USUAL_NUMBERS:
                yield _mention(match, self._numbers.get(spoken, spoken))
        for match in _BARE_NUMBER.finditer(plain):
            if match[1] in self._numbers:
                yield _mention(match, self._numbers[match[1]])

    def _of_quantities(self, plain: str) -> Iterator[Mention]:
        for match in _QUANTITY.finditer(plain):
            amount = _amount(match)
            if amount is not None and amount in self._quantities:
                yield _mention(match, *self._quantities[amount])
        for match in _BARE_AMOUNT.finditer(plain):
            if of_it := self._quantities.get((Decimal(match[1]), "g")):
                yield _mention(match, *of_it)

    def _lettered(self, letters: str, place: re.Match[str]) -> Mention:
        return _mention(place, self._letters.get(letters, letters.upper()))


def _joined(form: str) -> str:
    """The form without blanks: what words are kept and looked up by."""
    return "".join(form.split())


def _typed(form: str) -> str:
    """A pattern for the form, with or without a blank where it has one or might have one."""
    return r"\s?".join(map(re.escape, filter(None, _GAP.split(form))))


def _mention(place: re.Match[str], *sizes: str) -> Mention:
    """What is said there; of several labels (250g罐装, 250g袋装) the goods in view have one."""
    return Mention("size", sizes, *place.span())


def _tells(pack: str, sizes: tuple[str, ...]) -> bool:
    """Whether a pack said without its amount (试喝装) means few enough labels."""
    return len(pack) > 1 and len(sizes) <= MAX_CANDIDATES


def _letters(spoken: str) -> str:
    """2XL, xx l → "2xl"; "" where it is no size of letters."""
    joined = re.sub(r"[\s码号]", "", spoken)
    if not re.fullmatch(_LETTERS, joined) or re.fullmatch(r"\d[sml]", joined):
        return ""
    count = int(joined[0]) if joined[0].isdigit() else joined.count("x")
    last = "l" if joined.endswith("x") else joined[-1]
    return f"{count}x{last}" if count > 1 else "x" * count + last


def _amount(quantity: re.Match[str]) -> tuple[Decimal, str] | None:
    """How much it is in the smallest unit: 1斤 → (500, "g"), 1斤半 → (750, "g")."""
    number = parse_number(quantity[1])
    unit, factor = _UNITS.get(quantity[2], (quantity[2], 1))
    return None if number is None else ((number + (HALF if quantity[3] else 0)) * factor, unit)
