"""The key words of the trade (key_words.csv) typed in pinyin: kuaidi, youhuoma, bao you ma.

It takes text that is normalised already, so that `normalise` itself may ask what pinyin is.
"""

from __future__ import annotations

import csv
import re
from functools import lru_cache
from importlib.resources import files

# A letter or more beside digits or of an address is no pinyin.
LATIN = re.compile(r"(?<![a-z\d@./:_-])[a-z]{2,}(?:[ '][a-z]+)*(?![a-z\d@./:_-])")


def words_spelt(latin: str) -> str:
    """The key words that a run of letters spells one after another; "" where any are left over.

    A run that begins with a word of one character (de, ma) is more likely no pinyin.
    """
    by_pinyin, pattern = _by_pinyin()
    letters, words, place = joined(latin), [], 0
    while place < len(letters):
        match = pattern.match(letters, place)
        if match is None:
            return ""
        words.append(by_pinyin[match[0]])
        place = match.end()
    return "".join(words) if len(words[0]) > 1 else ""


def without_pinyin(plain: str) -> str:
    """The normalised text without the runs of letters that spell key words."""
    return LATIN.sub(lambda run: " " if words_spelt(run[0]) else run[0], plain)


def joined(latin: str) -> str:
    """The letters of a run alone: you huo ma → youhuoma."""
    return latin.replace(" ", "").replace("'", "")


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a table that lies beside this file."""
    table = files("bot.text").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(table.splitlines()))


@lru_cache(maxsize=1)
def _by_pinyin() -> tuple[dict[str, str], re.Pattern[str]]:
    words: dict[str, str] = {}
    for row in rows("key_words.csv"):
        words.setdefault(row["pinyin"].replace(" ", ""), row["word"])
    return words, re.compile("|".join(sorted(words, key=len, reverse=True)))
