"""A closed loop: each buyer says the next thing when the last one is answered."""

from __future__ import annotations

import asyncio
import math
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

from bot.load.mix import Mix, Script
from bot.load.processes import ProcessCost, Reading, costs
from bot.load.target import Answer, Target, TargetError

ANSWER_WITHIN_SECONDS = 30.0
# A buyer whose message failed looks again after this long, so that a dead target is no busy loop.
RETRY_SECONDS = 0.2
_TICK_SECONDS = 0.25


@dataclass(frozen=True)
class Plan:
    """How many buyers chat for how long; the warm-up counts for nothing."""

    buyers: int
    seconds: float
    warm_up_seconds: float = 5.0
    seed: int = 1
    answer_within_seconds: float = ANSWER_WITHIN_SECONDS


@dataclass(frozen=True)
class RunResult:
    """What a run measured.

    Latencies are from sending a message to the end of its turn, in milliseconds (NaN without a
    turn). `errors` are refused, broken and late turns; `silences` turns without a word although
    the bot has the chat; `handed_over` chats that went to a person. None of the first two count
    as `turns`.
    """

    buyers: int
    seconds: float
    turns: int
    p50_ms: float
    p95_ms: float
    p99_ms: float
    per_second: float
    errors: int
    silences: int
    handed_over: int
    processes: tuple[ProcessCost, ...] = ()

    @property
    def cpu_ms_per_turn(self) -> float:
        """CPU of all processes for each turn, in milliseconds."""
        return sum(process.cpu_ms_per_turn for process in self.processes)


@dataclass
class _Tally:
    open: bool = False
    over: bool = False
    latencies: list[float] = field(default_factory=list)
    errors: int = 0
    silences: int = 0
    handed_over: int = 0

    def answered(self, answer: Answer, seconds: float) -> None:
        if not self.open:
            return
        self.handed_over += answer.with_person
        if answer.failed:
            self.errors += 1
        elif answer.messages or answer.with_person:
            self.latencies.append(seconds)
        else:
            self.silences += 1

    def failed(self) -> None:
        self.errors += self.open


async def run_load(
    target: Target,
    mix: Mix,
    plan: Plan,
    *,
    read: Callable[[], Reading] = dict,
    on_tick: Callable[[float], None] | None = None,
) -> RunResult:
    """Let `plan.buyers` chat with `target`; returns what was measured after the warm-up.

    `read` reads the usage of the target's processes when measuring starts and ends; `on_tick` is
    told the seconds gone by.
    """
    tally = _Tally()
    started = time.perf_counter()
    run = f"load-{secrets.token_hex(3)}"
    tasks = [
        asyncio.create_task(_chat_on(target, mix, plan, tally, n, f"{run}-{n}"))
        for n in range(plan.buyers)
    ]
    try:
        await _pass(plan.warm_up_seconds, started, on_tick)
        before, opened = read(), time.perf_counter()
        tally.open = True
        await _pass(plan.warm_up_seconds + plan.seconds, started, on_tick)
        tally.open = False
        after, closed = read(), time.perf_counter()
    finally:
        # asyncio.wait_for of Python 3.10 may swallow a cancellation: the flag ends a chat as well.
        tally.over = True
        for task in tasks:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
    for end in ends:
        if isinstance(end, Exception):
            raise end
    return _result(tally, plan.buyers, closed - opened, before, after)


async def _pass(until: float, started: float, on_tick: Callable[[float], None] | None) -> None:
    while (gone := time.perf_counter() - started) < until:
        if on_tick is not None:
            on_tick(gone)
        await asyncio.sleep(min(_TICK_SECONDS, until - gone))


async def _chat_on(
    target: Target, mix: Mix, plan: Plan, tally: _Tally, place: int, name: str
) -> None:
    """One chat after the other, each by a new buyer, until the run is over."""
    random = Random(plan.seed * 1000 + place)  # noqa: S311 - the same chats in every run
    chats = 0
    while not tally.over:
        chats += 1
        try:
            await _chat(target, mix.draw(random), plan, tally, f"{name}-{chats}")
        except (TargetError, asyncio.TimeoutError):
            tally.failed()
            await asyncio.sleep(RETRY_SECONDS)


async def _chat(target: Target, script: Script, plan: Plan, tally: _Tally, buyer: str) -> None:
    async with target.conversation(buyer=buyer, product=script.product) as conversation:
        for text in script.texts:
            said = time.perf_counter()
            answer = await asyncio.wait_for(conversation.say(text), plan.answer_within_seconds)
            tally.answered(answer, time.perf_counter() - said)
            if answer.with_person or tally.over:
                return


def _result(
    tally: _Tally, buyers: int, seconds: float, before: Reading, after: Reading
) -> RunResult:
    latencies = sorted(tally.latencies)
    turns = len(latencies)
    return RunResult(
        buyers=buyers,
        seconds=seconds,
        turns=turns,
        p50_ms=percentile(latencies, 50) * 1000,
        p95_ms=percentile(latencies, 95) * 1000,
        p99_ms=percentile(latencies, 99) * 1000,
        per_second=turns / seconds,
        errors=tally.errors,
        silences=tally.silences,
        handed_over=tally.handed_over,
        processes=costs(before, after, turns=turns),
    )


def percentile(ordered: Sequence[float], percent: float) -> float:
    """The smallest value that at least `percent` % of the values do not exceed (nearest rank).

    `ordered` is sorted, the smallest first; NaN if it is empty.
    """
    if not ordered:
        return math.nan
    return ordered[max(1, math.ceil(len(ordered) * percent / 100)) - 1]
