"""`xiaoer train`: from the examples and rules to a model."""

from __future__ import annotations

from pathlib import Path

import typer
from rich.progress import Progress

from bot.cli.console import console
from bot.models.facts import name_of
from bot.serving.quiet import configure_process
from bot.settings import settings

_SEED = typer.Option(0, help="同样的例句和种子，得到同样的模型")


def train(seed: int = _SEED) -> None:
    """用 data/nlu 和 data/stories 训练一个新模型。"""
    model = train_model(seed=seed)
    console.print(f"模型：{model}")
    console.print(
        f"比一比再上线：xiaoer models judge {name_of(model)}，"
        f"然后 xiaoer models promote {name_of(model)}"
    )


def train_model(*, seed: int = 0) -> Path:
    """Train with a progress bar; the new model's path."""
    configure_process("train", log_dir=settings().log_dir)
    from bot.serving import training

    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("训练", total=None)

        def on_step(what: str, done: int, of: int) -> None:
            progress.update(task, description=what, completed=done, total=of)

        return training.train(out_dir=settings().models_dir, seed=seed, on_step=on_step)
