"""One message seen from outside: one trace over three processes, counted and measured by each."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from bot.channels.client import buyer_line
from bot.database.migrate import upgrade
from bot.serving.private import private_settings, running_engine
from bot.settings import Settings, load_settings
from bot.shop.files.importing import import_shop
from tests.conftest import DEMO_SHOP
from tests.unit.telemetry.collector import collector

pytestmark = pytest.mark.engine

WORDS = "这件多少钱"
TOKEN = "metrics-of-a-test"
PROCESSES = {"gateway": "chat_port", "rasa": "rasa_port", "actions": "action_port"}


@dataclass(frozen=True)
class Seen:
    """An engine that was asked one question, and is still running."""

    config: Settings
    pids: dict[str, int]


@pytest.fixture(scope="module")
def seen(models_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    folder = tmp_path_factory.mktemp("seen")
    url = f"sqlite:///{folder / 'shop.db'}"
    upgrade(url)
    import_shop(DEMO_SHOP, url=url)
    with collector() as collected:
        config = private_settings(
            load_settings(),
            database_url=url,
            models_dir=models_dir,
            log_dir=folder / "log",
            answer_timeout_seconds=60.0,
            otlp_endpoint=collected.url,
            metrics_token=SecretStr(TOKEN),
        )
        with running_engine(config) as supervisor:
            _ask(config)
            yield Seen(config, supervisor.pids())


def _ask(config: Settings) -> None:
    async def ask() -> None:
        async with buyer_line(config, buyer="seen") as line:
            assert (await line.say(WORDS, product="LN2107")).replies

    asyncio.run(ask())


def _metrics(config: Settings, port: str) -> dict[tuple[str, ...], float]:
    url = f"{config.url_of(getattr(config, port))}/metrics"
    answer = httpx.get(url, headers={"Authorization": f"Bearer {TOKEN}"}, trust_env=False)
    assert answer.status_code == 200
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_each_process_tells_its_part_of_the_message(seen: Seen) -> None:
    found = {name: _metrics(seen.config, port) for name, port in PROCESSES.items()}
    assert found["gateway"]["xiaoer_messages_taken_total", "cli"] == 1
    assert found["gateway"]["xiaoer_messages_answered_total", "cli"] == 1
    assert found["gateway"]["xiaoer_turn_seconds_count",] == 1
    assert any(name[0] == "xiaoer_model_info" for name in found["rasa"])
    assert found["actions"]["xiaoer_action_seconds_count", "product"] == 1
    for figures in found.values():
        assert ("xiaoer_database_connections", "used") in figures
        assert figures["process_resident_memory_bytes",] > 0


@pytest.mark.parametrize("port", [*PROCESSES.values(), "desk_port"])
def test_nobody_reads_the_figures_without_their_token(seen: Seen, port: str) -> None:
    url = f"{seen.config.url_of(getattr(seen.config, port))}/metrics"
    assert httpx.get(url, trust_env=False).status_code == 401


@pytest.mark.parametrize("port", [*PROCESSES.values(), "desk_port"])
def test_every_process_says_that_it_is_alive_and_ready(seen: Seen, port: str) -> None:
    address = seen.config.url_of(getattr(seen.config, port))
    assert httpx.get(f"{address}/health", trust_env=False).status_code == 200
    ready = httpx.get(f"{address}/ready", trust_env=False)
    assert (ready.status_code, ready.json()["status"]) == (200, "ready")


def test_every_process_listens_on_this_machine_alone(seen: Seen) -> None:
    for name, pid in seen.pids.items():
        heard = {
            each.laddr.ip
            for each in psutil.Process(pid).connections("inet")
            if each.status == psutil.CONN_LISTEN
        }
        assert heard == {"127.0.0.1"}, name


def test_no_secret_is_on_a_command_line(seen: Seen) -> None:
    secrets = [
        seen.config.secret(name) for name in ("internal_token", "desk_secret", "buyer_secret")
    ]
    for pid in seen.pids.values():
        line = " ".join(psutil.Process(pid).cmdline())
        assert not any(secret in line for secret in [*secrets, TOKEN])


@pytest.mark.parametrize(
    "path",
    [
        "/status",
        "/version",
        "/domain",
        "/model",
        "/model/parse",
        "/model/train",
        "/conversations/cli:seen/tracker",
        "/conversations/cli:seen/execute",
        "/webhooks/rest/webhook",
        "/webhooks/rest",
    ],
)
@pytest.mark.parametrize("port", ["chat_port", "rasa_port"])
def test_rasas_own_interface_is_not_there(seen: Seen, port: str, path: str) -> None:
    url = f"{seen.config.url_of(getattr(seen.config, port))}{path}"
    for method in ("GET", "POST", "PUT"):
        assert httpx.request(method, url, trust_env=False).status_code in {404, 405}


def test_one_message_is_one_trace_over_three_processes(models_dir: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    upgrade(url)
    import_shop(DEMO_SHOP, url=url)
    with collector() as collected:
        config = private_settings(
            load_settings(),
            database_url=url,
            models_dir=models_dir,
            log_dir=tmp_path / "log",
            answer_timeout_seconds=60.0,
            otlp_endpoint=collected.url,
        )
        with running_engine(config, with_desk=False):
            _ask(config)
        # Stopped processes have sent all they had.
        spans = collected.spans()
    (message,) = (span for span in spans if span.name == "message")
    own = {span.id: span for span in spans if span.trace == message.trace}
    assert {span.process for span in own.values()} == {
        "xiaoer-gateway",
        "xiaoer-rasa",
        "xiaoer-actions",
    }
    assert all(span.parent in own for span in own.values() if span.id != message.id)
    names = {span.name for span in own.values()}
    assert {"turn", "dialogue", "understand", "decide", "act", "action_product"} <= names
    assert any(name.startswith("SELECT") for name in names)
    assert any(name.startswith("INSERT") for name in names)
    everything = b"".join(collected.raw)
    assert WORDS.encode() not in everything
    assert b"cli:seen" not in everything
