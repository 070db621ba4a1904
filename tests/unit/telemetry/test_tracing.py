"""Traces: connected, silent about buyers, and nothing at all where nobody collects them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from bot.database.engine import transaction
from bot.errors import ConfigurationError
from bot.telemetry import tracing
from tests.unit.telemetry.collector import Collector, collector


@pytest.fixture
def collected() -> Iterator[Collector]:
    with collector() as found:
        tracing.start_tracing("gateway", endpoint=found.url)
        yield found
        tracing.stop_tracing()


def test_a_request_goes_on_with_the_trace_it_came_from(collected: Collector) -> None:
    with tracing.span("turn"):
        headers = tracing.carried()
        trace = tracing.trace_id()
    with tracing.span("action_haggling", kind="server", parent=headers):
        assert tracing.trace_id() == trace
    tracing.stop_tracing()
    turn, action = collected.spans()
    assert (action.trace, action.parent) == (turn.trace, turn.id)
    assert turn.process == "xiaoer-gateway"


def test_a_statement_is_named_and_its_values_are_not(collected: Collector) -> None:
    with (
        tracing.span("turn"),
        transaction("sqlite:///:memory:") as session,
    ):
        session.execute(text("CREATE TABLE buyers (phone TEXT)"))
        session.execute(text("INSERT INTO buyers VALUES (:phone)"), {"phone": "13812345678"})
        session.execute(text("SELECT phone FROM buyers WHERE phone = '13812345678'"))
    tracing.stop_tracing()
    names = [span.name for span in collected.spans()]
    assert names == ["CREATE", "INSERT buyers", "SELECT buyers", "turn"]
    assert not any(b"13812345678" in body for body in collected.raw)


def test_of_an_error_only_its_kind_is_told(collected: Collector) -> None:
    with pytest.raises(ValueError, match="我叫王芳"), tracing.span("turn"):
        raise ValueError("我叫王芳")
    tracing.stop_tracing()
    (span,) = collected.spans()
    assert span.failed == "ValueError"
    assert not any("王芳".encode() in body for body in collected.raw)


def test_without_a_collector_nothing_of_opentelemetry_is_loaded() -> None:
    program = (
        "import sys\n"
        "from bot.telemetry.tracing import carried, span, start_tracing, trace_id\n"
        "assert not start_tracing('gateway', endpoint=None)\n"
        "with span('turn'):\n"
        "    assert (carried(), trace_id()) == ({}, '')\n"
        "sys.exit(any(name.startswith('opentelemetry') for name in sys.modules))\n"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="OTEL_EXPORTER_OTLP_ENDPOINT"):
        tracing.start_tracing("gateway", endpoint="collector:4318")
