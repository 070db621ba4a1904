"""What a batch's checks found, and the batches there are, as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from bot.evaluate.page import percent
from bot.learn.retraining.batches import Batch
from bot.learn.retraining.report import reasons

SHOWN = 20
_STEPS = {"checks": "查标注", "validate": "查格式", "train": "训练", "calibrate": "校准"}
_ASKED_AGAIN = ("conflict", "contradiction", "no_intent", "personal")


def print_report(report: Mapping[str, Any], console: Console) -> None:
    """The checks of one batch: by intent, what is left, what is doubted, and the verdict."""
    if report["intents"]:
        table = Table("意图", "原有", "新教", "占这批", title=f"教 {report['sentences']} 句")
        most_first = sorted(report["intents"].items(), key=lambda pair: -pair[1]["new"])
        for intent, told in most_first:
            table.add_row(intent, str(told["before"]), str(told["new"]), percent(told["share"]))
        console.print(table)
    words = reasons()
    if report["left"]:
        counted = "，".join(f"{words[code]} {count}" for code, count in report["left"].items())
        console.print(f"不教的：{counted}")
    for flood in report["floods"]:
        console.print(
            f"[yellow]{flood['intent']} 太多[/yellow]：{flood['of']} 句里 {flood['came']} 句，"
            f"收下 {flood['taught']} 句；多像“{escape(flood['like'].split(' ', 1)[-1])}”"
        )
    _print_doubted(report["doubted"], console)
    against = [left for left in report["left_items"] if left["code"] in _ASKED_AGAIN]
    for left in against[:SHOWN]:
        console.print(
            f"{left['item']}：{escape(left['text'] or '（不显示）')} → {left['meant']}："
            f"{words[left['code']]} {escape(left['why'])}",
            soft_wrap=True,
        )
    for fault in report["faults"]:
        console.print(f"[red]{escape(fault)}[/red]", soft_wrap=True)
    if "faulty" in report["refused"]:
        share = percent(report["faulty"] / report["of"])
        console.print(
            f"[red]{report['of']} 句里 {report['faulty']} 句可疑或者矛盾（{share}），太多了，"
            "先看看是不是审错了。[/red]"
        )
    if report["seconds"]:
        spent = [f"{_STEPS[step]} {took:.0f} 秒" for step, took in report["seconds"].items()]
        console.print(f"[dim]{'，'.join(spent)}[/dim]")


def _print_doubted(doubted: Sequence[Mapping[str, Any]], console: Console) -> None:
    if not doubted:
        return
    title = f"标注可疑 {len(doubted)} 句，没有教"
    table = Table("编号", "原话", "审成", "模型看成", "把握", title=title)
    for told in doubted[:SHOWN]:
        table.add_row(
            str(told["item"]),
            escape(told["text"]),
            told["meant"],
            told["reads"],
            percent(told["likely"]),
        )
    console.print(table)
    if len(doubted) > SHOWN:
        console.print(f"还有 {len(doubted) - SHOWN} 句，全部在 --json 里")
    console.print("看过没错的：--sure 编号")


def print_batches(batches: Sequence[Batch], console: Console) -> None:
    """The batches, the newest first."""
    if not batches:
        console.print("还没有批次，先审再练：xiaoer learn retrain")
        return
    # Names are what the other commands take: never cut.
    names = (Column(name, no_wrap=True) for name in ("批次", "模型"))
    table = Table(*names, "问题", "新例句", "移走", "收进例句")
    for batch in batches:
        adopted = f"{batch.adopted_at:%m-%d %H:%M}" if batch.adopted_at else "还没上线"
        table.add_row(
            batch.name, batch.model, str(len(batch.items)), str(batch.sentences),
            str(len(batch.removed)), adopted,
        )  # fmt: skip
    console.print(table)
