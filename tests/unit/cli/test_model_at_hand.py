"""Which model the engine starts with, and when one is trained first."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.cli import model_at_hand
from bot.cli.model_at_hand import model_for_a_moment, model_is_stale, ready_model
from bot.models.facts import ENDING, facts_path, fingerprint_of, name_of
from bot.models.promoting import Promoting
from bot.settings import SHOP_TIMEZONE, Settings, load_settings
from tests.databases import migrated_url
from tests.unit.models.trained import trained


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The one file that models are trained from."""
    source = tmp_path / "domain.yml"
    source.write_text("intents: [greet]", encoding="utf-8")
    monkeypatch.setattr(model_at_hand, "TRAINED_FROM", (str(source),))
    return source


@pytest.fixture
def config(source: Path, tmp_path: Path) -> Iterator[Settings]:
    """A shop with an empty folder of models."""
    models = tmp_path / "models"
    models.mkdir()
    with migrated_url("sqlite", tmp_path) as url:
        yield load_settings(
            _env_file=None,
            database_url=url,
            models_dir=models,
            confidence_file=tmp_path / "confidence.yml",
        )


@pytest.fixture
def fitting(config: Settings, source: Path) -> Callable[[str], Path]:
    """Makes a model that was trained from the file as it is; each is newer than the last."""
    days = iter(range(1, 30))

    def make(name: str) -> Path:
        fingerprint = fingerprint_of([source])
        return trained(config.models_dir, name, day=next(days), fingerprint=fingerprint)

    return make


@pytest.fixture
def training(monkeypatch: pytest.MonkeyPatch, fitting: Callable[[str], Path]) -> list[str]:
    """What was trained; a training takes no time here."""
    made: list[str] = []

    def train_model() -> Path:
        made.append(f"trained{len(made) + 1}")
        return fitting(made[-1])

    monkeypatch.setattr(model_at_hand, "train_model", train_model)
    return made


def _promoting(config: Settings) -> Promoting:
    return Promoting(
        config.database_url, models_dir=config.models_dir, confidence_file=config.confidence_file
    )


def _live(config: Settings) -> tuple[str, str]:
    live = _promoting(config).live()
    assert live is not None
    return live.model, live.why


def test_a_fresh_checkout_does_not_train_again(
    config: Settings, source: Path, fitting: Callable[[str], Path], training: list[str]
) -> None:
    """Files had the time of the checkout, which is later than any model's."""
    fitting("brought")
    os.utime(source)
    ready_model(config)
    assert (training, _live(config)) == ([], ("brought", "first"))


def test_changed_files_are_trained_from_and_that_model_goes_live(
    config: Settings, source: Path, fitting: Callable[[str], Path], training: list[str]
) -> None:
    fitting("before")
    ready_model(config)
    source.write_text("intents: [greet, thank]", encoding="utf-8")
    ready_model(config)
    ready_model(config)
    assert (training, _live(config)) == (["trained1"], ("trained1", "trained from changed files"))


def test_after_going_back_the_engine_starts_with_what_was_gone_back_to(
    config: Settings, source: Path, fitting: Callable[[str], Path], training: list[str]
) -> None:
    fitting("before")
    ready_model(config)
    source.write_text("intents: [greet, thank]", encoding="utf-8")
    ready_model(config)
    _promoting(config).roll_back(by="li", why="worse", at=datetime.now(SHOP_TIMEZONE))
    ready_model(config)
    assert (training, _live(config)) == (["trained1"], ("before", "worse"))


def test_a_candidate_that_is_not_judged_yet_does_not_go_live_by_a_start(
    config: Settings, fitting: Callable[[str], Path], training: list[str]
) -> None:
    fitting("live")
    ready_model(config)
    fitting("candidate")
    ready_model(config)
    assert (training, _live(config)[0]) == ([], "live")


def test_where_the_live_file_is_gone_the_one_that_fits_takes_its_place(
    config: Settings, fitting: Callable[[str], Path], training: list[str]
) -> None:
    live = fitting("live")
    ready_model(config)
    fitting("brought")
    live.unlink()
    ready_model(config)
    assert _live(config) == ("brought", "came with the files")


def test_a_model_without_facts_is_stale_unless_its_folder_is_only_read(
    config: Settings, fitting: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = config.models_dir
    facts_path(fitting("old")).unlink()
    assert model_is_stale(folder)
    monkeypatch.setattr(os, "access", lambda path, mode: (path, mode) != (folder, os.W_OK))
    assert not model_is_stale(folder)
    (folder / f"old{ENDING}").unlink()
    assert model_is_stale(folder)


def test_an_engine_for_a_moment_has_the_model_of_the_files_and_nothing_goes_live(
    config: Settings, source: Path, fitting: Callable[[str], Path], training: list[str]
) -> None:
    fitting("live")
    ready_model(config)
    source.write_text("intents: [greet, thank]", encoding="utf-8")
    assert name_of(model_for_a_moment(config)) == "trained1"
    assert name_of(model_for_a_moment(config)) == "trained1"
    assert _live(config)[0] == "live"
