"""Scores of entities against a file of ours with marked spans.

One message a line; a span is marked `[words](name=value)`, a refused one `[黑色](colour!=黑色)`,
and `value` may list several (`A|B`) where the words mean any of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import EvaluationError
from bot.evaluate.scores import Share
from bot.text.masking import mask_personal

MARKED = re.compile(r"\[([^\[\]]+)\]\(([a-z_]+)(!?)=([^()]+)\)")
# When the messages of our file are said: its days are counted from here.
MARKED_AT = "2026-11-22T10:00:00+08:00"
UNREAD_MARK = "]("
_LINK_ID = re.compile(r".*\bid=(\d+).*")


@dataclass(frozen=True)
class Marked:
    """An entity where it stands: `start` to `end` in the message, and the values it may have."""

    name: str
    refused: bool
    start: int
    end: int
    values: frozenset[str]

    @property
    def place(self) -> tuple[str, bool, int, int]:
        """Where it stands as what, whatever its value."""
        return self.name, self.refused, self.start, self.end


@dataclass(frozen=True)
class MarkedMessage:
    """A message without its marks, and what was marked."""

    text: str
    entities: tuple[Marked, ...]


@dataclass(frozen=True)
class EntityShare:
    """Of one entity, or of all: what was found with its right value, and where it stands alone."""

    valued: Share
    spans: Share


@dataclass(frozen=True)
class EntityScores:
    """By entity and over all."""

    messages: int
    by_name: Mapping[str, EntityShare]
    overall: EntityShare
    faults: tuple[str, ...]


def read_marked(path: Path) -> tuple[MarkedMessage, ...]:
    """Read a file of marked messages; raises EvaluationError naming every faulty line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{path} cannot be read: {error}", hint="Give UTF-8 text.") from error
    messages = [unmark(line) for line in lines if line.strip()]
    if not messages:
        raise EvaluationError(f"{path} is empty.", hint="Write one marked message a line.")
    faulty = [message.text for message in messages if UNREAD_MARK in message.text]
    if faulty:
        raise EvaluationError(
            f"{path} has marks that cannot be read:\n  " + "\n  ".join(faulty),
            hint="A mark is [words](name=value), of a refused one [words](name!=value).",
        )
    return tuple(messages)


def unmark(line: str) -> MarkedMessage:
    """The message of a marked line."""
    text, entities, at = "", [], 0
    for mark in MARKED.finditer(line):
        words, name, refused, values = mark.groups()
        text += line[at : mark.start()]
        place = (len(text), len(text) + len(words))
        meant = frozenset(_spoken(name, value) for value in values.split("|"))
        entities.append(Marked(name, bool(refused), *place, meant))
        text += words
        at = mark.end()
    return MarkedMessage(text + line[at:], tuple(entities))


def score_entities(
    messages: Sequence[MarkedMessage], find: Callable[[str], Iterable[Mapping[str, Any]]]
) -> EntityScores:
    """Compare what `find` returns (Rasa's entities) with the marks: place, refusal and value."""
    wanted: Counter[str] = Counter()
    given: Counter[str] = Counter()
    placed: Counter[str] = Counter()
    valued: Counter[str] = Counter()
    faults = []
    for message in messages:
        marked = {entity.place: entity.values for entity in message.entities}
        found = _places(find(message.text))
        for place in marked:
            wanted[place[0]] += 1
        for place in found:
            given[place[0]] += 1
        for place in marked.keys() & found.keys():
            placed[place[0]] += 1
            valued[place[0]] += marked[place] == found[place]
        if marked != found:
            faults.append(_told(message, marked, found))

    def share(names: Sequence[str]) -> EntityShare:
        def hits(hit: Counter[str]) -> Share:
            right = sum(hit[name] for name in names)
            return Share(
                wanted=sum(wanted[name] for name in names),
                given=sum(given[name] for name in names),
                right_of_given=right,
                found_of_wanted=right,
            )

        return EntityShare(valued=hits(valued), spans=hits(placed))

    names = sorted(wanted.keys() | given.keys())
    return EntityScores(
        messages=len(messages),
        by_name={name: share([name]) for name in names},
        overall=share(names),
        faults=tuple(faults),
    )


def as_data(scores: EntityScores) -> dict[str, Any]:
    """The scores as plain data, without the buyers' details."""
    return {
        "messages": scores.messages,
        "overall": _share(scores.overall),
        "by_name": {name: _share(share) for name, share in scores.by_name.items()},
        "values": _share_of_spans(scores.overall),
        "faults": [mask_personal(fault) for fault in scores.faults],
    }


def _share_of_spans(share: EntityShare) -> float:
    """Of the found spans, the share that has the right value."""
    placed = share.spans.right_of_given
    return share.valued.right_of_given / placed if placed else 0.0


def _share(share: EntityShare) -> dict[str, Any]:
    return {
        "wanted": share.valued.wanted,
        "given": share.valued.given,
        "precision": share.valued.precision,
        "recall": share.valued.recall,
        "f1": share.valued.f1,
        "span_f1": share.spans.f1,
    }


Places = Mapping[tuple[str, bool, int, int], frozenset[str]]


def _places(found: Iterable[Mapping[str, Any]]) -> Places:
    places: dict[tuple[str, bool, int, int], frozenset[str]] = {}
    for entity in found:
        refused = entity.get("role") == "refused"
        place = (entity["entity"], refused, entity["start"], entity["end"])
        places[place] = places.get(place, frozenset()) | {
            _spoken(entity["entity"], entity["value"])
        }
    return places


def _spoken(name: str, value: Any) -> str:
    """A value as the file writes it: 52.5, 165 for 165.0, 8.5 for 8.50.

    A place is called by its own name alone (临沂 for 山东 临沂), a strange link by its id.
    """
    if name == "region":
        return str(value).split(" ")[-1]
    if name == "unknown_item":
        return _LINK_ID.sub(r"\1", str(value))
    try:
        return f"{float(value):g}" if not isinstance(value, str) or "." in value else value
    except ValueError:
        return str(value)


def _told(message: MarkedMessage, marked: Places, found: Places) -> str:
    def words(places: Places) -> str:
        return ", ".join(
            f"{name}{'!' if refused else ''}={'|'.join(sorted(values))}[{message.text[start:end]}]"
            for (name, refused, start, end), values in sorted(places.items())
        )

    missing = {place: values for place, values in marked.items() if found.get(place) != values}
    extra = {place: values for place, values in found.items() if marked.get(place) != values}
    return f"{message.text} | wanted {words(missing) or '-'} | got {words(extra) or '-'}"
