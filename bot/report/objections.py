"""What buyers objected to, how it was answered, and whether they ordered (异议 × 话术 × 成交)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from ruamel.yaml import YAML

from bot.buyers.lost import labels_of_reasons, weight_of_answer, weights_of_words
from bot.report.facts import Counted
from bot.report.model import Objection
from bot.report.shares import Share

SHOWN = 40
PERSON = "person"


@dataclass(frozen=True)
class Rebuttals:
    """What objections.yml says: see there."""

    intents: Mapping[str, str]
    words_from: float
    answers_from: float
    codes: Mapping[str, str]
    topics: Mapping[str, str]

    def label_of(self, code: str) -> str | None:
        """What an answer is called; None for one that is no rebuttal."""
        return self.codes.get(code) or self.topics.get(code.partition(".")[0])


class Objections:
    """Collects objections with their answers as chats pass; a chat counts once for each pair."""

    def __init__(self) -> None:
        self._cells: dict[tuple[str, str], list[int]] = {}

    def add(self, counted: Counted, *, ordered: bool) -> None:
        """One chat."""
        for pair in objections_of(counted):
            cell = self._cells.setdefault(pair, [0, 0])
            cell[0] += 1
            cell[1] += ordered

    def outcome(self) -> tuple[Objection, ...]:
        """The pairs that came up most, the most frequent objection first."""
        labels, rebuttals = labels_of_reasons(), read_rebuttals()
        by_label: dict[tuple[str, str], list[int]] = {}
        for (objection, code), (chats, ordered) in self._cells.items():
            answer = rebuttals.label_of(code)
            if answer is not None:
                cell = by_label.setdefault((labels[objection], answer), [0, 0])
                cell[0] += chats
                cell[1] += ordered
        most = sorted(by_label.items(), key=lambda each: (-each[1][0], each[0]))[:SHOWN]
        sizes: dict[str, int] = {}
        for (objection, _), (chats, _) in most:
            sizes[objection] = sizes.get(objection, 0) + chats
        grouped = sorted(most, key=lambda each: (-sizes[each[0][0]], each[0][0], -each[1][0]))
        return tuple(
            Objection(objection, answer, Share(ordered, chats))
            for (objection, answer), (chats, ordered) in grouped
        )


def objections_of(counted: Counted) -> frozenset[tuple[str, str]]:
    """Each objection of a chat with the code of each answer that came next."""
    rules = read_rebuttals()
    found: set[tuple[str, str]] = set()
    objections: set[str] = set()
    answered = False
    for line in counted.lines:
        if line.sender == "buyer":
            if answered:
                objections, answered = set(), False
            told = weights_of_words(line.text)
            objections.update(name for name, weight in told if weight >= rules.words_from)
            continue
        answered = True
        if line.sender == "bot":
            objections.update(_shown_by(line.intent, line.reason, rules))
            if line.reason:
                found.update((objection, line.reason) for objection in objections)
        elif line.sender == "agent":
            found.update((objection, PERSON) for objection in objections)
    return frozenset(found)


def _shown_by(intent: str, reason: str, rules: Rebuttals) -> tuple[str, ...]:
    """What the reading of a message and our answer show to stand in the way."""
    read = rules.intents.get(intent)
    obstacles = tuple(
        name for name, weight in weight_of_answer(reason) if weight >= rules.answers_from
    )
    return (read, *obstacles) if read else obstacles


@lru_cache(maxsize=1)
def read_rebuttals() -> Rebuttals:
    """The room's file."""
    text = files("bot.report").joinpath("objections.yml").read_text(encoding="utf-8")
    return Rebuttals(**YAML(typ="safe").load(text))
