"""One message of the conversation log, and the columns of its files.

The schema is stable: a column is added at the end with a new version, none is renamed or dropped.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.chats.model import Sender

if TYPE_CHECKING:
    import pyarrow

VERSION = 1
TAG_CHARS = 16


@dataclass(frozen=True)
class LoggedMessage:
    """What was said once, without personal data.

    source: where it was collected from (`chats`: our own chat log). conversation, buyer: tags that
    nobody can turn back into a name (`bot.learn.log.tags`). id: of the message in its source; it
    orders a conversation. at: None where the source tells no time. before: what bot or agent said
    since the buyer's turn before, its last 200 characters. Of a buyer's message that was read by
    the bot: intents, confidence (0 to 1), band and the first guesses (ranking) as it was read
    then, `reason` of the answer and the `model` that read it; else empty. repeats: how many of the
    buyer's five messages before say nearly the same. handed_over: reason code of the ticket that
    this message was the last one before. meant: intents that people at the desk said it has.
    """

    source: str
    conversation: str
    buyer: str
    id: int
    at: datetime | None
    sender: Sender
    text: str
    before: str = ""
    intents: tuple[str, ...] = ()
    confidence: float | None = None
    band: str = ""
    ranking: tuple[tuple[str, float], ...] = ()
    reason: str = ""
    model: str = ""
    repeats: int = 0
    handed_over: str = ""
    meant: tuple[str, ...] = ()


def columns() -> pyarrow.Schema:
    """The columns of a file, in the order of the fields of `LoggedMessage`."""
    import pyarrow as pa

    guess = pa.struct([("intent", pa.string()), ("probability", pa.float32())])
    return pa.schema(
        [
            pa.field("source", pa.string(), nullable=False),
            pa.field("conversation", pa.string(), nullable=False),
            pa.field("buyer", pa.string(), nullable=False),
            pa.field("id", pa.int64(), nullable=False),
            pa.field("at", pa.timestamp("ms", tz="UTC")),
            pa.field("sender", pa.string(), nullable=False),
            pa.field("text", pa.string(), nullable=False),
            pa.field("before", pa.string(), nullable=False),
            pa.field("intents", pa.list_(pa.string()), nullable=False),
            pa.field("confidence", pa.float32()),
            pa.field("band", pa.string(), nullable=False),
            pa.field("ranking", pa.list_(guess), nullable=False),
            pa.field("reason", pa.string(), nullable=False),
            pa.field("model", pa.string(), nullable=False),
            pa.field("repeats", pa.int8(), nullable=False),
            pa.field("handed_over", pa.string(), nullable=False),
            pa.field("meant", pa.list_(pa.string()), nullable=False),
        ],
        metadata={"xiaoer.log": str(VERSION)},
    )
