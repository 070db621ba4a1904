"""The alert rules and the dashboard speak of metrics that there are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry
from ruamel.yaml import YAML

from bot.database.migrate import upgrade
from bot.telemetry.metrics import REGISTRY
from bot.telemetry.pools import PoolCollector
from bot.telemetry.shop_state import ShopStateCollector
from tests.unit.telemetry.test_exposition import NOW

DEPLOY = Path(__file__).parents[3] / "deploy"
# Of Prometheus itself and of its client.
GIVEN = {"up", "process_resident_memory_bytes", "process_cpu_seconds_total"}
_NAME = re.compile(r"\b(?:up|(?:xiaoer|process)_[a-z_]+)\b(?!\s*\()")


def rules() -> list[dict[str, object]]:
    read = YAML(typ="safe").load(DEPLOY / "prometheus" / "alerts.yml")
    return [rule for group in read["groups"] for rule in group["rules"]]


def expressions() -> Iterator[str]:
    yield from (str(rule["expr"]) for rule in rules())
    board = json.loads((DEPLOY / "grafana" / "xiaoer.json").read_text(encoding="utf-8"))
    for panel in board["panels"]:
        yield from (target["expr"] for target in panel["targets"])


@pytest.fixture
def known(tmp_path: Path) -> set[str]:
    """Every series name that our processes can show."""
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    upgrade(url)
    registry = CollectorRegistry()
    registry.register(PoolCollector([url]))
    registry.register(ShopStateCollector(url, now=lambda: NOW))
    names = set(GIVEN)
    for family in (*REGISTRY.collect(), *registry.collect()):
        suffixes = {
            "counter": ("_total",),
            "histogram": ("_bucket", "_sum", "_count"),
        }.get(family.type, ("",))
        names |= {family.name + suffix for suffix in suffixes}
    return names


def test_every_series_that_is_asked_for_exists(known: set[str]) -> None:
    asked = {name for expression in expressions() for name in _NAME.findall(expression)}
    labels = {"process"}
    assert asked - known - labels == set()
    assert len(asked) > 15


def test_every_alert_says_what_it_is_and_is_explained() -> None:
    explained = (DEPLOY.parent / "docs" / "operations.md").read_text(encoding="utf-8")
    for rule in rules():
        assert rule["labels"]["severity"] in {"page", "look"}  # type: ignore[index]
        assert rule["annotations"]["summary"].endswith(".")  # type: ignore[index]
        assert f"`{rule['alert']}`" in explained


def test_every_metric_explains_itself() -> None:
    for family in REGISTRY.collect():
        assert len(family.documentation) > 10
