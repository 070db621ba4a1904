"""A conversation's messages that wait for an answer, and which of them are read as one.

Buyers say one thing in several short messages (这件 … 有M码吗). A message that is short and sounds
unfinished waits a moment for the next, and only a glance where it may be all of an answer to a
question of ours (黑色); one that is whole is answered at once. The same rule, over the logged texts
and times, reads messages as one again after a restart.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from bisect import insort
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.channels.turns import Question
from bot.text.normalise import normalise
from bot.text.unfinished import is_unfinished

LONGEST = timedelta(seconds=4)
MOST_JOINED = 6
ANSWER_SECONDS = 0.2
TYPING_SECONDS = 1.5  # a page that is typed on says so every second

LONG_AGO = float("-inf")

# A greeting, or an ending after which more is to follow: no whole answer to anything.
_LEADS_ON = re.compile(
    "(?:^(?:亲+|嗨|hi|hello|哈喽|[你您]们?好|老板娘?|掌柜的?|客服|小二|[额呃诶]+)"
    "|问(?:一?下)?|想(?:要|买|看看?)?|[我还就只]要|看看|麻烦|帮我|那么|的话"
    "|还有|另外|对了|然后|如果|因为|但是?|不过|就是|比如|或者?|还是|[和跟与,、:]"
    r"|(.)[不没]\1|可不可以|[这那](?:一?[个件款条双套]|种|边|样|些)?) *$"
)


class Waiting:
    """One conversation's queue; `heard` and the like are seconds of the event loop's clock."""

    def __init__(self, *, pause_seconds: float, max_chars: int) -> None:
        self._pause = pause_seconds
        self._max_chars = max_chars
        self._questions: list[Question] = []
        self._heard: dict[int, float] = {}
        self._typing_until = LONG_AGO
        self._news = asyncio.Event()

    def __len__(self) -> int:
        return len(self._questions)

    def __contains__(self, message_id: int) -> bool:
        return any(question.message_id == message_id for question in self._questions)

    def add(self, question: Question, *, heard: float) -> None:
        """Queue a message at its place in the log; one heard long ago waits for no other."""
        self._heard[question.message_id] = heard
        insort(self._questions, question, key=_place)
        self._typing_until = LONG_AGO
        self._news.set()

    def keep(self, owed: Collection[int]) -> None:
        """Forget what is owed no answer any more; no turn may be under way."""
        self._questions = [question for question in self._questions if _place(question) in owed]

    def typing(self, *, now: float) -> None:
        """The buyer is writing on."""
        self._typing_until = now + TYPING_SECONDS
        self._news.set()

    async def turn(self) -> Question:
        """What to answer next, when it may be: the first message, with what belongs to it."""
        while True:
            breath, is_over = first_breath(self._questions, max_chars=self._max_chars)
            self._news.clear()
            left = 0.0 if is_over else self._over_at(len(breath)) - _now()
            if left <= 0:
                return joined(breath)
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._news.wait(), left)

    def done(self, turn: Question) -> None:
        """Forget the messages of the turn that `turn` gave last."""
        over = turn.message_ids
        self._questions = [question for question in self._questions if _place(question) not in over]

    def _over_at(self, count: int) -> float:
        """When the first `count` messages have waited long enough for one more."""
        first, last = self._questions[0], self._questions[count - 1]
        pause = min(self._pause, ANSWER_SECONDS) if last.answers else self._pause
        paused = max(self._heard[_place(last)] + pause, self._typing_until)
        return min(paused, self._heard[_place(first)] + LONGEST.total_seconds())


def is_bare_answer(text: str) -> bool:
    """Whether `text` can be all of an answer to a question of ours: 黑色, 杭州, M."""
    return is_unfinished(text) and _LEADS_ON.search(normalise(text)) is None


def first_breath(
    questions: Sequence[Question], *, max_chars: int
) -> tuple[tuple[Question, ...], bool]:
    """The leading messages that are read as one, and whether no other can belong to them."""
    breath: list[Question] = []
    for question in questions:
        if breath and not _belongs(question, breath, max_chars):
            return tuple(breath), True
        breath.append(question)
        if question.closes or not _is_beginning(question) or len(breath) == MOST_JOINED:
            return tuple(breath), True
    return tuple(breath), False


def joined(breath: Sequence[Question]) -> Question:
    """The messages as one, under the last one's id."""
    earlier = tuple(question.message_id for question in breath[:-1])
    return replace(breath[-1], text=_text(breath), earlier=earlier)


def _place(question: Question) -> int:
    return question.message_id


def _belongs(question: Question, breath: Sequence[Question], max_chars: int) -> bool:
    return (
        question.kind == "text"
        and timedelta() <= question.at - breath[0].at <= LONGEST
        and len(_text([*breath, question])) <= max_chars
    )


def _is_beginning(question: Question) -> bool:
    return question.kind == "text" and is_unfinished(question.text)


def _text(breath: Sequence[Question]) -> str:
    return " ".join(question.text for question in breath)


def _now() -> float:
    return asyncio.get_running_loop().time()
