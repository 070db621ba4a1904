"""What the models see of a message: character sequences, with names and figures masked.

Masking (去词汇化) puts one sign in place of every product, colour, size, place, courier and
number, so that a new product or another city is read like the ones in the examples. What the
shop said before (您领券了吗) is seen too, as sequences of their own and of less weight.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from bot.text.normalise import normalise
from bot.text.squeezing import squeezed
from bot.text.typos import corrected

MASKS = {
    "product": "P",
    "unknown_item": "I",
    "colour": "C",
    "size": "S",
    "courier": "K",
    "region": "R",
}
LINK = re.compile(r"https?://[^\s一-龥]+")
LONG_NUMBER = re.compile(r"\d{9,}")
# 12315 is whom consumers complain to.
NUMBER = re.compile(r"(?<!\d)(?!12315(?!\d))\d+(?:\.\d+)?")
SEPARATORS = re.compile(r"[\s,.?!~;:、…]+")
# Words of courtesy that stand around what a buyer really says.
COURTESY = re.compile(
    r"^(?:(?:好的?|嗯+|恩+|[哦噢]+|行|ok|亲+|[你您]好|在|谢谢[你您]?|请问)[哦呢呀吧哈啊吗么嘛的]*\s*)+"
)
COURTESY_AT_END = re.compile(
    r"\s*(?:(?:好的?|嗯+|麻烦[你您]?了?|辛苦[你您]?了?|多?谢谢?[你您]?|感谢|thx|thanks)"
    r"[哦呢呀吧哈啊啦了\s]*)+$"
)
SHORTEST_REST = 4
# How buyers write 拜拜: no figures.
GOODBYES = frozenset({"88", "886"})
CHARACTER_ORDERS = (1, 2, 3)
# Of what the shop said before: the end counts, and the small words of courtesy say nothing.
BEFORE_SIGN = "⟨"
BEFORE_WEIGHT = 0.5
BEFORE_LENGTH = 24
COURTEOUS = re.compile("[亲哦呢呀的了啊~]")


def masked(text: str, entities: Iterable[Mapping[str, Any]]) -> str:
    """The normalised text with entities and figures as single capitals, slips of typing mended."""
    plain = normalise(text)
    if plain.strip() in GOODBYES:
        return plain.strip()
    places = sorted(
        {
            (entity["start"], entity["end"], MASKS[entity["entity"]])
            for entity in entities
            if entity["entity"] in MASKS
        },
        reverse=True,
    )
    taken = len(plain) + 1
    for start, end, mask in places:
        if end <= taken:
            plain = plain[:start] + mask + plain[end:]
            taken = start
    plain = squeezed(LONG_NUMBER.sub("I", LINK.sub("I", plain)))
    return corrected(SEPARATORS.sub(" ", NUMBER.sub("0", plain)).strip())


def without_courtesy(text: str) -> str:
    """Masked text without the courtesy around the matter; with it where little else is said."""
    for courtesy in (COURTESY, COURTESY_AT_END):
        rest = courtesy.sub("", text)
        text = rest if len(rest) >= SHORTEST_REST else text
    return text


def document(said: str, before: str = "") -> Counter[str]:
    """The terms of masked text, and of what was said to the buyer `before` it."""
    found = terms(without_courtesy(said))
    if before:
        found.update(before_terms(before))
    return found


def terms(text: str) -> Counter[str]:
    """Counts of the character sequences of masked text; spaces do not part them."""
    return _sequences(f"^{text.replace(' ', '')}$")


def before_terms(before: str) -> Counter[str]:
    """The terms of what the shop said before, marked as such."""
    plain = NUMBER.sub("0", SEPARATORS.sub("", normalise(before)))
    counts = _sequences(COURTEOUS.sub("", plain)[-BEFORE_LENGTH:])
    return Counter({BEFORE_SIGN + term: count for term, count in counts.items()})


def weighed(counts: Mapping[str, int], idf: Mapping[str, tuple[int, float]]) -> dict[int, float]:
    """TF-IDF with sublinear counts: length one for what was said, `BEFORE_WEIGHT` for before.

    `idf` maps a term to its column and weight; unknown terms are left out.
    """
    said: dict[int, float] = {}
    before: dict[int, float] = {}
    for term, count in counts.items():
        known = idf.get(term)
        if known is not None:
            column, weight = known
            part = before if term[0] == BEFORE_SIGN else said
            part[column] = (1 + math.log(count)) * weight
    return {**_scaled(said, 1.0), **_scaled(before, BEFORE_WEIGHT)}


def _sequences(text: str) -> Counter[str]:
    return Counter(
        [text[i : i + order] for order in CHARACTER_ORDERS for i in range(len(text) - order + 1)]
    )


def _scaled(vector: dict[int, float], length: float) -> dict[int, float]:
    norm = math.sqrt(sum(value * value for value in vector.values())) or 1.0
    return {column: value / norm * length for column, value in vector.items()}
