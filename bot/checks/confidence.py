"""How sure a reading must be fits the domain: a misspelt intent would count for nothing."""

from __future__ import annotations

from pathlib import Path

from ruamel.yaml import YAML

from bot.checks.fault import Fault
from bot.errors import ConfigurationError
from bot.nlu.confidence import MONEY, read_confidence


def confidence_faults(path: Path, domain: Path) -> list[Fault]:
    """Faults of the thresholds at `path` against the intents of `domain`."""
    try:
        confidence = read_confidence(path)
    except ConfigurationError as error:
        return [Fault(path, error.message)]
    intents = set(YAML(typ="safe").load(domain)["intents"])
    faults = [
        Fault(path, f"offsets: there is no intent {name}")
        for name in sorted(confidence.offsets.keys() - intents)
    ]
    return faults + [
        Fault(path, f"{name} books something or touches money: it must not need less than `answer`")
        for name in sorted(MONEY)
        if confidence.offsets.get(name, 0.0) < 0
    ]
