"""`xiaoer calibrate`: the owner says how many answers may be wrong, the thresholds follow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Optional

import typer
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from bot.cli.console import console, problems
from bot.cli.evaluate import EXAMPLES, known_intents, own_examples
from bot.cli.model_at_hand import live_model_file
from bot.errors import ConfigurationError, EvaluationError
from bot.evaluate.labelled import read_labelled
from bot.evaluate.page import percent
from bot.serving.quiet import configure_process
from bot.settings import SHOP_TIMEZONE, settings

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
    from bot.nlu.confidence import Fitted, write_confidence

    path = settings().confidence_file
    before = _confidence(path)
    allowed = before.wrong_at_most if wrong_at_most is None else wrong_at_most / 100
    with Progress(console=problems, transient=True) as progress:

        def counted(what: str) -> Callable[[], None]:
            task = progress.add_task(what, total=len(cases))
            return lambda: progress.advance(task)

        cases = _cases(file, progress)
        if len(cases) < calibrating.MESSAGES_NEEDED:
            raise EvaluationError(
                f"{len(cases)} judged messages say too little about thresholds: "
                f"{calibrating.MESSAGES_NEEDED} are needed. Nothing was changed.",
                hint="Label more of them, or give no file to use our own examples.",
            )
        temperature = calibrating.fitted_temperature(cases)
        confidence = before.copy(
            update={"temperature": temperature or before.temperature, "wrong_at_most": allowed}
        )
        fits_person = calibrating.can_fit_person(cases)
        if fits_person:
            person = calibrating.person_threshold(cases, confidence, on_case=counted("转人工门槛"))
            confidence = confidence.copy(update={"person": person})
        found = calibrating.outlooks(cases, confidence, on_case=counted("直接答门槛"))
    best = calibrating.chosen(found, wrong_at_most=allowed)
    _print(found, best, allowed)
    if temperature is None:
        console.print(f"[yellow]这些话定不出温度（太齐整），还用原来的 {before.temperature}。[/]")
    if not fits_person:
        console.print(
            f"[yellow]{len(cases)} 句里 {calibrating.calls_for_person(cases)} 句该转人工；"
            f"该转的、不该转的都要有 {calibrating.PERSONS_NEEDED} 句，"
            f"转人工门槛还用原来的 {before.person}。[/]"
        )
    console.print(
        f"温度 {confidence.temperature:.2f}，转人工门槛 {confidence.person:.2f}，"
        f"直接答门槛 {best.answer:.2f}"
    )
    if not dry_run:
        fitted = Fitted(
            source=file.name if file else str(EXAMPLES),
            day=datetime.now(SHOP_TIMEZONE).date(),
            messages=len(cases),
        )
        write_confidence(path, confidence.copy(update={"answer": best.answer, "fitted": fitted}))
        console.print(f"已写进 {path}，开着的引擎马上照新门槛答。")


def _confidence(path: Path) -> Any:
    """What is in the file, or what we start from where that cannot be used."""
    from bot.nlu.confidence import DEFAULTS, read_confidence

    try:
        return read_confidence(path)
    except ConfigurationError as error:
        console.print(f"[yellow]{escape(error.message)}[/]")
        console.print("[yellow]这次从出厂的值算起；写的时候原来的文件另存成 .broken。[/]")
        return DEFAULTS


def _cases(file: Path | None, progress: Progress) -> list[Any]:
    from bot.evaluate.cases import cases_of
    from bot.evaluate.folds import FOLDS, fold_cases
    from bot.evaluate.trained import intent_model_in
    from bot.nlu.intent_classifier import Masker
    from bot.nlu.names import live_names

    if file is None:
        task = progress.add_task("轮流训练", total=FOLDS)
        return fold_cases(own_examples(), on_fold=lambda: progress.advance(task))
    model = intent_model_in(live_model_file(settings()))
    mask = Masker(live_names(settings().database_url).current())
    return cases_of(read_labelled(file, intents=known_intents()).messages, model, mask)


def _print(found: list[Any], best: Any, allowed: float) -> None:
    table = Table(
        "直接答门槛", "直接答", "其中答错", "八成把握不超过", "先问一句", "转人工",
        title="门槛高一点，错得少，问得多",
    )  # fmt: skip
    for outlook in found:
        if outlook is best or round(outlook.answer * 100) % 6 == 0:
            table.add_row(
                f"{outlook.answer:.2f}", percent(outlook.answered), percent(outlook.wrong),
                percent(outlook.wrong_at_worst), percent(outlook.clarified),
                percent(outlook.handed_over),
                style="bold green" if outlook is best else None,
            )  # fmt: skip
    console.print(table)
    console.print(
        f"按“八成把握不超过”挑，不过 {percent(allowed)} 才算数：这批话上碰巧答对的不作准。"
    )
    if best.wrong_at_worst > allowed:
        console.print(f"[yellow]怎么设都超过 {percent(allowed)}，先用最严的门槛；[/yellow]")
        console.print("[yellow]多标些买家原话，训练以后再校准。[/yellow]")
