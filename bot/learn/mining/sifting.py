"""Reads the questions of some buckets once each, and keeps what may be worth asking."""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bot.learn.mining.gain import suggestion, worth_of
from bot.learn.mining.reader import Reader, ReadNow, joined, reader_in
from bot.learn.mining.tally import Tally, commonest
from bot.learn.whole_files import write_json
from bot.nlu.reading import FAMILIAR

SAMPLES = 5
LONGEST = 120
# Less likely unanswered than this, no person's minute is spent on it.
LEAST_UNANSWERED = 0.1
_LABELS = re.compile(r"〔[^〕]{1,6}〕|[\W\d_]+")


@dataclass(frozen=True)
class Sieve:
    """What sifting goes by; weeks: how long the log is; kept, misfits: how many of a bucket."""

    weeks: float
    clarify: float
    kept: int
    misfits: int


@dataclass(frozen=True)
class Sifted:
    """A question that may be worth asking, with all that is told of it; see `Candidate`.

    at_stake: messages a week that a decision would set right; misfit: fits no intent.
    """

    key: str
    text: str
    said: str
    before: str
    samples: tuple[tuple[str, str], ...]
    count: int
    weekly: float
    wrong: float
    at_stake: float
    misfit: bool
    suggested: str
    confidence: float
    ranking: tuple[tuple[str, float], ...]
    signals: Mapping[str, int]
    evidence: Mapping[str, Any]
    buyers: tuple[str, ...]
    message_ids: tuple[int, ...]

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Sifted:
        """From what a file holds of it."""
        pairs = {name: tuple(map(tuple, values[name])) for name in ("samples", "ranking")}
        lists = {name: tuple(values[name]) for name in ("buyers", "message_ids")}
        return cls(**{**values, **pairs, **lists})


def sift_bucket(
    bucket: int, counts: Sequence[str], reader_folder: str, sieve: Sieve, target: Path
) -> None:
    """Write what is worth keeping of one bucket of all files of counts to `target`."""
    tallies = merged(bucket, counts)
    reader = reader_in(reader_folder)
    found: list[Sifted] = []
    weekly: dict[str, float] = {}
    read = 0
    for key, tally in sorted(tallies.items()):
        known_as = commonest(tally.quiet)
        if worth_reading(tally):
            read += 1
            sifted, known_as = _sifted(key, tally, reader, sieve)
            found += [sifted] if sifted is not None else []
        weekly[known_as] = weekly.get(known_as, 0.0) + tally.count / sieve.weeks
    best = heapq.nlargest(sieve.kept, (each for each in found if each.at_stake > 0), key=_rank)
    misfits = heapq.nlargest(sieve.misfits, (each for each in found if each.misfit), key=_often)
    kept = {each.key: asdict(each) for each in [*best, *misfits]}
    write_json(
        target,
        {
            "questions": len(tallies),
            "read": read,
            "weekly": weekly,
            "found": [kept[key] for key in sorted(kept)],
        },
    )


def merged(bucket: int, counts: Sequence[str]) -> dict[str, Tally]:
    """The questions of one bucket with what all files of counts hold of them."""
    tallies: dict[str, Tally] = {}
    for key, line in _lines(bucket, counts):
        tally = Tally.unpacked(line)
        known = tallies.get(key)
        if known is None:
            tallies[key] = tally
        else:
            known.take_in(tally)
    return tallies


def worth_reading(tally: Tally) -> bool:
    """Whether anything but one quiet message is known of it, and it is a question at all.

    Of what was said once, answered surely and led to nothing, a decision would settle one message.
    """
    text = next(iter(tally.wordings))
    if len(text) > LONGEST or not _LABELS.sub("", text):
        return False
    return tally.count > 1 or bool(tally.signs) or bool(tally.unread)


def _lines(bucket: int, counts: Sequence[str]) -> Iterator[tuple[str, str]]:
    import pyarrow.parquet as pq

    for path in counts:
        with pq.ParquetFile(path) as file:
            table = file.read_row_group(bucket, use_threads=False)
        yield from zip(table["key"].to_pylist(), table["tally"].to_pylist(), strict=True)


def _sifted(key: str, tally: Tally, reader: Reader, sieve: Sieve) -> tuple[Sifted | None, str]:
    """What may be worth asking of a question, and what it is read as now."""
    wordings = tally.most_first()
    text, first = wordings[0]
    now = reader.read(text, first.before)
    labelled = reader.labelled.get(key, "")
    worth = worth_of(tally, now, weeks=sieve.weeks, labelled=labelled)
    read_as = joined(now.intents)
    misfit = is_misfit(tally, now, clarify=sieve.clarify) and not labelled
    asked = worth.unanswered >= LEAST_UNANSWERED and bool(worth.signals)
    if not asked and not misfit:
        return None, read_as
    suggested = suggestion(tally, now)
    sifted = Sifted(
        key=key,
        text=text,
        said=now.said,
        before=first.before,
        samples=tuple((other, wording.before) for other, wording in wordings[1 : SAMPLES + 1]),
        count=tally.count,
        weekly=worth.weekly,
        wrong=worth.wrong,
        at_stake=worth.at_stake if asked else 0.0,
        misfit=misfit,
        suggested=suggested,
        confidence=_confidence(tally, now, suggested),
        ranking=now.ranking,
        signals=worth.signals,
        evidence=_evidence(tally, now, labelled),
        buyers=tuple(dict.fromkeys([*(w.buyer for _, w in wordings), *tally.buyers])),
        message_ids=tuple(tally.ids),
    )
    return sifted, read_as


def is_misfit(tally: Tally, now: ReadNow, *, clarify: float) -> bool:
    """Whether a question looks like none that there is an intent for."""
    strange = now.familiar < FAMILIAR or now.ranking[0][1] < clarify or now.band == "hand_over"
    outside = now.intents == ("out_of_scope",)
    return (strange or outside) and not now.person and not tally.meant


def _confidence(tally: Tally, now: ReadNow, suggested: str) -> float:
    """How likely the suggestion is right: of people's word, their agreement (Laplace's rule)."""
    if tally.meant:
        said = sum(tally.meant.values())
        return (tally.meant[suggested] + 1) / (said + 2)
    return now.confidence


def _evidence(tally: Tally, now: ReadNow, labelled: str) -> dict[str, Any]:
    evidence: dict[str, Any] = {"read_as": joined(now.intents), "band": now.band}
    if tally.meant:
        evidence["corrected_by"] = sum(tally.meant.values())
        evidence["corrected_to"] = dict(sorted(tally.meant.items()))
    if tally.handed:
        evidence["handed_over"] = dict(sorted(tally.handed.items()))
    if now.second and now.second not in now.intents:
        evidence["second"] = now.second
    logged = {name: count for name, count in tally.quiet.items() if name != joined(now.intents)}
    if logged:
        evidence["logged_as"] = dict(sorted(logged.items()))
    if labelled:
        evidence["labelled"] = labelled
    return evidence


def _rank(each: Sifted) -> tuple[float, str]:
    return each.at_stake, each.key


def _often(each: Sifted) -> tuple[float, str]:
    return each.weekly, each.key
