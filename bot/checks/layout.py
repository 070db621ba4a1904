"""The layout keeps its promises: which part may import which, how long a file may be."""

from __future__ import annotations

import ast
from pathlib import Path

from bot.checks.fault import Fault

LONGEST_FILE = 300
EMPTY_NAMES = frozenset({"utils", "helper", "helpers", "manager", "constants", "misc", "common"})
DATA = ("data/shop", "uv.lock", "bot/database/migrations/versions")
# What a part must not import, by the start of the module's name.
FORBIDDEN = {
    "bot.text": ("rasa", "bot.", "actions"),
    "bot.speech": ("rasa", "bot.", "actions"),
    "bot.shop": (
        "rasa",
        "actions",
        "bot.nlu",
        "bot.chats",
        "bot.channels",
        "bot.desk",
        "bot.serving",
    ),
    "bot.pricing": ("rasa", "actions", "bot.nlu", "bot.chats", "bot.channels", "bot.desk"),
    "bot.database": ("rasa", "actions", "bot.nlu", "bot.channels", "bot.desk"),
    "bot.chats": ("rasa", "actions", "bot.nlu", "bot.channels", "bot.desk", "bot.serving"),
    "bot.buyers": ("rasa", "actions", "bot.nlu", "bot.channels", "bot.desk", "bot.serving"),
    "bot.channels": ("bot.desk", "bot.nlu"),
    "bot.desk": ("rasa", "bot.nlu", "bot.channels"),
    "bot.models": ("rasa", "bot.nlu", "bot.channels", "bot.desk", "bot.serving", "bot.learn"),
    "bot.learn.log": ("rasa.", "bot.nlu", "bot.channels", "bot.desk"),
    "bot.learn.review": ("rasa", "bot.nlu", "bot.channels", "bot.desk", "bot.serving"),
    "bot.report": ("rasa", "bot.nlu", "bot.channels", "bot.desk", "bot.serving", "bot.learn"),
    "bot.followup": ("rasa", "bot.nlu", "bot.channels", "bot.desk", "bot.serving", "bot.learn"),
    "bot.telemetry": ("rasa", "actions", "bot.nlu", "bot.channels", "bot.desk"),
    "bot": ("actions",),
    "actions": ("rasa.", "bot.nlu", "bot.channels", "bot.desk", "bot.cli", "bot.dialogue"),
}
ALLOWED = {
    "bot.text": ("bot.text",),
    "bot.speech": ("bot.speech", "bot.text", "bot.errors"),
    "bot.database.migrations": ("bot.shop", "bot.chats", "bot.desk", "bot.serving", "bot.learn"),
}
MODULES_ALLOWED = {"actions.__main__": ("bot.serving",)}


def layout_faults(root: Path) -> list[Fault]:
    """Faults of the tree at `root`."""
    faults = []
    for path in _sources(root):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > LONGEST_FILE:
            faults.append(Fault(path, f"{lines} lines; {LONGEST_FILE} is the most"))
        if path.stem in EMPTY_NAMES:
            faults.append(Fault(path, "a name that does not say what is in it"))
        if path.suffix == ".py" and path.is_relative_to(root / "bot"):
            faults += _import_faults(path, root)
        if path.suffix == ".py" and path.is_relative_to(root / "actions"):
            faults += _import_faults(path, root)
    return faults


def _sources(root: Path) -> list[Path]:
    found: list[Path] = []
    for folder in ("bot", "actions", "tests", "bench", "data"):
        for suffix in ("py", "yml", "js", "css", "html"):
            found += (root / folder).rglob(f"*.{suffix}")
    return [path for path in sorted(found) if not str(path.relative_to(root)).startswith(DATA)]


def _import_faults(path: Path, root: Path) -> list[Fault]:
    module = ".".join(path.relative_to(root).with_suffix("").parts)
    parts = [part for part in FORBIDDEN if module == part or module.startswith(part + ".")]
    faults = []
    for imported in _imported(path):
        for part in parts:
            if not imported.startswith(FORBIDDEN[part]) or _allowed(module, imported):
                continue
            faults.append(Fault(path, f"{part} must not import {imported}"))
    return faults


def _allowed(module: str, imported: str) -> bool:
    if imported.startswith(MODULES_ALLOWED.get(module, ())):
        return bool(MODULES_ALLOWED.get(module))
    return any(
        module.startswith(part) and imported.startswith(allowed)
        for part, allowed in ALLOWED.items()
    )


def _imported(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.append(node.module)
    return names
