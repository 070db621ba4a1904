"""What buyers noticed of changes of model: read from the log, next to when each change was made."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from bench.owed_to_buyers import LOG_READ, Verdict, judge
from bench.stubborn_buyers import StubbornBuyer
from bot.chats.log import ChatLog
from bot.chats.model import Message
from bot.database.engine import transaction


@dataclass(frozen=True)
class Switch:
    """From `began_at`, when `model` was promoted, to `done_at`, when every server had it.

    `behind` servers did not; `killed` says that one was killed meanwhile.
    """

    model: str
    began_at: datetime
    done_at: datetime
    behind: int = 0
    killed: bool = False

    @property
    def seconds(self) -> float:
        """How long it took."""
        return (self.done_at - self.began_at).total_seconds()


@dataclass(frozen=True)
class Answered:
    """One answer of the bot's: when it was asked for, how long that waited, which model gave it."""

    asked_at: datetime
    seconds: float
    model: str


class Noticed:
    """The chats of `buyers` in the database at `url`, while `switches` were made."""

    def __init__(
        self, url: str, buyers: Sequence[StubbornBuyer], switches: Sequence[Switch]
    ) -> None:
        self.verdict: Verdict = judge(url, buyers)
        self.switches = tuple(switches)
        self.answers = tuple(each for buyer in buyers for each in _answers(url, buyer))

    @cached_property
    def meanwhile(self) -> tuple[Answered, ...]:
        """Answers that were waited for while the model changed."""
        return tuple(each for each in self.answers if self._is_meanwhile(each))

    @cached_property
    def otherwise(self) -> tuple[Answered, ...]:
        """All other answers."""
        return tuple(each for each in self.answers if not self._is_meanwhile(each))

    @property
    def unnamed(self) -> int:
        """Answers that do not say which model gave them."""
        return sum(not each.model for each in self.answers)

    @property
    def of_the_old(self) -> int:
        """Answers by another model, asked for when every server had the new one already."""
        return sum(
            bool(live) and each.model != live
            for each in self.answers
            if (live := self._live_at(each.asked_at)) is not None
        )

    @property
    def kept(self) -> bool:
        """Whether every promise was kept."""
        behind = sum(switch.behind for switch in self.switches)
        return self.verdict.kept and not (self.unnamed or self.of_the_old or behind)

    def rows(self) -> list[tuple[str, str]]:
        """What a table shows."""
        seconds = [switch.seconds for switch in self.switches]
        verdict = self.verdict
        return [
            ("changes of model", str(len(seconds))),
            ("promoted to answered by all: median, longest", spread(seconds)),
            ("messages, answers", f"{verdict.messages}, {verdict.answers}"),
            ("lost, unanswered, answered twice", _three(verdict)),
            ("answers by the old model after the change", str(self.of_the_old)),
            ("answers that name no model", str(self.unnamed)),
            ("answer meanwhile: p50, p99, longest", waits(self.meanwhile)),
            ("answer otherwise: p50, p99, longest", waits(self.otherwise)),
        ]

    def _is_meanwhile(self, answer: Answered) -> bool:
        return any(
            answer.asked_at <= switch.done_at
            and switch.began_at.timestamp() <= answer.asked_at.timestamp() + answer.seconds
            for switch in self.switches
        )

    def _live_at(self, moment: datetime) -> str | None:
        """The model that every server had then; None before the first change and during one."""
        live = None
        for switch in self.switches:
            if switch.began_at <= moment <= switch.done_at:
                return None
            if switch.done_at < moment:
                live = switch.model
        return live


def spread(seconds: Sequence[float]) -> str:
    """Median and longest."""
    return f"{statistics.median(seconds):.1f} s, {max(seconds):.1f} s"


def waits(answers: Sequence[Answered]) -> str:
    """Median, 99th percentile and longest of what the answers took, in milliseconds."""
    if not answers:
        return "–"
    ordered = sorted(answer.seconds * 1000 for answer in answers)
    places = (len(ordered) // 2, min(len(ordered) - 1, int(len(ordered) * 0.99)), -1)
    return ", ".join(f"{ordered[place]:.0f}" for place in places) + f" ms of {len(ordered)}"


def _three(verdict: Verdict) -> str:
    return f"{verdict.lost}, {verdict.unanswered}, {verdict.twice}"


def _answers(url: str, buyer: StubbornBuyer) -> list[Answered]:
    """The first bubble of each answer with the message that it answers: by the item of both."""
    with transaction(url) as session:
        log = ChatLog(session).since(buyer.conversation_id, limit=LOG_READ)
    items = {said.external_id: said.item for said in buyer.said}
    asked: dict[str, Message] = {}
    found = []
    for message in log:
        if message.sender == "buyer":
            asked[items[message.external_id or ""]] = message
            continue
        named = [value for kind, value in message.trace.get("entities", ()) if kind == "product"]
        question = asked.pop(str(named[0]), None) if named else None
        if message.sender == "bot" and question is not None:
            seconds = (message.at - question.at).total_seconds()
            found.append(Answered(question.at, seconds, str(message.trace.get("model", ""))))
    return found
