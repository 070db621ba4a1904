"""What the rules say and what is worded fit: every name, and every fact a wording asks for.

Read from the source, nothing is run. A wording may ask for a fact only if the name of the fact is
written as a key somewhere in the room from which the wording is said, or in what it imports: a
misspelt placeholder is written nowhere.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.checks.fault import Fault
from bot.dialogue.wording import Variant

FOLDERS = ("actions", "bot")
_NAME = re.compile(r"utter(?:_[a-z0-9]+)+")
_KEY = re.compile(r"[a-z][a-z0-9_]*")
_WORD = re.compile(r"[a-z0-9]+")
_ANY = "(.*)"
_LETTER = re.compile(r"[a-z]")
_ENDING = re.compile(r"(?:_[a-z0-9]+)+")


@dataclass(frozen=True)
class Module:
    """One module: the wordings it names, the keys and words it writes, and what it imports.

    A name or key put together at run time is a pattern, with a group for each unknown part.
    """

    path: Path
    names: frozenset[str]
    built: tuple[re.Pattern[str], ...]
    keys: frozenset[str]
    words: frozenset[str]
    imports: frozenset[str]


@dataclass(frozen=True)
class Reach:
    """All that is written in the modules that one module gets what it says from."""

    keys: frozenset[str]
    words: frozenset[str]
    built: tuple[re.Pattern[str], ...]


class Modules:
    """The modules of the project at `root` that can say anything."""

    def __init__(self, root: Path) -> None:
        self._modules = {name: _read(path) for name, path in _sources(root)}
        self._reaches: dict[Path, Reach] = {}

    def __iter__(self) -> Iterator[Module]:
        return iter(self._modules.values())

    def saying(self, name: str) -> list[Module]:
        """Those from which the wording may be said."""
        return [
            module
            for module in self
            if name in module.names or (module.built and self._builds(module, name))
        ]

    def gives(self, module: Module, fact: str) -> bool:
        """Whether a fact of this name may be given with what the module says."""
        reach = self._reach(module)
        return fact in reach.keys or any(pattern.fullmatch(fact) for pattern in reach.built)

    def _builds(self, module: Module, name: str) -> bool:
        """Whether a pattern of the module fits, with words for its unknown parts that are written
        where the module gets them from.
        """
        parts = [match.groups() for pattern in module.built if (match := pattern.fullmatch(name))]
        return any(
            all(
                word in self._reach(module).words for part in groups for word in _WORD.findall(part)
            )
            for groups in parts
        )

    def _reach(self, module: Module) -> Reach:
        alone = module.path.parent.name in FOLDERS
        of = module.path if alone else module.path.parent
        if of not in self._reaches:
            room = [each for each in self if each.path.parent == of] or [module]
            self._reaches[of] = _reach_of(self._reached(room))
        return self._reaches[of]

    def _reached(self, room: Sequence[Module]) -> list[Module]:
        """The modules of a room, which may hand one another what they say, and all they import."""
        reached = {each.path: each for each in room}
        waiting = [imported for each in room for imported in each.imports]
        while waiting:
            found = self._modules.get(waiting.pop())
            if found is not None and found.path not in reached:
                reached[found.path] = found
                waiting += found.imports
        return list(reached.values())


def said_faults(replies: Mapping[str, tuple[Variant, ...]], root: Path, path: Path) -> list[Fault]:
    """Faults of `replies`, worded under `path`, against the modules of the project at `root`."""
    modules = Modules(root)
    faults = []
    for name, variants in replies.items():
        saying = modules.saying(name)
        if not saying:
            faults.append(Fault(path, f"{name}: nothing says it"))
            continue
        asked = {fact for variant in variants for fact in variant.placeholders}
        faults += [
            Fault(path, f"{name} asks for {{{fact}}}, which no rule that says it gives")
            for fact in sorted(asked)
            if not any(modules.gives(module, fact) for module in saying)
        ]
    for module in modules:
        faults += [
            Fault(module.path, f"says {name}, which has no wording")
            for name in sorted(module.names - replies.keys())
            if not any(worded.startswith(f"{name}_") for worded in replies)  # a part of a name
        ]
    return faults


def _reach_of(modules: Sequence[Module]) -> Reach:
    built = {pattern for each in modules for pattern in each.built}
    return Reach(
        keys=frozenset(key for each in modules for key in each.keys),
        words=frozenset(word for each in modules for word in each.words),
        built=tuple(pattern for pattern in built if _LETTER.search(pattern.pattern)),
    )


def _sources(root: Path) -> Iterator[tuple[str, Path]]:
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            if "checks" not in parts:  # this room names wordings to judge them
                yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def _read(path: Path) -> Module:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    texts: set[str] = set()
    built: set[str] = set()
    keys: set[str] = set()
    imports: set[str] = set()
    pieces: set[int] = set()
    for node in ast.walk(tree):  # a text put together comes before its pieces
        if isinstance(node, ast.JoinedStr):
            pieces |= {id(part) for part in node.values}
            built.add("".join(_pattern_of(part) for part in node.values))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            texts |= {node.value} - ({node.value} if id(node) in pieces else set())
        elif isinstance(node, ast.keyword) and node.arg:
            keys.add(node.arg)
        elif isinstance(node, ast.Import):
            imports.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            imports.add(node.module)
            imports.update(f"{node.module}.{alias.name}" for alias in node.names)
    data = " ".join(each.read_text(encoding="utf-8") for each in path.parent.glob("*.yml"))
    names = {text for text in texts if _NAME.fullmatch(text)} | set(_NAME.findall(data))
    return Module(
        path=path,
        names=frozenset(names),
        built=tuple(
            re.compile(each) for each in (*sorted(built), *_longer(names, texts)) if "_" in each
        ),
        keys=frozenset(keys | {text for text in texts if _KEY.fullmatch(text)}),
        words=frozenset(word for text in (*texts, data) for word in _WORD.findall(text)),
        imports=frozenset(imports),
    )


def _longer(names: set[str], texts: set[str]) -> list[str]:
    """Patterns for names that are made longer piece by piece: `name += "_of_product"`."""
    endings = "|".join(sorted(text for text in texts if _ENDING.fullmatch(text)))
    return [f"{name}(?:{endings})+" for name in sorted(names)] if endings else []


def _pattern_of(part: ast.expr) -> str:
    return re.escape(str(part.value)) if isinstance(part, ast.Constant) else _ANY
