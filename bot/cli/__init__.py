"""The `xiaoer` command: one module a subcommand; nothing here decides anything."""

from __future__ import annotations

import sys

import typer

from bot.cli.console import complain
from bot.errors import XiaoerError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="小二：照店铺自己的资料回答买家。",
)


def main() -> None:
    """Run the command; an error of ours is a line that says what to do, not a traceback."""
    from bot.cli import (
        ask,
        bench,
        buyer,
        calibrate,
        channels,
        chat,
        check,
        desk,
        evaluate,
        followup,
        learn,
        lost,
        models,
        orders,
        price,
        report,
        serve,
        shop,
        simulate,
        train,
    )

    app.command("serve")(serve.serve)
    app.command("ask")(ask.ask)
    app.command("chat")(chat.chat)
    app.command("check")(check.check)
    app.command("buyer")(buyer.buyer)
    app.command("train")(train.train)
    app.command("calibrate")(calibrate.calibrate)
    app.command("evaluate")(evaluate.evaluate)
    app.command("lost")(lost.lost)
    app.command("simulate")(simulate.simulate_buyers)
    shop.app.command("price")(price.price)
    app.add_typer(shop.app, name="shop")
    app.add_typer(desk.app, name="desk")
    app.add_typer(channels.app, name="channels")
    app.add_typer(followup.app, name="followup")
    app.add_typer(orders.app, name="orders")
    app.add_typer(bench.app, name="bench")
    app.add_typer(report.app, name="report")
    app.add_typer(learn.app, name="learn")
    app.add_typer(models.app, name="models")
    try:
        app()
    except XiaoerError as error:
        complain(error)
        sys.exit(1)
