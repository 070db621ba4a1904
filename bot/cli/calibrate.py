"""`xiaoer calibrate`: the owner says how many answers may be wrong, the thresholds follow."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

import typer
from rich.progress import Progress
from rich.table import Table
from ruamel.yaml import YAML

from bot.cli.console import console, problems
from bot.cli.evaluate import known_intents, own_examples
from bot.evaluate.labelled import read_labelled
from bot.evaluate.page import percent
from bot.serving.quiet import configure_process
from bot.settings import settings

_FILE = typer.Argument(
    None, metavar="[FILE]", help="标好意图的买家原话（TSV）；不给就用自己的例句轮流留一份"
)
_WRONG = typer.Option(
    None, "--wrong-at-most", min=0, max=50, metavar="N", help="答了的最多错百分之几"
)
_DRY = typer.Option(False, "--dry-run", help="只看，不写 confidence.yml")


def calibrate(
    file: Optional[Path] = _FILE,  # noqa: UP045 - typer 0.7 cannot read `Path | None`
    wrong_at_most: Optional[float] = _WRONG,  # noqa: UP045
    dry_run: bool = _DRY,
) -> None:
    """重新校准把握和门槛，写进 confidence.yml；引擎不用重启。"""
    configure_process("calibrate", log_dir=settings().log_dir)
    from bot.evaluate import calibrating
    from bot.nlu.confidence import read_confidence

    path = settings().confidence_file
    confidence = read_confidence(path)
    allowed = confidence.wrong_at_most if wrong_at_most is None else wrong_at_most / 100
    with Progress(console=problems, transient=True) as progress:
        cases = _cases(file, progress)
        steps = progress.add_task("温度", total=len(calibrating.TEMPERATURES))
        temperature = calibrating.fitted_temperature(cases, on_step=lambda: progress.advance(steps))
        confidence = confidence.copy(update={"temperature": temperature, "wrong_at_most": allowed})
        person = calibrating.person_threshold(cases, confidence)
        confidence = confidence.copy(update={"person": person})
        found = []
        steps = progress.add_task("门槛", total=len(calibrating.THRESHOLDS))
        for outlook in calibrating.outlooks(cases, confidence):
            found.append(outlook)
            progress.advance(steps)
    best = calibrating.chosen(found, wrong_at_most=allowed)
    _print(found, best, allowed)
    console.print(f"温度 {temperature:.2f}，转人工门槛 {person:.2f}，直接答门槛 {best.answer:.2f}")
    if not dry_run:
        _write(path, calibrating.with_answer(confidence, best.answer))
        console.print(f"已写进 {path}，开着的引擎马上照新门槛答。")


def _cases(file: Path | None, progress: Progress) -> list[Any]:
    from bot.evaluate.cases import cases_of
    from bot.evaluate.folds import FOLDS, fold_cases
    from bot.evaluate.trained import intent_model_in, newest_model
    from bot.nlu.intent_classifier import Masker
    from bot.nlu.names import live_names

    if file is None:
        task = progress.add_task("轮流训练", total=FOLDS)
        return fold_cases(own_examples(), on_fold=lambda: progress.advance(task))
    model = intent_model_in(newest_model(settings().models_dir))
    mask = Masker(live_names(settings().database_url).current())
    return cases_of(read_labelled(file, intents=known_intents()).messages, model, mask)


def _print(found: list[Any], best: Any, allowed: float) -> None:
    table = Table(
        "直接答门槛", "直接答", "其中答错", "先问一句", "转人工", title="门槛高一点，错得少，问得多"
    )
    for outlook in found:
        if outlook is best or round(outlook.answer * 100) % 6 == 0:
            table.add_row(
                f"{outlook.answer:.2f}", percent(outlook.answered), percent(outlook.wrong),
                percent(outlook.clarified), percent(outlook.handed_over),
                style="bold green" if outlook is best else None,
            )  # fmt: skip
    console.print(table)
    if best.wrong > allowed:
        console.print(f"[yellow]怎么设都超过 {percent(allowed)}，先用最严的门槛；[/yellow]")
        console.print("[yellow]多标些买家原话，训练以后再校准。[/yellow]")


def _write(path: Path, confidence: Any) -> None:
    """Change the values and keep the file's comments."""
    yaml = YAML()
    content = yaml.load(path.read_text(encoding="utf-8"))
    for name, value in confidence.dict().items():
        if name == "intents":
            content.setdefault(name, {}).update(value)
        else:
            content[name] = value
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(content, file)
