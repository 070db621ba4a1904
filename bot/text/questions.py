"""Which messages are the same question: the key under which they are counted and decided.

Cheap enough for millions of messages: no catalogue, no model. Case, width, traditional characters,
spaces, punctuation, closing particles and the exact figures do not make another question; words do.
"""

from __future__ import annotations

import re
from hashlib import blake2b

from bot.text.normalise import normalise

KEY_CHARS = 32
_FIGURES = re.compile(r"\d+(?:\.\d+)?")
_NOT_WORDS = re.compile(r"[^\w#〔〕]|_")
_PARTICLES = re.compile(r"(?<=[^啊呀呢哦哈嘛呗啦哟噢喔])[啊呀呢哦哈嘛呗啦哟噢喔]+$")
_POLITE = re.compile(
    r"^(?:亲亲?|老板|掌柜的?|客服|请问一?下?|你好|您好)+(?=.{2})|(?<=.{2})(?:亲亲?|谢谢)$"
)


def key_of(text: str) -> str:
    """The key of a masked text: 32 hexadecimal characters."""
    return blake2b(question_of(text).encode(), digest_size=KEY_CHARS // 2).hexdigest()


def question_of(text: str) -> str:
    """What of a masked text makes the question, readable; the text itself where nothing is left."""
    plain = _NOT_WORDS.sub("", _FIGURES.sub("#", normalise(text)))
    bare = _PARTICLES.sub("", _POLITE.sub("", plain))
    return bare or plain or text.strip()
