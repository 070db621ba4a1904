"""Thresholds that would silently count for nothing are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.checks.confidence import confidence_faults
from bot.nlu.confidence import DEFAULTS, write_confidence

ROOT = Path(__file__).parents[3]
DOMAIN = ROOT / "domain.yml"


@pytest.mark.parametrize(
    ("offsets", "told"),
    [
        ({"order": 0.1, "greet": -0.2}, []),
        ({"ordr": 0.1}, ["there is no intent ordr"]),
        ({"bargain": -0.1}, ["bargain books something or touches money"]),
    ],
)
def test_a_misspelt_intent_and_a_lax_order_are_told(
    tmp_path: Path, offsets: dict[str, float], told: list[str]
) -> None:
    path = tmp_path / "confidence.yml"
    write_confidence(path, DEFAULTS.copy(update={"offsets": offsets}))
    faults = [str(fault) for fault in confidence_faults(path, DOMAIN)]
    assert len(faults) == len(told)
    assert all(words in fault for words, fault in zip(told, faults, strict=True))


def test_a_file_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (fault,) = confidence_faults(tmp_path / "confidence.yml", DOMAIN)
    assert "cannot be used" in str(fault)


def test_this_projects_thresholds_are_in_order() -> None:
    assert confidence_faults(ROOT / "confidence.yml", DOMAIN) == []
