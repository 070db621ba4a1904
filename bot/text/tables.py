"""Writes sounds.txt and pairs.txt out of pypinyin and jieba: `python -m bot.text.tables`."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).parent
_TONES = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ", "aaaaeeeeiiiioooouuuuvvvvvnnnm")
_HAN = range(0x4E00, 0xA000)
_PAIR = re.compile(r"^(\S\S) (\d+) (?!nr)", re.M)
_SELDOM = 5


def sounds() -> str:
    """A line a syllable: it, the characters usually read so, and those that may be read so."""
    table = json.loads(_text_of("pypinyin", "pinyin_dict.json"))
    read: dict[str, list[str]] = defaultdict(lambda: ["", ""])
    for code in filter(_is_common, _HAN):
        readings = table.get(str(code), "").translate(_TONES).split(",")
        for place, syllable in enumerate(list(dict.fromkeys(filter(None, readings)))[:2]):
            read[syllable][place] += chr(code)
    return "".join(
        f"{syllable}|{usual}|{other}\n" for syllable, (usual, other) in sorted(read.items())
    )


def pairs() -> str:
    """A line a character: it, and each that makes a word behind it.

    People's names and what is seldom used are left out.
    """
    seconds: dict[str, str] = defaultdict(str)
    for (first, second), uses in _PAIR.findall(_text_of("jieba", "dict.txt")):
        if int(uses) >= _SELDOM and _is_common(ord(first)) and _is_common(ord(second)):
            seconds[first] += second
    return "".join(f"{first}{rest}\n" for first, rest in sorted(seconds.items()))


def _is_common(code: int) -> bool:
    """Whether it is a simplified character in use: one of GB 2312."""
    return code in _HAN and bool(chr(code).encode("gb2312", errors="ignore"))


def _text_of(package: str, name: str) -> str:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"{package} is not installed; run `uv sync` to install it")
    return (Path(spec.submodule_search_locations[0]) / name).read_text(encoding="utf-8")


if __name__ == "__main__":
    (HERE / "sounds.txt").write_text(sounds(), encoding="utf-8")
    (HERE / "pairs.txt").write_text(pairs(), encoding="utf-8")
