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

# 麻烦问下, 烦请; 衣服了解; 滚边; 怕冷; 到底边: nobody is angry or worried
_TROUBLED = re.compile(
    "(?<!麻)烦(?![请劳])|[生来]气(?!泡)|垃圾(?![袋桶])|骗|投诉|差评|坑人|恶心|无语|(?<![衣舒说征佩克])服了(?!药)"
    "|搞什么|什么态度|怎么还|(?<![喝用看])到底(?![部边])|急死|快点回|骂|(?<![摇翻打])滚(?![边筒轮珠烫水]|开的?水)|闭嘴"
    "|担心|不放心|(?<!不)怕(?![冷热冻晒痒胖辣苦酸风吵闷])|靠谱吗|信得过|会不会.{0,6}(?:坏|破|假|差|过敏)"
    "|过敏|踩雷|上当|敢不敢"
)
# Who asks after their health is answered, and sold nothing.
_HEALTH = re.compile(
    "孕|怀(?:着)?宝宝|哺乳|母乳|坐月子|婴儿|新生儿|血糖|血压|糖尿|三高|尿酸|痛风|心脏|胃(?:病|痛|疼|不好|寒|炎)"
    "|失眠|副作用|禁忌|致癌|中毒|甲醛|农残|添加剂|吃药|服药|安全吗|不安全|起疹|敏感肌|伤胃|上火"
)
_REFUSES = re.compile(
    "^不(?:用|需要?)(?=$|[了啦的谢,.!~ ]|再|(?:给我)?(?:推|介绍|说|看|发|送|找|管))"
    "|^不(?:要(?![紧求钱])|想|必|了|$|[,.!~ ])|^不(?:行|好|买)(?=$|[了啦吧看吃喝用,.!~ ])"
    "|(?<![要好想买])不(?:想|打算)?(?:要(?![紧求钱])|买(?![到得贵一两三几0-9]))"
    "|(?<![预打结])算了(?!解|一?[下算])|再说(?![一下说次清了])|再看看(?!有|.{0,4}(?:别的|其[他它]|[色款码种]))|再想想|考虑(?![到得过])"
    "|没(?:兴趣|必要)"
)
_DEAR = re.compile("太贵|贵了")
# 不用手洗吗: a no that is asked about is none
_ASKS = re.compile("吗|[?]|么(?:$|[,.!~ ])")
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
    words = _TROUBLED.search(plain) or _HEALTH.search(plain)
    return Mood(
        troubled=bool(troubled) or words is not None,
        refuses=bool(asked & REFUSING) or says_no(text),
    )


def says_no(text: str) -> bool:
    """Whether it turns something down or puts it off."""
    plain = normalise(text)
    refuses = _REFUSES.search(plain) is not None and _ASKS.search(plain) is None
    return declines(text) or backs_out(text) or refuses or _DEAR.search(plain) is not None


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
