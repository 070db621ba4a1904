"""`xiaoer learn`: learning from logged chats; one module a command."""

from __future__ import annotations

import typer

from bot.cli import learn_collect, learn_log, learn_mine, learn_retrain, learn_review

app = typer.Typer(no_args_is_help=True, help="从聊天里学：收集、找、审、练。")
app.command("collect")(learn_collect.collect)
app.command("log")(learn_log.log)
app.command("forget")(learn_log.forget)
app.command("mine")(learn_mine.mine)
app.command("export")(learn_review.export)
app.command("import")(learn_review.take)
app.command("retrain")(learn_retrain.retrain)
app.command("batches")(learn_retrain.batches)
app.command("adopt")(learn_retrain.adopt)
app.command("drop")(learn_retrain.drop)
