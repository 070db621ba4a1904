"""How a buyer sounds and what deserves a kind word: read from the message alone."""

from __future__ import annotations

import re

from actions.bare_answers import backs_out, declines
from actions.closing.facts import Done, Mood, Praise
from actions.turn import Turn
from bot.chats.model import NEEDS_PERSON
from bot.text.normalise import normalise

# Probability, 0 to 1, of trouble or a wish for a person from which nothing is offered.
WORRYING = 0.2
REFUSING = frozenset({"deny", "hesitate", "goodbye"})
NO_TO_IT = frozenset({"deny", "hesitate"})
STOPS = 2

_TROUBLED = re.compile(
    "烦|[生来]气|垃圾|骗|投诉|差评|坑人|恶心|无语|服了|搞什么|什么态度|怎么还|到底|急死|快点回|骂|滚|闭嘴"
    "|担心|不放心|怕|靠谱吗|信得过|会不会.{0,6}(?:坏|破|假|差|过敏)|过敏|踩雷|上当|敢不敢"
)
_REFUSES = re.compile(
    "^不(?:用|要|需|想|必|买|了|行|好|[,. ]|$)|(?<![要好想])不(?:想|打算)?[要买](?!紧|求)"
    "|算了(?!解)|再(?:说|看看|想想)|考虑|没(?:兴趣|必要)|太贵|贵了"
)
_STOP = re.compile(
    "(?:别|不要|不用|不需要|少)(?:再|老|一直|给我|跟我)*(?:推|催|推荐|推销|介绍别|劝|啰嗦)"
)
_FOR_SOMEONE = re.compile(
    "(?:送|给|帮|替|孝敬)(?:给)?(?:我|咱|俺)?(?:家)?(?:的)?"
    "(妈妈|妈|爸爸|爸|爸妈|父母|婆婆|公公|岳父|岳母|丈母娘|奶奶|爷爷|外婆|外公|姥姥|姥爷|老人|长辈"
    "|老婆|老公|媳妇|爱人|女朋友|男朋友|对象|闺蜜|朋友|同学|同事|老师|领导|客户|孩子|女儿|儿子|宝宝|妹妹|姐姐|弟弟|哥哥)"
)
_AHEAD = re.compile("提前(?:买|备|准备|囤)|早点(?:买|备|准备)|先备着|趁早|为(?:过年|过冬|换季)准备")


def mood_of(turn: Turn, text: str) -> Mood:
    """The buyer's mood in `text`, the message itself, as it was read in `turn`."""
    plain = normalise(text)
    likely = sum(probability for intent, probability in turn.ranking if intent in NEEDS_PERSON)
    asked = {turn.intent, *turn.also}
    troubled = asked & NEEDS_PERSON or max(likely, turn.situation.worry) >= WORRYING
    return Mood(
        troubled=bool(troubled) or _TROUBLED.search(plain) is not None,
        refuses=bool(asked & REFUSING) or says_no(text),
    )


def says_no(text: str) -> bool:
    """Whether it turns something down or puts it off."""
    return declines(text) or backs_out(text) or _REFUSES.search(normalise(text)) is not None


def noes_after(turn: Turn, text: str, done: Done) -> int:
    """How often the buyer has said no to a closing by now; who forbids it says no for good."""
    if _STOP.search(normalise(text)):
        return max(done.noes, STOPS)
    refused = done.rests and done.used and (turn.intent in NO_TO_IT or says_no(text))
    return done.noes + bool(refused and not turn.learnt and not turn.not_colours)


def praise_of(text: str) -> Praise | None:
    """What of the message deserves a kind word, never the buyer's looks."""
    plain = normalise(text)
    someone = _FOR_SOMEONE.search(plain)
    if someone is not None:
        return Praise("for_someone", someone[1])
    return Praise("ahead") if _AHEAD.search(plain) else None
