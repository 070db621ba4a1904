"""What buyers type for feeling (口气) made one: 吗吗吗???, 哈哈哈哈, 555, a row of emoji."""

from __future__ import annotations

import re

# Doubled these are words, more of them say no more.
_WORDS_DOUBLED = "哈呵嘿嘻呜嗯谢拜"
_PARTICLES = "吗呢啊呀吧哦噢呗嘛么啦咯哇哎唉"
_ALIKE_EMOJI = {
    "😭": "😢😿🥺😥😪😔😞😟🙁☹",
    "😡": "😠🤬👿💢😤🖕👎",
    "😊": "😂🤣😄😁😀🙂😃😆😅😍🥰😘😉😎🤗😋☺",
    "👌": "👍🆗✅✔💪🤝",
    "🙏": "🌹💐🌸🌷",
    "❤": "♥💕💖💗💓💞🧡💛💜",
}
_PICTURE_CODES = {
    "😭": "大哭|流泪|哭|难过|委屈|快哭了|哭泣",
    "😡": "发怒|怒|生气|愤怒|抓狂|鄙视",
    "😊": "微笑|呲牙|笑哭|可爱|偷笑|愉快|憨笑|害羞|笑",
    "👌": "ok|强|赞|好的|握手|胜利",
    "🙏": "抱拳|玫瑰|鲜花|合十|谢谢",
    "❤": "爱心|心|比心|亲亲|爱你",
}
_EMOJI = str.maketrans({sign: kept for kept, signs in _ALIKE_EMOJI.items() for sign in signs})
_CODES = {word: kept for kept, words in _PICTURE_CODES.items() for word in words.split("|")}
_CODE = re.compile(rf"\[({'|'.join(sorted(_CODES, key=len, reverse=True))})\]", re.I)
_MODIFIER = re.compile("[\u200d\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")
_CRYING = re.compile(
    r"(?:(?<=[了啊呀吗呢吧没哭呜,.!?~\s])|^)5{3,}(?=$|[,.!?~\s]|[怎我没不好为太你这呜])"
)
_MARKS = re.compile(r"[!！?？]*[?？][!！?？]*")
# xxxl is a size, aaa and ccc alone are marks on batteries and plugs, capitals stand for names
# here, and digits count.
_LETTER_ROW = re.compile(r"(?!(?<![a-z])([a-z])\1\1(?![a-z]))([a-wyz])\2{2,}")
_SIGN_ROW = re.compile(rf"([{_PARTICLES}]|[^\w\s])\1+")
_CHARACTER_ROW = re.compile(r"([^\da-zA-Z\s])\1{2,}")
_PHRASE_ROW = re.compile(r"([^\da-zA-Z\s]{2,8}?)\1+")


def squeezed(text: str) -> str:
    """The text with each repetition said once, emoji of one mood as one, and 555 as 呜呜.

    For understanding only: places in it are not those in the text. Digits, capitals and sizes
    (xxxl) are never taken for a repetition.
    """
    plain = _CODE.sub(lambda code: _CODES[code[1].lower()], _MODIFIER.sub("", text))
    plain = _MARKS.sub("?", _CRYING.sub("呜呜", plain.translate(_EMOJI)))
    plain = _LETTER_ROW.sub(r"\2", _SIGN_ROW.sub(r"\1", plain))
    plain = _CHARACTER_ROW.sub(_said_once, plain)
    return _PHRASE_ROW.sub(r"\1", plain)


def _said_once(row: re.Match[str]) -> str:
    return row[1] * 2 if row[1] in _WORDS_DOUBLED else row[1]
