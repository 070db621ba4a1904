"""What a Rasa server starts with, whatever is missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import EngineError
from bot.models.facts import ENDING, name_of
from bot.models.promoting import Promoting
from bot.models.starting import start_with
from tests.databases import migrated_url
from tests.unit.models.trained import MORNING, trained


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    with migrated_url("sqlite", tmp_path) as url:
        yield url


@pytest.fixture
def promoting(url: str, tmp_path: Path) -> Promoting:
    """Three models, none of them live."""
    for day, name in enumerate("abc", start=1):
        trained(tmp_path, name, day=day)
    return Promoting(url, models_dir=tmp_path, confidence_file=tmp_path / "confidence.yml")


def _promote(promoting: Promoting, names: str) -> None:
    for place, name in enumerate(names):
        at = MORNING + timedelta(minutes=place)
        promoting.promote(name, by="", why="", at=at, forced=True)


def test_without_a_promotion_the_newest_answers(
    url: str, promoting: Promoting, tmp_path: Path
) -> None:
    start = start_with(url, tmp_path)
    assert (name_of(start.path), start.promotion, start.trouble) == ("c", None, "")


def test_the_live_model_answers_though_another_is_newer(
    url: str, promoting: Promoting, tmp_path: Path
) -> None:
    _promote(promoting, "a")
    start = start_with(url, tmp_path)
    assert (name_of(start.path), start.promotion, start.trouble) == ("a", promoting.live(), "")


def test_where_the_live_file_is_missing_the_one_before_goes_on_and_says_why(
    url: str, promoting: Promoting, tmp_path: Path
) -> None:
    _promote(promoting, "ab")
    (tmp_path / f"b{ENDING}").unlink()
    start = start_with(url, tmp_path)
    assert name_of(start.path) == "a"
    assert f"b{ENDING}" in start.trouble
    (tmp_path / f"a{ENDING}").unlink()
    start = start_with(url, tmp_path)
    assert (name_of(start.path), start.promotion) == ("c", None)
    assert f"b{ENDING}" in start.trouble


def test_without_any_file_it_is_said_what_to_do(
    url: str, promoting: Promoting, tmp_path: Path
) -> None:
    for name in "abc":
        (tmp_path / f"{name}{ENDING}").unlink()
    with pytest.raises(EngineError) as refused:
        start_with(url, tmp_path)
    assert "xiaoer train" in refused.value.hint


def test_without_a_database_it_is_said_what_to_look_at(
    promoting: Promoting, tmp_path: Path
) -> None:
    with pytest.raises(EngineError) as refused:
        start_with(f"sqlite:///{tmp_path / 'nowhere' / 'shop.db'}", tmp_path)
    assert "DATABASE_URL" in refused.value.hint
