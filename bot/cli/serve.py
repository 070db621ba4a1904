"""`xiaoer serve`: the whole engine on this machine."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Optional

import typer
from rich.markup import escape

from bot.cli.console import console, problems
from bot.cli.demo import DESK_LOGINS, desk_password, prepare_demo
from bot.cli.model_at_hand import model_for_a_moment, model_is_stale, ready_model
from bot.database.engine import transaction
from bot.database.migrate import upgrade
from bot.serving.layout import Copies, Layout, layout_of
from bot.serving.private import answers_at, private_settings, running_engine
from bot.serving.supervisor import Notice, Supervisor
from bot.settings import Settings, settings
from bot.shop.repositories.agents import Agents
from bot.shop.shop import open_shop

_DEMO = typer.Option(False, "--demo", help="用示范店铺：密钥和数据都自动备好")
CONCESSIONS = typer.Option(
    None, min=0, metavar="N", help="议价时店铺的让步只走前几步；0 是一步也不让，不填全走"
)
MaybeSteps = Optional[int]  # noqa: UP045 - typer 0.7 cannot read `int | None`
NAMES = {"actions": "动作服务", "rasa": "对话引擎", "gateway": "聊天网关", "desk": "客服台"}
_MANY = "几份并行；多于一份要有 PostgreSQL（DATABASE_URL）和 Redis（REDIS_URL）"
_GATEWAYS = typer.Option(1, min=1, metavar="N", help=f"聊天网关{_MANY}")
_RASA = typer.Option(1, min=1, metavar="N", help="对话引擎几份并行")
_ACTIONS = typer.Option(1, min=1, metavar="N", help="动作服务几份并行")
_DESKS = typer.Option(1, min=1, metavar="N", help="客服台几份并行")


def serve(
    demo: bool = _DEMO,
    concessions: MaybeSteps = CONCESSIONS,
    gateways: int = _GATEWAYS,
    rasa: int = _RASA,
    actions: int = _ACTIONS,
    desks: int = _DESKS,
) -> None:
    """启动全部进程并看护；Ctrl-C 全部停下。第二份起端口各加一百。"""
    # A stop while the model is being trained leaves nothing half made behind.
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    config = _conceding(prepare_demo() if demo else settings(), concessions)
    layout = layout_of(config, Copies(gateways=gateways, rasa=rasa, actions=actions, desks=desks))
    for name in ("internal_token", "desk_secret", "buyer_secret"):
        config.secret(name)
    upgrade(config.database_url)
    for lack in what_lacks(config):
        problems.print(f"[yellow]{lack}[/yellow]", soft_wrap=True)
    if model_is_stale(config.models_dir):
        console.print("训练模型，要几分钟……")
    ready_model(config)
    narrator = _Narrator(layout, demo=demo)
    Supervisor(layout.config, processes=layout.processes, on_notice=narrator.tell).run()


@contextmanager
def engine_at_hand(concessions: int | None = None) -> Iterator[Settings]:
    """The engine that runs here; one for the moment where none does or `concessions` are wanted."""
    config = settings()
    if concessions is None and answers_at(f"{config.chat_url}/ready"):
        yield config
        return
    with private_engine(_conceding(config, concessions)) as private:
        yield private


def _conceding(config: Settings, concessions: int | None) -> Settings:
    return config if concessions is None else config.copy(update={"concessions": concessions})


@contextmanager
def private_engine(config: Settings) -> Iterator[Settings]:
    """An engine of one's own for a moment, without a desk, with the model that fits the files.

    It is trained where there is none, and goes live by no means.
    """
    upgrade(config.database_url)
    private = private_settings(config, model=model_for_a_moment(config))
    with console.status("临时启动引擎…"), running_engine(private, with_desk=False):
        yield private


def what_lacks(config: Settings) -> list[str]:
    """What the shop lacks before anybody can be served, each with the command that brings it."""
    with open_shop(config.database_url) as shop:
        empty = not shop.catalogue.categories()
    if empty:
        return [f"数据库里还没有店铺资料，导入：xiaoer shop import {config.shop_dir}"]
    with transaction(config.database_url) as session:
        may_sign_in = any(
            agent.active and agent.password_hash for agent in Agents(session).listed()
        )
    if may_sign_in:
        return []
    return [
        "客服台还没有人能登录，设一个密码：xiaoer desk password LOGIN（xiaoer desk agents 看账号）"
    ]


class _Narrator:
    """Tells the operator what the supervisor notices, in as few lines as possible."""

    def __init__(self, layout: Layout, *, demo: bool) -> None:
        self._config = layout.config
        self._count = len(layout.processes)
        desks = [spec.port for spec in layout.processes if spec.name.startswith("desk")]
        self._desks = [layout.config.url_of(port) for port in desks]
        self._demo = demo
        self._ready: set[str] = set()
        self._status = console.status("启动中…")

    def tell(self, notice: Notice) -> None:
        kind, _, place = notice.process.partition("-")
        name = NAMES.get(kind, kind) + place
        if notice.kind == "starting":
            self._status.start()
        elif notice.kind == "ready":
            self._ready.add(notice.process)
            self._status.update(f"启动中…（{len(self._ready)}/{self._count}）")
            if len(self._ready) == self._count:
                self._status.stop()
                self._welcome()
        elif notice.kind == "died":
            problems.print(f"[red]{name}停了[/red]：{escape(notice.detail)}")
        elif notice.kind == "restarted":
            console.print(f"{name}已重新启动")
        elif notice.kind == "stopped":
            self._status.stop()

    def _welcome(self) -> None:
        pages = "  ".join(self._config.gateway_addresses)
        console.print(f"买家聊天页  [bold]{pages}[/bold]")
        console.print(f"客服台      [bold]{'  '.join(self._desks)}[/bold]")
        password = desk_password() if self._demo else None
        if password:
            people = "、".join(f"{login}（{role}）" for login, role in DESK_LOGINS.items())
            console.print(f"            [dim]账号 {people}  密码 {password}[/dim]")
        console.print("[dim]Ctrl-C 停止[/dim]")
