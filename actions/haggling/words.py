"""What the buyer's own words add to a haggle: on what they plead, whom they want asked, of what."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.text.normalise import normalise
from bot.text.numbers import ARABIC, NUMERAL, find_numbers, parse_number

LEAST_PRICE = 5

_OTHERS = re.compile(
    "(?:别|人|隔壁|其[他它]|另一?)(?:人|的)?[家店]|别人|别的店|隔壁|同款|同样的|网上|实体店|直播间"
    "|拼多多|拼夕夕|pdd|京东|淘宝|天猫|抖音|快手|唯品会|1688|某[宝东多]|比你[家们]?便宜"
)
_CHEAPER_GOODS = re.compile(
    "(?:有没有|有|来|找|看看?|推荐|换).{0,4}(?:便宜|实惠|划算).{0,3}的|便宜(?:一?[点些])?的(?:有|款)"
)
_TOO_DEAR = re.compile(
    "(?:亲|我|觉得|感觉|但是?|就是|可是?|不过|哎呀?|[,~ ])*"
    "(?:[这那它].{0,6}?|价格|价钱)?(?:也|还是|真的?|实在|确实|有[点些]儿?|未免)*"
    "(?:太|好|[挺蛮]|[这那]么|有[点些]儿?)贵(?:了|啊|呀|吧|哦|呢|[,.!~ ])*"
)
_NEEDS_PERSON = re.compile(
    "(?<!一)定[制做]|logo|印[字上我公]|刻字|贴牌|oem|代理|代发|代销|分销|加盟|供货|领标|合同|对公"
    "|[换定印].{0,5}吊牌|吊牌.{0,4}[换定印]"
)
_TAKES_UP_MANAGER = ("店长", "老板", "经理", "帮我问", "帮忙问", "问一下", "问问")
_BOSS = "(?:店长|老板娘?|经理|主管|领导|上级|掌柜)"
_MANAGER = re.compile(
    f"(?:问问?|找|叫|让|喊|联系|和|跟|与)(?:一?[下声])?(?:你们?|您|你家)?(?:家|店里?)?的?{_BOSS}"
    f"|{_BOSS}.{{0,4}}(?:申请|同意|批准?|在不在|商量|问问|说说)"
    "|(?:帮我?忙?|去|给我?|能不能|可以)申请|申请(?:一?下|个)|帮我?忙?(?:去)?问问?一?下?(?:能|可)"
)
_REFUSES = re.compile("不用|不必|不要|别问|算了")
_OFFERS_BUDGET = re.compile("[能可]给|能?卖[吗不给我]|行[吗不]|可以[吗不]|少点|便宜点|成[吗不]")
_MEASURE = "[件个条套盒包双顶瓶罐]"
_EACH = re.compile(rf"(?:(?<![十第])[一每单]|(?<![\d第])1){_MEASURE}|各|单价")
_COUNT = f"(?:\\d{{1,3}}|[两俩三四五六七八九十几]+){_MEASURE}"
# 两件150, 150两件: so many for that much.
_FOR_ALL = re.compile(
    rf"{_COUNT}[^\s,.!?;]{{0,4}}?{NUMERAL}(?!{_MEASURE})"
    rf"|{ARABIC}[元块]?钱?[^\s,.!?;]{{0,2}}[两俩三四五六七八九十]+{_MEASURE}"
)
_TOGETHER = re.compile("一共|一起|总共|共|总价|打包|全部|加起来|[两俩仨]")
_GROUP = re.compile(
    "团购|拼单|拼团|开团|(?:[几两二三四五六七八九十]|好几|\\d)个?人(?:一[起块]|都|要|拼)"
    "|[跟和同]我?(?:的)?(?:朋友|闺蜜|同事|姐妹|同学|室友|家人|邻居)们?.{0,3}(?:一[起块]|都|合)|(?:同事|姐妹|朋友)们.{0,4}(?:一[起块]|都)"
)
_MANY = re.compile(
    "买得?[很挺]?多|[多再]买|多[拍拿要]|[买拿拍]这么多|拿得多|量大|一次性?[买拿]得?多"
)
_LATER = re.compile("(?:[下改][次回天]|以后|回头|将来)[^,.!?;]{0,4}$")
_FREE_POSTAGE = re.compile(
    "包个?邮|(?:免|省)(?:个|了|掉|一?下)?(?:邮|运|快递)费?"
    "|(?:邮|运|快递)费(?:也|能不能|可不可以|可以|能|就|给|你们?|您|帮我)*(?:免|出|包|不要|不收|省)"
)
_ROUND = re.compile(
    "抹(?:个|掉|了|去|下|一下)*[零尾]|零头|尾数|凑个?成?个?整|[取算]个?整|去个?掉?零|[抹去]掉?那?几[毛分块]"
)
# What is pleaded; the first that fits counts.
_PLEAS = {
    "gift": re.compile(
        "[送搭](?:我|您|你|俺)?[点个些份俩两啥件样]|送(?:我|咱|俺)?(?:什么|啥|东西)|小?礼[物品]|赠品|[加再多]送"
    ),
    "shipping": _FREE_POSTAGE,
    "round": _ROUND,
    "old": re.compile(
        "老[顾买]?客|老[买顾]家|老主顾|老粉|老熟人|回头客|常客|(?:经常|一直|老是?)在?你[们家]|忠实"
        "|[买来](?:过|了)好?[几多二两三四五六七八九十][次回件]|第[几二三四五六七八九十][次回][买来]"
    ),
    "student": re.compile("学生"),
    "first": re.compile("第一[次回]|头一?[次回]|首单|首次|新[顾买]?客|新人|新用户"),
    "lowest": re.compile(
        "最低|底价|最便宜|最少(?:多少|要)|实[在诚]?价|痛快价|最后(?:的)?价|最终价|能给?到?多少"
    ),
}
_PROMISED = re.compile(
    "(?:上次|上回|之前|昨[天晚]|前[天几].{0,2}|刚[才刚]|那天|先前)"
    r".{0,10}(?:说|答应|报|承诺|谈|讲|给我?[的按算]|给过|\d+给)"
    "|(?:早上|[上下]午).{0,6}(?:说[的好过]|答应|报[的过]|承诺|[谈讲]好|给过|给我的)"
    "|不是说(?!.{0,8}折)|[说讲谈]好了?的|答应[我过了的]|[价惠].{0,5}算不?算?数"
    "|你们?(?:家|店)?(?:说过|说的价|承诺)|按(?:昨天|上次|之前|刚才).{0,4}价"
)
_GIVEN = re.compile("送(?![到货达给]|.?[家店])")
_DISCOUNT_SAID = re.compile("不是说.{0,8}折")

_SECOND = re.compile(
    rf"(?:不行|或者?|要么|要不|再不)[,\s就]*({NUMERAL})(?:[元块]钱?)?(?:也|行|可|成|卖|吧|我)"
    rf"|(?<![\d.])({NUMERAL})(?:[元块]钱?)?也(?:行|可以|成|中|要)"
)


def wants_cheaper_goods(text: str) -> bool:
    """Whether goods of a lower price are looked for (有没有便宜点的), not a lower price."""
    return _CHEAPER_GOODS.search(normalise(text)) is not None


def finds_dear(text: str) -> bool:
    """Whether it says no more than that the goods are too dear (这条裤子太贵了)."""
    return _TOO_DEAR.fullmatch(normalise(text)) is not None


def names_budget(text: str) -> bool:
    """Whether what may be spent is told (预算三百), which offers no price for anything."""
    return "预算" in normalise(text)


def offers_budget(text: str) -> bool:
    """Whether what may be spent is offered for the goods in view (预算两百 能给吗)."""
    return names_budget(text) and _OFFERS_BUDGET.search(normalise(text)) is not None


def others_are_cheaper(text: str) -> bool:
    """Whether the buyer points to another seller."""
    return _OTHERS.search(normalise(text)) is not None


def wants_manager(text: str) -> bool:
    """Whether our offer to ask the manager is taken up (那你帮我问问)."""
    plain = normalise(text)
    return not _REFUSES.search(plain) and any(word in plain for word in _TAKES_UP_MANAGER)


def asks_manager(text: str) -> bool:
    """Whether the buyer wants somebody above us asked about the price (跟你们店长申请一下)."""
    plain = normalise(text)
    return not _REFUSES.search(plain) and _MANAGER.search(plain) is not None


def needs_person(text: str) -> bool:
    """Custom goods, agency and the like: nothing that the shop's files decide."""
    return _NEEDS_PERSON.search(normalise(text)) is not None


def buys_in_a_group(text: str) -> bool:
    """Whether several people buy together (团购)."""
    return _GROUP.search(normalise(text)) is not None


def buys_many(text: str) -> bool:
    """Whether many pieces are the reason to be cheaper, without saying how many (买得多)."""
    plain = normalise(text)
    return any(not _LATER.search(plain[: found.start()]) for found in _MANY.finditer(plain))


def plea_in(text: str) -> str | None:
    """gift, shipping, round, old, student, first or lowest: what is pleaded; None for nothing."""
    plain = normalise(text)
    return next((plea for plea, words in _PLEAS.items() if words.search(plain)), None)


def asks_free_postage(text: str) -> bool:
    """Whether the postage is to be left out too (130包邮行吗)."""
    return _FREE_POSTAGE.search(normalise(text)) is not None


def claims_promise(text: str) -> bool:
    """Whether the buyer holds us to something said before (上次说150给我的)."""
    return _PROMISED.search(normalise(text)) is not None


def asks_discount(text: str) -> bool:
    """Whether a share off is asked after (不是说打8折吗), which offers give and no promise."""
    return _DISCOUNT_SAID.search(normalise(text)) is not None


def claimed_kind(text: str) -> str | None:
    """gift or shipping: what is said to have been promised beside a price (上次说送我发圈)."""
    plea = plea_in(text)
    if plea in ("gift", "shipping"):
        return plea
    return "gift" if _GIVEN.search(normalise(text)) else None


def claimed_price(text: str) -> Decimal | None:
    """The one figure of a claim (答应我110的), in yuan; None where there is none or several."""
    figures = [span.value for span in find_numbers(text) if span.value >= LEAST_PRICE]
    return figures[0] if len(figures) == 1 else None


def other_offers(text: str) -> list[Decimal]:
    """Figures that a second offer names beside the first (80行吗 不行90也可以), in yuan."""
    found = (match[1] or match[2] for match in _SECOND.finditer(normalise(text)))
    return [number for number in map(parse_number, found) if number is not None]


def offered_total(text: str, offered: Decimal, *, quantity: int, unit_price: Decimal) -> Decimal:
    """The offer in yuan for all `quantity` pieces: 两件150 is for both, 一件75 for one.

    Where the words leave it open (我要两件, 75行吗), a sum above one piece's price is for all.
    """
    plain = normalise(text)
    if quantity == 1:
        return offered
    if _EACH.search(plain):
        return offered * quantity
    if (
        offered > unit_price
        or _FOR_ALL.search(plain)
        or (_TOGETHER.search(plain) and offered * 2 > unit_price * quantity)
    ):
        return offered
    return offered * quantity
