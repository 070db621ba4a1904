"""Messages of the log as Arrow tables and back, and the keys that tell them apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache

import numpy as np
import pyarrow as pa

from bot.learn.log.schema import LoggedMessage, columns
from bot.settings import SHOP_TIMEZONE

UNDATED = "undated"
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # odd: no two ids of a conversation share a key

Keys = np.ndarray


@lru_cache(maxsize=1)
def schema() -> pa.Schema:
    """The columns, put together once."""
    return columns()


def table_of(messages: Sequence[LoggedMessage]) -> pa.Table:
    """The messages as rows."""
    arrays = []
    for field in schema():
        values = [getattr(message, field.name) for message in messages]
        if field.name == "ranking":
            arrays.append(_rankings(values, field.type))
        else:
            arrays.append(pa.array(values, field.type))
    return pa.Table.from_arrays(arrays, schema=schema())


def messages_of(table: pa.Table) -> Iterator[LoggedMessage]:
    """The rows as messages, times in Asia/Shanghai."""
    for row in table.to_pylist():
        at = row["at"]
        ranking = tuple((guess["intent"], guess["probability"]) for guess in row["ranking"])
        yield LoggedMessage(
            **{
                **row,
                "at": at and at.astimezone(SHOP_TIMEZONE),
                "intents": tuple(row["intents"]),
                "ranking": ranking,
                "meant": tuple(row["meant"]),
            }
        )


def day_of(message: LoggedMessage) -> str:
    """The shop's day of a message, as its folder is called."""
    return (
        UNDATED if message.at is None else message.at.astimezone(SHOP_TIMEZONE).date().isoformat()
    )


def day_before(day: str, limit: date) -> bool:
    """Whether the day of a folder is before `limit`; an undated one never is."""
    return day != UNDATED and day < limit.isoformat()


def keys_of(table: pa.Table) -> Keys:
    """A number for each row that its conversation and id make; 64 bits."""
    tags = "".join(table.column("conversation").to_pylist())
    conversations = np.frombuffer(bytes.fromhex(tags), dtype=">u8").astype(np.uint64)
    ids = table.column("id").to_numpy().astype(np.int64).view(np.uint64)
    return np.asarray(conversations ^ (ids * _SPREAD))


def _rankings(values: Sequence[tuple[tuple[str, float], ...]], type_: pa.DataType) -> pa.Array:
    """Lists of guesses, column by column: building each as a struct costs ten times as much."""
    offsets = np.zeros(len(values) + 1, dtype=np.int32)
    np.cumsum([len(value) for value in values], out=offsets[1:])
    guesses = [guess for value in values for guess in value]
    item = type_.value_type
    flat = pa.StructArray.from_arrays(
        [
            pa.array([intent for intent, _ in guesses], item.field("intent").type),
            pa.array([share for _, share in guesses], item.field("probability").type),
        ],
        fields=[item.field("intent"), item.field("probability")],
    )
    return pa.ListArray.from_arrays(pa.array(offsets), flat, type=type_)
