"""What is deployed is pinned, opens no more than it says and holds no secret."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[3]
DEPLOY = ROOT / "deploy"
COMPOSE = ("compose.yaml", "compose.many.yaml")
_PINNED = re.compile(r"^[\w./-]+:\d+\.\d+[\w.-]*$")


def services(name: str) -> dict[str, dict[str, Any]]:
    return yaml.safe_load((DEPLOY / name).read_text(encoding="utf-8"))["services"]


@pytest.mark.parametrize("name", COMPOSE)
def test_only_this_machine_reaches_what_is_published(name: str) -> None:
    ports = [port for service in services(name).values() for port in service.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


@pytest.mark.parametrize("name", COMPOSE)
def test_every_image_has_a_version_and_no_rights_it_does_not_need(name: str) -> None:
    for service in services(name).values():
        assert _PINNED.match(service["image"])
        if service["image"].startswith(("xiaoer:", "nginx:")):
            assert service["cap_drop"] == ["ALL"]
            assert service["security_opt"] == ["no-new-privileges:true"]
            assert service["read_only"] is True


@pytest.mark.parametrize("name", COMPOSE)
def test_no_secret_stands_in_a_manifest(name: str) -> None:
    for service in services(name).values():
        environment = service.get("environment", {})
        for variable, value in environment.items():
            if re.search(r"PASS|SECRET|TOKEN|AUTH", variable):
                assert str(value).startswith("${")
        assert not re.search(r"\$\{\w*PASSWORD", " ".join(service.get("command", [])))


def test_the_image_runs_as_nobody_in_particular_and_from_pinned_ones() -> None:
    lines = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if line.startswith("FROM"):
            assert _PINNED.match(line.split()[1])
        assert not re.match(r"(ENV|ARG)\b.*(SECRET|TOKEN|PASSWORD)", line)
    assert "USER 10001:10001" in lines


def test_the_build_sees_no_file_with_secrets() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"
    assert not {"!.env", "!var", "!models", "!."} & set(rules)


def test_the_example_names_every_secret_that_is_needed_and_fills_in_none() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    for name in ("INTERNAL_TOKEN", "DESK_SECRET", "BUYER_SECRET"):
        assert f"XIAOER_{name}=" in lines
