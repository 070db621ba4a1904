"""Brings a database to the tables of this version, and writes the next revision.

For developers: `python -m bot.database.migrate revision "what changes"` compares the tables
with the chain of revisions and writes the difference as the next one.
"""

from __future__ import annotations

import fcntl
import importlib.util
import io
import logging
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import MetaData, create_engine, text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool

from bot.database.engine import Base
from bot.errors import ConfigurationError
from bot.settings import settings

MIGRATIONS = Path(__file__).parent / "migrations"
TABLE_MODULES = (
    "bot.shop.tables",
    "bot.chats.tables",
    "bot.desk.tables",
    "bot.serving.tables",
    "bot.learn.tables",
    "bot.models.tables",
    "bot.followup.tables",
)
UPGRADE_LOCK = 0x58696172  # any number of our own that no other advisory lock uses

_URL = typer.Argument(
    "", help="DATABASE_URL where it is not given: a command line is no place for a password."
)

app = typer.Typer(add_completion=False, help="Migrations of the database.")


def upgrade(url: str) -> None:
    """Bring the database at `url` to the newest revision, in one transaction.

    Several processes may do so at once: one does the work, the others wait and find it done.
    Raises ConfigurationError if the database cannot be reached or is newer than this version.
    """
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if current(url) == head:
        return
    with _alone(url), _connection(url) as connection:
        if url.startswith("sqlite"):
            connection.execute(text("BEGIN IMMEDIATE"))
        else:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE_LOCK})
        config = _config()
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise ConfigurationError(
                f"The database cannot be brought to revision {head}: {error}",
                hint="It was probably made by a newer version; install that version.",
            ) from error


def current(url: str) -> str | None:
    """The revision of the database at `url`, or None if it has none yet."""
    path = _sqlite_path(url)
    if path is not None and not path.exists():
        return None
    with _connection(url) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def all_tables() -> MetaData:
    """The tables of every part that keeps some."""
    for name in TABLE_MODULES:
        if importlib.util.find_spec(name) is not None:
            importlib.import_module(name)
    metadata: MetaData = Base.metadata
    return metadata


def write_revision(message: str) -> Path | None:
    """Write what differs between the tables and the chain as the next revision.

    Returns its file, or None if nothing differs. The comparison is with a new SQLite database
    that the chain has just made.
    """
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/compare.db"
        config = _config()
        script = ScriptDirectory.from_config(config)
        if script.get_current_head():
            upgrade(url)
        number = len(list(script.walk_revisions())) + 1
        with _connection(url) as connection:
            config.attributes["connection"] = connection
            made = command.revision(
                config, message=message, autogenerate=True, rev_id=f"{number:04d}"
            )
    if not isinstance(made, Script):
        return None
    tidy = [sys.executable, "-m", "ruff", "format", "--quiet", made.path]
    subprocess.run(tidy, check=False)  # noqa: S603 - our own command on our own file
    return Path(made.path)


def _config() -> Config:
    logging.getLogger("alembic").setLevel(logging.WARNING)
    config = Config(stdout=io.StringIO())
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def _sqlite_path(url: str) -> Path | None:
    return Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite") else None


@contextmanager
def _connection(url: str) -> Iterator[Connection]:
    """A connection of its own, in one transaction that also holds the changes of tables.

    It checks no foreign keys on SQLite, where a changed table is made anew and renamed.
    """
    path = _sqlite_path(url)
    if path is not None:
        _make_folder(path)
    engine: Engine = create_engine(
        url, future=True, poolclass=NullPool, connect_args={"timeout": 15} if path else {}
    )
    try:
        with engine.begin() as connection:
            yield connection
    except DatabaseError as error:
        raise ConfigurationError(
            f"The database {engine.url!r} cannot be used: {error.orig}",
            hint="Check DATABASE_URL and that the database server is running.",
        ) from error
    finally:
        engine.dispose()


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"There can be no database at {path}: {error.strerror}.", hint="Check DATABASE_URL."
        ) from error


@contextmanager
def _alone(url: str) -> Iterator[None]:
    """Nobody else upgrades this SQLite file meanwhile; PostgreSQL has its own lock for that."""
    path = _sqlite_path(url)
    if path is None:
        yield
        return
    _make_folder(path)
    with path.with_name(f"{path.name}.upgrade").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@app.command("upgrade")
def _upgrade(url: str = _URL) -> None:
    """Bring the database at URL (default: DATABASE_URL) to the newest revision."""
    url = url or settings().database_url
    upgrade(url)
    typer.echo(f"at revision {current(url)}")


@app.command("revision")
def _revision(message: str) -> None:
    """Write what differs between tables and revisions as the next revision."""
    path = write_revision(message)
    typer.echo(f"wrote {path}" if path else "nothing differs: no revision written")


if __name__ == "__main__":
    app()
