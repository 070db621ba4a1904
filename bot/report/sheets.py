"""The report as tables, in the order they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from bot.report.definitions import KNOWN, PLATFORMS, Definitions
from bot.report.model import Headline, Report
from bot.report.shares import Times
from bot.report.tables import Amount, Cell, Column, Kind, Table

# Each figure of the headline: what it is called, and how it is found.
HEADLINE: tuple[tuple[str, Callable[[Headline], Cell]], ...] = (
    ("咨询（场）", lambda each: each.chats),
    ("询单（人）", lambda each: each.enquiries),
    ("询单次日下单率", lambda each: each.ordered),
    ("询单次日付款率", lambda each: each.paid),
    ("询单成交额", lambda each: Amount(each.sold, "yuan")),
    ("小二独自答完", lambda each: each.bot_alone),
    ("小二首次响应（中位）", lambda each: Amount(each.bot_first.median, "seconds")),
    ("人工首次响应（中位）", lambda each: Amount(each.person_first.median, "seconds")),
)


def tables_of(report: Report, definitions: Definitions) -> tuple[Table, ...]:
    """Every table of a report; one a file."""
    return (
        _headline(report),
        _contacts(report),
        _conversion(report),
        _by_day(report),
        _responses(report),
        _bins(report),
        _answered(report),
        _hand_overs(report),
        _questions(report),
        _objections(report),
        _lost(report),
        _promised(report),
        _breaches(report),
        _unpaid(report),
        _hours(report),
        _definitions(definitions),
    )


def _table(
    name: str,
    title: str,
    figure: str,
    columns: Sequence[tuple[str, Kind]],
    rows: Iterable[Iterable[Cell]],
) -> Table:
    made = tuple(tuple(row) for row in rows)
    return Table(name, title, figure, tuple(Column(*column) for column in columns), made)


def _headline(report: Report) -> Table:
    columns: list[tuple[str, Kind]] = [("指标", "text"), ("本期", "text")]
    columns += [(each.label, "text") for each in report.compared]
    rows = [
        (label, of(report.headline), *(of(each.headline) for each in report.compared))
        for label, of in HEADLINE
    ]
    return _table("headline", "概览", "enquiries", columns, rows)


def _contacts(report: Report) -> Table:
    found = report.contacts
    rows = (
        ("咨询（场）", found.chats),
        ("咨询的买家（人）", found.buyers),
        ("消息（条）", found.messages),
        ("能卖的（场）", found.for_sale),
        ("只说售后（场）", found.after_sales),
        ("只说无关的话（场）", found.nothing),
        ("当天先下单才来（人）", found.ordered_before),
        ("询单（人）", found.enquiries),
    )
    return _table(
        "contacts", "咨询与询单", "enquiries", (("项目", "text"), ("数量", "count")), rows
    )


def _conversion(report: Report) -> Table:
    found = report.conversion
    rows = (
        ("当日下单", found.ordered_same_day),
        ("次日前下单", found.ordered_next_day),
        ("当日付款", found.paid_same_day),
        ("次日前付款", found.paid_next_day),
    )
    columns: tuple[tuple[str, Kind], ...] = (("项目", "text"), ("比例", "share"))
    return _table("conversion", "询单转化", "conversion", columns, rows)


def _by_day(report: Report) -> Table:
    rows = ((each.day, each.enquiries, each.ordered, each.paid) for each in report.by_day)
    columns: tuple[tuple[str, Kind], ...] = (
        ("日期", "text"), ("询单", "count"), ("次日下单率", "share"), ("次日付款率", "share"),
    )  # fmt: skip
    return _table("by_day", "每天的询单转化", "conversion", columns, rows)


def _responses(report: Report) -> Table:
    found = report.responses
    rows = [
        (label, *_times(times))
        for label, times in (
            ("小二首次", found.bot_first),
            ("小二每轮", found.bot_each),
            ("人工首次", found.person_first),
            ("人工每轮", found.person_each),
            ("人工首次，营业时间内", found.person_first_open),
            ("人工每轮，营业时间内", found.person_each_open),
        )
    ]
    columns: tuple[tuple[str, Kind], ...] = (
        ("哪种", "text"), ("次数", "count"), ("平均", "seconds"), ("中位", "seconds"),
        ("九成在", "seconds"),
    )  # fmt: skip
    return _table("responses", "响应时间", "responses", columns, rows)


def _times(times: Times) -> tuple[Cell, ...]:
    return times.count, times.mean, times.median, times.p90


def _bins(report: Report) -> Table:
    rows = ((each.label, each.bot, each.people) for each in report.responses.bins)
    columns: tuple[tuple[str, Kind], ...] = (
        ("不超过", "text"), ("小二（次）", "count"), ("人工（次）", "count"),
    )  # fmt: skip
    return _table("waits", "响应时间的分布", "responses", columns, rows)


def _answered(report: Report) -> Table:
    found = report.answered
    rows = (
        ("小二独自答完", found.bot),
        ("有人工", found.person),
        ("转了人工没人接", found.nobody_came),
        ("没有回复", found.silent),
    )
    return _table("answered", "谁答的", "answered", (("谁", "text"), ("场数", "count")), rows)


def _hand_overs(report: Report) -> Table:
    rows = (
        (each.label, each.tickets, each.never_answered, each.first_reply.median,
         each.first_reply.p90)
        for each in report.hand_overs
    )  # fmt: skip
    columns: tuple[tuple[str, Kind], ...] = (
        ("原因", "text"), ("转人工", "count"), ("没人回", "count"), ("首次回复中位", "seconds"),
        ("九成在", "seconds"),
    )  # fmt: skip
    return _table("hand_overs", "转人工的原因", "handed_over", columns, rows)


def _questions(report: Report) -> Table:
    rows = ((each.words, each.times, each.chats, each.why) for each in report.questions)
    columns: tuple[tuple[str, Kind], ...] = (
        ("买家的话（一例）", "text"), ("次数", "count"), ("场数", "count"), ("为什么", "text"),
    )  # fmt: skip
    return _table("questions", "没答上来的问题", "questions", columns, rows)


def _objections(report: Report) -> Table:
    rows = ((each.objection, each.rebuttal, each.ordered) for each in report.objections)
    columns: tuple[tuple[str, Kind], ...] = (
        ("异议", "text"), ("话术", "text"), ("下了单", "share"),
    )  # fmt: skip
    return _table("objections", "异议 × 话术 × 成交", "objections", columns, rows)


def _lost(report: Report) -> Table:
    rows = ((each.label, each.chats, " / ".join(each.words)) for each in report.lost)
    columns: tuple[tuple[str, Kind], ...] = (
        ("原因", "text"), ("占比", "share"), ("买家原话", "text"),
    )  # fmt: skip
    return _table("lost", "没有下单的原因", "lost", columns, rows)


def _promised(report: Report) -> Table:
    rows = (
        (each.kind, each.made, each.kept, each.broken, each.withdrawn, each.not_called_in,
         each.unknown)
        for each in report.promised
    )  # fmt: skip
    columns: tuple[tuple[str, Kind], ...] = (
        ("承诺", "text"), ("答应了", "count"), ("做到", "count"), ("没做到", "count"),
        ("收回", "count"), ("没用上", "count"), ("看不出", "count"),
    )  # fmt: skip
    return _table("promised", "答应的做到没有", "promises", columns, rows)


def _breaches(report: Report) -> Table:
    rows = (
        (each.at, each.kind, each.promised, each.happened, each.made_by, each.order,
         str(each.promise_id))
        for each in report.breaches
    )  # fmt: skip
    columns: tuple[tuple[str, Kind], ...] = (
        ("什么时候", "text"), ("承诺", "text"), ("答应的", "text"), ("结果", "text"),
        ("谁答应的", "text"), ("订单尾号", "text"), ("承诺号", "text"),
    )  # fmt: skip
    return _table("breaches", "没做到的承诺", "promises", columns, rows)


def _unpaid(report: Report) -> Table:
    found = report.unpaid
    rows: list[tuple[Cell, ...]] = [
        ("未付款订单（单）", found.orders),
        ("金额", Amount(found.amount, "yuan")),
        ("其中金额不详（单）", found.amount_unknown),
        ("催过（单）", found.reminded),
        ("催后付款率", found.paid_after),
    ]
    rows += [(f"拍下{label}（单）", orders) for label, orders in found.ages]
    rows += [(f"原因：{label}（单）", orders) for label, orders in found.reasons]
    columns: tuple[tuple[str, Kind], ...] = (("项目", "text"), ("数量", "text"))
    return _table("unpaid", "未付款订单", "unpaid", columns, rows)


def _hours(report: Report) -> Table:
    rows = (
        (f"{each.hour}:00", each.handed_over, each.with_people, each.waiting, each.rounds,
         each.answered, each.first_reply, each.on_shift, each.needed, each.needed_busiest)
        for each in report.hours
    )  # fmt: skip
    columns: tuple[tuple[str, Kind], ...] = (
        ("钟点", "text"), ("转来", "average"), ("同时在人手里", "average"), ("没人接", "average"),
        ("要人答的轮次", "average"), ("人工发出（条）", "average"), ("首次回复中位", "seconds"),
        ("排班人数", "average"), ("需要人数", "count"), ("最忙那天需要", "count"),
    )  # fmt: skip
    return _table("hours", "每个钟点的客服负荷", "load", columns, rows)


def _definitions(definitions: Definitions) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for each in definitions.values():
        rows.append((each.title, "小二", each.ours, "", "", ""))
        rows += [
            (each.title, PLATFORMS[name], told.counts, told.differs, told.source,
             KNOWN[told.known])
            for name, told in each.platforms.items()
        ]  # fmt: skip
    columns: tuple[tuple[str, Kind], ...] = (
        ("指标", "text"), ("谁的口径", "text"), ("怎么算", "text"), ("和我们的差别", "text"),
        ("出处", "text"), ("可靠程度", "text"),
    )  # fmt: skip
    return _table("definitions", "口径", "enquiries", columns, rows)
