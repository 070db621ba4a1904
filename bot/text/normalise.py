"""One form for every way of typing the same thing, and what a channel lets in."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from bot.text.key_words import without_pinyin
from bot.text.squeezing import squeezed

Kind = Literal["text", "empty", "emoji", "too_long", "markup", "foreign"]

_SPACES = "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u180e\u2028\u2029\u202f\u205f\u3000"
_BLANKS = _SPACES + "".join(map(chr, range(0x2000, 0x2010))) + "\u2060\ufeff"

# Removed on entry: NUL and other controls, zero-width, bidi marks, unpaired surrogates
# (which no database stores), non-characters and the invisible tag alphabet.
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\uffff\ud800-\udfff\U000e0000-\U000e01ef]+"
)
_WHITESPACE = re.compile(r"\s+")
_LEADING_SLASH = re.compile(r"^[\s/／⁄∕⧸]+")
_MARKUP = re.compile(r"</?[a-z!][^<>]{0,200}>|<script|javascript:|&lt;[a-z/]|\bon\w+\s*=", re.I)
_PICTURE_CODE = re.compile(r"\[(?!图片|视频|语音|文件|链接)[一-鿿a-zA-Z]{1,4}\]")
_EMOJI = re.compile(
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u27bf"
    "\u2934-\u2b55\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
)
_LINK = re.compile(r"https?://\S+|\S+\.(?:com|cn|net)/\S*", re.I)
_WORD = re.compile(r"[^\W\d_]+")
_SIZE_WORD = re.compile(r"\d*x{0,4}[sml]|均码", re.I)
# English that buyers who write Chinese say as well, and laughter.
_COURTESY = re.compile(
    "(?<![a-z])(?:"
    "(?:ok|ha|he|hei|xi|h|hi|bye|no|yes)+|okay|okey|hello|hey|good ?bye"
    "|thank ?(?:you|u)(?: (?:so|very) much)?|thanks(?: a lot)?|thx|tks|ty|please|pls|plz|sorry"
    "|good(?: (?:morning|afternoon|evening|night))?|nice|great|yeah|yep|emm?|hm"
    ")(?![a-z])"
)
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_KANA = re.compile(r"[\u3041-\u30ff]")
_SCANNED_PER_KEPT = 20


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    """Character to character: width, odd spaces, circled digits, traditional to simplified.

    The traditional pairs are the one-to-one entries of zhconv's table (from MediaWiki). Its
    file is read in place, because importing zhconv pulls in pkg_resources, which is slow and
    warns. Words that differ between the scripts by more than a character are left alone: a
    length-preserving map cannot hold them, and buyers' questions do not turn on them.
    """
    spec = find_spec("zhconv")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("zhconv is not installed; run `uv sync` to install it")
    path = Path(spec.submodule_search_locations[0]) / "zhcdict.json"
    pairs = json.loads(path.read_text(encoding="utf-8"))["zh2Hans"]
    table = {
        ord(old): new
        for old, new in pairs.items()
        if len(old) == len(new) == 1 and old != new and _HAN.match(old)
    }
    table.update({code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)})
    table.update({ord("①") + step: str(step + 1) for step in range(9)})
    table.update({ord(blank): " " for blank in _BLANKS})
    table[ord("￥")] = "¥"
    return table


def normalise(text: str) -> str:
    """The text with one form per character, always as long as it was.

    Full width becomes half width, upper case lower, traditional simplified, and odd or
    zero-width spaces a plain space; so a position in the result is that position in ``text``.
    """
    lowered = text.lower()
    if len(lowered) != len(text):  # a few letters, such as İ, grow when lowered
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return lowered.translate(_table())


@dataclass(frozen=True)
class CleanMessage:
    """A buyer's message made safe to process.

    ``text`` holds no control characters, runs of blanks or leading slash; ``truncated`` says
    that the rest was cut off. Markup is kept as typed: whoever shows it must escape it.
    """

    text: str
    truncated: bool
    empty: bool
    kind: Kind


def clean_message(text: str, *, max_chars: int = 500) -> CleanMessage:
    """What a channel lets in of a raw message; never raises, whatever the text.

    Slashes in front are dropped, since Rasa reads a message such as ``/restart`` as a command.
    Only the first ``20 * max_chars`` characters are looked at, so a huge message costs little.
    """
    scanned = text[: max_chars * _SCANNED_PER_KEPT]
    cleaned = _WHITESPACE.sub(" ", _UNWANTED.sub("", scanned))
    cleaned = _LEADING_SLASH.sub("", cleaned).rstrip()
    truncated = len(cleaned) > max_chars or (len(text) > len(scanned) and bool(cleaned))
    kept = cleaned[:max_chars].rstrip()
    return CleanMessage(text=kept, truncated=truncated, empty=not kept, kind=_kind(kept, truncated))


def _kind(text: str, truncated: bool) -> Kind:
    if not text:
        return "empty"
    if truncated:
        return "too_long"
    if _MARKUP.search(text):
        return "markup"
    if _is_emoji(text):
        return "emoji"
    return "foreign" if _is_foreign(text) else "text"


def _is_emoji(text: str) -> bool:
    rest = _EMOJI.sub("", _PICTURE_CODE.sub("", text))
    return rest != text and not any(c.isalnum() for c in rest)


def _is_foreign(text: str) -> bool:
    """Whether no Chinese is in it, but two words or eight letters of something else.

    Japanese shares characters with Chinese, so three kana that outnumber them decide. Pinyin of
    the trade's key words (you huo ma) is Chinese, and courtesy alone (ok thanks) is not foreign.
    """
    text = _LINK.sub(" ", text)
    kana = len(_KANA.findall(text))
    han = len(_HAN.findall(text))
    if han or any(c.isdigit() for c in text):
        return kana >= 3 and kana > han
    plain = squeezed(normalise(text))
    words = _words(plain)
    if len(words) < 2 and sum(map(len, words)) < 8:
        return False
    return bool(_words(without_pinyin(_COURTESY.sub(" ", plain))))


def _words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text) if not _SIZE_WORD.fullmatch(word)]
