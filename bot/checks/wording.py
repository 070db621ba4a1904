"""Wording holds no figure: every one a buyer reads is a fact of the database."""

from __future__ import annotations

import re
from pathlib import Path

from bot.checks.fault import Fault
from bot.dialogue.wording import Variant, placeholders, read_replies

FEWEST_VARIANTS = 2
DIGIT = re.compile(r"[0-9０-９]")
# Both 一下 and 一件 are everyday words; a numeral before a unit of measure is a figure.
NUMERAL_WITH_UNIT = re.compile(
    r"[一二两三四五六七八九十百千万半几]+(?=天|元|块|毛|折|小时|分钟|%|个月|周年|斤|厘米|公分)"
)
ALLOWED = frozenset({"一天", "几天", "几块", "几元", "几折", "几小时", "几分钟", "几斤"})


def wording_faults(folder: Path) -> list[Fault]:
    """Faults of every replies.yml under `folder`; raises WordingError for one that is no YAML."""
    faults = []
    for path in sorted(folder.glob("*/replies.yml")):
        topic = path.parent.name
        for name, variants in read_replies([path]).items():
            if name not in SHARED and not name.startswith(f"utter_{topic}_"):
                faults.append(Fault(path, f"{name} must start with utter_{topic}_"))
            if len(variants) < FEWEST_VARIANTS:
                faults.append(Fault(path, f"{name} needs {FEWEST_VARIANTS} variants or more"))
            faults += [Fault(path, f"{name}: {what}") for what in _figures(variants)]
            faults += [Fault(path, f"{name}: {what}") for what in _misfits(variants)]
    return faults


def _figures(variants: tuple[Variant, ...]) -> list[str]:
    found = []
    for variant in variants:
        for text in (variant.text, *variant.buttons):
            bare = re.sub(r"\{[^}]*\}", "", text)
            if DIGIT.search(bare):
                found.append(f"a figure is typed into it: {text}")
            for numeral in NUMERAL_WITH_UNIT.finditer(bare):
                word = bare[numeral.start() : numeral.end() + 1]
                if not any(allowed.startswith(word) for allowed in ALLOWED):
                    found.append(f"a figure is typed into it ({word}): {text}")
    return found


def _misfits(variants: tuple[Variant, ...]) -> list[str]:
    """Texts that cannot be filled in: a brace without a name."""
    return [
        f"braces without a fact's name: {variant.text}"
        for variant in variants
        if variant.text.count("{") != len(re.findall(r"\{[a-z_]+\}", variant.text))
        or (placeholders(variant.text) and "{}" in variant.text)
    ]


SHARED = frozenset({"utter_engine_trouble", "utter_given_back", "utter_too_fast"})
