"""Personal data out of a message (脱敏), before it is logged or learned from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

from bot.text.normalise import normalise

Found = tuple[int, int, str]

PHONE, ID_CARD, EMAIL, CARD = "〔电话〕", "〔证件〕", "〔邮箱〕", "〔卡号〕"
ORDER, ADDRESS, NAME, WECHAT, QQ = "〔单号〕", "〔地址〕", "〔姓名〕", "〔微信〕", "〔QQ〕"

_EMAIL = re.compile(
    r"[\w.+-]{1,64}@[a-z\d-]{1,63}(?:\.[a-z\d-]{1,63}){1,4}"
    r"|[\w.+-]{2,64}\s?(?:#|\(at\)|\[at\])\s?(?:qq|163|126|139|sina|gmail|foxmail|outlook)\.c(?:om|n)",
    re.A,
)
_WECHAT = re.compile(
    r"(?:微信|薇信|威信|v信|weixin|wechat|(?<![a-z])(?:vx|wx|v)(?![a-z]))(?:号|id|账号|加我?|搜|是|为|:|,|\s){0,4}"
    r"([a-z][\w-]{4,19}|\d{5,11})(?![\w-])",
    re.A,
)
# Ids that WeChat and WeCom give out: of an account, of a follower, of a customer.
_PLATFORM_ID = re.compile(r"(?<![\w-])(?:wxid_\w{6,20}|o[\w-]{27}|w[mo][\w-]{30})(?![\w-])", re.A)
_QQ = re.compile(r"(?:q\s?q|扣扣|企鹅)(?:号|群|是|:|\s){0,3}([1-9](?: ?\d){4,11})(?!\d)")
_ID_CARD = re.compile(r"(?<!\d)[1-9]\d{5}[ -]?((?:19|20)\d\d)(\d\d)(\d\d)[ -]?\d{3}[\dx](?!\d)")
_PASSPORT = re.compile(r"(?:护照|通行证)(?:号码?|是|为|:|\s){0,3}([a-z]{1,2}\d{7,8})(?!\d)")
_LONG_NUMBER = re.compile(r"(?<!\d)(?:\d{14,30}|\d{4}(?:[ -]?\d{4}){3}(?:[ -]?\d{1,3})?)(?!\d)")
_LABELLED_ORDER = re.compile(r"(?:订单|单号)(?:编?号|是|为|:|\s){0,3}(\d{8,13})(?!\d)")
_WAYBILL = re.compile(r"(?<![a-z\d])[a-z]{2,4}\d{10,15}(?!\d)")
_BETWEEN = r"[ .,/_·\-–—]"
# Eleven digits in groups of at least three: shorter ones are measurements (165 55 88 68 92).
_MOBILE = re.compile(
    r"(?<!\d)(?:\+?86[ .\-]?)?(?:1[3-9]\d{9}|1[ .\-][3-9](?:[ .\-]\d){9}"
    rf"|(?=\d(?:{_BETWEEN}?\d){{10}}(?!\d))1[3-9]\d{{1,6}}(?:{_BETWEEN}\d{{3,8}}){{1,2}})(?!\d)"
    r"(?:(?:-|转)\d{2,4}(?!\d))?"
)
_LANDLINE = re.compile(
    r"(?<!\d)(?:\(0\d{2,3}\)\s?|0\d{2,3}[ -]?)(?:\d{7,8}|\d{4}[ -]\d{4})(?:(?:-|转)\d{1,4})?(?!\d)"
    r"|(?<![\d元])\+(?=(?:[ -]?\d){8,15}(?!\d))\d{1,3}(?:[ -]?\d{2,4}){2,4}(?!\d)"
    r"|(?<!\d)[48]00[ -]?\d{3,4}[ -]?\d{3,4}(?!\d)"
)
_LOCAL_NUMBER = re.compile(
    r"(?:电话|座机|固话|tel)(?:号码?|是|为|:|\s){0,3}(\d{3,4}[ -]?\d{4})(?!\d)"
)

_SPOKEN_DIGITS = str.maketrans(
    "零〇一幺二三四五六七八九壹贰叁肆伍陆柒捌玖o", "0011234567891234567890"
)

_N = "[0-9一二三四五六七八九十百零]"
_ROAD_NAME = r"[^\W\d_省市区县镇乡到在是寄发送改成为址哪条走于]"
_PART = (
    rf"(?:{_N}{{1,5}}(?:号楼?|栋|幢|座|单元|层楼?|楼|室|房|弄|排|户|组|-)|[a-d]座|[a-d]栋"
    r"|[^\W\d_]{2,8}?(?:小区|花园|公寓|大厦|家园|花苑|新村|广场|新城|宿舍|学校|大学|医院|中心|工业园|园区)|[,\s])"
)
_TAIL = rf"{_PART}{{0,8}}(?:{_N}{{2,4}}室?(?![0-9元块件斤cmk]))?"
_ADDRESSES = (
    re.compile(
        rf"{_ROAD_NAME}{{1,8}}?(?:大道|路|街|巷|弄|胡同)[东西南北中]?段?\s?[甲乙丙]?{_N}{{1,5}}[号弄巷]{_TAIL}"
    ),
    re.compile(
        rf"{_ROAD_NAME}{{2,8}}?(?:小区|花园|公寓|大厦|家园|花苑|新村|广场|社区|苑)\s?[a-d]?{_N}{{1,4}}"
        rf"(?:号楼?|栋|幢|座|单元|-){_TAIL}"
    ),
    re.compile(rf"(?<![第0-9.])(?:[a-d]|{_N}{{1,3}})(?:栋|幢|号楼|单元){_TAIL}"),
    re.compile(r"(?<![0-9.])[0-9]{3,4}室"),
    re.compile(rf"{_ROAD_NAME}{{2,6}}(?<![们个的家])小区(?![门里外])"),
    re.compile(rf"{_ROAD_NAME}{{2,6}}?(?:镇|乡){_ROAD_NAME}{{1,5}}村(?:{_N}{{1,3}}(?:组|号|队))?"),
    re.compile(
        rf"{_ROAD_NAME}{{2,6}}(?<!什么)街道(?:{_ROAD_NAME}{{1,6}}(?:社区|[一二三四五六七八九十]区))?"
    ),
    re.compile(rf"{_ROAD_NAME}{{1,6}}村{_N}{{1,3}}(?:组|号|队|社)"),
    re.compile(
        rf"(?<![第0-9.]){_N}{{1,3}}号?(?:宿舍楼?|公寓|楼|层)\s?[0-9]{{3,4}}室?(?![0-9元块件])"
    ),
)

SURNAME = (
    "(?:欧阳|司马|上官|诸葛|司徒|夏侯|慕容|皇甫|尉迟|令狐"
    "|[王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪"
    "范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温庞樊殷施洪颜倪童])"
)
AFTER_NAME = (
    r"(?=$|[^\w]|_|\d|〔|电话|手机|地址|联系|改|能|可以|吗|的|帮|麻烦|谢|收|先生|女士|小姐"
    "|浙江|江苏|广东|上海|北京)"
)
GIVEN = "(?!便|言|面|时|法|常|位)[^\\W\\d_a-z]"
_NAME_LABELLED = re.compile(
    rf"(?:收件人|收货人|收件名|姓名|联系人|户名)(?:改成|改为|换成|写成?|是|叫|为|:|,|\s){{0,3}}"
    rf"({SURNAME}{GIVEN}{{1,2}}?{AFTER_NAME}|{SURNAME}{GIVEN}{{1,2}}"
    r"|[a-z]{2,12}(?: [a-z]{2,12})?)"
)
_NAME_BEFORE_PHONE = re.compile(
    rf"(?<![一-龥])({SURNAME}{GIVEN}{{1,2}})(?:收|先生|女士|小姐)?[\s,]*$"
)
_NAME_AFTER_PHONE = re.compile(rf"[\s,]*({SURNAME}{GIVEN}{{1,2}})(?=$|[^\w]|收)")


def mask_personal(text: str) -> str:
    """The text with personal data replaced by a label such as 〔电话〕 or 〔地址〕 for its kind.

    Phone numbers count in any width, grouped, or spoken digit by digit. Item ids (up to 13
    digits), sizes, prices, provinces and cities stay. It errs towards masking too much.
    """
    plain = normalise(text)
    spoken = plain.translate(_SPOKEN_DIGITS)
    taken: list[Found] = []
    for find in _finders(plain, spoken):
        for start, end, label in find(plain, spoken):
            if not any(start < e and s < end for s, e, _ in taken):
                taken.append((start, end, label))
    taken += _names_beside(plain, [found for found in taken if found[2] == PHONE])
    masked, position = [], 0
    for start, end, label in sorted(taken):
        masked += [text[position:start], label]
        position = end
    return "".join([*masked, text[position:]])


def _finders(plain: str, spoken: str) -> Iterator[Callable[[str, str], Iterator[Found]]]:
    """The finders that may find something, by a cheap look at what they all need.

    Most messages hold nothing personal, and millions are read for learning.
    """
    has_latin = _LATIN.search(plain) is not None
    has_number = _NUMBER.search(spoken) is not None
    if has_latin and _LATIN_RUN.search(plain):
        yield from _OF_LATIN
    if has_latin or has_number:
        yield from _OF_EITHER
    if has_number:
        yield from _OF_DIGITS
    if _LABEL.search(plain):
        yield _LABELLED_NAMES
    if _PLACE.search(plain):
        yield _addresses


def _simple(pattern: re.Pattern[str], label: str) -> Callable[[str, str], Iterator[Found]]:
    group = 1 if pattern.groups else 0

    def find(plain: str, spoken: str) -> Iterator[Found]:
        return ((*match.span(group), label) for match in pattern.finditer(plain))

    return find


def _id_cards(plain: str, spoken: str) -> Iterator[Found]:
    for match in _ID_CARD.finditer(plain):
        try:
            date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:  # no birthday there: some other long number
            continue
        yield (*match.span(), ID_CARD)


def _long_numbers(plain: str, spoken: str) -> Iterator[Found]:
    for match in _LONG_NUMBER.finditer(plain):
        digits = re.sub(r"\D", "", match[0])
        is_card = 16 <= len(digits) <= 19 and digits[0] in "3456" and _passes_luhn(digits)
        yield (*match.span(), CARD if is_card else ORDER)


def _passes_luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(map(int, reversed(digits))):
        doubled = digit * (1 + place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def _mobiles(plain: str, spoken: str) -> Iterator[Found]:
    return ((*match.span(), PHONE) for match in _MOBILE.finditer(spoken))


def _addresses(plain: str, spoken: str) -> Iterator[Found]:
    for pattern in _ADDRESSES:
        for match in pattern.finditer(plain):
            kept = match[0].rstrip(" ,")
            yield match.start(), match.start() + len(kept), ADDRESS


def _names_beside(plain: str, phones: list[Found]) -> list[Found]:
    """Names pasted in front of or behind a phone number, as in a delivery address."""
    names: list[Found] = []
    for start, end, _ in phones:
        if before := _NAME_BEFORE_PHONE.search(plain[max(0, start - 12) : start]):
            offset = max(0, start - 12)
            names.append((offset + before.start(1), offset + before.end(1), NAME))
        if after := _NAME_AFTER_PHONE.match(plain, end):
            names.append((*after.span(1), NAME))
    return names


_LATIN = re.compile(r"[a-z]")
_LATIN_RUN = re.compile(r"[@#(\[]|[\w-]{11}", re.A)
# Five digits, with no more than two other characters between them: no number here is shorter.
_NUMBER = re.compile(r"\d(?:[^\d一-龥]{0,2}\d){4}")
_LABEL = re.compile("[人名]")
_PLACE = re.compile("[路街道巷弄胡栋幢室区苑村寓厦楼层舍]|单元|花园|家园|广场|新城")

Finder = Callable[[str, str], Iterator[Found]]
_OF_LATIN: tuple[Finder, ...] = (_simple(_EMAIL, EMAIL), _simple(_PLATFORM_ID, WECHAT))
_OF_EITHER: tuple[Finder, ...] = (_simple(_WECHAT, WECHAT),)
_OF_DIGITS: tuple[Finder, ...] = (
    _simple(_QQ, QQ),
    _id_cards,
    _simple(_PASSPORT, ID_CARD),
    _long_numbers,
    _mobiles,
    _simple(_LANDLINE, PHONE),
    _simple(_LOCAL_NUMBER, PHONE),
    _simple(_WAYBILL, ORDER),
    _simple(_LABELLED_ORDER, ORDER),
)
_LABELLED_NAMES = _simple(_NAME_LABELLED, NAME)
