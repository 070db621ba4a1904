"""Who may look at a process, and what it says of itself."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families

from bot.chats.log import ChatLog
from bot.chats.model import Incoming
from bot.chats.tickets import Tickets
from bot.database.engine import transaction
from bot.database.migrate import upgrade
from bot.settings import SHOP_TIMEZONE
from bot.telemetry.exposition import Exposition
from bot.telemetry.pools import PoolCollector
from bot.telemetry.readiness import Part, Readiness, any_of, database
from bot.telemetry.shop_state import show_shop_state

NOW = datetime(2026, 3, 5, 10, 0, tzinfo=SHOP_TIMEZONE)


async def _answers() -> None:
    return


async def _hangs() -> None:
    await asyncio.Event().wait()


def shown(token: str) -> Exposition:
    return Exposition(token, Readiness([]), CollectorRegistry())


def values(exposition: Exposition) -> dict[tuple[str, ...], float]:
    status, body, _kind = exposition.metrics({"authorization": f"Bearer {exposition.token}"})
    assert status == 200
    families = text_string_to_metric_families(body.decode())
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in families
        for sample in family.samples
    }


@pytest.mark.parametrize(
    ("token", "given", "status"),
    [
        ("", "", 404),
        ("", "Bearer ", 404),
        ("right", "", 401),
        ("right", "Bearer wrong", 401),
        ("right", "right", 401),
        ("right", "Bearer right\udcff", 401),
        ("right", "Bearer right", 200),
    ],
)
def test_metrics_are_for_whoever_has_their_token(token: str, given: str, status: int) -> None:
    assert shown(token).metrics({"authorization": given})[0] == status


def test_the_desk_tells_how_the_shop_stands(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    upgrade(url)
    with transaction(url) as session:
        for number, minutes in enumerate((9, 4)):
            said = Incoming(
                conversation_id=f"web:{number}",
                buyer_id=f"web:{number}",
                channel="web",
                external_id="m1",
                text="在吗",
                at=NOW - timedelta(minutes=minutes),
            )
            ChatLog(session).receive(said)
        Tickets(session).open(
            "web:0", reason="handoff.requested", facts={}, at=NOW - timedelta(minutes=8)
        )
    exposition = shown("t")
    show_shop_state(exposition.registry, url, now=lambda: NOW)
    exposition.registry.register(PoolCollector([url]))
    found = values(exposition)
    assert found["xiaoer_handovers_total", "handoff.requested"] == 1
    assert found["xiaoer_tickets", "waiting"] == 1
    assert found["xiaoer_ticket_oldest_waiting_seconds",] == 480
    assert found["xiaoer_messages_unanswered",] == 2
    assert found["xiaoer_message_oldest_unanswered_seconds",] == 540
    assert found["xiaoer_deliveries", "dead"] == 0
    assert found["xiaoer_database_connections", "used"] == 0


def test_a_database_that_is_away_takes_its_figures_with_it_and_nothing_else() -> None:
    exposition = shown("t")
    show_shop_state(exposition.registry, "postgresql://nobody@127.0.0.1:1/none", now=lambda: NOW)
    assert values(exposition) == {}


async def test_without_its_database_a_process_is_not_ready(tmp_path: Path) -> None:
    there = Readiness([database(f"sqlite:///{tmp_path / 'shop.db'}")])
    away = Readiness([database("postgresql://nobody@127.0.0.1:1/none")])
    assert (await there.verdict()).status == 200
    verdict = await away.verdict()
    assert verdict.status == 503
    assert verdict.body() == {"status": "not ready", "parts": {"database": "down"}}


async def test_an_engine_that_restarts_is_shown_and_takes_no_traffic_away() -> None:
    verdict = await Readiness([any_of("rasa", ["http://127.0.0.1:1"])]).verdict()
    assert verdict.ready
    assert verdict.parts == {"rasa": "down"}


async def test_a_part_that_hangs_is_down() -> None:
    readiness = Readiness([Part("slow", _hangs), Part("quick", _answers)], within_seconds=0.01)
    assert (await readiness.verdict()).parts == {"slow": "down", "quick": "ok"}


async def test_a_process_that_stops_is_not_ready() -> None:
    readiness = Readiness([Part("quick", _answers)])
    readiness.leave()
    assert (await readiness.verdict()).status == 503


async def test_it_looks_once_however_many_ask_and_again_a_little_later() -> None:
    looks = 0
    seconds = 0.0

    async def look() -> None:
        nonlocal looks
        looks += 1

    readiness = Readiness([Part("part", look)], clock=lambda: seconds)
    await asyncio.gather(*(readiness.verdict() for _ in range(5)))
    assert looks == 1
    seconds = 60.0
    await readiness.verdict()
    assert looks == 2
