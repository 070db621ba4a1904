"""Examples and rules fit the domain: every intent is taught, once, and answered by its topic."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.checks.fault import Fault
from bot.nlu.examples import SEVERAL, written_examples

FEWEST_EXAMPLES = 60
WITHOUT_EXAMPLES = frozenset({"nlu_fallback"})
IGNORED = re.compile(r"[\s,.?!~，。？！、…]+")


def example_faults(nlu: Path, domain: Path) -> list[Fault]:
    """Faults of the examples under `nlu` against the intents of `domain`."""
    faults: list[Fault] = []
    intents = set(_load(domain)["intents"])
    taught: Counter[str] = Counter()
    seen: dict[str, str] = {}
    for path, example, intent in written_examples(nlu):
        asked = intent.split(SEVERAL)
        if asked[0] != path.name.split(".")[0]:
            faults.append(Fault(path, f"holds {intent}: one intent a file, by its name"))
        for name in set(asked[1:]) - intents:
            faults.append(Fault(path, f"{intent}: there is no intent {name}"))
        taught[asked[0]] += 1
        bare = IGNORED.sub("", example).lower()
        if bare and bare in seen:
            faults.append(Fault(path, f"{example} stands under {seen[bare]} too"))
        seen[bare] = intent
    for intent in intents:
        if intent not in WITHOUT_EXAMPLES and taught[intent] < FEWEST_EXAMPLES:
            faults.append(
                Fault(nlu, f"{intent} has {taught[intent]} examples of {FEWEST_EXAMPLES}")
            )
    return faults


def rule_faults(stories: Path, domain: Path) -> list[Fault]:
    """Intents without a rule or with two, and rules of actions the domain does not know."""
    faults: list[Fault] = []
    known = _load(domain)
    ruled: Counter[str] = Counter()
    for path in sorted(stories.glob("*/rules.yml")):
        for rule in _load(path)["rules"]:
            for step in rule["steps"]:
                ruled[step.get("intent", "")] += 1
                action = step.get("action")
                if action is not None and action not in known["actions"]:
                    faults.append(Fault(path, f"{action} is not in {domain}"))
    for intent in known["intents"]:
        if ruled[intent] != 1:
            faults.append(Fault(stories, f"{intent} has {ruled[intent]} rules instead of one"))
    return faults


def _load(path: Path) -> Any:
    return YAML(typ="safe").load(path)
