"""`xiaoer desk`: the people who answer at the desk."""

from __future__ import annotations

import typer
from rich.console import Console
from rich.table import Table

from bot.database.engine import transaction
from bot.database.migrate import upgrade
from bot.desk.passwords import (
    MAX_PASSWORD_CHARS,
    MIN_PASSWORD_CHARS,
    hash_password,
    made_up_password,
)
from bot.settings import settings
from bot.shop.repositories.agents import Agents

app = typer.Typer(no_args_is_help=True, help="客服台：谁能登录，设置密码。")
ROLES = {"owner": "店主", "agent": "客服", "viewer": "只看"}

_LOGIN = typer.Argument(..., metavar="LOGIN", help="agents 表里的账号")
_GENERATE = typer.Option(False, "--generate", help="不用输入，生成一个密码并显示一次")


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


def _database() -> str:
    """The database's address, its tables made where there are none yet."""
    url = settings().database_url
    upgrade(url)
    return url


def _asked() -> str:
    entered: str = typer.prompt("新密码", hide_input=True, confirmation_prompt="再输入一次")
    return entered
