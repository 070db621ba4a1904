"""Places a parcel goes to (地区): provinces, cities and counties as buyers write them."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from bot.text.normalise import normalise
from bot.text.spans import Span


@dataclass(frozen=True)
class Region:
    """A province, a city in it, or a county or district, each by its short name.

    ``city`` is None for a whole province and for a county that belongs to no city (上海 浦东).
    """

    province: str
    city: str | None = None
    county: str | None = None

    @property
    def name(self) -> str:
        """``浙江 杭州 余杭``, ``浙江 杭州`` or ``浙江``: the most exact place last."""
        return " ".join(filter(None, (self.province, self.city, self.county)))

    def holds(self, other: Region) -> bool:
        """Whether the other region is a part of this one."""
        return (
            self != other
            and self.province == other.province
            and self.county is None
            and self.city in (None, other.city)
        )


@dataclass(frozen=True)
class _Entry:
    """A row of regions.csv.

    ``kind`` is what a county is called in full: 市, 县, 区 or 旗. ``ambiguous`` is 1 for a name
    that is an everyday or product word as well (开封, 普洱) or little known, 2 for one that hardly
    ever means the place.
    """

    region: Region
    kind: str
    ambiguous: int


@dataclass(frozen=True)
class _Hit:
    """Where a name stands; ``certain`` where it cannot be anything but a place."""

    entries: tuple[_Entry, ...]
    start: int
    end: int
    certain: bool


@dataclass(frozen=True)
class _Group:
    """Names beside each other that tell one place, and each way to read them, name by name."""

    readings: tuple[tuple[_Entry, ...], ...]
    start: int
    end: int
    certain: bool


_SUFFIX = re.compile(
    "(省)|(市(?![场面区中])|(?:[哈蒙朝土苗侗布彝傣白藏羌回柯壮景傈黎佤纳][一-龥]{0,9}?)?自治州|地区|盟|州(?!际))"
    "|((?:[一-龥]{1,12}族)?自治[县旗]|新?区(?![域别间])|县|旗(?![舰袍]))"
)
_KIND = re.compile("(?<=..)[市县区旗]$")
_STREET = re.compile("(?:[东西南北中一二三]{0,2})(?:路|街|大道|巷)")
_GOODS = re.compile(
    "的?(?:长绒)?(?:棉|丝绸|羊[绒毛]|特产|大枣|红枣|枸杞|葡萄干|白药|毛尖|毛峰|龙井|瓜片|小龙虾|烤鸭|火腿|火锅|黄酒"
    "|绿茶|红茶|白茶|茶|玉|石|治|道|装|瓷|小异|鸡|牛肉|羊肉|奶|风味|制造|产的|生产|腊肉|熟茶|生茶|时间|(?<!的)话|牌|菜|仓)|青(?![海岛州])"
)
_PLACE_BEFORE = re.compile(
    "(?:[到至发在寄去送往住]|来自|我们?是|地址|地区|坐标|家是|老家)(?:是|:|,| )*$"
)
_PLACE_AFTER = re.compile(
    "[ ,]*(?:这边|那边|的(?=$|[,。 ?!])|人(?=$|[,。 ])|[能可]以?[到发寄送]|到吗|到货"
    "|几天|多久|多少天|要几|包邮|包不包邮|运费|邮费|发货|收货|有货吗|发吗|送吗|偏远|顺丰)"
)
_NOT_AFTER = re.compile("[了后前过着]|之[前后]|就|用")
# 从杭州发货, 你们在杭州, 是杭州发货吗: where the shop is, not the buyer
_ORIGIN_BEFORE = re.compile(
    "(?:[从由]|(?:你们?(?:家|店|那)?|店铺?|店家|仓库|厂家?|公司)(?:是|都|就|也|不)*在?)$"
)
_ONWARD = re.compile("直?[发寄]?[到往至去]")
_SENT_FROM = re.compile("(?:直接)?发[货出的]")
# 去三亚拍照穿: what the goods are for
_TRIP = re.compile("这?[几一两三]?天?(?:玩|旅[游行]|拍|度假|出差|穿|过冬|看|滑雪|爬山|开会|的时候)")
_SEPARATOR = re.compile(r"[\s,、/\-.·的]{0,2}")
_ENDING = re.compile(r"(?:的|呢|哦|啊|呀|吧|亲|这边|这里|那边|人|[\s,.!?~。])*$")
_OPENING = re.compile(r"^(?:[\s,.]|我|是|在|亲|嗯|哦|你好)*")


@lru_cache(maxsize=1)
def _entries() -> dict[str, tuple[_Entry, ...]]:
    """Entries by name; 长沙县 in 长沙 keeps its 县, other counties go by their short names."""
    table = files("bot.text").joinpath("regions.csv").read_text(encoding="utf-8")
    found: dict[str, tuple[_Entry, ...]] = {}
    for row in csv.DictReader(table.splitlines()):
        short = _KIND.sub("", row["county"])
        county = row["county"] if short in (row["city"], row["province"]) else short
        region = Region(row["province"], row["city"] or None, county or None)
        entry = _Entry(region, row["county"][-1:], int(row["ambiguous"] or 0))
        for name in (county or region.city or region.province, *row["aliases"].split("|")):
            found[name] = (*found.get(name, ()), entry)
    del found[""]
    return found


@lru_cache(maxsize=1)
def _names_by_start() -> dict[str, list[str]]:
    """The names by their first two characters, the longest first."""
    names: dict[str, list[str]] = {}
    for name in sorted(_entries(), key=len, reverse=True):
        names.setdefault(name[:2], []).append(name)
    return names


@lru_cache(maxsize=1)
def provinces() -> tuple[str, ...]:
    """The short names of the 34 provincial regions, in the usual order."""
    every = (entry.region.province for entries in _entries().values() for entry in entries)
    return tuple(dict.fromkeys(every))


def region_named(text: str) -> Region | None:
    """The region that the whole text names (浙江 杭州, 浙江省杭州市, 杭州), else None."""
    plain = text.strip()
    spans = find_regions(plain)
    if len(spans) == 1 and (spans[0].start, spans[0].end) == (0, len(plain)):
        return spans[0].value
    return None


def find_regions(text: str) -> list[Span[Region]]:
    """The places named that a parcel may go to, each with all its names as one span.

    A name that is an everyday word too (开封, 大同, 普洱) counts only as a place: with 市 or 县,
    beside its province, as the whole message, or with words such as 到, 发, 几天 next to it.
    Streets (南京路), goods of a place (新疆棉), where the shop sends from (从杭州发货) and where
    the buyer travels (去三亚拍照) are left out, as is a district of several cities (和平区) alone.
    """
    plain = normalise(text)
    spans: list[Span[Region]] = []
    groups = _joined(plain, _hits(plain))
    starts = {group.start for group in groups}
    for group in groups:
        onward = _ONWARD.match(plain, group.end)
        if onward and onward.end() in starts:  # 杭州发到沈阳
            continue
        entry = _meant(group.readings)
        if entry is not None and _is_destination(plain, group, entry):
            spans.append(Span(entry.region, group.start, group.end, text[group.start : group.end]))
    return spans


def _hits(plain: str) -> list[_Hit]:
    by_name, by_start = _entries(), _names_by_start()
    hits: list[_Hit] = []
    taken = 0
    for start in range(len(plain) - 1):
        starting = by_start.get(plain[start : start + 2])
        if starting is None or start < taken:
            continue
        name = next((name for name in starting if plain.startswith(name, start)), None)
        if name is None:
            continue
        taken = start + len(name)
        if _STREET.match(plain, taken):
            continue
        entries, certain = by_name[name], False
        suffix = _SUFFIX.match(plain, taken)
        if suffix and (called := _called(entries, suffix)):
            entries, certain, taken = called, True, suffix.end()
        hits.append(_Hit(entries, start, taken, certain))
    return hits


def _called(entries: Sequence[_Entry], suffix: re.Match[str]) -> tuple[_Entry, ...]:
    """The entries that may be called 省, 市 or 县; counties and districts change between these."""
    if suffix[1]:
        return tuple(entry for entry in entries if not entry.region.city)
    if suffix[3]:
        return tuple(entry for entry in entries if entry.region.county)
    return tuple(entry for entry in entries if not entry.region.county or entry.kind == "市")


def _joined(plain: str, hits: Sequence[_Hit]) -> list[_Group]:
    """Neighbours that tell one place (浙江 杭州, 临沂山东, 金华义乌) as one group."""
    groups: list[_Group] = []
    for hit in hits:
        if groups and _SEPARATOR.fullmatch(plain, groups[-1].end, hit.start):
            readings = tuple(
                (*reading, entry)
                for reading in groups[-1].readings
                for entry in hit.entries
                if all(_nested(entry.region, other.region) for other in reading)
            )
            if readings:
                groups[-1] = _Group(readings, groups[-1].start, hit.end, certain=True)
                continue
            if groups[-1].end == hit.start and {entry.kind for entry in hit.entries} == {"区"}:
                continue  # 合肥滨湖区: a name of its own there, not the 滨湖 of another city
        alone = tuple((entry,) for entry in hit.entries)
        groups.append(_Group(alone, hit.start, hit.end, hit.certain))
    return groups


def _nested(one: Region, other: Region) -> bool:
    return one.holds(other) or other.holds(one)


def _meant(readings: Sequence[tuple[_Entry, ...]]) -> _Entry | None:
    """The most exact place of a reading; of several readings the largest place, if just one is."""
    found = {max(reading, key=lambda entry: _depth(entry.region)) for reading in readings}
    largest = min(_depth(entry.region) for entry in found)
    likely = [entry for entry in found if _depth(entry.region) == largest]
    return likely[0] if len(likely) == 1 else None


def _depth(region: Region) -> int:
    return 2 if region.county else 1 if region.city else 0


def _is_destination(plain: str, group: _Group, entry: _Entry) -> bool:
    before, start, end = plain[max(0, group.start - 6) : group.start], group.start, group.end
    if _GOODS.match(plain, end) or _ORIGIN_BEFORE.search(before):
        return False
    if (before.endswith("是") and _SENT_FROM.match(plain, end)) or (
        before.endswith("去") and _TRIP.match(plain, end)
    ):
        return False
    if group.certain or not entry.ambiguous:
        return True
    opening = _OPENING.match(plain)
    if opening is not None and opening.end() >= start and _ENDING.match(plain, end):
        return True
    if entry.ambiguous > 1 or _NOT_AFTER.match(plain, end):
        return False
    return bool(_PLACE_BEFORE.search(before) or _PLACE_AFTER.match(plain, end))
