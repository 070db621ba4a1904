"""An evaluation in the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from bot.evaluate.page import percent

CONFUSIONS_SHOWN = 8
RISKS_SHOWN = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


def print_evaluation(evaluation: Mapping[str, Any], console: Console) -> None:
    """Print what `xiaoer evaluate` measured."""
    columns = [(_title(file), file["scores"]) for file in evaluation["files"]]
    if evaluation["folds"]:
        columns.append(
            (f"自己的例句，{evaluation['folds']['count']} 份", evaluation["folds"]["scores"])
        )
    if columns:
        console.print(_overview(columns))
    for file in evaluation["files"]:
        if file["in_context"] or not _has_context(evaluation, file["name"]):
            _print_details(file, console)
    if evaluation["entities"]:
        console.print(_entities(evaluation["entities"]))


def _title(file: Mapping[str, Any]) -> str:
    return f"{file['name']}\n{'带上一句' if file['in_context'] else '单独一句'}"


def _has_context(evaluation: Mapping[str, Any], name: str) -> bool:
    return any(file["in_context"] for file in evaluation["files"] if file["name"] == name)


def _overview(columns: list[tuple[str, Mapping[str, Any]]]) -> Table:
    table = Table("", *(title for title, _ in columns))
    for column in table.columns[1:]:
        column.justify = "right"
    rows = {
        "能判对错的句数": lambda s: str(s["messages"]),
        "第一猜对": lambda s: percent(s["top1"]),
        "前三猜里有": lambda s: percent(s["top3"]),
        "各意图平均 F1": lambda s: f"{s['macro_f1']:.3f}",
        "把握误差 ECE": lambda s: f"{s['calibration_error']:.3f}",
        "错不过 5% 时能答": lambda s: percent(s["answerable_at_5_percent_wrong"]),
        "现在的门槛：直接答": lambda s: percent(s["bands"]["answer"]),
        "  其中全答错": lambda s: percent(s["wrong_of_answered"]),
        "  其中答对了又多答": lambda s: percent(s["surplus_of_answered"]),
        "  从严：全答错或多答": lambda s: percent(s["strictly_wrong_of_answered"]),
        "  先问一句": lambda s: percent(s["bands"]["clarify"]),
        "  转人工": lambda s: percent(s["bands"]["hand_over"]),
        "该转人工的：精确率": lambda s: percent(s["hand_over"]["precision"]),
        "该转人工的：召回率": lambda s: percent(s["hand_over"]["recall"]),
        "一句几问全找到": lambda s: percent(s["several_questions"]["all_found"]),
        "一句几问每句多答": lambda s: _number(s["several_questions"]["surplus_a_message"]),
    }
    for label, value in rows.items():
        table.add_row(label, *(value(scores) for _, scores in columns))
    return table


def _print_details(file: Mapping[str, Any], console: Console) -> None:
    scores = file["scores"]
    table = Table("意图", "句数", "精确率", "召回率", "F1", title=file["name"])
    for name, share in scores["intents"].items():
        if share["messages"]:
            table.add_row(
                name, str(share["messages"]), percent(share["precision"]),
                percent(share["recall"]), f"{share['f1']:.2f}",
            )  # fmt: skip
    console.print(table)
    pairs = [
        f"{pair['label']}→{pair['guess']} {pair['messages']}"
        for pair in scores["confusions"][:CONFUSIONS_SHOWN]
    ]
    console.print(f"最常认错：{'，'.join(pairs) or '没有'}")
    curve = Table("答到", "把握不低于", "其中答错", title="答多少错多少（从最有把握的答起）")
    for wanted in RISKS_SHOWN:
        point = next(
            (point for point in scores["risk_coverage"] if point["answered"] >= wanted), None
        )
        if point is not None:
            curve.add_row(
                percent(point["answered"]), f"{point['threshold']:.2f}", percent(point["wrong"])
            )
    console.print(curve)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _entities(entities: Mapping[str, Any]) -> Table:
    table = Table("实体", "该有", "找到", "精确率", "召回率", "F1", "只看位置 F1")
    rows = {**entities["by_name"], "合计": entities["overall"]}
    for name, share in rows.items():
        table.add_row(
            name, str(share["wanted"]), str(share["given"]), percent(share["precision"]),
            percent(share["recall"]), f"{share['f1']:.3f}", f"{share['span_f1']:.3f}",
        )  # fmt: skip
    table.caption = f"位置和值都对才算；位置对的里面，值也对：{percent(entities['values'])}"
    return table
