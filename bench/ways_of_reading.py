"""Ways of telling intents apart, on the same examples and messages: right guesses against CPU.

    python -m bench.ways_of_reading FILE [--markdown]

Each learner is scikit-learn's, over TF-IDF of the features named; all read the masked text that
our own model reads, but for the one that says so, and none what was said before. Beside FILE they
are tried on a held-out author's chats. The intents alone are told: no questions, no person.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jieba
import numpy as np
import typer
from ruamel.yaml import YAML
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import ComplementNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline
from sklearn.svm import LinearSVC

from bench.command import DATABASE, MARKDOWN, SERVER, databases_of, progress_bar, run
from bench.printing import show
from bot.evaluate.labelled import Labelled, read_labelled
from bot.nlu.examples import SEVERAL, split_before, written_examples
from bot.nlu.intent_classifier import Masker
from bot.nlu.intent_model import FREEDOM
from bot.nlu.linear import TOLERANCE
from bot.nlu.names import live_names
from bot.text.normalise import normalise

EXAMPLES = Path("data/nlu")
DOMAIN = Path("domain.yml")
HELD_OUT = Path("tests/understanding/more_chats.tsv")
HEADER = ("", "FILE, top-1", "held-out author, top-1", "CPU ms a message", "training, CPU s")
NEIGHBOURS = 15
FILE = typer.Argument(..., help="labelled messages")


@dataclass(frozen=True)
class Texts:
    """Examples with their intents, and files of messages to read."""

    said: Sequence[str]
    intents: Sequence[str]
    files: Sequence[tuple[Sequence[str], Sequence[Labelled]]]


def main(
    file: Path = FILE,
    database: str = DATABASE,
    postgresql: str = SERVER,
    as_markdown: bool = MARKDOWN,
) -> None:
    """Train each way on our examples, and read FILE and the held-out chats with it."""
    jieba.setLogLevel(logging.ERROR)
    jieba.initialize()
    with databases_of(database, postgresql).shop("ways") as url, progress_bar() as bar:
        task = bar.add_task("reading", total=None)
        names = live_names(url).current()
        masked, plain = _texts(file, Masker(names)), _texts(file, normalise)
        rows = []
        for name, make in _ways().items():
            bar.update(task, description=name)
            rows.append((name, *_measured(make, plain if "unmasked" in name else masked)))
        rows.append(("chars and words, mean of two", *_mean_of_two(masked)))
    show("Ways of reading", HEADER, rows, as_markdown=as_markdown)


def _ways() -> dict[str, Callable[[], Pipeline]]:
    return {
        "chars 1-3, logistic regression": lambda: make_pipeline(_chars(3), _logistic()),
        "the same, unmasked": lambda: make_pipeline(_chars(3), _logistic()),
        "chars 1-4, logistic regression": lambda: make_pipeline(_chars(4), _logistic()),
        "words 1-2 (jieba), logistic regression": lambda: make_pipeline(_words(), _logistic()),
        "chars 1-3 and words, logistic regression": lambda: make_pipeline(
            FeatureUnion([("chars", _chars(3)), ("words", _words())]), _logistic()
        ),
        "chars 1-3, linear SVM": lambda: make_pipeline(_chars(3), LinearSVC(random_state=0)),
        "chars 1-3, naive Bayes (complement)": lambda: make_pipeline(_chars(3), ComplementNB()),
        "chars 1-3, nearest neighbours": lambda: make_pipeline(
            _chars(3), KNeighborsClassifier(NEIGHBOURS, metric="cosine", weights="distance")
        ),
    }


def _chars(longest: int) -> TfidfVectorizer:
    return TfidfVectorizer(
        analyzer="char", ngram_range=(1, longest), sublinear_tf=True, lowercase=False
    )


def _words() -> TfidfVectorizer:
    return TfidfVectorizer(
        tokenizer=jieba.lcut, token_pattern=None, ngram_range=(1, 2), sublinear_tf=True
    )


def _logistic() -> LogisticRegression:
    return LogisticRegression(
        C=FREEDOM, solver="liblinear", multi_class="ovr", tol=TOLERANCE, random_state=0
    )


def _texts(file: Path, mask: Callable[[str], str]) -> Texts:
    intents = frozenset(YAML(typ="safe").load(DOMAIN)["intents"])
    written = [(split_before(text)[1], intent) for _, text, intent in written_examples(EXAMPLES)]
    files = [read_labelled(path, intents=intents).messages for path in (file, HELD_OUT)]
    return Texts(
        said=[mask(text) for text, _ in written],
        intents=[intent.split(SEVERAL)[0] for _, intent in written],
        files=[([mask(message.text) for message in messages], messages) for messages in files],
    )


def _measured(make: Callable[[], Pipeline], texts: Texts) -> tuple[str, ...]:
    began = time.process_time()
    model = make().fit(texts.said, texts.intents)
    return _told(time.process_time() - began, texts, lambda said: model.predict([said])[0])


def _mean_of_two(texts: Texts) -> tuple[str, ...]:
    began = time.process_time()
    models = [make_pipeline(each, _logistic()) for each in (_chars(3), _words())]
    for model in models:
        model.fit(texts.said, texts.intents)
    trained = time.process_time() - began

    def guess(said: str) -> Any:
        likely = sum(model.predict_proba([said])[0] for model in models)
        return models[0].classes_[int(np.argmax(likely))]

    return _told(trained, texts, guess)


def _told(trained_s: float, texts: Texts, guess: Callable[[str], Any]) -> tuple[str, ...]:
    began = time.process_time()
    right = [
        sum(guess(one) in message.right for one, message in zip(said, messages, strict=True))
        / len(messages)
        for said, messages in texts.files
    ]
    read = sum(len(said) for said, _ in texts.files)
    each_ms = (time.process_time() - began) / read * 1000
    return (*(f"{share:.3f}" for share in right), f"{each_ms:.2f}", f"{trained_s:.1f}")


if __name__ == "__main__":
    run(main)
