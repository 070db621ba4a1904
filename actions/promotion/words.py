"""What a question on offers asks for: stacking, what is to come, or simply what there is."""

from __future__ import annotations

import re

from bot.text.normalise import normalise

_STACK = re.compile(
    "叠加|叠着|一[起块]用|一同用|同时用|同享|共用|并用|都能用|都可以用|又能用|还能用券|还可以用.{0,3}券|能用券[吗么不]|用几张"
)
_COMING = re.compile(
    "双(?:11|十一|12|十二|旦)|618|六一八|年货节|店庆|大促|大活动|下次|下回|以后|什么时候(?:有|搞|做|还有|再)?"
    "|啥时候|[过等]几天|几号(?:开始|有)|会不会更|更便宜|更划算|三八|38节|女神节|妇女节|五一|十一|国庆|元旦|春节|过年|周末"
)
_EVENTS = (
    ("双11", "双(?:11|十一)"), ("双12", "双(?:12|十二)"), ("618", "618|六一八"),
    ("年货节", "年货节"), ("国庆", "国庆|十一"), ("三八", "三八|38节|女神节|妇女节"),
    ("新客", "新客|新人|首单|第一次(?:买|来|下单)|头一次"),
)  # fmt: skip
_COUPONS = re.compile(
    "优惠[券卷]|[券卷].{0,4}(?:领|哪)|领.{0,3}[券卷]|(?:什么|啥|哪些|哪种|几张)[券卷]|有.{0,2}[券卷]"
)
_NEW_BUYER = re.compile(
    "(?:我|这边)是?新(?:客|人|用户|顾客)|(?:第一次|头一次|头一回|首次)(?:来|在|买|下单|光顾|进)|首单"
)
_KNOWN_BUYER = re.compile(
    "老(?:客|顾客|用户|买家|主顾|会员)|回头客|(?:不是|不算|早不是|哪是).{0,3}(?:新(?:客|人|用户|顾客)|第一次|头一次|头一回|首次|首单)"
    "|(?:以前|之前|上次|去年|上回).{0,4}(?:买|拍|下)过|(?:买|拍)过(?:好?几|很?多|[两二三四五六])[次回]"
)
_WHICH_OFFERS = re.compile("(?:什么|啥|哪些|有没有|有无)(?:活动|优惠|满减)|参加")
_ENDS = re.compile("到(?:什么时候|啥时候|几号|哪天|多久|几点)|结束|截止|还剩多久|有效期|过期")


def asks_stacking(text: str) -> bool:
    """Whether it asks if offers can be used together."""
    return _STACK.search(normalise(text)) is not None


def events_named(text: str) -> tuple[str, ...]:
    """Events and kinds of buyers that the text names, as the titles of offers write them."""
    rest, found = _KNOWN_BUYER.sub("", normalise(text)), []
    if says_new_buyer(text) is False:
        rest = _NEW_BUYER.sub("", rest)
    for title, pattern in _EVENTS:
        if re.search(pattern, rest):
            found.append(title)
            rest = re.sub(pattern, "", rest)
    return tuple(found)


def asks_coupons(text: str) -> bool:
    """Whether it asks for coupons (优惠券) in particular."""
    return _COUPONS.search(normalise(text)) is not None


def asks_ends(text: str) -> bool:
    """Whether it asks until when the offers hold, and nothing else of them."""
    plain = normalise(text)
    return _ENDS.search(plain) is not None and _WHICH_OFFERS.search(plain) is None


def says_new_buyer(text: str) -> bool | None:
    """Whether the buyer says to buy here for the first time (新客); None where nothing of it."""
    plain = normalise(text)
    if _KNOWN_BUYER.search(plain):
        return False
    return True if _NEW_BUYER.search(plain) else None


def asks_coming(text: str) -> bool:
    """Whether it asks for offers to come."""
    plain = normalise(text)
    return _COMING.search(plain) is not None and _ENDS.search(plain) is None
