"""Whether a message sounds as if more of it comes in the next moment (这件 … 有M码吗)."""

from __future__ import annotations

import re

from bot.text.normalise import normalise

SHORT = 8

# A question, or a mark that ends a sentence: whoever sends it waits for an answer.
_WHOLE = re.compile(
    r"多少|多[久大长高重]|几|什么|啥|哪|怎|咋|谁|如何|(.)[不没]\1."
    r"|(?:[吗嘛呢吧不没]|(?<![这那])么)$|[?!。~…]$"
)


def is_unfinished(text: str) -> bool:
    """Whether ``text`` is short and neither asks nor ends like a sentence.

    A bare answer to a question of ours (黑色) sounds the same: the words alone do not tell.
    """
    return len(text) < SHORT and _WHOLE.search(normalise(text)) is None
