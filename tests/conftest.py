"""The whole engine for tests: the real model, action server, desk and database."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import hypothesis
import pytest
from sqlalchemy import update

from bot.cli.train import train_model
from bot.database.engine import transaction
from bot.database.migrate import upgrade
from bot.serving.private import private_settings, running_engine
from bot.settings import Settings, load_settings, settings
from bot.shop.files.importing import import_shop
from bot.shop.tables.policy import PolicyRow
from tests.databases import database_url, postgresql_answers

# A slow machine is no fault of the code's.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")

NEVER_BUSY = "100000"
ROOT = Path(__file__).parents[1]
DEMO_SHOP = ROOT / "data" / "shop"
TEA_SHOP = ROOT / "data" / "shops" / "tea-and-nuts.xlsx"


@pytest.fixture(scope="session")
def demo_shop(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of a SQLite database with the demo shop; tests only read it."""
    url = f"sqlite:///{tmp_path_factory.mktemp('demo') / 'shop.db'}"
    upgrade(url)
    import_shop(DEMO_SHOP, url=url)
    return url


@pytest.fixture(scope="session")
def models_dir(demo_shop: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a model trained from the project's own examples."""
    folder = tmp_path_factory.mktemp("models")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", demo_shop)
        patch.setenv("XIAOER_MODELS_DIR", str(folder))
        patch.setenv("XIAOER_LOG_DIR", str(folder / "log"))
        settings.cache_clear()
        train_model()
    settings.cache_clear()
    yield folder


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def engine(
    request: pytest.FixtureRequest, models_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Settings]:
    """The settings of a running engine with the demo shop, on each kind of database."""
    if request.param == "postgresql" and not postgresql_answers():
        pytest.skip("no PostgreSQL answers on 127.0.0.1:5432")
    folder = tmp_path_factory.mktemp(request.param)
    with (
        database_url(request.param, folder) as url,
        _running(DEMO_SHOP, url=url, models_dir=models_dir, log_dir=folder / "log") as config,
    ):
        yield config


@pytest.fixture(scope="session")
def other_engine(
    request: pytest.FixtureRequest, models_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Settings]:
    """A running engine with another shop, named by the test: `mall` or `tea`."""
    folder = tmp_path_factory.mktemp(request.param)
    shop = shop_files(request.param, folder)
    with (
        database_url("sqlite", folder) as url,
        _running(shop, url=url, models_dir=models_dir, log_dir=folder / "log") as config,
    ):
        yield config


def shop_files(name: str, folder: Path) -> Path:
    """The files of the shop called `name`; `mall` is the demo shop at fixed prices, in `folder`."""
    if name == "tea":
        return TEA_SHOP
    if name != "mall":
        return DEMO_SHOP
    copy = folder / "mall"
    shutil.copytree(DEMO_SHOP, copy)
    policy = copy / "policy.yml"
    text = policy.read_text(encoding="utf-8")
    fixed = text.replace("store_type: marketplace", "store_type: mall")
    policy.write_text(fixed, encoding="utf-8")
    return copy


@contextmanager
def _running(shop: Path, *, url: str, models_dir: Path, log_dir: Path) -> Iterator[Settings]:
    upgrade(url)
    import_shop(shop, url=url)
    with transaction(url) as session:  # the chats of other tests wait for a person too
        busy = update(PolicyRow).where(PolicyRow.key == "busy_waiting")
        session.execute(busy.values(value=NEVER_BUSY))
    config = private_settings(
        load_settings(),
        database_url=url,
        models_dir=models_dir,
        log_dir=log_dir,
        answer_timeout_seconds=60.0,  # a busy machine's answer is late, not missing
    )
    with running_engine(config):
        yield config
