"""How well messages are understood: on folds of our own examples and on a file of labelled ones.

    python -m bench.understanding [FILE] [--variants]

The file is a table parted by tabs with the columns `text` and `labels`: `a|b` either is right,
`a+b` both are meant, a first label `x` leaves the message out.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import typer
import yaml
from rich.table import Table

from bench.command import WORKSHOP, progress_bar, run
from bench.databases import Databases
from bench.printing import console
from bot.serving import rasa_fixes

# Before Rasa is imported, which the components below do.
rasa_fixes.prepare()

from bot.nlu.catalogue_matcher import NameMatcher  # noqa: E402
from bot.nlu.fact_extractor import find_facts  # noqa: E402
from bot.nlu.features import masked, terms, without_courtesy  # noqa: E402
from bot.nlu.intent_classifier import TRAINED_AT, document  # noqa: E402
from bot.nlu.intent_model import IntentModel  # noqa: E402
from bot.nlu.names import LiveNames  # noqa: E402
from bot.nlu.reading import FALLBACK, HANDS_OVER, Certainty, Reading, read  # noqa: E402
from bot.nlu.tokenizer import NameAwareSegmenter  # noqa: E402
from bot.shop.model.catalogue import CatalogueNames  # noqa: E402

EXAMPLES = Path("data/nlu")
PIPELINE = Path("config.yml")
FOLDS = 3
WRONG_AT_MOST = 0.05
Entities = Sequence[Mapping[str, Any]]
Document = Callable[[str, Entities], Mapping[str, int]]


@dataclass(frozen=True)
class Labelled:
    """A message, its entities and the intents that are right for it, the likeliest first."""

    text: str
    entities: Entities
    right: tuple[str, ...]


@dataclass(frozen=True)
class Score:
    """Shares of messages: the first guess right, one of three right, answerable at 5 % wrong;
    and the expected calibration error over ten bins."""

    top1: float
    top3: float
    covered: float
    calibration_error: float

    @classmethod
    def of(cls, rankings: Sequence[list[tuple[str, float]]], asked: Sequence[Labelled]) -> Score:
        """The score of `rankings`, one a message."""
        right = np.array([r[0][0] in m.right for r, m in zip(rankings, asked, strict=True)])
        among = [
            any(name in m.right for name, _ in r[:3]) for r, m in zip(rankings, asked, strict=True)
        ]
        sure = np.array([r[0][1] for r in rankings])
        wrong = np.cumsum(~right[np.argsort(-sure)]) / np.arange(1, len(right) + 1)
        kept = np.flatnonzero(wrong <= WRONG_AT_MOST)
        bins = np.minimum((sure * 10).astype(int), 9)
        error = sum(
            abs(sure[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean()
            for b in np.unique(bins)
        )
        covered = (kept[-1] + 1) / len(right) if len(kept) else 0.0
        return cls(float(right.mean()), float(np.mean(among)), float(covered), float(error))


FILE = typer.Argument(None, help="labelled messages; without it folds alone")


def main(
    file: Path = FILE,
    variants: bool = typer.Option(False, help="other features beside the ones in use"),
) -> None:
    """Train on our own examples and say how well they and the messages of FILE are read."""
    with Databases("sqlite", WORKSHOP / "databases", "").shop("understanding") as url:
        names = LiveNames(url).current()
    parse = _parser(names)
    own = [Labelled(text, parse(text), (intent,)) for text, intent in _examples()]
    real = [Labelled(text, parse(text), right) for text, right in _labelled(file)] if file else []
    tried: dict[str, Document] = {"in use": document}
    if variants:
        tried |= _variants(NameAwareSegmenter(names))
    table = Table("features", "messages", "top-1", "top-3", "at 5 % wrong", "ECE")
    with progress_bar() as progress:
        task = progress.add_task("reading", total=len(tried))
        for name, make in tried.items():
            _add(table, name, "folds", Score.of(_folded(own, make), own))
            if real:
                _add(
                    table, name, "file", Score.of(_read_all(_trained(own, make), real, make), real)
                )
            progress.advance(task)
    console.print(table)
    if real:
        _print_readings(_trained(own, document), real)


def _print_readings(model: IntentModel, asked: Sequence[Labelled]) -> None:
    """What the configured thresholds make of it, and the CPU of a message."""
    certainty = _certainty()
    began = time.process_time()
    readings = [
        read(
            message.text,
            message.entities,
            rank=lambda text, entities: model.ranked(document(text, entities)),
            certainty=certainty,
        )
        for message in asked
    ]
    each = (time.process_time() - began) / len(asked) * 1000
    pairs = list(zip(readings, asked, strict=True))
    answered = [(r, m) for r, m in pairs if r.intent != FALLBACK]
    console.print(
        f"answered {len(answered) / len(pairs):.1%}, of these wrong {_wrong(answered):.1%}; "
        f"{each:.2f} ms CPU a message"
    )
    fetched = [(r, m) for r, m in pairs if r.intent in HANDS_OVER]
    due = [(r, m) for r, m in pairs if m.right[0] in HANDS_OVER]
    rightly = sum(bool(HANDS_OVER & set(m.right)) for _, m in fetched)
    found = sum(r.intent in HANDS_OVER for r, _ in due)
    console.print(
        f"hand-over: precision {rightly / max(len(fetched), 1):.2f}, "
        f"recall {found / max(len(due), 1):.2f}"
    )


def _wrong(pairs: Sequence[tuple[Reading, Labelled]]) -> float:
    missed = [r for r, m in pairs if not {r.intent, *r.also} & set(m.right)]
    return len(missed) / max(len(pairs), 1)


def _certainty() -> Certainty:
    """The thresholds of config.yml."""
    pipeline = yaml.safe_load(PIPELINE.read_text(encoding="utf-8"))["pipeline"]
    config = next(part for part in pipeline if part["name"].endswith("ShopIntentClassifier"))
    return Certainty(
        answer=config["threshold"],
        harmless=config["harmless_threshold"],
        also=config["also_threshold"],
        joined=config["joined_threshold"],
        strict=config["strict_thresholds"],
    )


def _parser(names: CatalogueNames) -> Callable[[str], Entities]:
    matcher, item_ids = NameMatcher(names), dict(names.item_ids)
    return lambda text: matcher.find(text) + find_facts(text, now=TRAINED_AT, item_ids=item_ids)


def _examples() -> list[tuple[str, str]]:
    found = []
    for path in sorted(EXAMPLES.glob("*/*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            lines = block["examples"].splitlines()
            found += [(line[2:], block["intent"]) for line in lines if line.startswith("- ")]
    return found


def _labelled(file: Path) -> list[tuple[str, tuple[str, ...]]]:
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    kept = [row for row in rows if not row["labels"].startswith("x")]
    return [(row["text"], tuple(row["labels"].replace("+", "|").split("|"))) for row in kept]


def _variants(segmenter: NameAwareSegmenter) -> dict[str, Document]:
    """Features that were tried and left out."""

    def words(text: str, entities: Entities) -> dict[str, int]:
        spoken = ["0" if word.isdigit() else word for word, _ in segmenter.words(text)]
        pairs = [f"{one} {other}" for one, other in pairwise(spoken)]
        return {f"w:{term}": 1 for term in (*spoken, *pairs)}

    def four(text: str, entities: Entities) -> dict[str, int]:
        bounded = f"^{without_courtesy(masked(text, entities)).replace(' ', '')}$"
        longer = {bounded[i : i + 4]: 1 for i in range(len(bounded) - 3)}
        return {**document(text, entities), **longer}

    return {
        "courtesy kept": lambda text, entities: terms(masked(text, entities)),
        "nothing masked": lambda text, entities: document(text, []),
        "words": words,
        "characters and words": lambda t, e: {**document(t, e), **words(t, e)},
        "characters up to four": four,
    }


def _trained(own: Sequence[Labelled], make: Document) -> IntentModel:
    documents = [make(message.text, message.entities) for message in own]
    return IntentModel.trained(documents, [message.right[0] for message in own])


def _read_all(
    model: IntentModel, asked: Sequence[Labelled], make: Document
) -> list[list[tuple[str, float]]]:
    return [model.ranked(make(message.text, message.entities)) for message in asked]


def _folded(own: Sequence[Labelled], make: Document) -> list[list[tuple[str, float]]]:
    """Each example's ranking by a model that has not seen its third of the examples."""
    from sklearn.model_selection import StratifiedKFold

    rankings: list[list[tuple[str, float]]] = [[] for _ in own]
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    for seen, unseen in folds.split(own, [message.right[0] for message in own]):
        model = _trained([own[i] for i in seen], make)
        for i, ranking in zip(
            unseen, _read_all(model, [own[i] for i in unseen], make), strict=True
        ):
            rankings[i] = ranking
    return rankings


def _add(table: Table, features: str, messages: str, score: Score) -> None:
    table.add_row(
        features,
        messages,
        f"{score.top1:.3f}",
        f"{score.top3:.3f}",
        f"{score.covered:.2f}",
        f"{score.calibration_error:.3f}",
    )


if __name__ == "__main__":
    run(main)
