"""What the intent model sees of a message: character sequences, with names and figures masked.

Masking (去词汇化) puts one sign in place of every product, colour, size, place, courier and
number, so that a new product or another city is read like the ones in the examples.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from bot.text.normalise import normalise

MASKS = {
    "product": "P",
    "unknown_item": "I",
    "colour": "C",
    "size": "S",
    "courier": "K",
    "region": "R",
}
LINK = re.compile(r"https?://\S+")
LONG_NUMBER = re.compile(r"\d{9,}")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
SEPARATORS = re.compile(r"[\s,.?!~;:、…]+")
# Words of courtesy that stand before what a buyer really says.
COURTESY = re.compile(
    r"^(?:(?:好的?|嗯+|恩+|[哦噢]+|行|ok|亲+|[你您]好|在|谢谢[你您]?|请问)[哦呢呀吧哈啊吗么嘛的]*\s*)+"
)
SHORTEST_REST = 4
CHARACTER_ORDERS = (1, 2, 3)


def masked(text: str, entities: Iterable[Mapping[str, Any]]) -> str:
    """The normalised text with entities and figures as single capitals."""
    plain = normalise(text)
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
    plain = LONG_NUMBER.sub("I", LINK.sub("I", plain))
    return SEPARATORS.sub(" ", NUMBER.sub("0", plain)).strip()


def without_courtesy(text: str) -> str:
    """Masked text from where the matter starts; unchanged where little else is said."""
    rest = COURTESY.sub("", text)
    return rest if len(rest) >= SHORTEST_REST else text


def terms(text: str) -> Counter[str]:
    """Counts of the character sequences of masked text; spaces do not part them."""
    bounded = f"^{text.replace(' ', '')}$"
    found: Counter[str] = Counter()
    for order in CHARACTER_ORDERS:
        found.update(bounded[i : i + order] for i in range(len(bounded) - order + 1))
    return found


def weighed(counts: Mapping[str, int], idf: Mapping[str, tuple[int, float]]) -> dict[int, float]:
    """TF-IDF with sublinear counts, of length one.

    `idf` maps a term to its column and weight; unknown terms are left out.
    """
    vector: dict[int, float] = {}
    for term, count in counts.items():
        known = idf.get(term)
        if known is not None:
            column, weight = known
            vector[column] = (1 + math.log(count)) * weight
    length = math.sqrt(sum(value * value for value in vector.values())) or 1.0
    return {column: value / length for column, value in vector.items()}
