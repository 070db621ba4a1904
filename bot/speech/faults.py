"""The one judge of what may be said: for wording, for every message of the bot, for agents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.speech.figures import figures_in, without_facts
from bot.speech.taboos import Severity, Taboos

UNKNOWN_FIGURE = "figure.unknown"
_WHY = "这个数字没有出处：不在这一轮从店铺资料里查到的内容里"
_INSTEAD = "数字写成 {名称}，由资料填进来"


@dataclass(frozen=True)
class SpeechFault:
    """Words that may not be said, why, and what to say instead; both in the owner's Chinese."""

    code: str
    found: str
    why: str
    instead: str
    severity: Severity


def faults_in(
    text: str, rules: Taboos, *, facts: Mapping[str, str] | None
) -> tuple[SpeechFault, ...]:
    """What is wrong with `text`: taboos in it outside the facts, and figures that are no facts.

    `facts` are the texts that were filled in. With None the figures are the speaker's own, as a
    person's at the desk are, and only the words are judged.
    """
    bare = without_facts(text, facts.values()) if facts else text
    faults = [
        SpeechFault(rule.code, found, rule.why, rule.instead, rule.severity)
        for rule, found in rules.broken_by(bare)
    ]
    if facts is not None:
        faults += [
            SpeechFault(UNKNOWN_FIGURE, figure, _WHY, _INSTEAD, "block")
            for figure in dict.fromkeys(figures_in(bare))
        ]
    return tuple(faults)
