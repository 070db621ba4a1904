"""`xiaoer buyer`: one buyer, as the log, the orders and the ledger show them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from difflib import get_close_matches
from typing import Any, Optional

import typer
from rich.markup import escape
from rich.table import Table

from bot.buyers import PastChat, Profile, profile
from bot.cli.console import console
from bot.database.engine import transaction
from bot.database.migrate import upgrade
from bot.desk.ledger import Ledger, Promise
from bot.errors import XiaoerError
from bot.settings import SHOP_TIMEZONE, settings
from bot.shop.repositories.agents import Agents
from bot.shop.shop import shop_in
from bot.text.masking import mask_personal
from bot.text.spoken import jin, moment, number

NEAREST = 5

_NAME = typer.Argument(..., metavar="NAME", help="买家在渠道上的编号，可以不写渠道")
_JSON = typer.Option(False, "--json", help="给程序读")
_SAME_AS = typer.Option(None, "--same-as", metavar="OTHER", help="和 OTHER 是同一个人")


class UnknownBuyerError(XiaoerError):
    """Nobody has this name, or more than one."""


def buyer(
    name: str = _NAME,
    same_as: Optional[str] = _SAME_AS,  # noqa: UP045 - typer 0.7 cannot read `str | None`
    as_json: bool = _JSON,
) -> None:
    """看一位买家：分组、在意什么、订单、承诺、聊过几次为什么没买；也能把两个编号记成同一个人。"""
    url, now = settings().database_url, datetime.now(SHOP_TIMEZONE)
    upgrade(url)
    with transaction(url) as session:
        shop, people = shop_in(session), Agents(session).names()
        known = shop.buyers.ids()
        buyer_id = found_id(name, known)
        if same_as is not None:
            shop.buyers.link(buyer_id, found_id(same_as, known))
        found = profile(session, buyer_id, now)
        if found is None:
            raise UnknownBuyerError(f"没有买家 {name}。")
        promises = Ledger(shop, buyer_id, names=people, now=now).promises()
    if as_json:
        typer.echo(json.dumps(_as_json(found, promises), ensure_ascii=False, indent=2))
    else:
        _show(found, promises)


def found_id(name: str, known: Sequence[str]) -> str:
    """The id that `name` means: itself, what follows the channel, or a part only one id has."""
    if name in known:
        return name
    matches = [each for each in known if each.split(":", 1)[-1] == name]
    matches = matches or [each for each in known if name in each]
    if len(matches) == 1:
        return matches[0]
    if matches:
        listed = "、".join(matches[:NEAREST])
        raise UnknownBuyerError(f"不止一位买家的编号里有 {name}。", hint=f"是哪一位：{listed}")
    bare = {each.split(":", 1)[-1]: each for each in reversed(known)}
    near = [bare[each] for each in get_close_matches(name.split(":", 1)[-1], bare, NEAREST, 0.5)]
    hint = f"最接近的是：{'、'.join(near)}" if near else "聊过一次以后才有记录。"
    raise UnknownBuyerError(f"没有买家 {name}。", hint=hint)


def _show(found: Profile, promises: Sequence[Promise]) -> None:
    console.print(f"[bold]{escape(found.buyer_id)}[/bold]  {found.label}")
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column()
    table.add_column(overflow="fold")
    for label, value in _learnt(found).items():
        table.add_row(f"[dim]{label}[/dim]", escape(value))
    console.print(table)
    _show_promises(promises)
    _show_chats(found.chats)


def _learnt(found: Profile) -> dict[str, str]:
    """What is known, label to value."""
    known = found.buyer
    body = [f"{number(known.height_cm)}cm"] if known and known.height_cm else []
    body += [f"{jin(known.weight_kg)}斤"] if known and known.weight_kg else []
    others = known.ids[1:] if known else ()
    marks = [f"{mark.label}（{mark.times}次：{'；'.join(mark.words)}）" for mark in found.marks]
    orders = [f"{moment(o.paid_at or o.created_at)} {o.status}" for o in found.orders]
    values = {
        "同一个人": "、".join(others),
        "地区": known.region if known else "",
        "身高体重": " ".join(body),
        "在意": "，".join(marks),
        "订单": "，".join(orders) or "还没有",
        "没买成": "，".join(f"{label} {times}次" for label, times in found.lost_reasons),
    }
    return {label: value for label, value in values.items() if value}


def _show_promises(promises: Sequence[Promise]) -> None:
    if not promises:
        return
    table = Table("编号", "承诺", "商品", "谁", "有效到", "状态", title="承诺")
    for promise in promises:
        table.add_row(
            str(promise.id),
            escape(mask_personal(promise.what)),
            escape(promise.product),
            escape(promise.by),
            promise.until or "长期",
            promise.ended or "[green]有效[/green]",
        )
    console.print(table)


def _show_chats(chats: Sequence[PastChat]) -> None:
    if not chats:
        return
    table = Table("时间", "句数", "结果", "原话", title="聊天")
    for chat in chats:
        words = "；".join(chat.lost.words) if chat.lost else ""
        table.add_row(moment(chat.started_at), str(chat.messages), _outcome(chat), escape(words))
    console.print(table)


def _outcome(chat: PastChat) -> str:
    if chat.converted:
        return "[green]成交[/green]"
    if chat.lost:
        return f"没买：{chat.lost.label}"
    return "还在聊" if chat.open else "不是来买的"


def _as_json(found: Profile, promises: Sequence[Promise]) -> dict[str, Any]:
    known = found.buyer
    return {
        "id": found.buyer_id,
        "ids": list(known.ids) if known else [found.buyer_id],
        "group": found.group,
        "region": known.region if known else "",
        "height_cm": known.height_cm if known else None,
        "weight_kg": known.weight_kg if known else None,
        "marks": [{"name": m.name, "times": m.times, "words": list(m.words)} for m in found.marks],
        "orders": [
            {"id": o.id, "status": o.status, "created_at": o.created_at.isoformat()}
            for o in found.orders
        ],
        "promises": [
            {
                "id": p.id,
                "what": mask_personal(p.what),
                "product": p.product,
                "by": p.by,
                "until": p.until,
                "ended": p.ended,
            }
            for p in promises
        ],
        "chats": [
            {
                "started_at": chat.started_at.isoformat(),
                "messages": chat.messages,
                "converted": chat.converted,
                "open": chat.open,
                "lost": chat.lost and {"reason": chat.lost.reason, "words": list(chat.lost.words)},
            }
            for chat in found.chats
        ],
    }
