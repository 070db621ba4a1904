"""Whose figures (身材) are told: the buyer's own, those of an earlier chat, or somebody else's.

A buyer's own figures are kept aside while somebody else's are spoken of, and come back with
那我自己呢. Only the buyer's own are kept for the next chat.
"""

from __future__ import annotations

import re
from dataclasses import replace

from actions.bare_answers import agrees, declines
from actions.turn import Memory, Turn
from bot.text.normalise import normalise

EARLIER = "earlier"
OTHER = "对方"
SELF = "自己"
NOT_KNOWN = (None, None)
BODY = frozenset({"height_cm", "weight_kg"})
GIRTHS = ("bust_cm", "waist_cm", "hip_cm", "shoulder_cm", "foot_length_cm")
ASKED_OF_BODY = frozenset({"body", "body_rest", "body_again"})
ANOTHER_HEIGHT_CM = 6
ANOTHER_WEIGHT_KG = 9
_PEOPLE = (
    "妈妈|老妈|妈|母亲|婆婆|奶奶|外婆|姥姥|岳母|丈母娘|阿姨|姐姐|姐|妹妹|妹|嫂子|闺蜜|女儿|闺女|儿子"
    "|孩子|小孩|宝宝|老公|老婆|媳妇|男朋友|女朋友|对象|爸爸|老爸|爸|公公|爷爷|外公|姥爷|哥哥|哥"
    "|弟弟|弟|朋友|同事|领导|老师|同学|室友|侄女|外甥女"
)
_SPOKEN = {"妈": "妈妈", "老妈": "妈妈", "爸": "爸爸", "老爸": "爸爸", "姐": "姐姐", "妹": "妹妹"}
# 我闺蜜推荐的, 我妈说好: she is spoken of, it is not for her.
_NOT_FOR = "(?!.{0,2}(?:说|推荐|觉得|买了|买过|买的|也买|在你|介绍|让|有一))"
_FOR = re.compile(
    f"(?:给|帮|替|送|为)(?:[我俺咱])?(?:们家|家)?(?:的)?(?P<a>{_PEOPLE})"
    f"|[我俺咱](?:们家|家)?(?P<b>{_PEOPLE}){_NOT_FOR}(?=.*(?:[穿码高重斤能戴]|合适|身材|\\d))"
    f"|(?P<c>{_PEOPLE})(?:穿|的?身高|的?体重)"
)
_FOR_OTHER = re.compile(
    "[给帮替](?:别人|人家|她|他|朋友们)|不是我(?:自己)?穿|别人穿|[她他](?:能?穿|的?身高|的?体重|\\d|大概|有|是)"
    "|送人|送礼|帮别人|[她他](?:那个|这个|的|那)(?:尺?码|尺寸|号)"
)
_OWN = re.compile(
    "我自己|自己(?:穿|用|买|戴)|本人|给自己|那我(?!.{0,1}(?:妈|爸|老|朋友))|我呢|我的话|我也(?:想|要|买)"
    "|我(?:那个|这个|的|自己的|那)(?:尺?码|尺寸|号)"
)
_OWN_FIGURES = re.compile("[我](?:的?身高|的?体重|是|有|才)?\\d")
# 10岁 140: the figure beside a child's age is its height.
_CHILD = re.compile("\\d{1,2}(?:周?岁|个月)[^\\d]{0,4}(\\d{2,3})(?![\\d斤元块件])")
_CHILD_CM = (50, 175)
_SIZE_OF_BODY = re.compile(
    f"(?:我|她|他|自己|{_PEOPLE})(?:那个|这个|的|自己的|那)(?:尺?码|尺寸|号)"
)
_PUT_RIGHT = re.compile("错|不对|不是|改|更正|应该是")


def with_body(turn: Turn, before: Memory) -> Turn:
    """The turn with whose figures it tells; `before` is the memory before the message."""
    turn = _with_child_height(turn)
    girths = {name: float(value) for name, value in turn.entities if name in GIRTHS}
    wearer = _wearer(turn, before)
    memory, learnt = turn.memory, turn.learnt
    if wearer != before.wearer:
        memory = _of_another(memory, before, wearer, turn.learnt)
    asked = before.asked is not None and before.asked.fact == "wearer"
    if wearer != before.wearer or (asked and wearer is None):
        learnt |= {"wearer"}
    if girths:
        kept = {**dict(memory.girths), **girths}
        memory, learnt = replace(memory, girths=tuple(kept.items())), learnt | {"girths"}
    return replace(turn, memory=memory, learnt=learnt)


def _with_child_height(turn: Turn) -> Turn:
    found = None if "height_cm" in turn.learnt else _CHILD.search(turn.plain)
    if found is None or not _CHILD_CM[0] <= int(found[1]) <= _CHILD_CM[1]:
        return turn
    memory = replace(turn.memory, height_cm=float(found[1]))
    return replace(turn, memory=memory, learnt=turn.learnt | {"height_cm"})


def wearer_in(text: str) -> str | None:
    """Who it is for: 妈妈, 对方 where it is not said who, 自己; None where nothing is said."""
    plain = normalise(text)
    person = _FOR.search(plain)
    if person is not None:
        said = person["a"] or person["b"] or person["c"]
        return _SPOKEN.get(said, said)
    if _FOR_OTHER.search(plain):
        return OTHER
    return SELF if _OWN.search(plain) or _OWN_FIGURES.search(plain) else None


def asks_size_of_body(text: str) -> bool:
    """Whether a size is named as that of somebody's body: 要我那个码, 拿她的码."""
    return _SIZE_OF_BODY.search(normalise(text)) is not None


def with_earlier(memory: Memory, own: tuple[float | None, float | None]) -> Memory:
    """The memory of a chat's first turn with the buyer's own height and weight from before."""
    told = memory.height_cm is not None or memory.weight_kg is not None
    if own == (None, None) or (told and not is_for_another(memory)):
        return memory
    if is_for_another(memory):
        return replace(memory, own_body=own)
    return replace(memory, height_cm=own[0], weight_kg=own[1], wearer=EARLIER)


def own_body(memory: Memory) -> tuple[float | None, ...]:
    """The buyer's own height (cm) and weight (kg), whoever is spoken of; None is not known."""
    if is_for_another(memory):
        return memory.own_body or NOT_KNOWN
    return memory.height_cm, memory.weight_kg


def is_for_another(memory: Memory) -> bool:
    """Whether the figures known are those of somebody else."""
    return memory.wearer not in (None, EARLIER)


def _wearer(turn: Turn, before: Memory) -> str | None:
    """Whose figures are known after the message, as the memory keeps it."""
    said = wearer_in(turn.text)
    if said == OTHER and is_for_another(before):
        return before.wearer  # 她身高155: who was spoken of before
    if said is not None:
        return None if said == SELF else said
    if before.asked is not None and before.asked.fact == "wearer":
        if agrees(turn.text):
            return None
        if declines(turn.text) or turn.plain.startswith(("不是", "不", "别人")):
            return OTHER
    if _is_somebody_else(turn, before):
        return OTHER
    return None if before.wearer == EARLIER and turn.learnt & BODY else before.wearer


def _is_somebody_else(turn: Turn, before: Memory) -> bool:
    """Whether both figures are told anew and are far from those known, with nothing put right."""
    if is_for_another(before) or not turn.learnt >= BODY or _PUT_RIGHT.search(turn.plain):
        return False
    if "我" in turn.plain or before.height_cm is None or before.weight_kg is None:
        return False
    height, weight = turn.memory.height_cm or 0.0, turn.memory.weight_kg or 0.0
    taller = abs(height - before.height_cm) >= ANOTHER_HEIGHT_CM
    return taller or abs(weight - before.weight_kg) >= ANOTHER_WEIGHT_KG


def _is_by_body(memory: Memory) -> bool:
    return memory.height_cm is not None or memory.weight_kg is not None


def _of_another(
    memory: Memory, before: Memory, wearer: str | None, learnt: frozenset[str]
) -> Memory:
    """The memory with the figures of who it is for now: told just now, or known before.

    The size that went by other figures says nothing of the size now.
    """
    told = learnt & BODY
    if before.wearer == EARLIER and wearer is None:
        return replace(memory, wearer=None)
    if before.wearer == OTHER and wearer is not None:
        return replace(memory, wearer=wearer)
    own = own_body(before)
    known = own if wearer is None else NOT_KNOWN
    asked_before = tuple(fact for fact in memory.asked_before if fact not in ASKED_OF_BODY)
    if "size" not in learnt and (told or not memory.ordering) and _is_by_body(before):
        memory = replace(memory, size=None)
    return replace(
        memory,
        wearer=wearer,
        own_body=own if wearer is not None else (),
        height_cm=memory.height_cm if "height_cm" in told else known[0],
        weight_kg=memory.weight_kg if "weight_kg" in told else known[1],
        girths=(),
        asked_before=asked_before,
    )
