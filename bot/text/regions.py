"""Places a parcel goes to (地区): provinces and cities as buyers write them."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from bot.text.normalise import normalise
from bot.text.spans import Span


@dataclass(frozen=True)
class Region:
    """A province, or a city in it, by their short names; ``city`` is None for a whole province."""

    province: str
    city: str | None = None

    @property
    def name(self) -> str:
        """``浙江 杭州`` or ``浙江``."""
        return f"{self.province} {self.city}" if self.city else self.province


@dataclass(frozen=True)
class _Entry:
    """A row of regions.csv.

    ``parent`` is the prefecture of a county-level city. ``ambiguous`` is 1 for a name that is an
    everyday or product word as well (开封, 普洱), 2 for one that hardly ever means the place.
    """

    region: Region
    parent: str
    ambiguous: int


@dataclass(frozen=True)
class _Hit:
    entry: _Entry
    start: int
    end: int
    certain: bool


_PROVINCE_SUFFIX = re.compile("省|市(?![场面区])")
_CITY_SUFFIX = re.compile(
    "(?:[哈蒙朝土苗侗布彝傣白藏羌回柯壮景傈黎佤纳][一-龥]{0,9}?)?自治[州县]|市(?![场面区])|地区|盟|州(?!际)"
)
_DISTRICT = re.compile("区(?!域)")  # 朝阳区 is in Beijing, 和平区 in many cities
_STREET = re.compile("(?:[东西南北中一二三]{0,2})(?:路|街|大道|巷)")
_GOODS = re.compile(
    "的?(?:长绒)?(?:棉|丝绸|特产|大枣|红枣|葡萄干|白药|毛尖|毛峰|龙井|瓜片|小龙虾|烤鸭|火腿|黄酒|绿茶|红茶|白茶|茶"
    "|玉|石|治|道|装|瓷|小异|鸡|牛肉|羊肉|奶|风味|制造|产的|生产|腊肉|熟茶|生茶)"
)
_PLACE_BEFORE = re.compile(
    "(?:[到至发在寄去送从住往]|来自|我们?是|地址|地区|坐标|家是|老家)(?:是|:|,| )*$"
)
_PLACE_AFTER = re.compile(
    "[ ,]*(?:这边|那边|的(?=$|[,。 ?!])|人(?=$|[,。 ])|[能可]以?[到发寄送]|到吗|到货"
    "|几天|多久|多少天|要几|包邮|包不包邮|运费|邮费|发货|收货|有货吗|发吗|送吗|偏远|顺丰)"
)
_NOT_AFTER = re.compile("[了后前过着]|之[前后]|就|用")
_SEPARATOR = re.compile(r"[\s,、/\-.·的]{0,2}")
_ENDING = re.compile(r"(?:的|呢|哦|啊|呀|吧|亲|这边|这里|那边|人|[\s,.!?~。])*$")
_OPENING = re.compile(r"^(?:[\s,.]|我|是|在|亲|嗯|哦|你好)*")


@lru_cache(maxsize=1)
def _entries() -> dict[str, _Entry]:
    rows = csv.DictReader(
        files("bot.text").joinpath("regions.csv").read_text(encoding="utf-8").splitlines()
    )
    found: dict[str, _Entry] = {}
    for row in rows:
        region = Region(row["province"], row["city"] or None)
        entry = _Entry(region, row["parent"], int(row["ambiguous"] or 0))
        for name in (row["city"] or row["province"], *filter(None, row["aliases"].split("|"))):
            found.setdefault(name, entry)
    return found


@lru_cache(maxsize=1)
def _names_by_first() -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for name in sorted(_entries(), key=len, reverse=True):
        names.setdefault(name[0], []).append(name)
    return names


@lru_cache(maxsize=1)
def provinces() -> tuple[str, ...]:
    """The short names of the 34 provincial regions, in the usual order."""
    return tuple(dict.fromkeys(entry.region.province for entry in _entries().values()))


def region_named(text: str) -> Region | None:
    """The region that the whole text names (浙江 杭州, 浙江省杭州市, 杭州), else None."""
    plain = text.strip()
    spans = find_regions(plain)
    if len(spans) == 1 and (spans[0].start, spans[0].end) == (0, len(plain)):
        return spans[0].value
    return None


def find_regions(text: str) -> list[Span[Region]]:
    """The places named, one span a place, province and city joined in either order.

    A name that is an everyday word too (开封, 大同, 普洱) counts only as a place: with 市, beside
    its province, as the whole message, or with words such as 到, 发, 在, 几天 next to it. Streets
    (南京路) and goods of a place (新疆棉, 大理石) are not places.
    """
    plain = normalise(text)
    spans: list[Span[Region]] = []
    for group in _joined(plain, _hits(plain)):
        first, last = group[0], group[-1]
        if _GOODS.match(plain, last.end) or not _is_place(plain, group):
            continue
        region = max(group, key=_depth).entry.region
        spans.append(Span(region, first.start, last.end, text[first.start : last.end]))
    return spans


def _hits(plain: str) -> list[_Hit]:
    entries, by_first = _entries(), _names_by_first()
    hits: list[_Hit] = []
    position = 0
    while position < len(plain):
        name = next(
            (n for n in by_first.get(plain[position], ()) if plain.startswith(n, position)), None
        )
        end = position + len(name or " ")
        if name is not None and not _STREET.match(plain, end):
            entry = entries[name]
            if entry.ambiguous and not entry.parent and _DISTRICT.match(plain, end):
                position = end
                continue
            pattern = _CITY_SUFFIX if entry.region.city else _PROVINCE_SUFFIX
            suffix = pattern.match(plain, end)
            end = suffix.end() if suffix else end
            hits.append(_Hit(entry, position, end, suffix is not None or not entry.ambiguous))
        position = end
    return hits


def _joined(plain: str, hits: list[_Hit]) -> list[list[_Hit]]:
    """Neighbours that tell one place (浙江 杭州, 临沂山东, 金华义乌) as one group."""
    groups: list[list[_Hit]] = []
    for hit in hits:
        if groups and _tell_one_place(groups[-1], hit):
            last = groups[-1][-1]
            gap = _SEPARATOR.match(plain, last.end)
            if gap is not None and gap.end() == hit.start:
                groups[-1].append(hit)
                continue
        groups.append([hit])
    return groups


def _tell_one_place(group: list[_Hit], hit: _Hit) -> bool:
    region = hit.entry.region
    if any(other.entry.region.province != region.province for other in group):
        return False
    if hit in group or any(other.entry.region == region for other in group):
        return False
    if region.city is None:
        return all(other.entry.region.city is not None for other in group)
    cities = [other for other in group if other.entry.region.city is not None]
    return all(
        other.entry.region.city == hit.entry.parent or other.entry.parent == region.city
        for other in cities
    )


def _depth(hit: _Hit) -> tuple[bool, bool]:
    return hit.entry.region.city is not None, bool(hit.entry.parent)


def _is_place(plain: str, group: list[_Hit]) -> bool:
    if len(group) > 1 or group[0].certain:
        return True
    hit = group[0]
    opening = _OPENING.match(plain)
    if opening is not None and opening.end() >= hit.start and _ENDING.match(plain, hit.end):
        return True
    if hit.entry.ambiguous > 1 or _NOT_AFTER.match(plain, hit.end):
        return False
    before = plain[max(0, hit.start - 6) : hit.start]
    return bool(_PLACE_BEFORE.search(before) or _PLACE_AFTER.match(plain, hit.end))
