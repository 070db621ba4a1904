"""Where everything of a plot lies: figures in, coordinates out; the template draws them as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log10

from bot.report.model import Bin, DayFigures, Hour, Report
from bot.report.shares import Share
from bot.report.tables import percent

# Of a plot's inside, in SVG units.
WIDTH, HEIGHT = 640.0, 200.0
# A share's strip in a table.
STRIP = 160.0
_TICKS = 4
_MOST_LABELS = 12


@dataclass(frozen=True)
class Bar:
    """A rectangle and what it says when pointed at."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    title: str


@dataclass(frozen=True)
class Tick:
    """A label on an axis."""

    at: float
    label: str


@dataclass(frozen=True)
class Plot:
    """Bars, lines and areas by kind; `legend` tells the kinds."""

    name: str
    title: str
    told: str
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    legend: tuple[tuple[str, str], ...]
    bars: tuple[Bar, ...] = ()
    lines: tuple[tuple[str, str], ...] = ()
    areas: tuple[tuple[str, str], ...] = ()
    dots: tuple[Bar, ...] = ()


@dataclass(frozen=True)
class Strip:
    """A share on a line from 0 to `STRIP`: its dot, and its interval's ends."""

    dot: float
    low: float
    high: float


def plots_of(report: Report) -> dict[str, Plot]:
    """The report's plots by name; a conversion by day only where there are several days."""
    found = [waits(report.responses.bins), load(report.hours), staffing(report.hours)]
    if len(report.by_day) > 1:
        found.append(conversion(report.by_day))
    return {plot.name: plot for plot in found}


def waits(bins: Sequence[Bin]) -> Plot:
    """What share of the bot's and of people's answers took how long."""
    sums = sum(each.bot for each in bins), sum(each.people for each in bins)
    top = max(
        (count / whole for each in bins for count, whole in _pairs(each, sums) if whole),
        default=0.0,
    )
    scale, slot = _nice(top), WIDTH / len(bins)
    bars = []
    for place, each in enumerate(bins):
        for side, (count, whole) in enumerate(_pairs(each, sums)):
            share = count / whole if whole else 0.0
            height = share / scale * HEIGHT
            bars.append(
                Bar(
                    place * slot + slot * (0.14 + 0.37 * side), HEIGHT - height, slot * 0.35,
                    height, ("bot", "people")[side],
                    f"{('小二', '人工')[side]}，{each.label}：{count:,} 次，{percent(share)}",
                )
            )  # fmt: skip
    return Plot(
        name="waits",
        title="响应时间的分布",
        told=f"小二 {sums[0]:,} 次、人工 {sums[1]:,} 次回复，各用了多久。",
        across=tuple(Tick((p + 0.5) * slot, each.label) for p, each in enumerate(bins)),
        up=_ticks(scale, as_percent=True),
        legend=(("bot", "小二"), ("people", "人工")),
        bars=tuple(bars),
    )


def load(hours: Sequence[Hour]) -> Plot:
    """Chats in people's hands at each hour, those that wait below, and people by the shifts."""
    scale = _nice(max((max(each.with_people, each.on_shift) for each in hours), default=0.0))
    slot = WIDTH / 24
    bars = []
    for each in hours:
        x, waiting = each.hour * slot + slot * 0.15, each.waiting / scale * HEIGHT
        whole = each.with_people / scale * HEIGHT
        said = f"{each.hour} 点：同时 {each.with_people:.1f} 场，其中没人接 {each.waiting:.1f} 场"
        bars.append(Bar(x, HEIGHT - whole, slot * 0.7, max(0.0, whole - waiting), "people", said))
        bars.append(Bar(x, HEIGHT - waiting, slot * 0.7, waiting, "waiting", said))
    return Plot(
        name="load",
        title="每个钟点同时有几场在等人、在人手里",
        told="柱子是同时的场数，下面一截没有人接；折线是排班人数。",
        across=_hour_ticks(slot),
        up=_ticks(scale),
        legend=(("people", "人在接"), ("waiting", "没人接"), ("shift", "排班人数")),
        bars=tuple(bars),
        lines=(("shift", _steps([each.on_shift for each in hours], scale, slot)),),
    )


def staffing(hours: Sequence[Hour]) -> Plot:
    """People needed at each hour, on average and on the busiest day, against the shifts."""
    scale = _nice(max((max(each.needed_busiest, each.on_shift) for each in hours), default=0.0))
    slot, bars = WIDTH / 24, []
    for each in hours:
        for kind, people in (("busiest", each.needed_busiest), ("needed", each.needed)):
            height = people / scale * HEIGHT
            said = f"{each.hour} 点：平均要 {each.needed} 人，最忙那天 {each.needed_busiest} 人"
            bars.append(
                Bar(
                    each.hour * slot + slot * 0.15, HEIGHT - height, slot * 0.7, height, kind, said
                )
            )  # fmt: skip
    return Plot(
        name="staffing",
        title="每个钟点要几个人",
        told="深的是平均那天，浅的是最忙那天；折线是排班人数，低于柱子就不够。",
        across=_hour_ticks(slot),
        up=_ticks(scale),
        legend=(("needed", "平均要"), ("busiest", "最忙那天要"), ("shift", "排班人数")),
        bars=tuple(bars),
        lines=(("shift", _steps([each.on_shift for each in hours], scale, slot)),),
    )


def conversion(days: Sequence[DayFigures]) -> Plot:
    """The share of each day's enquiries that ordered, with its interval."""
    told = [(place, each) for place, each in enumerate(days) if each.ordered.interval]
    highs = [each.ordered.interval[1] for _, each in told if each.ordered.interval]
    scale = _nice(max(highs, default=0.0))
    step = WIDTH / max(1, len(days) - 1)
    up, low, high, dots = [], [], [], []
    for place, each in told:
        interval = each.ordered.interval or (0.0, 0.0)
        x, y = place * step, _height(each.ordered.value or 0.0, scale)
        up.append((x, y))
        low.append((x, _height(interval[0], scale)))
        high.append((x, _height(interval[1], scale)))
        said = (
            f"{each.day.month}月{each.day.day}日：{percent(each.ordered.value)}，"
            f"{each.ordered.count}/{each.ordered.of}"
        )
        dots.append(Bar(x, y, 0, 0, "bot", said))
    every = ceil(len(days) / _MOST_LABELS)
    return Plot(
        name="conversion",
        title="每天的询单次日下单率",
        told="线是当天询单的买家到次日下单的比例，阴影是 95% 区间；没有询单的日子空着。",
        across=tuple(
            Tick(place * step, f"{each.day.month}/{each.day.day}")
            for place, each in enumerate(days)
            if place % every == 0
        ),
        up=_ticks(scale, as_percent=True),
        legend=(("bot", "次日下单率"), ("band", "95% 区间")),
        lines=(("bot", _points(up)),),
        areas=(("band", _points([*high, *reversed(low)])),),
        dots=tuple(dots),
    )


def strip(share: Share) -> Strip | None:
    """Where a share and its interval lie on a strip; None of nothing."""
    if share.interval is None or share.value is None:
        return None
    low, high = share.interval
    return Strip(round(share.value * STRIP, 1), round(low * STRIP, 1), round(high * STRIP, 1))


def _pairs(each: Bin, sums: tuple[int, int]) -> tuple[tuple[int, int], tuple[int, int]]:
    return (each.bot, sums[0]), (each.people, sums[1])


def _nice(top: float) -> float:
    """The upper edge of an axis: 1, 2, 4 or 8 times a power of ten, at least as much as `top`."""
    if top <= 0:
        return 1.0
    power = 10.0 ** ceil(log10(top) - 1)
    return next(step * power for step in (1, 2, 4, 8, 10, 20) if step * power >= top * 0.999)


def _ticks(scale: float, *, as_percent: bool = False) -> tuple[Tick, ...]:
    parts = [scale * place / _TICKS for place in range(_TICKS + 1)]
    return tuple(
        Tick(_height(part, scale), f"{part * 100:g}%" if as_percent else f"{part:g}")
        for part in parts
    )


def _hour_ticks(slot: float) -> tuple[Tick, ...]:
    return tuple(Tick((hour + 0.5) * slot, f"{hour}") for hour in range(0, 24, 2))


def _height(value: float, scale: float) -> float:
    return round(HEIGHT - value / scale * HEIGHT, 1)


def _steps(values: Sequence[float], scale: float, slot: float) -> str:
    points = []
    for place, value in enumerate(values):
        y = _height(value, scale)
        points += [(place * slot, y), ((place + 1) * slot, y)]
    return _points(points)


def _points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
