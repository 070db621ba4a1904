"""What both models are measured on and neither may have learnt: labelled files, reviewed items."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.errors import EvaluationError
from bot.evaluate.labelled import Labelled, read_labelled
from bot.learn.review.model import Item
from bot.nlu.examples import SEVERAL
from bot.text.questions import key_of

OURS = Path("tests/understanding")
REVIEWED = "reviewed"


@dataclass(frozen=True)
class FrozenSet:
    """Labelled messages under a name; so many were left out because one model was taught them."""

    name: str
    messages: tuple[Labelled, ...]
    taught: int = 0


def frozen_files(folders: Iterable[Path], *, intents: Container[str]) -> tuple[FrozenSet, ...]:
    """Every `.tsv` of the folders that are there.

    Raises EvaluationError with the faults of every file that cannot be used.
    """
    found: list[FrozenSet] = []
    faulty: list[EvaluationError] = []
    for path in (path for folder in folders for path in sorted(folder.glob("*.tsv"))):
        try:
            found.append(FrozenSet(path.stem, read_labelled(path, intents=intents).messages))
        except EvaluationError as error:
            faulty.append(error)
    if faulty:
        raise EvaluationError(
            "\n".join(error.message for error in faulty), hint=faulty[0].hint
        ) from faulty[0]
    return tuple(found)


def reviewed(items: Iterable[Item]) -> tuple[FrozenSet, ...]:
    """What people at the desk settled and was held out, one message an item."""
    messages = [
        Labelled(
            text=item.candidate.text,
            readings=(tuple(item.meant.split(SEVERAL)),),
            before=item.candidate.before,
        )
        for item in items
        if item.meant and item.candidate.text
    ]
    return (FrozenSet(REVIEWED, tuple(messages)),) if messages else ()


def untaught(sets: Iterable[FrozenSet], taught_one: Container[str]) -> tuple[FrozenSet, ...]:
    """The sets without questions (`key_of`) that only one of the models was taught.

    For that model reads them by heart. Sets that nothing is left of are dropped.
    """
    kept = []
    for frozen in sets:
        messages = tuple(m for m in frozen.messages if key_of(m.text) not in taught_one)
        gone = len(frozen.messages) - len(messages)
        if messages:
            kept.append(replace(frozen, messages=messages, taught=gone))
    return tuple(kept)


def keys_of(texts: Iterable[str]) -> frozenset[str]:
    """The questions that examples ask."""
    return frozenset(map(key_of, texts))


def dialogues(sets: Sequence[FrozenSet]) -> dict[str, tuple[str, ...]]:
    """What buyers of the labelled chats said, in order, by chat; single messages are no chat."""
    found: dict[str, list[str]] = {}
    for frozen in sets:
        for message in frozen.messages:
            if message.dialogue:
                found.setdefault(f"{frozen.name}:{message.dialogue}", []).append(message.text)
    return {name: tuple(texts) for name, texts in found.items() if len(texts) > 1}
