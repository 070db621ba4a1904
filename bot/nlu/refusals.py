"""Which of the things named a buyer does not want: 不要黑色, 别发邮政, 黑色就算了, 不是M是L."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bot.nlu.mentions import REFUSED, Mention

# 特别 and 别的 refuse nothing.
_NOT = (
    r"除了|除开|除去|拒绝|讨厌|谁(?:说)?要|不是|不想?要|不想|不考虑|不接受|不爱|不喜欢"
    r"|不[走发用寄拿选穿买]|(?<![特分性级类区告离识辨鉴道])别(?![的家人处])"
)
_DOING = (
    r"(?:再|给我|帮我|给|发|走|用|寄|拿|选|拍|穿|买|送|放|换|推荐|来|成|要|的是"
    r"|[这那]?[一两]?[个条件款种双套])*"
)
# 不要这款要黑色的: what was refused stands before.
_TURNS = re.compile("[这那][一两]?[个条件款种双套](?:换|来|要)")
_OPENING = r"(?:^|[,.。!?;\s()])(?:我|请|千万|就|都|可)*"
_BEFORE = re.compile(rf"(?P<opening>{_OPENING})?(?P<no>{_NOT}){_DOING}(?P<gap>\s?)$")
_OF_IT = r"(?:的|色|款|码|号|[这那][个条件款种双套])*"
_BY_WHOM = r"(?:都|也|就|先|真的?|我们?|咱们?|给我|帮我|麻烦|实在|还是|统统|一律)*"
_AWAY = (
    r"(?:不想?要|不考虑|不喜欢|不拿|不买|不穿|不来|不选|不用|不行|不适合|不合适|算了|免了|pass"
    r"|去掉|删掉|取消|退掉|别[发用给拿寄]|别给我[发用拿寄])"
)
# Words between a name and its refusal that say why, not under which condition.
_WHY = r"(?:(?!的话|如果|要是|万一|没|会|能|吗|怎么|什么|多少|就)[^,.。!?;\s()]){0,10}?"
_HARD_AWAY = r"(?:不想?要|不穿|不考虑|不喜欢|别用|别发|别给|不拿|去掉|删掉)"
_JUDGED = r"(?:太|显|有点|容易|挺|好)[^,.。!?\s()]{1,6}[,\s]+(?:不来|不要|不考虑|pass|算了)"
_DONE = (
    r"(?:了|啦|吧|哈|哦|啊|呀|喔|噢|呗|我|的|用)*"
    r"(?=$|[\s,.。!;~、()]|换|要|留|改|来|给我|还是|只要|就要|其[他它]|别的)"
)
_AFTER = re.compile(rf"{_OF_IT}(?:{_BY_WHOM}{_AWAY}|{_WHY}{_HARD_AWAY}|{_JUDGED}){_DONE}")
_EXCEPTED = re.compile(rf"{_OF_IT}[除以之]外")
_INSTEAD = re.compile(rf"{_OF_IT}[换改]成")
_ASKED = re.compile(r"[^,.。!;()]*?(?:吗|(?<![什怎多这那])么|\?)")
_WITH = re.compile(r"[的码号]?(?:[和跟与及、]|还有)")
_BOTH = re.compile("的?[都全]")
_ROW = re.compile(rf"(?:{_WITH.pattern}|的)?")


def with_refusals(plain: str, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions in reading order, those with a role that the normalised text refuses."""
    if not mentions:
        return []
    starts = [*(mention.start for mention in mentions[1:]), len(plain)]
    between = [plain[one.end : start] for one, start in zip(mentions, starts, strict=True)]
    alike = [one.name == other.name for one, other in pairwise(mentions)]
    before = [_refused_before(plain, mention) for mention in mentions]
    after = [
        not of_next and _refused_after(plain, mention, following)
        for mention, following, of_next in zip(mentions, between, [*before[1:], False], strict=True)
    ]
    for i, same in enumerate(alike):
        before[i + 1] |= same and before[i] and bool(_ROW.fullmatch(between[i]))
        after[i] |= same and bool(_INSTEAD.fullmatch(between[i]))
    for i in reversed(range(len(alike))):
        after[i] |= alike[i] and after[i + 1] and _are_joined(*between[i : i + 2])
    return [
        replace(mention, role=REFUSED) if before[i] or after[i] else mention
        for i, mention in enumerate(mentions)
    ]


def _are_joined(gap: str, following: str) -> bool:
    """Whether what is said of the latter goes for both: 黑色和白色不要, 中通圆通都不要."""
    return bool(_WITH.fullmatch(gap) or (gap in ("", "的") and _BOTH.match(following)))


def _refused_before(plain: str, mention: Mention) -> bool:
    refusal = _BEFORE.search(plain, 0, mention.start)
    if refusal is None or (refusal["gap"] and refusal["opening"] is None):
        return False
    if _TURNS.search(refusal[0]):
        return False
    at = refusal.start("no")
    if at > 0 and plain[at - 1] == plain[at + 1]:
        return False  # 要不要, 是不是, 用不用 ask
    return not (refusal["no"] == "不是" and _ASKED.match(plain, mention.end))


def _refused_after(plain: str, mention: Mention, following: str) -> bool:
    if _EXCEPTED.match(following):
        return True
    return bool(_AFTER.match(following)) and not _ASKED.match(plain, mention.end)
