"""Forgets a buyer: in the log, in what people are asked, in what was learnt from them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import String, cast, or_, select
from sqlalchemy.orm import Session

from bot.chats.tables import ConversationRow
from bot.database.engine import transaction
from bot.learn.log.store import ConversationLog
from bot.learn.log.tags import Tags
from bot.learn.review.reviews import Reviews
from bot.learn.tables import ReviewItemRow
from bot.telemetry.subject import tag_of

LEARNT = "*.learnt*.yml"
_ITEM = re.compile(r"\s*# item (\d+)\b")
_EXAMPLE = re.compile(r"\s*- (?!intent:)")
_EXAMPLES = re.compile(r"\s*examples:")
_BLOCK = re.compile(r"- intent:")


@dataclass(frozen=True)
class Forgot:
    """What was removed: messages of the log, questions under review, lines of examples by file."""

    messages: int
    questions: int
    examples: tuple[tuple[Path, int], ...]


def tags_of(session: Session, tags: Tags, buyer_ids: Collection[str]) -> frozenset[str]:
    """All tags a person may have in the log: by the ids of the chat log, and by the names under
    which events of their chats were sent.
    """
    wanted = select(ConversationRow.id).where(ConversationRow.buyer_id.in_(list(buyer_ids)))
    names = {*buyer_ids, *session.scalars(wanted)}
    return frozenset(tags.buyer(name) for each in names for name in (each, tag_of(each)))


def forget(
    url: str,
    log: ConversationLog,
    buyer_tags: Collection[str],
    *,
    examples_in: Iterable[Path],
    wipe: Callable[[], object] = lambda: None,
) -> Forgot:
    """Forget whoever has these tags; after a kill at any moment, the same again finishes it.

    examples_in: folders of examples. wipe: removes what else was made of messages. The questions
    come last: until then they tell which examples are meant.
    """
    messages = log.forget(*buyer_tags)
    wipe()
    with transaction(url) as session:
        items = _only_theirs(session, buyer_tags)
    examples = tuple(
        (path, removed)
        for folder in examples_in
        for path in sorted(folder.rglob(LEARNT))
        if (removed := _without(path, items))
    )
    with transaction(url) as session:
        questions = sum(Reviews(session).forget(tag) for tag in sorted(buyer_tags))
    return Forgot(messages, questions, examples)


def _only_theirs(session: Session, buyer_tags: Collection[str]) -> frozenset[int]:
    """The items that nobody else said."""
    listed = cast(ReviewItemRow.buyers, String)
    wanted = select(ReviewItemRow.id, ReviewItemRow.buyers).where(
        or_(*(listed.contains(f'"{tag}"', autoescape=True) for tag in buyer_tags))
    )
    return frozenset(
        item_id for item_id, buyers in session.execute(wanted) if set(buyers) <= set(buyer_tags)
    )


def _without(path: Path, items: Collection[int]) -> int:
    """Take the examples of these items out of a file, and the file away where none is left;
    returns how many there were.
    """
    kept: list[str] = []
    removed, leaving, noted = 0, False, False
    for line in path.read_text("utf-8").splitlines(keepends=True):
        note = _ITEM.match(line)
        example = _EXAMPLE.match(line)
        if note:
            leaving = int(note[1]) in items
        elif not (example or noted or _EXAMPLES.match(line)):
            # A note stands above an example, or above the block that holds it alone.
            leaving = False
        removed += bool(leaving and example)
        if not leaving or not (note or example):
            kept.append(line)
        noted = note is not None
    if not removed:
        return 0
    head, *blocks = _in_blocks(kept)
    full = [block for block in blocks if any(map(_EXAMPLE.match, block))]
    if full:
        own = path.with_name(f".{path.name}.part")
        own.write_text("".join(head + [line for block in full for line in block]), "utf-8")
        own.replace(path)
    else:
        path.unlink()
    return removed


def _in_blocks(lines: Iterable[str]) -> list[list[str]]:
    """What stands before the first intent, then the lines of each with the notes above it."""
    blocks: list[list[str]] = [[]]
    for line in lines:
        if _BLOCK.match(line.lstrip()):
            above: list[str] = []
            while blocks[-1] and _ITEM.match(blocks[-1][-1]):
                above.insert(0, blocks[-1].pop())
            blocks.append(above)
        blocks[-1].append(line)
    return blocks
