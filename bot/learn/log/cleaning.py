"""A message as it may be kept for learning: without what tells who said it, to whom, or where."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache

from bot.text.links import shortened_links
from bot.text.masking import (
    GIVEN,
    ID_CARD,
    NAME,
    ORDER,
    PHONE,
    SURNAME,
    WECHAT,
    mask_personal,
)
from bot.text.normalise import normalise
from bot.text.regions import find_regions

AGENT, BUYER, COMPANY, BIRTHDAY, PLATE = "〔客服〕", "〔买家〕", "〔公司〕", "〔生日〕", "〔车牌〕"
MAX_CHARS = 1_000
_MARGIN = 100  # longer than what is masked as one: what the cut halves lies in it
REMEMBERED = 50_000  # buyers and shops say the same short things over and over
SHORTEST_ID = 3
SHORTEST_NUMERIC_ID = 5

# With halves of characters, which no file can hold.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")
_HALF_LABEL = re.compile(r"〔[^〕]{0,3}$")
# What a person of the desk is called, and what is said of anybody who sells or of other things.
_TITLES = frozenset(
    "店长 店主 老板 掌柜 客服 小二 管理员 主管 经理 仓库 售后 售前 人工 值班 夜班 白班".split()
)
_OTHER_WORD = "(?![色粉草面茶花糖包皮])"
# Words that begin with a character that is a surname too.
_NOT_A_NAME = (
    "(?!黄[皮黑色牛]|白[皮色领天羊嫖]|金[色牛属店]|方[脸形便]|高[个挑中一二三管考定级]|马[上甲达尾]|任[何性]"
    "|常[客买穿来]|毛[衣肚]|石头|江湖|余下|万一|段位|范围|谢谢|严重|陶[瓷艺]|钱[不都已]|成[年人]|孔雀)"
)
_NAMED = f"{_NOT_A_NAME}{SURNAME}{GIVEN}"
_END = (
    r"(?=$|[^\w]|_|\d|〔|的?(?:电话|手机|微信|订单|号码|快递|包裹)|本人"
    r"|啊|呀|哦|呢|哈|吧|就[行好可]|先生|女士|小姐)"
)
_INTRODUCED = re.compile(
    rf"(?:我(?:就)?是|我叫|本人|名字?(?:是|叫|写)|叫我|署名|落款)(?:是|写|:|,|\s){{0,2}}"
    rf"({_NAMED}{{1,2}}|[小老阿](?!白){SURNAME}){_END}"
)
_CALLED = re.compile(
    r"我(?:的名字)?叫((?![你您他她它了个人客车快外什啥])[一-龥·]{2,12})(?=$|[^\w])"
)
_FAMILY = (
    "(?:我?的?(?:妈妈?|爸爸?|老公|老婆|朋友|同事|闺蜜|女朋友|男朋友|对象|婆婆|姐姐?|妹妹?|哥哥?|弟弟?"
    "|儿子|女儿))"
)
_RECEIVER = re.compile(
    r"(?:收件人?|收货人?|签收人?|联系人|抬头|寄给|发给|写|名字|找)(?:改成|改为|换成|写成?|是|叫|为|:|,|\s){0,3}"
    rf"(?:{_FAMILY}(?:的名字)?(?:是|叫|:|,|\s){{0,2}})?({_NAMED}{{1,2}}?){_END}"
)
_LABELLED = re.compile(r"(?:收件人|收货人|姓名|联系人|户名):\s?([一-龥·]{2,12})(?=$|[^\w])")
_RECEIVES = re.compile(rf"(?<![一-龥])({_NAMED}{{1,2}})收(?=$|[^\w])")
_SURNAME_ONLY = re.compile(rf"(?:我|免贵|本人)姓({SURNAME})")
_ADDRESSED = re.compile(rf"({_NOT_A_NAME}{SURNAME}{GIVEN}{{0,2}}?)(?:先生|女士|小姐|太太)")
_PINYIN = re.compile(r"(?:我叫|名字[是叫]|name is)\s?([a-z]{2,12}(?: [a-z]{2,12})?)(?![a-z\d])")
_BESIDE_PHONE = re.compile(r"(?<![a-z\d])([a-z]{2,12} [a-z]{2,12}),?\s?(?=〔电话〕)")
_NAMES = (
    _BESIDE_PHONE, _INTRODUCED, _CALLED, _RECEIVER, _LABELLED,
    _RECEIVES, _SURNAME_ONLY, _ADDRESSED, _PINYIN,
)  # fmt: skip
_NAME_HINT = re.compile("我|人|姓|名|寄给|发给|写|抬头|先生|女士|小姐|太太|收|落款|找|name is")
_COMPANY = re.compile(
    r"(?:抬头|公司名称?|单位)(?:是|为|写|:|,|\s){0,3}"
    r"([^\s,。;:]{2,30}?(?:公司|工作室|学校|医院|经营部|厂))"
)
_TAX_NUMBER = re.compile(
    r"(?:税号|纳税人识别号|信用代码)(?:是|为|:|,|\s){0,3}([\da-z]{15,20})(?![\da-z])"
)
_PLATE = re.compile(r"车牌号?(?:是|:|\s){0,2}([一-龥]?[a-z][\da-z]{5,6})(?![\da-z])")
_BORN = re.compile(
    r"(?:生日|出生(?:日期|年月)?)(?:是|:|\s){0,2}(\d{4}[-./年]?\d{1,2}(?:[-./月]?\d{1,2}日?)?)"
)
_TAIL = re.compile(r"(?:尾号|[后末][四4]位)(?:数|号|是|为|:|\s){0,2}(\d{3,6})(?!\d)")
_SHORT_ORDER = re.compile(
    r"(?:订单(?:编?号)?|单号|运单号?|快递单号?|物流单号?|取件码|验证码|退款编?号)(?:是|为|:|,|\s){0,3}"
    r"([a-z]{0,4}-?\d[\da-z-]{3,20})(?![\da-z])"
)
_OWN_ORDER = re.compile(r"(?<![\w-])chat-[\da-f]{16}(?![\w-])", re.A | re.I)
_FIGURE = re.compile(r"\d")
_ACCOUNT = re.compile(
    r"(?:微信|薇信|威信|徽信|v信|微博|抖音|小红书|旺旺|淘宝|钉钉|支付宝)(?:的|账|昵称|名字?|号|id|加我?|搜|是|叫|为|:|,|\s){0,4}"
    r"([a-z\d][\w.-]{4,29}|[a-z\d][\w.-]{2,29}\d[\w.-]*)(?![\w-])",
    re.A,
)
_LATIN = re.compile("[a-z]")
_OF_FIGURES = (
    (_TAIL, PHONE), (_SHORT_ORDER, ORDER), (_BORN, BIRTHDAY), (_PLATE, PLATE),
)  # fmt: skip


class Cleaner:
    """Cleans texts; `agents` are the logins and names of the people at the desk."""

    def __init__(self, agents: Iterable[str] = ()) -> None:
        self._agents = _agent_pattern(agents)
        self._clean = lru_cache(maxsize=REMEMBERED)(self._cleaned)

    def cleaned(self, text: str, buyer_ids: Collection[str] = ()) -> str:
        """The text as it may be kept; `buyer_ids` is what the buyer may be called in it."""
        whole = _CONTROLS.sub(" ", text).strip()
        text = whole[: MAX_CHARS + _MARGIN]
        for name in buyer_ids:
            bare = name.rpartition(":")[2]
            if _tells(bare) and bare in text:
                text = text.replace(name, BUYER).replace(bare, BUYER)
        cleaned = self._clean(text)
        if len(whole) > MAX_CHARS + _MARGIN:
            cleaned = cleaned[:-_MARGIN]
        return _HALF_LABEL.sub("", cleaned[:MAX_CHARS]) if len(whole) > MAX_CHARS else cleaned

    def _cleaned(self, text: str) -> str:
        if self._agents is not None:
            text = self._agents.sub(AGENT, text)
        # Before what is made of digits only: these hold letters too.
        text = _OWN_ORDER.sub(ORDER, shortened_links(text))
        masked, plain = text, normalise(text)
        if _LATIN.search(plain):
            masked = _labelled(masked, _ACCOUNT, WECHAT)
            masked = _labelled(masked, _TAX_NUMBER, ID_CARD)
        masked = mask_personal(masked)
        if _FIGURE.search(plain):
            for pattern, label in _OF_FIGURES:
                masked = _labelled(masked, pattern, label)
        if _NAME_HINT.search(plain) or PHONE in masked:
            masked = _labelled(masked, _COMPANY, COMPANY)
            for pattern in _NAMES:
                masked = _labelled(masked, pattern, NAME)
        return masked


def _labelled(text: str, pattern: re.Pattern[str], label: str) -> str:
    """The text with what the pattern finds replaced, but for the names of places."""
    group = 1 if pattern.groups else 0
    parts, position = [], 0
    for match in pattern.finditer(normalise(text)):
        start, end = match.span(group)
        if label == NAME and find_regions("我是" + text[start:end]):
            continue
        parts += [text[position:start], label]
        position = end
    return "".join([*parts, text[position:]]) if parts else text


def _agent_pattern(agents: Iterable[str]) -> re.Pattern[str] | None:
    """Finds any of these names, but for titles and for other words that begin like one."""
    names = {name.strip() for name in agents}
    telling = sorted(
        (name for name in names if len(name) > 1 and name not in _TITLES), key=len, reverse=True
    )
    if not telling:
        return None
    worded = (
        rf"(?<![a-z\d_-]){re.escape(name)}(?![a-z\d_-])"
        if name.isascii()
        else re.escape(name) + _OTHER_WORD
        for name in telling
    )
    return re.compile("|".join(worded), re.IGNORECASE)


def _tells(name: str) -> bool:
    """Whether a buyer's id is more than a figure or a syllable that anybody may write."""
    return len(name) >= (SHORTEST_NUMERIC_ID if name.isdigit() else SHORTEST_ID)
