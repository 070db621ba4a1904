"""Wording says nothing taboo, and holds no figure: every one a buyer reads is a fact."""

from __future__ import annotations

import re
from pathlib import Path

from bot.checks.fault import Fault
from bot.dialogue.wording import Variant, read_replies
from bot.speech.faults import SpeechFault, faults_in
from bot.speech.figures import without_placeholders
from bot.speech.taboos import Severity, Taboos

FEWEST_VARIANTS = 2
SHARED = frozenset({"utter_engine_trouble", "utter_given_back", "utter_too_fast"})


def wording_faults(folder: Path, rules: Taboos) -> list[Fault]:
    """Faults of every replies.yml under `folder`; raises WordingError for one that is no YAML."""
    faults = []
    for path in _files(folder):
        topic = path.parent.name
        for name, variants in read_replies([path]).items():
            if name not in SHARED and not name.startswith(f"utter_{topic}_"):
                faults.append(Fault(path, f"{name} must start with utter_{topic}_"))
            if len(variants) < FEWEST_VARIANTS:
                faults.append(Fault(path, f"{name} needs {FEWEST_VARIANTS} variants or more"))
            found = _spoken(variants, rules, severity="block")
            faults += [Fault(path, f"{name}: {what}") for what in (*found, *_misfits(variants))]
    return faults


def wording_remarks(folder: Path, rules: Taboos) -> list[Fault]:
    """What is better said otherwise, and no fault."""
    return [
        Fault(path, f"{name}: {what}")
        for path in _files(folder)
        for name, variants in read_replies([path]).items()
        for what in _spoken(variants, rules, severity="warn")
    ]


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*/replies.yml"))


def _spoken(variants: tuple[Variant, ...], rules: Taboos, *, severity: Severity) -> list[str]:
    return [
        _told(fault, text)
        for variant in variants
        for text in (variant.text, *variant.buttons)
        for fault in faults_in(without_placeholders(text), rules, facts={})
        if fault.severity == severity
    ]


def _told(fault: SpeechFault, text: str) -> str:
    return f"“{fault.found}” [{fault.code}] {text} —— {fault.why}；{fault.instead}"


def _misfits(variants: tuple[Variant, ...]) -> list[str]:
    """Texts that cannot be filled in: a brace without a name."""
    return [
        f"braces without a fact's name: {variant.text}"
        for variant in variants
        if variant.text.count("{") != len(re.findall(r"\{[a-z_]+\}", variant.text))
    ]
