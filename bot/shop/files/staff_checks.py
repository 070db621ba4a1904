"""Hours of people: modes that contradict each other, and hours in which nobody is on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import time
from itertools import pairwise

from bot.shop.files.problems import Problem
from bot.shop.files.rows import CheckedRow, CheckedSheet
from bot.shop.files.stored import Stored, Values
from bot.shop.repositories.shifts import gaps

DAYS = "一二三四五六日"


def check_modes(sheets: Mapping[str, CheckedSheet], _: Stored) -> Iterator[Problem]:
    """At one moment there is one mode."""
    given = sheets.get("service_modes")
    if given is None:
        return
    days: dict[int, list[CheckedRow]] = defaultdict(list)
    for row in given.rows:
        if all(row.values.get(name) is not None for name in ("weekday", "starts", "ends")):
            days[row.values["weekday"]].append(row)
    for rows in days.values():
        rows.sort(key=lambda row: (row.values["starts"], row.number or 0))
        for before, after in pairwise(rows):
            if after.values["starts"] < before.values["ends"]:
                expected = f"不早于第 {before.number} 行的结束时间：时间不能重叠"
                yield given.problem(after, "starts", expected)


def hours_without_people(rows: Mapping[str, Sequence[Values]]) -> Iterator[tuple[str, str]]:
    """Stretches of the working hours that no shift covers: where, and what is odd about them.

    Days that are alike are told together. A shop without shifts has nothing to say here.
    """
    if not rows["shifts"]:
        return
    able = {agent["login"] for agent in rows["agents"] if agent["role"] != "viewer"}
    shifts: dict[int, list[tuple[time, time]]] = defaultdict(list)
    for shift in rows["shifts"]:
        if shift["login"] in able:
            shifts[shift["weekday"]].append((shift["starts"], shift["ends"]))
    days: dict[tuple[time, time], list[int]] = defaultdict(list)
    for hours in rows["working_hours"]:
        stretch = (hours["starts"], hours["ends"])
        for gap in gaps(stretch, shifts[hours["weekday"]]):
            days[gap].append(hours["weekday"])
    for (starts, ends), weekdays in sorted(days.items()):
        named = "".join(DAYS[day - 1] for day in sorted(set(weekdays)))
        yield f"周{named} {starts:%H:%M}–{ends:%H:%M}", "客服时间里没有人上班，转人工没人接"
