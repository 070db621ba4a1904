"""What the learning bench starts from, and the stream of buyers' messages it learns from."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from pathlib import Path

from bot.learn.log.schema import LoggedMessage
from bot.learn.log.store import ConversationLog
from bot.nlu.examples import SEVERAL, split_before, written_examples
from bot.settings import SHOP_TIMEZONE

NLU = Path("data/nlu")
FROM_EACH = 20
MESSAGES = 30_000
KEPT_OUT = 0.15
FIRST = datetime(2026, 9, 1, tzinfo=SHOP_TIMEZONE)

Written = tuple[str, str]  # an example as it is written, and its intent


@dataclass(frozen=True)
class Stream:
    """What buyers write: each different message with what was said before it, and how often.

    kept_out: messages of the same authors that nobody is asked about.
    """

    said: Sequence[Written]
    often: Sequence[int]
    knows: Mapping[str, str]
    kept_out: Sequence[Written]

    def means(self, text: str) -> str:
        """The intent its author gave a message; empty where none of them said it."""
        return self.knows.get(text, "")


def beginning(chance: random.Random) -> list[Written]:
    """Twenty examples an intent of the owner's own files, which hold no chats."""
    found: dict[str, list[Written]] = {}
    for path, text, intent in written_examples(NLU):
        if path.name == f"{intent}.yml":
            found.setdefault(intent, []).append((text, intent))
    return [
        each
        for intent in sorted(found)
        for each in chance.sample(found[intent], min(FROM_EACH, len(found[intent])))
    ]


def buyers_stream(chance: random.Random) -> Stream:
    """The authors' messages, each as often as Zipf's law has it."""
    said = [
        (text, intent)
        for path, text, intent in written_examples(NLU)
        if ".chats" in path.name and SEVERAL not in intent
    ]
    chance.shuffle(said)
    out = round(KEPT_OUT * len(said))
    kept_out, said = said[:out], said[out:]
    weights = list(accumulate(1 / (rank + 10) for rank in range(len(said))))
    often = [0] * len(said)
    for at in chance.choices(range(len(said)), cum_weights=weights, k=MESSAGES):
        often[at] += 1
    knows = {split_before(text)[1]: intent for text, intent in said}
    return Stream(said, often, knows, kept_out)


def write_log(stream: Stream, learn_dir: Path, chance: random.Random) -> None:
    """Put what buyers write into the conversation log, in any order."""
    every = [text for (text, _), times in zip(stream.said, stream.often, strict=True)
             for _ in range(times)]  # fmt: skip
    chance.shuffle(every)

    def messages() -> Iterator[LoggedMessage]:
        for number, written in enumerate(every):
            before, text = split_before(written)
            buyer = f"{number // 4:016x}"
            yield LoggedMessage(
                "stream", buyer, buyer, number, FIRST + timedelta(minutes=number), "buyer", text,
                before=before,
            )  # fmt: skip

    ConversationLog(learn_dir / "log").append(messages())
