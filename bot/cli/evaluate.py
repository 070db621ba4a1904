"""`xiaoer evaluate`: how well buyers' messages are understood, as a table, JSON or a page."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Optional

import typer
from rich.progress import Progress

from bot.cli.console import console, problems
from bot.cli.evaluation_tables import print_evaluation
from bot.cli.model_at_hand import live_model_file
from bot.errors import EvaluationError
from bot.evaluate.labelled import Labelled, read_labelled
from bot.serving.quiet import configure_process
from bot.settings import SHOP_TIMEZONE, settings

OURS = Path("tests/understanding")
EXAMPLES = Path("data/nlu")
DOMAIN = Path("domain.yml")

_FILE = typer.Argument(
    None, metavar="[FILE]", help="标好意图的买家原话（TSV）；不给就用自己的测试集"
)
_JSON = typer.Option(False, "--json", help="打印 JSON")
_HTML = typer.Option(None, "--html", metavar="FILE", help="另存成带图的网页")
_FOLDS = typer.Option(False, "--folds", help="再用自己的例句做交叉验证（几分钟）")
_ENTITIES = typer.Option(None, "--entities", metavar="FILE", help="标好实体的买家原话")
_MODEL = typer.Option(None, "--model", metavar="FILE", help="哪个模型；不给就用在用的")


def evaluate(
    file: Optional[Path] = _FILE,  # noqa: UP045 - typer 0.7 cannot read `Path | None`
    as_json: bool = _JSON,
    html: Optional[Path] = _HTML,  # noqa: UP045
    folds: bool = _FOLDS,
    entities: Optional[Path] = _ENTITIES,  # noqa: UP045
    model: Optional[Path] = _MODEL,  # noqa: UP045
) -> None:
    """量一量听懂了多少：准确率、把握准不准、答多少错多少、一句几问、实体。"""
    configure_process("evaluate", log_dir=settings().log_dir)
    from bot.evaluate.page import write_page
    from bot.evaluate.trained import TrainedModel

    files = [file] if file else [] if entities else sorted(OURS.glob("*.tsv"))
    entity_file = entities or (None if file else OURS / "entities.txt")
    labelled = {path: read_labelled(path, intents=known_intents()) for path in files}
    path = model or live_model_file(settings())
    evaluation: dict[str, Any] = {"model": path.name, "files": [], "folds": None, "entities": None}
    with Progress(console=problems, transient=True) as progress:

        def counted(what: str, total: int) -> Callable[[], None]:
            task = progress.add_task(what, total=total)
            return lambda: progress.advance(task)

        trained = TrainedModel(path)
        for name, content in labelled.items():
            for in_context in _ways(content.messages):
                done = counted(name.name, len(content.messages))
                judged = trained.judge(content.messages, in_context=in_context, on_message=done)
                evaluation["files"].append(
                    _of_file(name, judged, content.left_out, in_context=in_context)
                )
        if entity_file is not None:
            evaluation["entities"] = _entities(entity_file, trained, counted)
        if folds:
            evaluation["folds"] = _folds(counted)
    if as_json:
        typer.echo(json.dumps(evaluation, ensure_ascii=False, indent=1))
    else:
        print_evaluation(evaluation, console)
    if html is not None:
        write_page(html, evaluation, at=datetime.now(SHOP_TIMEZONE))
        problems.print(f"网页：{html}")


def known_intents() -> frozenset[str]:
    """The intents of domain.yml."""
    from ruamel.yaml import YAML

    if not DOMAIN.exists():
        raise EvaluationError(
            "There is no domain.yml here.", hint="Run it in the project's folder."
        )
    return frozenset(YAML(typ="safe").load(DOMAIN)["intents"])


def _ways(messages: Sequence[Labelled]) -> tuple[bool, ...]:
    """Each message alone, and where it is known with what was said before as well."""
    return (False, True) if any(message.before for message in messages) else (False,)


def _of_file(path: Path, judged: Any, left_out: int, *, in_context: bool) -> dict[str, Any]:
    from bot.evaluate.report import report

    return {
        "name": path.name,
        "judged": len(judged),
        "left_out": left_out,
        "in_context": in_context,
        "scores": report(judged),
    }


def _entities(
    path: Path, trained: Any, counted: Callable[[str, int], Callable[[], None]]
) -> dict[str, Any]:
    from bot.evaluate.entities import MARKED_AT, as_data, read_marked, score_entities

    messages = read_marked(path)
    done = counted(path.name, len(messages))

    def find(text: str) -> list[dict[str, Any]]:
        done()
        found: list[dict[str, Any]] = trained.parse(text, at=MARKED_AT)["entities"]
        return found

    return as_data(score_entities(messages, find))


def _folds(counted: Callable[[str, int], Callable[[], None]]) -> dict[str, Any]:
    from bot.evaluate.cases import judged
    from bot.evaluate.folds import FOLDS, fold_cases
    from bot.evaluate.report import report
    from bot.nlu.confidence import read_confidence

    cases = fold_cases(own_examples(), on_fold=counted("自己的例句", FOLDS))
    read = judged(cases, read_confidence(settings().confidence_file))
    return {"messages": len(cases), "count": FOLDS, "scores": report(read)}


def own_examples() -> list[Any]:
    """Every example of data/nlu, masked with the names of the shop's catalogue."""
    from bot.nlu.examples import written_examples
    from bot.nlu.intent_classifier import masked_examples
    from bot.nlu.names import live_names

    written = [(text, intent) for _, text, intent in written_examples(EXAMPLES)]
    return masked_examples(written, live_names(settings().database_url).current())
