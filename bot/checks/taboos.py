"""The lists of what may not be said do what their own examples say."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from bot.checks.fault import Fault
from bot.speech.platforms import PLATFORMS
from bot.speech.taboos import Taboo, Taboos, read_taboos


def taboo_faults(folder: Path) -> list[Fault]:
    """Rules of the lists under `folder` that let pass what they should refuse, or the reverse.

    Raises ConfigurationError for a list that cannot be read.
    """
    rules = read_taboos(folder, *PLATFORMS).rules
    faults = [
        Fault(folder, f"{code} stands in the lists {times} times")
        for code, times in Counter(rule.code for rule in rules).items()
        if times > 1
    ]
    for rule in rules:
        faults += [Fault(folder, f"{rule.code} {what}") for what in _misjudged(rule)]
    return faults


def _misjudged(rule: Taboo) -> list[str]:
    alone = Taboos([rule])
    passed = [f"does not refuse {text}" for text in rule.refused if not alone.broken_by(text)]
    return passed + [f"refuses {text}" for text in rule.passed if alone.broken_by(text)]
