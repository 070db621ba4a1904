"""A conversation log of any length, made up from a seed, to mine and to find what was hidden in it.

Questions are our own examples and a few topics that no intent is for, said as often as Zipf's law
has it, with particles, figures, slips of typing and two questions in one. Hidden in it: questions
that the model of that day read wrongly, again and again, of which some were corrected by an agent,
some ended with a person and some were said again; and the topics.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from itertools import accumulate
from pathlib import Path
from typing import Any

from bot.learn.log.schema import columns
from bot.nlu.examples import SEVERAL, split_before, written_examples

FILE_ROWS = 100_000
DAY_ROWS = 100_000
FIRST_DAY = date(2026, 4, 1)
ZIPF = 1.05
MISREAD_EVERY = 97
UNSURE = 0.12
TOPICS = (
    "{where}直播几点开始 {where}的直播间怎么进 今天{where}还直播不 直播间里{where}讲到几点".split(),
    "想在{where}加盟你家店 {where}加盟要什么条件 可以在{where}开加盟店不 加盟{where}找谁谈".split(),
    "能寄{where}的礼品卡吗 {where}能用礼品卡不 礼品卡在{where}怎么兑 礼品卡{where}能充吗".split(),
)
WHERE = "西安 长沙 郑州 合肥 南昌 兰州 贵阳 昆明 洛阳 烟台 温州 徐州 柳州 宜昌 常州 绵阳".split()
TAILS = ("来着", "这事儿", "说是", "那个啥")
LEADS = ("那", "就是", "我想问下", "还有", "对了")
POLITE = ("亲", "老板", "请问", "你好")
PARTICLES = ("呀", "呢", "啊", "哦", "哈")
BEFORE = ("", "", "", "在的亲，有什么可以帮您", "亲，这款有现货的哦", "您好，请问想了解什么")
REPLIES = ("好的亲，这就为您看一下", "亲，这款有的哦", "稍等，帮您查一下")
TICKETS = ("handoff.not_understood", "handoff.unsure_twice", "handoff.requested")


@dataclass(frozen=True)
class Question:
    """What is said, what it means, and what the model of that day took it for."""

    text: str
    means: str
    read_as: str

    @property
    def misread(self) -> bool:
        """Whether it is hidden for mining to find."""
        return self.means != self.read_as


def questions_of(nlu: Path, *, seed: int) -> list[Question]:
    """Every question, the commonest first."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    written = [(split_before(text), intent) for _, text, intent in written_examples(nlu)]
    said = sorted({text: intent for (before, text), intent in written if not before}.items())
    intents = sorted({intent for _, intent in said if SEVERAL not in intent})
    chance.shuffle(said)
    found = []
    for number, (text, intent) in enumerate(said):
        if number % MISREAD_EVERY == MISREAD_EVERY - 1:
            means = chance.choice([other for other in intents if other not in intent])
            found.append(Question(text + chance.choice(TAILS), means, intent))
        else:
            found.append(Question(text, intent, intent))
    return found


def write_log(folder: Path, *, messages: int, nlu: Path, seed: int = 0) -> Iterator[int]:
    """Write a log of so many messages, of buyers and the bot; tells of each file its rows.

    A longer log begins as a shorter one does: whole files that are there already stay.
    """
    questions = questions_of(nlu, seed=seed)
    weights = list(accumulate(1 / (rank + 10) ** ZIPF for rank in range(len(questions))))
    for first in range(0, messages, FILE_ROWS):
        number, rows = first // FILE_ROWS, min(FILE_ROWS, messages - first)
        day = FIRST_DAY + timedelta(days=first // DAY_ROWS)
        target = folder / f"day={day}" / f"chats-{number:05}.parquet"
        if rows < FILE_ROWS or not target.exists():
            chance = random.Random(f"{seed}-{number}")  # noqa: S311
            talk = _Talk(questions, weights, chance, day=day, first_id=first)
            _write(target, talk.columns(rows))
        yield rows


def _write(target: Path, values: dict[str, list[Any]]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_suffix(".half")
    pq.write_table(
        pa.table(values, schema=columns()), half, compression="zstd", row_group_size=50_000
    )
    half.replace(target)


class _Talk:
    """One file's worth of chats."""

    def __init__(
        self,
        questions: Sequence[Question],
        weights: Sequence[float],
        chance: random.Random,
        *,
        day: date,
        first_id: int,
    ) -> None:
        self._questions = questions
        self._weights = weights
        self._chance = chance
        self._at = datetime(day.year, day.month, day.day, tzinfo=timezone.utc)
        self._id = first_id
        self._columns: dict[str, list[Any]] = {name: [] for name in columns().names}

    def columns(self, rows: int) -> dict[str, list[Any]]:
        said = self._chance.choices(self._questions, cum_weights=self._weights, k=rows)
        buyer, left, written = "", 0, 0
        for question in said:
            if not left:
                buyer, left = f"{self._chance.getrandbits(64):016x}", self._chance.randint(1, 8)
            left -= 1
            written += self._buyer_says(buyer, question)
            if written < rows:
                written += self._add(buyer, "bot", self._chance.choice(REPLIES))
            if written >= rows:
                break
        return self._columns

    def _buyer_says(self, buyer: str, question: Question) -> int:
        chance = self._chance
        if chance.random() < 0.01:
            return self._of_topic(buyer)
        text = self._put(question.text)
        draw = chance.random()
        if not question.misread:
            if draw < UNSURE:
                return self._read(buyer, text, question.read_as, 0.3 + 4 * draw, "clarify")
            return self._read(buyer, text, question.read_as, 0.8 + draw / 5, "answer")
        more: dict[str, Any] = {}
        if draw < 0.1:
            more["meant"] = question.means.split(SEVERAL)
        elif draw < 0.2:
            more["handed_over"] = chance.choice(TICKETS)
        elif draw < 0.4:
            more["repeats"] = 1
        return self._read(buyer, text, question.read_as, 0.8 + draw / 5, "answer", **more)

    def _of_topic(self, buyer: str) -> int:
        text = self._chance.choice(self._chance.choice(TOPICS))
        said = self._put(text.format(where=self._chance.choice(WHERE)))
        return self._read(buyer, said, "nlu_fallback", 0.2, "hand_over")

    def _put(self, text: str) -> str:
        """The question as this buyer types it."""
        chance = self._chance
        draw = chance.random()
        if draw < 0.4 or len(text) < 4:
            return text
        if draw < 0.55:
            return text + chance.choice(PARTICLES)
        if draw < 0.65:
            return chance.choice(POLITE) + text
        if draw < 0.73:
            return chance.choice(LEADS) + text
        if draw < 0.75:
            return f"{text} {chance.randint(1, 200)}"
        at = chance.randrange(1, len(text) - 1)
        if draw < 0.8:
            return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        if draw < 0.84:
            return text[:at] + text[at + 1 :]
        other = chance.choices(self._questions, cum_weights=self._weights)[0].text
        return f"{text} {other}"

    def _read(
        self, buyer: str, text: str, intents: str, sure: float, band: str, **more: Any
    ) -> int:
        acted_on = intents.split(SEVERAL)
        ranking = [{"intent": acted_on[0], "probability": sure}]
        told = {"intents": acted_on, "confidence": sure, "band": band, "ranking": ranking}
        before = self._chance.choice(BEFORE)
        return self._add(buyer, "buyer", text, before=before, **told, **more)

    def _add(self, buyer: str, sender: str, text: str, **told: Any) -> int:
        self._id += 1
        values = {
            "source": "chats", "conversation": buyer, "buyer": buyer, "id": self._id,
            "at": self._at + timedelta(milliseconds=864 * (self._id % DAY_ROWS)), "sender": sender,
            "text": text, "before": "", "intents": [], "confidence": None, "band": "",
            "ranking": [], "reason": "", "model": "", "repeats": 0, "handed_over": "", "meant": [],
            **told,
        }  # fmt: skip
        for name, column in self._columns.items():
            column.append(values[name])
        return 1
