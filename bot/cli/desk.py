"""`xiaoer desk`: the people who answer at the desk."""

from __future__ import annotations

from datetime import datetime

import typer
from rich.console import Console
from rich.table import Table

from bot.database.engine import transaction
from bot.database.migrate import upgrade
from bot.desk.audit import ENGINE, Sieve, action_words, audit, deeds, detail_text
from bot.desk.audit_csv import audit_csv
from bot.desk.passwords import (
    MAX_PASSWORD_CHARS,
    MIN_PASSWORD_CHARS,
    hash_password,
    made_up_password,
)
from bot.settings import SHOP_TIMEZONE, settings
from bot.shop.repositories.agents import Agents

app = typer.Typer(no_args_is_help=True, help="客服台：谁能登录，设置密码。")
ROLES = {"owner": "店主", "agent": "客服", "viewer": "只看"}

_LOGIN = typer.Argument(..., metavar="LOGIN", help="agents 表里的账号")
_GENERATE = typer.Option(False, "--generate", help="不用输入，生成一个密码并显示一次")
_WHO = typer.Option("", "--login", help="只看这个账号")
_ACTION = typer.Option("", "--action", help="只看这种动作，例如 ticket 或 session.refused")
_TICKET = typer.Option(0, "--ticket", min=0, help="只看这个会话")
_LIMIT = typer.Option(50, "--limit", min=1, max=100_000, help="最多几条")
_CSV = typer.Option(False, "--csv", help="输出 CSV")


@app.command("password")
def password(login: str = _LOGIN, generate: bool = _GENERATE) -> None:
    """设置一个账号的密码；已登录的页面要重新登录。"""
    console = Console()
    url = _database()
    with transaction(url) as session:
        known = Agents(session).get(login)
    if known is None:
        console.print(f"[red]没有账号 {login!r}。[/red]用 xiaoer desk agents 看有哪些。")
        raise typer.Exit(1)
    chosen = made_up_password() if generate else _asked()
    try:
        password_hash = hash_password(chosen)
    except ValueError as error:
        console.print(f"[red]密码要 {MIN_PASSWORD_CHARS} 到 {MAX_PASSWORD_CHARS} 位。[/red]")
        raise typer.Exit(1) from error
    with transaction(url) as session:
        Agents(session).set_password(login, password_hash)
        audit(session, login=ENGINE, action="password.set", subject=f"agent:{login}", at=_now())
    if generate:
        typer.echo(chosen)
    else:
        console.print(f"{login} 的密码已设好。")


@app.command("agents")
def agents() -> None:
    """列出客服账号。"""
    console = Console()
    with transaction(_database()) as session:
        listed = Agents(session).listed()
    if not listed:
        console.print("还没有客服账号。填好「客服」表，用 xiaoer shop import 导入。")
        return
    table = Table("账号", "昵称", "角色", "密码", "状态")
    for agent in listed:
        table.add_row(
            agent.login,
            agent.name,
            ROLES.get(agent.role, agent.role),
            "已设置" if agent.password_hash else "未设置",
            "在用" if agent.active else "停用",
        )
    console.print(table)


@app.command("audit")
def audit_trail(
    login: str = _WHO,
    action: str = _ACTION,
    ticket: int = _TICKET,
    limit: int = _LIMIT,
    as_csv: bool = _CSV,
) -> None:
    """谁在客服台做了什么，最近的在前。"""
    sieve = Sieve(login=login or None, action=action, subject=f"ticket:{ticket}" if ticket else "")
    with transaction(_database()) as session:
        found = deeds(session, sieve, limit=limit)
        names = Agents(session).names()
    if as_csv:
        typer.echo(audit_csv(found), nl=False)
        return
    table = Table("时间", "谁", "做了什么", "对象", "细节")
    for deed in found:
        table.add_row(
            f"{deed.at:%m-%d %H:%M:%S}",
            names.get(deed.login, deed.login) or "系统",
            action_words(deed.action),
            deed.subject,
            detail_text(deed.detail),
        )
    Console().print(table)


def _now() -> datetime:
    return datetime.now(SHOP_TIMEZONE)


def _database() -> str:
    """The database's address, its tables made where there are none yet."""
    url = settings().database_url
    upgrade(url)
    return url


def _asked() -> str:
    entered: str = typer.prompt("新密码", hide_input=True, confirmation_prompt="再输入一次")
    return entered
