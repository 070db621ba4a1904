"""Understanding against stock Rasa: the same examples, the same messages, the same run.

    python -m bench.understanding FILE

Stock Rasa is the pipeline that `rasa init` writes (DIET, 100 epochs) with JiebaTokenizer, and that
pipeline with LogisticRegressionClassifier in DIET's place. FILE is a table of labelled messages
(see `xiaoer evaluate`), each read alone. Exits with 1 when a target is missed.
"""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer
from rich.table import Table
from ruamel.yaml import YAML

from bench.command import DATABASE, SERVER, WORKSHOP, databases_of, progress_bar, run
from bench.printing import console
from bench.rival_project import environment
from bot.errors import EngineError
from bot.nlu.examples import SEVERAL, split_before, written_examples

EXAMPLES = Path("data/nlu")
DOMAIN = Path("domain.yml")
FOLDER = WORKSHOP / "understanding"
PYTHON = Path(sys.executable)
STOCK: dict[str, list[dict[str, Any]]] = {
    "DIET": [{"name": "DIETClassifier", "epochs": 100, "constrain_similarities": True}],
    "LogisticRegressionClassifier": [{"name": "LogisticRegressionClassifier"}],
}
FEATURES: list[dict[str, Any]] = [
    {"name": "JiebaTokenizer"},
    {"name": "RegexFeaturizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
]
MORE_RIGHT, CPU_SHARE, TRAINING_SHARE = 0.12, 0.10, 0.20


@dataclass(frozen=True)
class Outcome:
    """What one contender did; times in CPU seconds, parsing in CPU milliseconds a message."""

    training_s: float
    top1: float
    top3: float
    parsing_ms: float


FILE = typer.Argument(..., help="labelled messages")


def main(file: Path = FILE, database: str = DATABASE, postgresql: str = SERVER) -> None:
    """Train ours and stock Rasa on our examples and read FILE with each."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    outcomes: dict[str, Outcome] = {}
    with databases_of(database, postgresql).shop("understanding") as url, progress_bar() as bar:
        task = bar.add_task("Xiaoer", total=len(STOCK) + 1)
        outcomes["Xiaoer"] = _contender("ours", file, lambda: _train_ours(url), DATABASE_URL=url)
        for name, classifier in STOCK.items():
            bar.update(task, advance=1, description=name)
            outcomes[name] = _contender("stock", file, lambda c=classifier: _train_stock(c))
    _print(outcomes)
    ours, diet = outcomes["Xiaoer"], outcomes["DIET"]
    met = (
        ours.top1 - diet.top1 >= MORE_RIGHT
        and ours.parsing_ms <= diet.parsing_ms * CPU_SHARE
        and ours.training_s <= diet.training_s * TRAINING_SHARE
    )
    if not met:
        raise typer.Exit(1)


def _contender(whose: str, file: Path, train: Callable[[], Path], **variables: str) -> Outcome:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    model = train()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    read = json.loads(
        _run([PYTHON, "-m", "bench.messages_read", model, file, whose], **variables).splitlines()[
            -1
        ]
    )
    training = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Outcome(training, read["top1"], read["top3"], read["cpu_ms"])


def _train_ours(url: str) -> Path:
    models = FOLDER / "ours"
    _run([PYTHON.with_name("xiaoer"), "train"], DATABASE_URL=url, XIAOER_MODELS_DIR=str(models))
    return next(models.glob("*.tar.gz"))


def _train_stock(classifier: list[dict[str, Any]]) -> Path:
    folder = FOLDER / classifier[0]["name"]
    folder.mkdir()
    nlu: dict[str, list[str]] = {}
    for _, written, intent in written_examples(EXAMPLES):
        # Stock Rasa takes a message for one intent: of several the first.
        nlu.setdefault(intent.split(SEVERAL)[0], []).append(split_before(written)[1])
    yaml = YAML()
    config = {"recipe": "default.v1", "language": "zh", "pipeline": [*FEATURES, *classifier]}
    blocks = [
        {"intent": intent, "examples": "".join(f"- {text}\n" for text in dict.fromkeys(texts))}
        for intent, texts in nlu.items()
    ]
    intents = YAML(typ="safe").load(DOMAIN)["intents"]
    for name, content in {
        "config.yml": config,
        "nlu.yml": {"version": "3.1", "nlu": blocks},
        "domain.yml": {"version": "3.1", "intents": intents},
    }.items():
        with (folder / name).open("w", encoding="utf-8") as written_file:
            yaml.dump(content, written_file)
    rasa = PYTHON.with_name("rasa")
    command = [rasa, "train", "nlu", "--nlu", folder / "nlu.yml", "--domain", folder / "domain.yml"]
    _run(
        [*command, "--config", folder / "config.yml", "--out", folder, "--fixed-model-name", "nlu"]
    )
    return folder / "nlu.tar.gz"


def _run(command: list[Any], **variables: str) -> str:
    started = time.monotonic()
    done = subprocess.run(
        list(map(str, command)), env=environment(**variables), capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise EngineError(
            f"{command[1:4]} failed after {time.monotonic() - started:.0f} s: {done.stderr[-600:]}",
            hint="Run it by hand to see all it says.",
        )
    return done.stdout


def _print(outcomes: dict[str, Outcome]) -> None:
    table = Table("", "top-1", "top-3", "CPU ms a message", "training, CPU s")
    for name, outcome in outcomes.items():
        table.add_row(
            name,
            f"{outcome.top1:.3f}",
            f"{outcome.top3:.3f}",
            f"{outcome.parsing_ms:.2f}",
            f"{outcome.training_s:.0f}",
        )
    console.print(table)


if __name__ == "__main__":
    run(main)
