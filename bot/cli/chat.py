"""`xiaoer chat`: a buyer's chat in the terminal, against the running engine."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterable
from contextlib import ExitStack
from datetime import datetime
from typing import Optional

import typer
from rich.markup import escape

from bot.channels.client import TurnReport, buyer_line
from bot.cli.console import console
from bot.cli.serve import CONCESSIONS, MaybeSteps, engine_at_hand
from bot.errors import ConfigurationError
from bot.settings import SHOP_TIMEZONE, Settings, settings

_BUYER = typer.Option("terminal", help="以哪个买家的身份聊；同名就接着上次聊")
_PRODUCT = typer.Option("", help="买家正在看的商品货号")
_AT = typer.Option(None, metavar="TIME", help="假装现在是这个时间，例如 2026-11-11T00:00")
_JSON = typer.Option(False, "--json", help="标准输入一行一句，每轮输出一行 JSON")


def chat(
    buyer: str = _BUYER,
    product: str = _PRODUCT,
    at: Optional[str] = _AT,  # noqa: UP045 - typer 0.7 cannot read `str | None`
    as_json: bool = _JSON,
    concessions: MaybeSteps = CONCESSIONS,
) -> None:
    """在终端里当一回买家（引擎要先开着；给了 --concessions 就临时另开一个）。"""
    with ExitStack() as stack:
        config = settings()
        if concessions is not None:
            config = stack.enter_context(engine_at_hand(concessions))
        asyncio.run(_chat(config, buyer, product, moment(at), as_json=as_json))


def moment(text: str | None) -> str | None:
    """`text` as an aware ISO time in the shop's zone; raises ConfigurationError."""
    if text is None:
        return None
    try:
        value = datetime.fromisoformat(text)
    except ValueError as error:
        raise ConfigurationError(
            f"{text} is not a time.", hint="Write it like 2026-11-11T00:00."
        ) from error
    return (value if value.tzinfo else value.replace(tzinfo=SHOP_TIMEZONE)).isoformat()


def show(report: TurnReport) -> None:
    """Print a turn's replies as a buyer reads them."""
    for message in report.messages:
        who = "客服" if message["sender"] == "agent" else "小二"
        console.print(f"[bold cyan]{who}[/bold cyan]  {escape(message['text'])}")
        card = message["payload"].get("card")
        if card:
            console.print(f"      [dim]〔{escape(card['title'])} {card['price']}〕[/dim]")
        offers = [offer["title"] for offer in message["payload"].get("quick_replies", ())]
        if offers:
            console.print(f"      [dim]{escape(' / '.join(offers))}[/dim]")
    if report.with_person and not report.messages:
        console.print("[dim]（已转人工，等客服回复）[/dim]")


async def _chat(
    config: Settings, buyer: str, product: str, at: str | None, *, as_json: bool
) -> None:
    async with buyer_line(config, buyer=buyer, product=product) as line:
        for text in _said(as_json=as_json):
            report = await line.say(text, product=product, at=at)
            if as_json:
                print(json.dumps(report.as_json(), ensure_ascii=False), flush=True)
            else:
                show(report)


def _said(*, as_json: bool) -> Iterable[str]:
    if as_json:
        yield from (line.rstrip("\n") for line in sys.stdin)
        return
    console.print("[dim]直接打字，回车发送；Ctrl-D 结束。[/dim]")
    while True:
        try:
            yield console.input("[bold]买家[/bold]  ")
        except (EOFError, KeyboardInterrupt):
            console.print()
            return
