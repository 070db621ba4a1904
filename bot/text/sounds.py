"""How Chinese characters sound, and which pairs of them are words: what typing errors turn on.

Both are read off pypinyin and jieba beforehand (bot/text/tables.py): loading those takes longer
than the rest of a start.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files

from bot.text.normalise import normalise

# Sounds that many speakers do not tell apart, and their keyboards neither.
_ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))
# Signs that no message holds stand for sounds.
_FIRST_SIGN = 0xE000


def sounded(text: str) -> str:
    """The normalised text with one sign for each sound: homophones become the same.

    As long as the text; characters without a Chinese sound stay. Tones make no difference, nor
    do n and l, an and ang, s and sh. Of several readings the usual one counts.
    """
    return normalise(text).translate(_usual())


def soundings(text: str) -> tuple[str, ...]:
    """What `sounded` may give for homophones of the text: 毛泥 is one of 毛呢, whose 呢 is read ne.

    The usual reading first, then with one character read in its other way.
    """
    plain = normalise(text)
    usual, other = plain.translate(_usual()), _other()
    others = (
        usual[:place] + other[ord(char)] + usual[place + 1 :]
        for place, char in enumerate(plain)
        if ord(char) in other
    )
    return (usual, *others)


def spelt(syllables: Iterable[str]) -> str:
    """What `sounded` gives for characters that are read so, in pinyin without tones."""
    signs = _signs()
    return "".join(signs[_alike(syllable)] for syllable in syllables)


def is_word(pair: str) -> bool:
    """Whether two characters are a word of everyday Chinese."""
    return len(pair) == 2 and pair[1] in _seconds().get(pair[0], "")


@lru_cache(maxsize=1)
def _readings() -> tuple[tuple[str, str, str], ...]:
    """The sign of each syllable, the characters usually read so, and those that may be."""
    signs = _signs()
    rows = (line.split("|") for line in _lines("sounds.txt"))
    return tuple((signs[_alike(syllable)], usual, other) for syllable, usual, other in rows)


@lru_cache(maxsize=1)
def _signs() -> dict[str, str]:
    syllables = dict.fromkeys(_alike(line.split("|")[0]) for line in _lines("sounds.txt"))
    return {syllable: chr(_FIRST_SIGN + number) for number, syllable in enumerate(syllables)}


@lru_cache(maxsize=1)
def _usual() -> dict[int, str]:
    return {ord(char): sign for sign, usual, _ in _readings() for char in usual}


@lru_cache(maxsize=1)
def _other() -> dict[int, str]:
    return {ord(char): sign for sign, _, other in _readings() for char in other}


@lru_cache(maxsize=1)
def _seconds() -> dict[str, str]:
    """The characters that make a word behind each first one."""
    return {line[0]: line[1:] for line in _lines("pairs.txt")}


def _alike(syllable: str) -> str:
    for sound, other in _ALIKE:
        syllable = syllable.replace(sound, other)
    return "l" + syllable[1:] if syllable[0] == "n" and len(syllable) > 1 else syllable


def _lines(name: str) -> list[str]:
    return files("bot.text").joinpath(name).read_text(encoding="utf-8").splitlines()
