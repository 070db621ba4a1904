"""A shop's key words as buyers mistype them (错别字): 快弟, kuaidi, 有huo, 优惠卷, 有没有诱惑."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.text.key_words import LATIN, joined, rows, words_spelt
from bot.text.normalise import normalise
from bot.text.sounds import is_word, sounded, spelt
from bot.text.spans import Span, without_overlaps


@dataclass(frozen=True)
class _KeyWords:
    """The words looked for: by the sounds they begin with, and by one syllable of their pinyin.

    ``unlike`` is what sounds like one and is said in a shop all the same (茶价).
    """

    by_sounds: dict[str, list[tuple[str, str]]]
    by_syllable: dict[str, list[tuple[str, int]]]
    unlike: frozenset[str]


@dataclass(frozen=True)
class _Mistaken:
    right: str
    before: re.Pattern[str]
    after: re.Pattern[str]


_HAN_BEFORE = re.compile("[一-龥]$")
_ENDING = re.compile(r"[\s?!,.~]|$")
# Never typed for another character.
_ORDINARY = frozenset(
    "的了是我你您他她它一二两三四五六七八九十不有没在这那吗呢吧啊呀要个就"
    "都也还和跟说看去来上下大小多少"
)
# 没有, 还有, 只有 stand in front of 有货 rightly
_JOINS = "有没"


def corrected(text: str) -> str:
    """The message with mistyped key words of the trade (key_words.csv) replaced.

    Pinyin that spells nothing but key words is replaced, and Chinese that sounds like one, as
    long as a character of it is right and none that is wrong is part of an ordinary word. Ordinary
    words (诱惑) are taken for what they sound like only in the company that mistaken_words.csv
    gives. A missed slip costs less than a false correction.
    """
    plain = normalise(text)
    slips = without_overlaps([*_mistaken(plain), *_homophones(plain), *_in_pinyin(plain)])
    pieces, place = [], 0
    for slip in slips:
        pieces += [text[place : slip.start], slip.value]
        place = slip.end
    return "".join([*pieces, text[place:]])


def _mistaken(plain: str) -> Iterator[Span[str]]:
    words, pattern = _mistaken_words()
    for match in pattern.finditer(plain):
        word, (start, end) = words[match[0]], match.span()
        if word.before.search(plain, 0, start) and word.after.match(plain, end):
            yield Span(word.right, start, end, match[0])


def _homophones(plain: str) -> Iterator[Span[str]]:
    by_sounds, sounds = _key_words().by_sounds, sounded(plain)
    for start in range(len(plain) - 1):
        for sound, word in by_sounds.get(sounds[start : start + 2], ()):
            end = start + len(word)
            if sounds.startswith(sound, start) and _is_slip(plain, start, word):
                yield Span(word, start, end, plain[start:end])


def _is_slip(plain: str, start: int, word: str) -> bool:
    end = start + len(word)
    if plain[start:end] in _key_words().unlike:
        return False
    wrong = [place for place, char in enumerate(word, start) if plain[place] != char]
    if not wrong or len(wrong) == len(word):
        return False
    if any(plain[place] in _ORDINARY or _in_word(plain, place) for place in wrong):
        return False
    joined = start not in wrong and word[0] not in _JOINS and is_word(plain[start - 1 : start + 1])
    return not joined and not (end - 1 not in wrong and is_word(plain[end - 1 : end + 1]))


def _in_word(plain: str, place: int) -> bool:
    return is_word(plain[place - 1 : place + 1]) or is_word(plain[place : place + 2])


def _in_pinyin(plain: str) -> Iterator[Span[str]]:
    for match in LATIN.finditer(plain):
        if words := words_spelt(match[0]):
            yield Span(words, *match.span(), match[0])
        else:
            yield from _half_in_pinyin(plain, joined(match[0]), *match.span())


def _half_in_pinyin(plain: str, syllable: str, start: int, end: int) -> Iterator[Span[str]]:
    """A word one character of which is typed in letters: 有huo, or 了ma at the end."""
    for word, place in _key_words().by_syllable.get(syllable, ()):
        first, last = start - place, end + len(word) - place - 1
        rest = word[:place] + word[place + 1 :]
        if rest and first >= 0 and plain[first:start] + plain[end:last] == rest:
            yield Span(word, first, last, plain[first:last])
        elif not rest and _HAN_BEFORE.search(plain, 0, start) and _ENDING.match(plain, end):
            yield Span(word, start, end, syllable)


@lru_cache(maxsize=1)
def _key_words() -> _KeyWords:
    by_sounds: dict[str, list[tuple[str, str]]] = defaultdict(list)
    by_syllable: dict[str, list[tuple[str, int]]] = defaultdict(list)
    unlike: list[str] = []
    for row in rows("key_words.csv"):
        word, syllables = row["word"], row["pinyin"].split()
        for place, syllable in enumerate(syllables):
            by_syllable[syllable].append((word, place))
        unlike += row["unlike"].split("|")
        if row["homophones"]:
            for sounds in {spelt(syllables), sounded(word)}:  # 便 is mostly read otherwise
                by_sounds[sounds[:2]].append((sounds, word))
    return _KeyWords(by_sounds, by_syllable, frozenset(unlike))


@lru_cache(maxsize=1)
def _mistaken_words() -> tuple[dict[str, _Mistaken], re.Pattern[str]]:
    words = {
        row["wrong"]: _Mistaken(row["right"], re.compile(row["before"]), re.compile(row["after"]))
        for row in rows("mistaken_words.csv")
    }
    return words, re.compile("|".join(words))
