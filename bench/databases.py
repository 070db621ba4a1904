"""Databases for one bench run: made empty, filled with the demo shop, gone afterwards."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from bot.database.engine import engine_for
from bot.database.migrate import upgrade
from bot.shop.files.importing import import_shop

Kind = Literal["sqlite", "postgresql"]
SHOP = Path("data/shop")


@dataclass(frozen=True)
class Databases:
    """Where databases are made: below `folder`, or on the PostgreSQL server at `server_url`."""

    kind: Kind
    folder: Path
    server_url: str

    @contextmanager
    def fresh(self, name: str) -> Iterator[str]:
        """The URL of an empty database of its own, which is removed at the end."""
        if self.kind == "sqlite":
            yield from self._sqlite(name)
        else:
            yield from self._postgresql(name)

    @contextmanager
    def shop(self, name: str) -> Iterator[str]:
        """The URL of a database with all tables and the demo shop in it."""
        with self.fresh(name) as url:
            upgrade(url)
            import_shop(SHOP, url=url)
            engine_for(url).dispose()
            yield url

    def _sqlite(self, name: str) -> Iterator[str]:
        folder = self.folder / f"{name}-{secrets.token_hex(3)}"
        folder.mkdir(parents=True)
        try:
            yield f"sqlite:///{folder.resolve()}/{name}.db"
        finally:
            shutil.rmtree(folder)

    def _postgresql(self, name: str) -> Iterator[str]:
        database = f"xiaoer_bench_{name}_{secrets.token_hex(3)}"
        server = create_engine(self.server_url, isolation_level="AUTOCOMMIT", future=True)
        try:
            with server.connect() as connection:
                connection.execute(text(f'CREATE DATABASE "{database}"'))
            url = make_url(self.server_url).set(database=database)
            yield url.render_as_string(hide_password=False)
        finally:
            with server.connect() as connection:
                connection.execute(text(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)'))
            server.dispose()
