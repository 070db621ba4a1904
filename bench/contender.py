"""What is measured of a contender, whichever it is."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from rich.progress import Progress, TaskID

from bot.errors import EngineError
from bot.load.driver import Plan, RunResult, run_load
from bot.load.mix import Mix
from bot.load.processes import read_usage
from bot.load.target import Target, TargetError

FIRST_ANSWER_WITHIN_SECONDS = 180.0
_ASK_AGAIN_SECONDS = 0.1
_ASK_WITHIN_SECONDS = 10.0


@dataclass(frozen=True)
class Running:
    """A contender that was started: where to chat, and its processes (`rasa` is one of them)."""

    target: Target
    pids: Mapping[str, int]
    rasa: str


class Contender(Protocol):
    """Something that can be started and chatted with."""

    @property
    def name(self) -> str:
        """What the tables call it."""

    def running(self) -> AbstractContextManager[Running]:
        """Starts all its processes; stops them and removes what they wrote at the end."""


@dataclass(frozen=True)
class Measured:
    """A contender's figures.

    `start_seconds` is from starting its processes to the first answer a buyer reads;
    `rasa_rss_mb` the memory (MiB) of its Rasa process after the run.
    """

    name: str
    start_seconds: float
    rasa_rss_mb: float
    run: RunResult


def measure(contender: Contender, mix: Mix, plan: Plan, progress: Progress) -> Measured:
    """Start the contender, wait for its first answer, let the buyers chat, stop it."""
    waiting = progress.add_task(f"{contender.name}: starting", total=None)
    started = time.perf_counter()
    with contender.running() as running:
        asyncio.run(first_answer(running.target))
        start_seconds = time.perf_counter() - started
        progress.update(waiting, visible=False)
        run = chat(contender.name, running, mix, plan, progress)
    rasa = next(process for process in run.processes if process.name == running.rasa)
    return Measured(contender.name, start_seconds, rasa.rss_mb, run)


def chat(name: str, running: Running, mix: Mix, plan: Plan, progress: Progress) -> RunResult:
    """Let the plan's buyers chat with what is running."""
    total = plan.warm_up_seconds + plan.seconds
    chatting: TaskID = progress.add_task(f"{name}: {plan.buyers} buyers chat", total=total)
    result = asyncio.run(
        run_load(
            running.target,
            mix,
            plan,
            read=lambda: read_usage(running.pids),
            on_tick=lambda gone: progress.update(chatting, completed=gone),
        )
    )
    progress.update(chatting, completed=total, visible=False)
    return result


async def first_answer(target: Target) -> None:
    """Greet until the bot answers with words of its own; raises EngineError if it never does."""
    give_up_at = time.monotonic() + FIRST_ANSWER_WITHIN_SECONDS
    attempt = 0
    while time.monotonic() < give_up_at:
        attempt += 1
        try:
            async with target.conversation(buyer=f"first-{attempt}", product="") as conversation:
                answer = await asyncio.wait_for(conversation.say("在吗"), _ASK_WITHIN_SECONDS)
        except (TargetError, asyncio.TimeoutError):
            answer = None
        if answer is not None and answer.messages and not answer.failed:
            return
        await asyncio.sleep(_ASK_AGAIN_SECONDS)
    raise EngineError(
        f"No answer came within {FIRST_ANSWER_WITHIN_SECONDS:.0f} s of the start.",
        hint="Its processes' output is in var/bench.",
    )
