"""Known weaknesses of the locked dependencies, asked of OSV (osv.dev) in one request.

Asked at most once a day for the same lock file; what was found is kept in `var/`. Where OSV cannot
be reached the check says that it was skipped, and fails nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

import httpx
from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML

URL = "https://api.osv.dev/v1/querybatch"
WITHIN_SECONDS = 10.0
ACCEPTED = Path(__file__).with_suffix(".yml")
SKIPPED = "advisories: skipped, osv.dev cannot be reached from here"

# Of packages that come from a registry; the project itself has no such source.
_LOCKED = re.compile(
    r'^name = "(?P<name>[^"]+)"\nversion = "(?P<version>[^"]+)"\nsource = \{ registry',
    re.MULTILINE,
)

Ask = Callable[[Mapping[str, object]], "Mapping[str, object] | None"]
Package = tuple[str, str]


class _Accepted(BaseModel):
    package: str
    version: str
    until: date
    why: str


class _Advisory(BaseModel):
    id: str


class _Result(BaseModel):
    vulns: list[_Advisory] = []


class _Answer(BaseModel):
    results: list[_Result]


@dataclass(frozen=True)
class Advisories:
    """Faults fail the check, remarks are only said."""

    faults: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def advisories_of(
    lock: Path, *, kept: Path, today: date, ask: Ask | None = None, accepted: Path = ACCEPTED
) -> Advisories:
    """What is known against the packages of a uv lock file; `kept` has the answer of the day."""
    text = lock.read_text(encoding="utf-8")
    packages = [(found["name"], found["version"]) for found in _LOCKED.finditer(text)]
    key = f"{today} {sha256(text.encode()).hexdigest()}"
    found = _kept(kept, key)
    if found is None:
        found = _asked(packages, ask or _ask_osv)
        if found is None:
            return Advisories(remarks=(SKIPPED,))
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps({"key": key, "found": found}), encoding="utf-8")
    borne = {
        (each.package, each.version): each
        for each in map(_Accepted.parse_obj, YAML(typ="safe").load(accepted) or [])
    }
    return _judged(found, borne, today)


def _judged(
    found: Mapping[str, list[str]], borne: Mapping[Package, _Accepted], today: date
) -> Advisories:
    faults, remarks = [], []
    for package, ids in sorted(found.items()):
        name, _, version = package.partition("==")
        said = f"{package}: {', '.join(sorted(ids))}"
        known = borne.get((name, version))
        if known is None:
            faults.append(f"{said}. Update it: `uv lock --upgrade-package {name}`.")
        elif today > known.until:
            faults.append(f"{said}. Was borne with until {known.until}; look at it again.")
        else:
            remarks.append(f"advisories: {said}, until {known.until}: {known.why}")
    return Advisories(tuple(faults), tuple(remarks))


def _kept(path: Path, key: str) -> dict[str, list[str]] | None:
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return read.get("found") if read.get("key") == key else None


def _asked(packages: list[Package], ask: Ask) -> dict[str, list[str]] | None:
    """The ids by package; None where there is no answer that can be read."""
    queries = [
        {"package": {"name": name, "ecosystem": "PyPI"}, "version": version}
        for name, version in packages
    ]
    answer = ask({"queries": queries})
    if answer is None:
        return None
    try:
        results = _Answer.parse_obj(answer).results
    except ValidationError:
        return None
    if len(results) != len(packages):
        return None
    return {
        f"{name}=={version}": [advisory.id for advisory in result.vulns]
        for (name, version), result in zip(packages, results, strict=True)
        if result.vulns
    }


def _ask_osv(query: Mapping[str, object]) -> Mapping[str, object] | None:
    try:
        answer = httpx.post(URL, json=query, timeout=WITHIN_SECONDS)
        answer.raise_for_status()
        return answer.json()
    except (httpx.HTTPError, ValueError):
        return None
