"""Known weaknesses of dependencies: a fault, unless they are borne with for a while."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from importlib.metadata import requires, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from ruamel.yaml import YAML

from bot.checks.advisories import ACCEPTED as OUR_ACCEPTED
from bot.checks.advisories import SKIPPED, Advisories, advisories_of

TODAY = date(2026, 3, 1)
ROOT = Path(__file__).parents[3]
LOCK = """
[[package]]
name = "shop"
version = "0.1.0"
source = { editable = "." }

[[package]]
name = "old-server"
version = "1.2.0"
source = { registry = "https://pypi.org/simple" }

[[package]]
name = "sound"
version = "3.0"
source = { registry = "https://pypi.org/simple" }
"""
ACCEPTED = "- { package: old-server, version: 1.2.0, until: 2026-06-01, why: Never reached. }\n"


class Osv:
    """Knows one weakness, and counts who asks."""

    def __init__(self, *, there: bool = True) -> None:
        self.asked: list[list[str]] = []
        self._there = there

    def __call__(self, query: Mapping[str, object]) -> Mapping[str, object] | None:
        names = [each["package"]["name"] for each in query["queries"]]  # type: ignore[attr-defined]
        self.asked.append(names)
        if not self._there:
            return None
        return {
            "results": [
                {"vulns": [{"id": "GHSA-x", "modified": "2026"}]} if name == "old-server" else {}
                for name in names
            ]
        }


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    path = tmp_path / "uv.lock"
    path.write_text(LOCK)
    return path


def found(lock: Path, osv: Osv, *, accepted: str = "", today: date = TODAY) -> Advisories:
    (lock.parent / "accepted.yml").write_text(accepted)
    return advisories_of(
        lock,
        kept=lock.parent / "var" / "advisories.json",
        today=today,
        ask=osv,
        accepted=lock.parent / "accepted.yml",
    )


def test_a_known_weakness_is_a_fault_that_says_what_to_do(lock: Path) -> None:
    osv = Osv()
    (fault,) = found(lock, osv).faults
    assert "old-server==1.2.0: GHSA-x" in fault
    assert "uv lock --upgrade-package old-server" in fault
    assert osv.asked == [["old-server", "sound"]]


def test_what_is_borne_with_is_still_said_and_counts_again_after_its_day(lock: Path) -> None:
    borne = found(lock, Osv(), accepted=ACCEPTED)
    assert borne.faults == ()
    assert "GHSA-x" in borne.remarks[0]
    assert "Never reached." in borne.remarks[0]
    late = found(lock, Osv(), accepted=ACCEPTED, today=date(2026, 6, 2))
    assert "until 2026-06-01" in late.faults[0]


def test_another_version_is_not_borne_with(lock: Path) -> None:
    lock.write_text(LOCK.replace("1.2.0", "1.3.0"))
    assert found(lock, Osv(), accepted=ACCEPTED).faults


def test_it_is_asked_once_a_day_for_the_same_lock_file(lock: Path) -> None:
    osv = Osv()
    assert found(lock, osv) == found(lock, osv)
    assert len(osv.asked) == 1
    lock.write_text(LOCK.replace("3.0", "3.1"))
    found(lock, osv)
    found(lock, osv, today=date(2026, 3, 2))
    assert len(osv.asked) == 3


def test_without_a_network_it_says_so_and_fails_nothing(lock: Path) -> None:
    osv = Osv(there=False)
    assert found(lock, osv) == Advisories(remarks=(SKIPPED,))
    assert found(lock, osv).remarks == (SKIPPED,)
    assert len(osv.asked) == 2  # nothing was kept


def test_the_projects_own_list_can_be_read_and_is_about_versions_that_are_locked() -> None:
    osv = Osv()
    judged = advisories_of(
        ROOT / "uv.lock", kept=Path("/dev/null"), today=TODAY, ask=lambda query: osv(query)
    )
    assert judged.faults == ()
    locked = (ROOT / "uv.lock").read_text(encoding="utf-8")
    for line in ("aiohttp", "sanic", "tensorflow"):
        assert f'name = "{line}"' in locked
    assert len(osv.asked[0]) > 200


def demands(package: str) -> Iterator[Requirement]:
    """What the installed `package` wants here, without its extras."""
    for line in requires(package) or ():
        wanted = Requirement(line)
        if wanted.marker is None or wanted.marker.evaluate({"extra": ""}):
            yield wanted


@pytest.mark.parametrize(
    "borne", YAML(typ="safe").load(OUR_ACCEPTED), ids=lambda each: str(each["package"])
)
def test_what_is_borne_with_is_really_held_back_by_rasa(borne: Mapping[str, str]) -> None:
    assert version(borne["package"]) == borne["version"]
    pinned = [each.name for each in demands("rasa") if "==" in str(each.specifier)]
    holding = [
        wanted
        for package in ("rasa", *pinned)
        for wanted in demands(package)
        if wanted.name.lower() == borne["package"] and not wanted.specifier.contains("9999")
    ]
    assert holding
