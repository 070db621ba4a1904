"""Names with a wrong character: a homophone (贝蕾帽), or one that makes no word (亚麻连休裤)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from bot.nlu.mentions import Mention
from bot.text.sounds import is_word, sounded, soundings

SHORTEST_HOMOPHONE = 3
SHORTEST_TYPO = 5
# From this length on two characters of a homophone may be wrong.
LONG = 5
GAP = "□"


class MisspeltNames:
    """Finds names that are nearly what the catalogue says; built once for a catalogue.

    `forms` maps names in normal form to the values that they mean.
    """

    def __init__(self, name: str, forms: Mapping[str, tuple[str, ...]]) -> None:
        self._name = name
        self._values = forms
        self._sounds: dict[str, list[str]] = defaultdict(list)
        self._gapped: dict[str, list[str]] = defaultdict(list)
        self._pairs = {form[i : i + 2] for form in forms for i in range(len(form) - 1)}
        for form in forms:
            if len(form) >= SHORTEST_HOMOPHONE:
                for sounding in soundings(form):
                    self._sounds[sounding].append(form)
            if len(form) >= SHORTEST_TYPO:
                for place in range(len(form)):
                    self._gapped[_gapped(form, place)].append(form)
        self._openings = {sounding[:2] for sounding in self._sounds}
        self._lengths = sorted({len(sounding) for sounding in self._sounds})

    def find(self, plain: str) -> Iterator[Mention]:
        """Misspelt names in the normalised text; spans may overlap."""
        for start, end, forms in (*self._homophones(plain), *self._typos(plain)):
            values = dict.fromkeys(value for form in forms for value in self._values[form])
            yield Mention(self._name, tuple(values), start, end)

    def _homophones(self, plain: str) -> Iterator[tuple[int, int, list[str]]]:
        sounds = sounded(plain)
        for start in range(len(plain) - 1):
            if sounds[start : start + 2] not in self._openings:
                continue
            lengths = (length for length in self._lengths if start + length <= len(plain))
            for end in (start + length for length in lengths):
                said = plain[start:end]
                most = 1 if len(said) < LONG else 2
                forms = self._sounds.get(sounds[start:end], ())
                meant = [form for form in forms if 0 < _differing(said, form) <= most]
                if meant:
                    yield start, end, meant

    def _typos(self, plain: str) -> Iterator[tuple[int, int, list[str]]]:
        """One half of a name is right where one character of it is wrong, so a pair of it is."""
        right = [i for i in range(len(plain) - 1) if plain[i : i + 2] in self._pairs]
        if not right:
            return
        for length in (length for length in self._lengths if length >= SHORTEST_TYPO):
            first, last = max(right[0] + 2 - length, 0), min(right[-1], len(plain) - length)
            for start in range(first, last + 1):
                said = plain[start : start + length]
                meant = [
                    form
                    for place in range(length)
                    for form in self._gapped.get(_gapped(said, place), ())
                    if said != form and self._makes_no_word(said, place)
                ]
                if meant:
                    yield start, start + length, meant

    def _makes_no_word(self, said: str, place: int) -> bool:
        """Whether the character there is a slip: 长袖 for 短袖 would be another thing."""
        pairs = [said[i : i + 2] for i in (place - 1, place) if 0 <= i < len(said) - 1]
        return "\u4e00" <= said[place] <= "\u9fff" and not any(
            pair in self._pairs or is_word(pair) for pair in pairs
        )


def _differing(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


def _gapped(form: str, place: int) -> str:
    return f"{form[:place]}{GAP}{form[place + 1 :]}"
