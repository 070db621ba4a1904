"""Items a buyer points at (链接, 商品编号): pasted links, bare ids and merchant codes."""

from __future__ import annotations

import re

from bot.text.normalise import normalise
from bot.text.spans import Span, without_overlaps

# A Taobao share puts a two-letter password behind its short link; it is no merchant code.
_URL = re.compile(
    r"(?:https?://|www\.)[^\s\u3000-\u303f\u3400-\u9fff「」]+"
    r"|(?<![\w@.])(?:[\w-]{1,40}\.){1,4}(?:com|cn|net|hk)(?![\w.@])(?:[/?][^\s\u3000-\u303f\u3400-\u9fff「」]*)?"
    r"|(?<![\w@.])(?:localhost|(?:\d{1,3}\.){3}\d{1,3})(?::\d+)?/[^\s\u3000-\u303f\u3400-\u9fff「」]*"
)
_SHORT_LINK_PASSWORD = re.compile(r"\s+[a-z]{2}\d{3,5}(?![a-z\d])")
_ID_IN_URL = re.compile(
    r"[?&#](?:id|item_?id|goods_?id|num_iid|product(?:_?id)?)=([a-z\d-]{4,20})(?![a-z\d-])"
    r"|(?:item|product|detail)[\w.]*(?:/[a-z]+)*/(\d{5,15})(?:\.html?)?(?![\w.])"
)
_BARE_ID = re.compile(r"(?<![\da-z.\-¥])(?!0)(\d{9,13})(?![\d.a-z]|-\d)")
_PHONE = re.compile(r"(?:86)?1[3-9]\d{9}|[48]00\d{7}")
_OTHER_NUMBER = re.compile(
    r"(?:单号|订单编?号?|快递|物流|尾号|手机号?|电话|号码|微信|vx?|wx|qq|卡号|账号|联系方式)(?:号|是|:|为|\s)*$"
)
_CODE = re.compile(r"(?<![a-z\d.@_/-])([a-z]{1,4})-?(\d{3,6})(?![\d.@_]|-\d|[a-wyz])")
_UNITS = {"cm", "mm", "kg", "rmb", "qq", "vx", "wx", "id", "no", "tel", "ml"}
_SIZES = re.compile("x{0,4}[sml]")
_SHARE_WORDS = re.compile(
    r"【(?:淘宝|天猫|京东|拼多多)】|[「『“][^」』”]{0,120}[」』”]|点击链接直接打开|或者?|淘宝搜索直接打开|复制打开"
    r"|¥[\w ]{6,20}¥|(?:假一赔四|退货包运费)"
)
_WORDY = re.compile(r"\w")
_HOST = re.compile(r"(?:https?://)?(?:[^\s/?#@]*@)?([\w.-]+)")
_MAIL_BEFORE = re.compile(r"(?:#|\(at\)|\[at\])\s?$")
_SHARE_CODE = re.compile(r"(?<=[¥￥])[\w ]{6,20}(?=[¥￥])", re.A)


def find_item_ids(text: str) -> list[Span[str]]:
    """The items pointed at: ids as digits, merchant codes such as LN2107 in upper case.

    Links of Taobao, Tmall, JD and of our own page are read; short links such as e.tb.cn hold no
    id. A bare number of 9 to 13 digits is an id unless it is a phone number or is called one of
    something else (单号, 微信). The span of a link covers the whole link.
    """
    plain = normalise(text)
    urls = _urls(plain)
    spans: list[Span[str]] = []
    for start, end in urls:
        if in_url := _ID_IN_URL.search(plain, start, end):
            value = (in_url[1] or in_url[2]).upper()
            spans.append(Span(value, start, end, text[start:end]))
    bare = _blanked(plain, urls)
    for match in _BARE_ID.finditer(bare):
        before = bare[max(0, match.start() - 10) : match.start()]
        if not _PHONE.fullmatch(match[1]) and not _OTHER_NUMBER.search(before):
            spans.append(Span(match[1], *match.span(), text[match.start() : match.end()]))
    for match in _CODE.finditer(bare):
        before = bare[max(0, match.start() - 10) : match.start()]
        if not _is_size_or_unit(match[1], match[2]) and not _OTHER_NUMBER.search(before):
            value = match[0].upper()
            spans.append(Span(value, *match.span(), text[match.start() : match.end()]))
    return without_overlaps(spans)


def is_only_link(text: str) -> bool:
    """Whether the message is nothing but a link, a share's wording around one, or an item id."""
    plain = normalise(text)
    urls = _urls(plain)
    ids = [(span.start, span.end) for span in find_item_ids(text)]
    if not urls and not ids:
        return False
    rest = _blanked(plain, [*urls, *ids])
    if urls:
        rest = _SHARE_WORDS.sub(" ", rest)
    return _WORDY.search(rest) is None


def _urls(plain: str) -> list[tuple[int, int]]:
    spans = []
    for match in _URL.finditer(plain):
        end = match.start() + len(match[0].rstrip(",.!?;:)"))
        if "tb.cn/" in match[0] and (password := _SHORT_LINK_PASSWORD.match(plain, end)):
            end = password.end()
        spans.append((match.start(), end))
    return spans


def _blanked(plain: str, spans: list[tuple[int, int]]) -> str:
    for start, end in spans:
        plain = plain[:start] + " " * (end - start) + plain[end:]
    return plain


def _is_size_or_unit(letters: str, digits: str) -> bool:
    """L165 is a size and a height, QQ12345 an account; S1032 is a code."""
    return letters in _UNITS or (len(digits) == 3 and _SIZES.fullmatch(letters) is not None)


def shortened_links(text: str) -> str:
    """The text with no more of each link than its host and the item it is of.

    Paths and parameters of a shared link tell who shared it.
    """
    if "." not in text and "/" not in text and "¥" not in text and "￥" not in text:
        return text
    plain = normalise(text)
    parts, position = [], 0
    for start, end in _urls(plain):
        if _MAIL_BEFORE.search(plain, max(0, start - 6), start):
            continue
        item = _ID_IN_URL.search(plain, start, end)
        host = _HOST.match(plain, start, end)
        named = f"?id={item[1] or item[2]}" if item else ""
        parts += [text[position:start], f"https://{host[1] if host else ''}/{named}"]
        position = end
    return _SHARE_CODE.sub("…", "".join([*parts, text[position:]]))
