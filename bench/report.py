"""How long the report of a busy month takes.

    python -m bench.report [--database postgresql] [--chats 100000]

Writes that many chats (ten messages each) into the report's month and as many into the month
before, which it is compared with; then makes the report in a process of its own and prints what
it took. Exits with 1 above 30 seconds or 1 GB.
"""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime

import typer

from bench.command import DATABASE, MARKDOWN, SERVER, databases_of, progress_bar, run, save
from bench.printing import show
from bench.report_shop import make_up
from bot.database.engine import engine_for
from bot.settings import SHOP_TIMEZONE

AIM_SECONDS = 30.0
AIM_MB = 1024.0
DECEMBER, NOVEMBER = (datetime(2026, month, 1, tzinfo=SHOP_TIMEZONE) for month in (12, 11))
HEADER = (
    "database", "chats", "messages", "of the month before", "seconds", "CPU s", "peak MB",
    "one day, s",
)  # fmt: skip
ALONE = """
import resource, sys, time
from datetime import date, datetime
from pathlib import Path
from bot.database.engine import transaction
from bot.desk.limits import read_limits
from bot.desk.reporting import report_of
from bot.report.period import days_of
from bot.settings import SHOP_TIMEZONE
now = datetime(2027, 1, 5, 9, tzinfo=SHOP_TIMEZONE)
limits = read_limits(Path("data/platforms"))
for first, last in ((15, 15), (1, 31)):
    began, worked = time.perf_counter(), time.process_time()
    with transaction(sys.argv[1]) as session:
        made = report_of(session, days_of(date(2026, 12, first), date(2026, 12, last)), now, limits)
    took = time.perf_counter() - began, time.process_time() - worked
    print(*took, made.contacts.chats, made.contacts.messages)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""

_CHATS = typer.Option(100_000, min=100, help="chats in the month")
_SEED = typer.Option(1, help="the same seed makes the same chats")


def main(
    database: str = DATABASE,
    chats: int = _CHATS,
    seed: int = _SEED,
    postgresql: str = SERVER,
    as_markdown: bool = MARKDOWN,
) -> None:
    """Make the chats up, make the report, print what it took."""
    with databases_of(database, postgresql).shop("report") as url, progress_bar() as progress:
        progress.add_task("making chats up")
        before = make_up(url, chats=chats, first=NOVEMBER, days=30, seed=seed)
        make_up(url, chats=chats, first=DECEMBER, days=31, seed=seed + 1)
        engine_for(url).dispose()
        progress.add_task("making the report")
        day, month, peak = _measured(url)
    seconds, worked, counted, messages = month
    row = (
        database, f"{counted:,.0f}", f"{messages:,.0f}", f"{before:,}", f"{seconds:.1f}",
        f"{worked:.1f}", f"{peak:.0f}", f"{day[0]:.1f}",
    )  # fmt: skip
    show("The report of a month", HEADER, [row], as_markdown=as_markdown)
    save("report", dict(zip(HEADER, row, strict=True)))
    if seconds > AIM_SECONDS or peak > AIM_MB:
        raise typer.Exit(code=1)


def _measured(url: str) -> tuple[list[float], list[float], float]:
    """Of a day's and a month's report: seconds, CPU, chats, messages; and the peak in MB."""
    command = [sys.executable, "-c", ALONE, url]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    day, month, peak = ([float(each) for each in line.split()] for line in done.stdout.splitlines())
    return day, month, peak[0]


if __name__ == "__main__":
    run(main)
