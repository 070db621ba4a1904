"""What the buyer's own words add to a haggle: others are cheaper, custom goods, price of what."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.text.normalise import normalise

_OTHERS = re.compile(
    "(?:别|人|隔壁|其[他它]|另一?)(?:人|的)?[家店]|别人|别的店|隔壁|同款|同样的|网上|实体店|拼多多|京东|淘宝|比你[家们]?便宜"
)
_CHEAPER_GOODS = re.compile(
    "(?:有没有|有|来|找|看看?|推荐|换).{0,4}(?:便宜|实惠|划算).{0,3}的|便宜(?:一?[点些])?的(?:有|款)"
)
_NEEDS_PERSON = re.compile(
    "定[制做]|logo|印[字上我公]|刻字|贴牌|oem|代理|代发|代销|分销|加盟|供货|吊牌|领标|合同|对公"
)
_MANAGER = ("店长", "老板", "帮我问", "帮忙问", "问一下", "问问")
_EACH = re.compile("[一1每单][件个条套盒包双顶瓶罐]|各|单价")
_TOGETHER = re.compile("一共|一起|总共|共|总价|打包|全部|加起来|[两俩仨]")


def wants_cheaper_goods(text: str) -> bool:
    """Whether goods of a lower price are looked for (有没有便宜点的), not a lower price."""
    return _CHEAPER_GOODS.search(normalise(text)) is not None


def names_budget(text: str) -> bool:
    """Whether what may be spent is told (预算三百), which offers no price for anything."""
    return "预算" in normalise(text)


def others_are_cheaper(text: str) -> bool:
    """Whether the buyer points to another seller."""
    return _OTHERS.search(normalise(text)) is not None


def wants_manager(text: str) -> bool:
    """Whether our offer to ask the manager is taken up (那你帮我问问)."""
    plain = normalise(text)
    return "不用" not in plain and any(word in plain for word in _MANAGER)


def needs_person(text: str) -> bool:
    """Custom goods, agency and the like: nothing that the shop's files decide."""
    return _NEEDS_PERSON.search(normalise(text)) is not None


def offered_total(text: str, offered: Decimal, *, quantity: int, unit_price: Decimal) -> Decimal:
    """The offer in yuan for all `quantity` pieces: 两件150 is for both, 一件75 for one.

    Where the words leave it open, a sum above one piece's price is meant for all.
    """
    plain = normalise(text)
    if quantity == 1:
        return offered
    if _EACH.search(plain):
        return offered * quantity
    if offered > unit_price or (_TOGETHER.search(plain) and offered * 2 > unit_price * quantity):
        return offered
    return offered * quantity
