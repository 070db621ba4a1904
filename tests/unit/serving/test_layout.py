"""How many copies of each process run where."""

from __future__ import annotations

import pytest

from bot.errors import ConfigurationError
from bot.serving.layout import Copies, engine_processes, layout_of
from bot.settings import load_settings

SHARED = {"database_url": "postgresql://db/xiaoer", "redis_url": "redis://cache/0"}


def test_one_machine_runs_one_of_each() -> None:
    config = load_settings(_env_file=None, redis_url=None)
    assert [spec.name for spec in engine_processes(config)] == [
        "actions", "rasa", "gateway", "desk",
    ]  # fmt: skip


def test_every_copy_has_a_port_of_its_own_and_knows_the_others() -> None:
    config = load_settings(_env_file=None, **SHARED)
    layout = layout_of(config, Copies(gateways=2, rasa=3, actions=2, desks=2))
    ports = [spec.port for spec in layout.processes]
    assert len(set(ports)) == len(ports) == 9
    assert layout.config.rasa_addresses == (
        "http://127.0.0.1:5006", "http://127.0.0.1:5106", "http://127.0.0.1:5206",
    )  # fmt: skip
    assert layout.config.action_webhooks[1] == "http://127.0.0.1:5155/webhook"
    assert layout.config.gateway_addresses[0] == config.chat_url


@pytest.mark.parametrize("missing", ["database_url", "redis_url"])
def test_several_copies_need_what_they_share(missing: str) -> None:
    given = {**SHARED, missing: {"database_url": "sqlite:///x.db", "redis_url": None}[missing]}
    config = load_settings(_env_file=None, **given)
    variable = "DATABASE_URL" if missing == "database_url" else "REDIS_URL"
    with pytest.raises(ConfigurationError, match=variable):
        layout_of(config, Copies(rasa=2))


def test_servers_elsewhere_are_named_in_the_environment() -> None:
    config = load_settings(_env_file=None, rasa_urls="http://a:1/, http://b:2")
    assert layout_of(config).config.rasa_addresses == ("http://a:1", "http://b:2")
