"""The small shop trained once, and settings for it on SQLite and PostgreSQL."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog

from bot.serving import rasa_fixes

rasa_fixes.prepare()
structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))

from rasa_sdk.executor import ActionExecutor  # noqa: E402

from bot.database.engine import Base, engine_for  # noqa: E402
from bot.serving.ports import taken_port  # noqa: E402
from bot.serving.tables import TurnRow  # noqa: E402
from bot.serving.training import train  # noqa: E402
from bot.settings import Settings, load_settings  # noqa: E402
from tests import databases  # noqa: E402
from tests.integration.serving.small_shop import (  # noqa: E402
    TOKEN,
    BreakAction,
    CountAction,
    write_project,
)


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the small shop."""
    folder = tmp_path_factory.mktemp("project")
    write_project(folder)
    return folder


@pytest.fixture(scope="session")
def model(project: Path) -> Path:
    """The small shop's trained model."""
    return train(
        out_dir=project / "models",
        data=(project / "data/nlu", project / "data/stories"),
        domain=project / "domain.yml",
        config=project / "config.yml",
        seed=1,
    )


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database with our table."""
    if request.param == "postgresql" and not databases.postgresql_answers():
        pytest.skip("no PostgreSQL answers on 127.0.0.1:5432 as user postgres")
    with databases.database_url(request.param, tmp_path) as url:
        Base.metadata.create_all(engine_for(url), tables=[TurnRow.__table__])
        yield url


@pytest.fixture
def config(database_url: str, tmp_path: Path, free_port: Callable[[], int]) -> Settings:
    """Settings on that database, with ports of its own."""
    return load_settings(
        database_url=database_url,
        redis_url=None,
        rasa_port=free_port(),
        action_port=free_port(),
        internal_token=TOKEN,
        log_dir=tmp_path / "log",
    )


@pytest.fixture
def free_port() -> Callable[[], int]:
    """A function that gives a port nobody listens on."""

    def find() -> int:
        with taken_port("127.0.0.1", 0, variable="") as listener:
            port: int = listener.getsockname()[1]
        return port

    return find


@pytest.fixture
def executor() -> ActionExecutor:
    """The small shop's actions."""
    CountAction.before_answer = None
    actions = ActionExecutor()
    actions.register_action(CountAction())
    actions.register_action(BreakAction())
    return actions
