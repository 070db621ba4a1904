"""Colours that one character says (黑的, 黑白灰, 有粉吗), where it cannot be another word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bot.nlu.mentions import Mention

# Before 白的, 金的 …: words that end so, and verbs of what something turns into (发黄的).
_OTHER_WORDS = "发变洗泛晒掉褪漂偏显染烫镀鎏铱皮肤脸很太挺更最不蛋眼心煤明表坦口腮阿"
# 两米的, 厘米的, 小米的: no colour at all.
_RICE = re.compile("[0-9一二三四五六七八九十几两百千多大小玉糯虾厘分毫斤袋]米")
_HAN = "\u4e00-\u9fff"
_ENDS = r"(?=$|[\s,.。!?~、;()]|我|就|吗|的|有|没|和|跟|还|或|吧|呀|啊|也|都|呢|哦|各|色?[两三]色)"
# 黑M, 白38码: a size right after it.
_SIZE = r"(?=\d?x{0,4}[sml](?![a-z])|\d{2}码)"
# Where the name of a colour is part of another word.
_ANOTHER_THING = re.compile(
    r"绿色(?:环保|食品|通道|出行|健康|有机|无公害)|白色情人节|黑色(?:星期五|幽默|产业)"
    r"|肤色(?:偏|比较|有点|黑|白|深|暗|黄|不)"
)
# 本白色差大吗 asks of 本白 whether 色差 is large; 黑色差多少 does not.
_SHADE = re.compile("色差(?![多别一距])")


class BareColours:
    """Finds colours of one character; `colours` maps the character to the colour's name."""

    def __init__(self, colours: Mapping[str, str]) -> None:
        self._colours = colours
        one = f"[{''.join(colours) or ' '}]"
        self._any = re.compile(one)
        self._patterns = tuple(
            re.compile(pattern)
            for pattern in (
                rf"(?<![{_OTHER_WORDS}])({one})(?=的(?!话)|款)",
                rf"(?:[有要换改成拿选挑拍留剩]|(?<![我你他她])的)({one}){_ENDS}",
                rf"(?:^|[\s,.。!?的要有换成]|喜欢|颜色)({one})(?=一点|一些|点儿?的)",
                rf"(?:^|[\s,.。!?])({one})(?=还?[有没])",
                rf"(?:^|[\s,.。!?要来拍买有换成])({one}){_SIZE}",
                rf"一({one})一({one})",
            )
        )
        self._row = re.compile(
            rf"(?:(?<![{_HAN}])|(?<=[有要来选拍是]))({one}{{2,}})"
            r"(?=$|[\s,.。!?那都两三各色款的哪有和吗])"
        )

    def find(self, plain: str) -> Iterator[Mention]:
        """Colours in the normalised text, a span of one character each."""
        if not self._any.search(plain):
            return
        for pattern in self._patterns:
            for match in pattern.finditer(plain):
                for group in range(1, pattern.groups + 1):
                    place = match.start(group)
                    if not _RICE.match(plain, max(place - 1, 0), place + 1):
                        yield self._mention(plain, place)
        for row in self._row.finditer(plain):
            if len(set(row[1])) == len(row[1]):
                yield from (self._mention(plain, place) for place in range(*row.span(1)))

    def _mention(self, plain: str, place: int) -> Mention:
        return Mention("colour", (self._colours[plain[place]],), place, place + 1)


def colour_end(plain: str, start: int, end: int) -> int:
    """Where the colour's name that stands there ends; `start` where it is none at all."""
    if _ANOTHER_THING.match(plain, start):
        return start
    return end - 1 if end - start > 2 and _SHADE.match(plain, end - 1) else end
