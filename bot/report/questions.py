"""Questions that got no answer, the same question counted once (没答上来的问题)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

from ruamel.yaml import YAML

from bot.report.facts import Counted
from bot.report.model import Question
from bot.text.masking import mask_personal
from bot.text.questions import key_of, question_of

SHOWN = 30
# 嗯 and 哦 ask nothing.
LEAST_CHARS = 2
_NOBODY = "没有人回"


@dataclass
class _Group:
    words: str
    times: int = 0
    chats: int = 0
    last_chat: int = -1
    why: Counter[str] = field(default_factory=Counter)


class Questions:
    """Collects unanswered questions as chats pass."""

    def __init__(self) -> None:
        self._groups: dict[str, _Group] = {}
        self._chats = 0

    def add(self, counted: Counted) -> None:
        """The questions of one chat."""
        self._chats += 1
        reasons = unanswered_reasons()
        said = counted.chat.said
        for each in said:
            why = next((reasons[code] for code in each.reasons if code in reasons), None)
            if why is not None:
                self._note(each.text, why)
        if said and counted.lines[-1].sender == "buyer" and not _had_person(counted):
            self._note(said[-1].text, _NOBODY)

    def outcome(self) -> tuple[tuple[Question, ...], int]:
        """The most frequent ones, and how many different ones there were."""
        most = sorted(self._groups.values(), key=lambda group: (-group.times, group.words))
        shown = tuple(
            Question(group.words, group.times, group.chats, group.why.most_common(1)[0][0])
            for group in most[:SHOWN]
        )
        return shown, len(most)

    def _note(self, text: str, why: str) -> None:
        masked = mask_personal(text)
        if len(question_of(masked)) < LEAST_CHARS:
            return
        group = self._groups.setdefault(key_of(masked), _Group(masked))
        group.times += 1
        group.chats += group.last_chat != self._chats
        group.last_chat = self._chats
        group.why[why] += 1


def _had_person(counted: Counted) -> bool:
    return any(line.sender == "agent" for line in counted.lines)


@lru_cache(maxsize=1)
def unanswered_reasons() -> Mapping[str, str]:
    """The reason codes that are no answer, with their words."""
    text = files("bot.report").joinpath("unanswered.yml").read_text(encoding="utf-8")
    loaded: dict[str, str] = YAML(typ="safe").load(text)
    return loaded
