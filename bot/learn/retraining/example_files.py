"""Files of examples, changed as text: what people wrote in them stays as it is.

A learnt example is a block of its own with a comment above it that says where it comes from.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from pathlib import Path
from textwrap import indent

from pydantic import BaseModel

from bot.checks.layout import LONGEST_FILE
from bot.errors import XiaoerError
from bot.learn.retraining.known import Known, bare
from bot.nlu.examples import SEVERAL

HEAD = 'version: "3.1"\nnlu:\n'
# Where examples of an intent go that has none yet.
NO_TOPIC = "learnt"
_LEARNT = re.compile(r"\.learnt(?:-(\d+))?\.yml$")
_BLOCK = re.compile(r"^(\s*)- intent:\s*(\S+)\s*$")
_NOTE = re.compile(r"^# (item (\d+) .*)$")
_COMMENT = re.compile(r"^\s*#")
Changes = dict[str, "str | None"]


class Added(BaseModel):
    """An example that a batch adds; `note` is the comment above it."""

    intent: str
    line: str
    note: str

    class Config:
        frozen = True


class Removed(BaseModel):
    """An example that a batch takes out, for it means something else; `path` is in the folder."""

    path: str
    intent: str
    line: str

    class Config:
        frozen = True


class ExamplesChangedError(XiaoerError):
    """The folder of examples is not what it was, and a batch does not fit it any more."""


def changes_of(nlu: Path, added: Sequence[Added], removed: Sequence[Removed]) -> Changes:
    """What the files of `nlu` become with a batch, by their path in it; None: the file goes.

    Of what is done already nothing comes. The same batch on the same files gives the same bytes.
    Raises ExamplesChangedError naming every sentence that stands under another intent by now.
    """
    known = Known(nlu)
    leaving = {(each.path, each.intent, each.line) for each in removed}
    there = {
        bare(each.line): each
        for each in known.examples
        if (each.path, each.intent, each.line) not in leaving
    }
    conflicts = [
        f"{each.line} ({each.intent}) stands under {there[bare(each.line)].intent} "
        f"in {there[bare(each.line)].path}"
        for each in added
        if bare(each.line) in there and not _same(there[bare(each.line)].intent, each.intent)
    ]
    if conflicts:
        raise ExamplesChangedError(
            f"{nlu} was changed and contradicts the batch:\n  " + "\n  ".join(conflicts),
            hint="Correct these examples there, or drop the batch: `xiaoer learn drop`.",
        )
    changes: Changes = {}
    for gone in removed:
        text = _text(nlu, gone.path, changes)
        if text:
            changes[gone.path] = without(text, gone.intent, gone.line)
    topics = {
        Path(each.path).name.split(".")[0]: Path(each.path).parts[0] for each in known.examples
    }
    for new in added:
        if bare(new.line) not in there:
            _append(nlu, new, topics, changes)
    return {name: text for name, text in changes.items() if text != _text(nlu, name, {})}


def undone(nlu: Path, added: Iterable[Added], removed: Iterable[Removed]) -> Changes:
    """What the files become without a batch that was taken over: `changes_of` backwards."""
    mine = {(each.intent, each.line) for each in added}
    changes: Changes = {}
    examples = Known(nlu).examples
    there = {(written.intent, written.line) for written in examples}
    for written in examples:
        if (written.intent, written.line) in mine and _LEARNT.search(written.path):
            text = _text(nlu, written.path, changes) or ""
            changes[written.path] = without(text, written.intent, written.line)
    for back in removed:
        if (back.intent, back.line) in there:
            continue
        text = _text(nlu, back.path, changes) or HEAD
        block = indent(_block(back.intent, back.line), _indent_of(text))
        changes[back.path] = text.rstrip("\n") + "\n" + block
    return changes


def learnt_of(nlu: Path, items: Container[int]) -> tuple[Added, ...]:
    """What stands in the files of `nlu` of these items, in the order in which it was added.

    Read from the files and kept nowhere else: what a buyer had forgotten there is gone.
    """
    found = []
    paths = [path for path in nlu.rglob("*.learnt*.yml") if _LEARNT.search(path.name)]
    for path in sorted(paths, key=_place):
        for comment, *block in _split(path.read_text(encoding="utf-8"))[1]:
            note = _NOTE.match(comment)
            intent = next((named[2] for named in map(_BLOCK.match, block) if named), "")
            if note and int(note[2]) in items:
                lines = [line.strip().removeprefix("- ") for line in block if _is_example(line)]
                found += [Added(intent=intent, line=line, note=note[1]) for line in lines]
    return tuple(found)


def write(nlu: Path, changes: Mapping[str, str | None]) -> None:
    """Change the files, each whole or not at all; new ones first, so that nothing is lost."""
    for name, text in sorted(changes.items(), key=lambda change: change[1] is None):
        path = nlu / name
        if text is None:
            path.unlink(missing_ok=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_name(f".{path.name}.half")
        half.write_text(text, encoding="utf-8")
        half.replace(path)


def without(text: str, intent: str, line: str) -> str | None:
    """A file's text without an example, its block if that was the only one; None: nothing left."""
    head, blocks = _split(text)
    for at, block in enumerate(blocks):
        named = [found[2] for found in map(_BLOCK.match, block) if found]
        places = [n for n, written in enumerate(block) if written.strip() == f"- {line}"]
        if named != [intent] or not places:
            continue
        examples = [n for n, written in enumerate(block) if _is_example(written)]
        if len(examples) == 1:
            del blocks[at]
        else:
            del block[places[0]]
        break
    return "\n".join([*head, *(line for block in blocks for line in block), ""]) if blocks else None


def _append(nlu: Path, new: Added, topics: Mapping[str, str], changes: Changes) -> None:
    first = new.intent.split(SEVERAL)[0]
    topic = topics.get(first, NO_TOPIC)
    there = {str(path.relative_to(nlu)) for path in (nlu / topic).glob(f"{first}.learnt*.yml")}
    there |= {name for name, text in changes.items() if text and _is_learnt(name, topic, first)}
    numbers = sorted(_number(name) for name in there if changes.get(name, "") is not None)
    last = numbers[-1] if numbers else 1
    name = _name(topic, first, last)
    text = (_text(nlu, name, changes) if numbers else None) or HEAD
    block = f"# {new.note}\n{_block(new.intent, new.line)}"
    if text.count("\n") + block.count("\n") > LONGEST_FILE:
        name, text = _name(topic, first, last + 1), HEAD
    changes[name] = text.rstrip("\n") + "\n" + block


def _block(intent: str, line: str) -> str:
    return f"- intent: {intent}\n  examples: |\n    - {line}\n"


def _indent_of(text: str) -> str:
    """How far the file's blocks are indented."""
    found = next((found for found in map(_BLOCK.match, text.split("\n")) if found), None)
    return found[1] if found else ""


def _same(one: str, other: str) -> bool:
    return set(one.split(SEVERAL)) == set(other.split(SEVERAL))


def _split(text: str) -> tuple[list[str], list[list[str]]]:
    """The lines before the first block, and each block's with the comments above it."""
    lines = text.rstrip("\n").split("\n")
    starts = []
    for at in (at for at, line in enumerate(lines) if _BLOCK.match(line)):
        while at and _COMMENT.match(lines[at - 1]):
            at -= 1
        starts.append(at)
    ends = [*starts[1:], len(lines)]
    head = lines[: starts[0]] if starts else lines
    return head, [lines[start:end] for start, end in zip(starts, ends, strict=True)]


def _is_example(line: str) -> bool:
    return line.lstrip().startswith("- ") and not _BLOCK.match(line)


def _text(nlu: Path, name: str, changes: Changes) -> str | None:
    if name in changes:
        return changes[name]
    path = nlu / name
    return path.read_text(encoding="utf-8") if path.is_file() else None


def _is_learnt(name: str, topic: str, intent: str) -> bool:
    return name.startswith(f"{topic}/{intent}.learnt") and bool(_LEARNT.search(name))


def _number(name: str) -> int:
    found = _LEARNT.search(name)
    return int(found[1] or 1) if found else 1


def _place(path: Path) -> tuple[Path, str, int]:
    return path.parent, path.name.split(".")[0], _number(path.name)


def _name(topic: str, intent: str, number: int) -> str:
    return f"{topic}/{intent}.learnt{'' if number == 1 else f'-{number}'}.yml"
