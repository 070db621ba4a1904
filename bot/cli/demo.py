"""The demo shop: its secrets, its data, an owner and an agent who can sign in at the desk."""

from __future__ import annotations

import secrets
from pathlib import Path

from rich.progress import Progress

from bot.cli.console import console
from bot.database.engine import transaction
from bot.database.migrate import upgrade
from bot.desk.passwords import hash_password, made_up_password
from bot.settings import Settings, settings
from bot.shop.files.importing import import_shop
from bot.shop.repositories.agents import Agents
from bot.shop.shop import open_shop

ENVIRONMENT = Path(".env")
DESK_LOGINS = {"dianzhang": "店主", "xiaoyu": "客服"}
DESK_PASSWORD = Path("var/desk-password")
SECRETS = ("internal_token", "desk_secret", "buyer_secret")


def prepare_demo() -> Settings:
    """Make up what the demo lacks and keep what is there; the settings to run with."""
    _ensure_secrets(settings())
    config = settings()
    upgrade(config.database_url)
    with open_shop(config.database_url) as shop:
        empty = not shop.catalogue.categories()
    if empty:
        _import(config)
    _ensure_people(config)
    return config


def desk_password() -> str | None:
    """The password of the demo's people, where it was made up here."""
    return DESK_PASSWORD.read_text().strip() if DESK_PASSWORD.exists() else None


def _ensure_secrets(config: Settings) -> None:
    missing = [name for name in SECRETS if not getattr(config, name).get_secret_value()]
    if not missing:
        return
    kept = ENVIRONMENT.read_text().splitlines() if ENVIRONMENT.exists() else []
    made_up = [f"XIAOER_{name.upper()}={secrets.token_urlsafe(32)}" for name in missing]
    _write_private(ENVIRONMENT, "\n".join([*kept, *made_up]) + "\n")
    settings.cache_clear()


def _import(config: Settings) -> None:
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("导入示范店铺", total=None)

        def on_step(what: str, done: int, of: int) -> None:
            progress.update(task, description=what, completed=done, total=of)

        import_shop(config.shop_dir, url=config.database_url, on_step=on_step)


def _ensure_people(config: Settings) -> None:
    """Give whoever of the demo's people has no password the one that was made up here."""
    with transaction(config.database_url) as session:
        agents = Agents(session)
        found = [agents.get(login) for login in DESK_LOGINS]
        without = [agent.login for agent in found if agent is not None and not agent.password_hash]
        if not without:
            return
        password = desk_password() or made_up_password()
        for login in without:
            agents.set_password(login, hash_password(password))
    _write_private(DESK_PASSWORD, password + "\n")


def _write_private(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text(text)
