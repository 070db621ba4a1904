"""Words by which a person is called for, whatever else was read: heard in every state of a chat."""

from __future__ import annotations

import re

from bot.text.normalise import normalise

_PERSON = "(?:人工|真人|活人|人公|rengong)"
_STAFF = f"(?:{_PERSON}(?:客服|服务|坐席)?|(?:真人)?客服(?:人员)?)"
_NOT = "(?:不用|不要|不需要?|不想|无需|没必要|不是|不会|别|甭|先不|不)(?:给我|帮我|再|要|想)*"
_TURN_TO = re.compile(
    f"(?P<no>{_NOT})?(?:转接?|接入?|换|叫|呼叫|切换?到?|找|要|来)(?:个|一个|一下|下|到|给|成)?{_PERSON}"
)
_ONLY = re.compile(
    "(?:你好|您好|亲|那|就|快点?|赶紧|直接|马上|麻烦|请|我|帮我?|给我|要|想要?|能不能|能|可以|可不可以|还是"
    "|有没有|有|[,.!?~ ])*"
    f"(?:(?:转接?|接入?|换|叫|呼叫|找|联系|来)(?:个|一个|一下|下|到)?{_STAFF}|{_PERSON}(?:客服|服务)?)"
    "(?:处理|来|谢谢|吧|啊|呀|呢|哦|嘛|么|吗|可以|行|好|[,.!?~ ])*"
)
# Asked about, not for: when people are there, whether this is one.
_ABOUT = re.compile("几点|什么时候|上班|下班|时间|是人工|是真人|真人吗|人工吗|是不是")
_CALLS = re.compile(
    "(?:人(?:在?[呢吗]|去哪了?|哪去了)|还?在(?:不在|[吗么不])|有人在?[吗么]|喂+"
    "|[呢啊呀亲你您了,.!?~ ])+"
)
_SAYS_SOMETHING = re.compile(r"\w")


def wants_person(text: str) -> bool:
    """Whether a person is plainly asked for (转人工, 找个客服, 要真人), and not turned down."""
    plain = normalise(text)
    if _ABOUT.search(plain):
        return False
    if _ONLY.fullmatch(plain):
        return True
    turned = _TURN_TO.search(plain)
    return turned is not None and turned["no"] is None


def calls(text: str) -> bool:
    """Whether the buyer only calls for an answer (人呢, 在不在), and asks for no other person."""
    plain = normalise(text)
    return _SAYS_SOMETHING.search(plain) is not None and _CALLS.fullmatch(plain) is not None
