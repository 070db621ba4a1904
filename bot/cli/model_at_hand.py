"""The model that the engine starts with: trained where the files changed, and made the live one."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from bot.cli.train import train_model
from bot.models.facts import name_of
from bot.models.promoting import Promoting
from bot.models.shelf import fitting_model, models_in
from bot.models.starting import start_with
from bot.settings import SHOP_TIMEZONE, Settings

TRAINED_FROM = ("data/nlu", "data/stories", "domain.yml", "config.yml")
CHANGED = "trained from changed files"
FIRST = "first"
BROUGHT = "came with the files"


def model_is_stale(models_dir: Path) -> bool:
    """Whether no model was trained from the files as they are.

    A model in a folder that cannot be written to was brought, and is used as it is.
    """
    if fitting_model(models_dir, TRAINED_FROM) is not None:
        return False
    return not models_in(models_dir) or os.access(models_dir, os.W_OK)


def ready_model(config: Settings) -> None:
    """Have a live model that fits the rules and examples: what is served, starts with it.

    Files that changed are trained from, and that model goes live at once: rules, actions and model
    belong together. A model that fits them and is not live stays so (it was gone back from, or is
    not judged yet), but where none ever was, or the live one's file is not here.
    """
    promoting = Promoting(
        config.database_url, models_dir=config.models_dir, confidence_file=config.confidence_file
    )
    if model_is_stale(config.models_dir):
        trained = train_model()
        _promote(promoting, trained, why=CHANGED)
        return
    fitting = fitting_model(config.models_dir, TRAINED_FROM) or models_in(config.models_dir)[0]
    live = promoting.live()
    if live is None:
        _promote(promoting, fitting, why=FIRST)
    elif live.model not in map(name_of, models_in(config.models_dir)):
        _promote(promoting, fitting, why=BROUGHT)


def live_model_file(config: Settings) -> Path:
    """The file of the model that answers buyers; raises EngineError where there is none."""
    return start_with(config.database_url, config.models_dir).path


def model_for_a_moment(config: Settings) -> Path:
    """The model that is pinned or fits the files, for an engine of one's own; none goes live."""
    if config.model is not None:
        return config.model
    if model_is_stale(config.models_dir):
        return train_model()
    return fitting_model(config.models_dir, TRAINED_FROM) or models_in(config.models_dir)[0]


def _promote(promoting: Promoting, model: Path, *, why: str) -> None:
    promoting.promote(name_of(model), by="", why=why, at=datetime.now(SHOP_TIMEZONE), forced=True)
