"""What a buyer points at without naming it (指代): 那款, 第二个, 最后那个, 另一个, 这两款, 都要.

Only the words are read here; which product they mean depends on what was shown and spoken of.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from bot.text.normalise import normalise
from bot.text.numbers import NUMERAL, parse_number
from bot.text.spans import Span, without_overlaps

Kind = Literal["near", "far", "nth", "middle", "other", "both", "all", "described"]

_ONE = "[个款件条种双套张顶只]"
# 那个问题, 第一个月, 这个价: another thing than a product is pointed at
_NOT_GOODS = (
    r"(?!问题|意思|事|人|朋友|月|工作日|小时|钟头|星期|礼拜|颜?色|花色|尺?码|号|价|快递|物流|地[址方]"
    r"|活动|优惠|券|时候|时间|点|图|照片|电话|订?单|链接|店|客服|红包|赠品|运费|式|1[12]|十[一二]|旦|了)"
)
_COLOUR = "红橙黄绿青蓝紫黑白灰粉棕咖杏驼米卡褐藏深浅"
_EARLIER = "(?:刚刚?才?|方才|之前|先前|前面|上面|早先|最开始|一开始)"
_SPOKEN_OF = (
    "(?:我|你|您|咱)?(?:们)?(?:[看说问发聊提选拍]|推荐|提到|看中|看到|介绍)(?:[到过])?(?:的|了)?"
)
# No row that is shown or numbered (2号链接) is longer.
_PLACES = range(1, 21)
_OFFER = r"(?!半价|[几\d.]+折|打折|便宜|优惠|立?减|免|送|[0零]元)"
_STOP = r"(?=$|[\s,.?!;、~呢吧吗嘛啊呀和跟与有多是怎还])"
# Words before 那款 that are no description of it: 我要那款, 我问的是那款.
_LEAD = re.compile(".*(?:[是问说指买要看拿选比和跟与到给把对就来在]|喜欢|还是)")
_PAUSES = ("亲", "请问", "我想", "你们", "啥", "什么", "谁")
_SOUNDS = "嗯啊呃额哦噢诶那 "
_DESCRIPTION = re.compile("[\u3400-\u9fff]{0,10}$")


@dataclass(frozen=True)
class Reference:
    """One thing pointed at.

    near: the one in view (这款); far: the one before it (那款, 刚才说的); nth: by its `place` in
    a row, from 0 to 19, -1 the last; middle; other: of two the one not in view; both and all: those
    put side by side; described: the one of those shown that the words `about` fit (亚麻的那款).
    """

    kind: Kind
    place: int | None = None
    about: str = ""


_Reading = tuple[re.Pattern[str], Callable[[re.Match[str]], Reference | None]]


def _of(kind: Kind, place: int | None = None) -> Callable[[re.Match[str]], Reference]:
    return lambda match: Reference(kind, place)


def _nth(match: re.Match[str]) -> Reference | None:
    place = parse_number(match["nth"])
    return Reference("nth", int(place) - 1) if place is not None and place in _PLACES else None


def _that(match: re.Match[str]) -> Reference | None:
    """亚麻的那款 is described, 我要那款 only pointed at; 那个,请问 fills a pause."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    said = _DESCRIPTION.findall(before)[0].strip(_SOUNDS)
    paused = match[0].endswith("个") and (after[:1] in ",.… " or after.startswith(_PAUSES))
    if paused and (after or not said):
        return None
    about = _LEAD.sub("", said).removesuffix("的")
    return Reference("described", about=about) if len(about) > 1 else Reference("far")


_READINGS: tuple[_Reading, ...] = (
    (
        re.compile(
            rf"(?:[这那]|{_EARLIER}(?:{_SPOKEN_OF})?[那这]?)(?:[两2]{_ONE}|俩){_NOT_GOODS}"
            rf"|两{_ONE}(?=都|之间|比|哪|有什么|有啥|的?区别|对比|一起)|两者|[它他]俩|二者"
            "|俩(?=都|有什么|有啥|哪个|比)"
        ),
        _of("both"),
    ),
    (
        re.compile(
            rf"[这那](?:几|[三四五3-5]){_ONE}{_NOT_GOODS}|[这那]些(?!天|年|问题|活动|颜色)"
            rf"|[三四五]{_ONE}都|(?<!不)(?:全|都)(?:要|买|拿|来一)(?!不|多|几|钱|什么|等|看|问)"
        ),
        _of("all"),
    ),
    (re.compile(rf"另(?:外)?的?(?:[那一1]){_ONE}{_NOT_GOODS}|另外那{_ONE}?"), _of("other")),
    (
        re.compile(rf"倒数第[一1]{_ONE}|最(?:后|下|底下)面?的?(?:那|一|那一)?{_ONE}{_NOT_GOODS}"),
        _of("nth", -1),
    ),
    (re.compile(rf"最(?:前|上)面?的?(?:那|一|那一)?{_ONE}{_NOT_GOODS}|前者"), _of("nth", 0)),
    (re.compile("后者"), _of("nth", 1)),
    (re.compile(rf"(?:左(?:边|面|手边))(?:的?那?一?{_ONE}|的?{_STOP})"), _of("nth", 0)),
    (re.compile(rf"(?:右(?:边|面|手边))(?:的?那?一?{_ONE}|的?{_STOP})"), _of("nth", -1)),
    (re.compile(rf"(?:中间|当中)(?:的?那?一?{_ONE}|的?{_STOP})"), _of("middle")),
    (
        re.compile(rf"第(?P<nth>{NUMERAL})(?:{_ONE}{_OFFER}{_NOT_GOODS}|{_STOP})"),
        _nth,
    ),
    (re.compile(rf"(?<![\d.月一二三四五六七八九十])第?(?P<nth>{NUMERAL})号链接"), _nth),
    (
        re.compile(
            rf"{_EARLIER}(?:{_SPOKEN_OF})?(?:的?[那这]?一?{_ONE}{_NOT_GOODS})"
            rf"|{_EARLIER}{_SPOKEN_OF}{_STOP}|上一?{_ONE}{_NOT_GOODS}"
        ),
        _of("far"),
    ),
    (re.compile(rf"那一?(?:个(?![{_COLOUR}])|[款件条双套张顶只]){_NOT_GOODS}"), _that),
    (re.compile(rf"这一?{_ONE}{_NOT_GOODS}"), _of("near")),
)


def find_references(text: str) -> list[Span[Reference]]:
    """What the text points at, in reading order; 第二件半价 and 那个颜色 point at no product."""
    plain = normalise(text)
    return without_overlaps(
        Span(reference, *match.span(), text[match.start() : match.end()])
        for match, reference in _matches(plain)
    )


def _matches(plain: str) -> Iterator[tuple[re.Match[str], Reference]]:
    for pattern, reference_of in _READINGS:
        for match in pattern.finditer(plain):
            reference = reference_of(match)
            if reference is not None:
                yield match, reference
