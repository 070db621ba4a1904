"""What the log holds of one question: how often, how it was put, and what went wrong."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

MOST_WORDINGS = 6
MOST_BUYERS = 20
MOST_IDS = 20
# A buyer who says a thing fifty times is one who needs it, not fifty.
COUNTED_PER_BUYER = 3
OWN = "chats"
JOINED = "+"
# What of a buyer's message is counted, in the order that `Tally.add` takes it.
FIELDS = "text buyer source id before intents band repeats handed_over meant".split()
Message = tuple[str, str, str, int, str, list[str], str, int, str, list[str]]


@dataclass(slots=True)
class Wording:
    """One way to put a question: messages, and the bot's words before and the buyer of the first.

    A buyer of the first: so that whoever is forgotten takes along what only they said.
    """

    count: int
    before: str
    buyer: str


@dataclass(slots=True)
class Tally:
    """Counts of messages that are the same question; small, for there are millions of these.

    wordings: the commonest few. buyers: tags of the first few, those of the wordings among them.
    ids: the newest messages of our own chat log. signs: messages with a `Signal`. unread: messages
    that no model had read. quiet: messages answered as these intents after which nothing
    happened. meant: corrections, by the intents that people said. handed: reasons of hand-overs.
    """

    count: int = 0
    unread: int = 0
    wordings: dict[str, Wording] = field(default_factory=dict)
    buyers: dict[str, None] = field(default_factory=dict)
    ids: list[int] = field(default_factory=list)
    signs: dict[str, int] = field(default_factory=dict)
    quiet: dict[str, int] = field(default_factory=dict)
    meant: dict[str, int] = field(default_factory=dict)
    handed: dict[str, int] = field(default_factory=dict)

    def add(self, message: Message) -> None:
        """Count a buyer's message."""
        text, buyer, source, number, before, intents, band, repeats, handed_over, meant = message
        self.count += 1
        wording = self.wordings.get(text)
        if wording is not None:
            wording.count += 1
        elif len(self.wordings) < MOST_WORDINGS:
            self.wordings[text] = Wording(1, before, buyer)
        if len(self.buyers) < MOST_BUYERS:
            self.buyers[buyer] = None
        if source == OWN:
            self.ids.append(number)
            if len(self.ids) > 2 * MOST_IDS:
                self.ids = _newest(self.ids)
        signed = False
        if meant:
            signed = _count(self.signs, "corrected")
            _count(self.meant, JOINED.join(meant))
        if handed_over:
            signed = _count(self.signs, "handed_over")
            _count(self.handed, handed_over)
        if repeats:
            signed = _count(self.signs, "repeated")
        if not band:
            self.unread += 1
        elif band != "answer":
            signed = _count(self.signs, "unsure")
        elif not signed:
            _count(self.quiet, JOINED.join(intents))

    def take_in(self, other: Tally) -> None:
        """Add the counts of another part of the log."""
        self.count += other.count
        self.unread += other.unread
        for text, wording in other.wordings.items():
            known = self.wordings.get(text)
            if known is None:
                self.wordings[text] = wording
            else:
                known.count += wording.count
        if len(self.wordings) > MOST_WORDINGS:
            self.wordings = dict(self.most_first()[:MOST_WORDINGS])
        said_by = dict.fromkeys(wording.buyer for wording in self.wordings.values())
        everybody = [*said_by, *self.buyers, *other.buyers]
        self.buyers = dict.fromkeys(list(dict.fromkeys(everybody))[:MOST_BUYERS])
        self.ids = _newest([*self.ids, *other.ids])
        for ours, theirs in (
            (self.signs, other.signs),
            (self.quiet, other.quiet),
            (self.meant, other.meant),
            (self.handed, other.handed),
        ):
            for name, count in theirs.items():
                ours[name] = ours.get(name, 0) + count

    def most_first(self) -> list[tuple[str, Wording]]:
        """Each wording, the commonest first."""
        return sorted(self.wordings.items(), key=lambda pair: (-pair[1].count, pair[0]))

    @property
    def weighed(self) -> int:
        """Messages, of a few buyers no more than some each."""
        if len(self.buyers) >= MOST_BUYERS:
            return self.count
        return min(self.count, COUNTED_PER_BUYER * len(self.buyers))

    def packed(self) -> str:
        """As a line of JSON; `unpacked` reads it."""
        wordings = [[text, w.count, w.before, w.buyer] for text, w in self.wordings.items()]
        counts = [self.signs, self.quiet, self.meant, self.handed]
        values = [self.count, self.unread, wordings, list(self.buyers), _newest(self.ids), *counts]
        return json.dumps(values, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def unpacked(cls, line: str) -> Tally:
        """What `packed` wrote."""
        count, unread, wordings, buyers, ids, signs, quiet, meant, handed = json.loads(line)
        kept = {text: Wording(*rest) for text, *rest in wordings}
        return cls(count, unread, kept, dict.fromkeys(buyers), ids, signs, quiet, meant, handed)


def commonest(counts: Mapping[str, int]) -> str:
    """The name counted most often, empty where nothing was."""
    return min(counts, key=lambda name: (-counts[name], name)) if counts else ""


def summed(many: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Counts added up, in the order of their names."""
    whole: Counter[str] = Counter()
    for counts in many:
        whole.update(counts)
    return dict(sorted(whole.items()))


def _count(counts: dict[str, int], name: str) -> bool:
    counts[name] = counts.get(name, 0) + 1
    return True


def _newest(ids: list[int]) -> list[int]:
    return sorted(set(ids), reverse=True)[:MOST_IDS]
