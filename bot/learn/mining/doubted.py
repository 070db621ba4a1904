"""Examples of our own whose label is doubted, by models that have not seen them.

Confident learning (Northcutt, Jiang and Chuang, JAIR 2021) as cleanlab has it: an example is
doubted where a model trained without its like gives another intent more probability than that
intent's own examples get on average. Minutes for twenty thousand examples; kept until one changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.learn.mining.folders import DOUBTED, digest_of, mining_folder
from bot.learn.review.model import Candidate
from bot.learn.whole_files import read_json, write_json
from bot.nlu.examples import SEVERAL, split_before
from bot.shop.model.catalogue import CatalogueNames
from bot.text.questions import key_of

# Of the logged messages an example stands for, a wrong label spoils so many.
SPOILT = 0.9
GUESSES = 5


@dataclass(frozen=True)
class Doubt:
    """A doubted example: where it stands, its label, and what a model that has not seen it says."""

    file: str
    text: str
    label: str
    ranking: tuple[tuple[str, float], ...]

    @property
    def suggested(self) -> str:
        """What it is more likely to mean."""
        return next(intent for intent, _ in self.ranking if intent != self.label)

    @property
    def likely(self) -> float:
        """How likely that is, 0 to 1."""
        return dict(self.ranking)[self.suggested]


def doubts_of(
    written: Sequence[tuple[Path, str, str]],
    names: CatalogueNames,
    *,
    learn_dir: Path,
    temperature: float,
    on_fold: Callable[[], None],
) -> tuple[Doubt, ...]:
    """The doubted ones of our own examples (file, text and intent), the most doubtful first."""
    told = [(str(path), text, intent) for path, text, intent in written]
    kept = mining_folder(learn_dir) / DOUBTED / f"{digest_of(told, temperature, vars(names))}.json"
    if not kept.exists():
        found = _found(told, names, temperature=temperature, on_fold=on_fold)
        write_json(kept, [vars(doubt) for doubt in found])
    return tuple(
        Doubt(each["file"], each["text"], each["label"], tuple(map(tuple, each["ranking"])))
        for each in read_json(kept)
    )


def doubted_candidates(
    doubts: Sequence[Doubt], weekly: Mapping[str, float], examples: Mapping[str, int]
) -> list[Candidate]:
    """Doubts in their order as questions, each worth what an example of its intent stands for.

    weekly: messages a week that are read as an intent; examples: how many it has.
    """
    found = []
    for doubt in doubts:
        before, text = split_before(doubt.text)
        share = weekly.get(doubt.label, 0.0) / max(1, examples.get(doubt.label, 0))
        found.append(
            Candidate(
                key=f"label:{key_of(text)}",
                text=text,
                before=before,
                count=1,
                signals={"label_error": 1},
                suggested=doubt.suggested,
                confidence=round(doubt.likely, 4),
                gain=round(SPOILT * doubt.likely * share, 4),
                ranking=doubt.ranking[:GUESSES],
                evidence={"file": doubt.file, "label": doubt.label},
            )
        )
    return found


def _found(
    written: Sequence[tuple[str, str, str]],
    names: CatalogueNames,
    *,
    temperature: float,
    on_fold: Callable[[], None],
) -> list[Doubt]:
    import numpy as np
    from cleanlab.filter import find_label_issues

    likely, own = _probabilities(written, names, temperature=temperature, on_fold=on_fold)
    intents = sorted({label for _, _, label in own})
    labels = np.array([intents.index(label) for _, _, label in own])
    table = np.array([[each.get(name, 0.0) for name in intents] for each in likely])
    issues = find_label_issues(
        labels, table, return_indices_ranked_by="self_confidence", filter_by="both", n_jobs=1
    )
    found = []
    for at in issues:
        ranking = sorted(likely[at].items(), key=lambda pair: (-pair[1], pair[0]))
        rounded = tuple((name, round(float(value), 4)) for name, value in ranking[:GUESSES])
        if rounded[0][0] != own[at][2]:
            file, text, label = own[at]
            found.append(Doubt(file, text, label, rounded))
    return found


def _probabilities(
    written: Sequence[tuple[str, str, str]],
    names: CatalogueNames,
    *,
    temperature: float,
    on_fold: Callable[[], None],
) -> tuple[list[dict[str, float]], list[tuple[str, str, str]]]:
    """What a model that has not seen an example thinks of it; and the examples, of one intent."""
    from bot.evaluate.folds import fold_cases
    from bot.learn.mining.reader import examples_of
    from bot.nlu.features import document
    from bot.nlu.reading import FAMILIAR

    masked = examples_of([(text, intent) for _, text, intent in written], names)
    seen_as: dict[tuple[Any, ...], dict[str, float]] = {}
    for case in fold_cases(masked, on_fold=on_fold):
        guess = case.model.guesser(temperature)(document(case.said, case.situation.before))
        at = (case.said, case.situation.before, case.message.readings[0])
        if guess.familiar >= FAMILIAR:  # of what it has never seen the like of it knows nothing
            seen_as[at] = dict(guess.ranking)
    likely, own = [], []
    for each, example in zip(written, masked, strict=True):
        known = seen_as.get((example.said, example.before, example.intents))
        if known is not None and SEVERAL not in each[2]:
            likely.append(known)
            own.append(each)
    return likely, own
