"""Counts the questions of one part of the log; the first of the two passes over it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.learn.mining.folders import MiningError
from bot.learn.mining.parts import Part
from bot.learn.mining.tally import FIELDS, Message, Tally
from bot.learn.whole_files import half_file
from bot.text.questions import key_of

BUCKETS = 64
READ_ROWS = 16_384
SUMMARY = b"xiaoer.summary"


@dataclass(frozen=True)
class Summary:
    """What a part holds: messages of buyers, and different questions in them."""

    messages: int
    questions: int


def bucket_of(key: str) -> int:
    """Which bucket a question's counts of all parts come together in."""
    return int(key[:4], 16) % BUCKETS


def count_part(part: Part, target: Path) -> None:
    """Write the questions of `part` to `target`, bucket by bucket."""
    tallies: dict[str, Tally] = {}
    keys: dict[str, str] = {}
    messages = 0
    for message in _buyers_messages(part):
        text = message[0]
        key = keys.get(text)
        if key is None:
            key = keys[text] = key_of(text)
        tally = tallies.get(key)
        if tally is None:
            tally = tallies[key] = Tally()
        tally.add(message)
        messages += 1
    _write(target, tallies, Summary(messages, len(tallies)))


def _buyers_messages(part: Part) -> Iterator[Message]:
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    for each in part.slices:
        try:
            file = pq.ParquetFile(each.path)
        except (FileNotFoundError, pa.ArrowInvalid) as error:
            raise MiningError(
                f"{each.path} changed while it was mined: {error}",
                hint="Start again when nothing is collected.",
            ) from error
        with file:
            batches = file.iter_batches(
                READ_ROWS,
                row_groups=list(each.groups),
                columns=[*FIELDS, "sender"],
                use_threads=False,
            )
            for batch in batches:
                said = batch.filter(pc.equal(batch.column("sender"), "buyer"))
                columns = [said.column(name).to_pylist() for name in FIELDS]
                yield from (row for row in zip(*columns, strict=True) if row[0].strip())


def _write(target: Path, tallies: Mapping[str, Tally], summary: Summary) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([("key", pa.string()), ("tally", pa.string())], metadata=_told(summary))
    buckets: list[list[str]] = [[] for _ in range(BUCKETS)]
    for key in sorted(tallies):
        buckets[bucket_of(key)].append(key)
    with half_file(target) as half, pq.ParquetWriter(half, schema, compression="zstd") as writer:
        for keys in buckets:
            lines = [tallies[key].packed() for key in keys]
            # An empty row group too: its number is the bucket's.
            writer.write_table(pa.table([keys, lines], schema=schema), row_group_size=1 << 24)


def _told(summary: Summary) -> dict[bytes, bytes]:
    return {SUMMARY: json.dumps(vars(summary)).encode()}


def summary_of(counts: Path) -> Summary:
    """What a file of counts says of its part."""
    import pyarrow.parquet as pq

    return Summary(**json.loads(pq.read_metadata(counts).metadata[SUMMARY]))
