"""A trained batch brought to where models are, and its questions marked as learnt."""

from __future__ import annotations

import shutil
from pathlib import Path

from bot.database.engine import transaction
from bot.learn.retraining.batches import MODEL, Batch
from bot.learn.retraining.place import Place
from bot.learn.review.reviews import Reviews
from bot.models.facts import ENDING, facts_path

# Not the ending of models: half a file is none.
_ARRIVING = ".arriving"


def deliver(place: Place, batch: Batch) -> None:
    """Do what is still to be done of it: killed at any moment, the next call goes on.

    Items are marked only when the model is whole where models are.
    """
    folder = place.batches.path(batch.name) / MODEL
    trained = folder / f"{batch.model}{ENDING}"
    if trained.exists():
        _bring(facts_path(trained), place.models_dir)
        _bring(trained, place.models_dir)
    with transaction(place.url) as session:
        Reviews(session).learnt(batch.items, batch=batch.name)
    # From here on there is nothing left to do, which the missing folder says.
    shutil.rmtree(folder, ignore_errors=True)


def deliver_all(place: Place) -> None:
    """Go on with every batch that a killed process left trained."""
    for batch in place.batches.listed():
        if (place.batches.path(batch.name) / MODEL).exists():
            deliver(place, batch)


def _bring(path: Path, folder: Path) -> None:
    """Copy a file, whole or not at all; the folders may be on different disks."""
    folder.mkdir(parents=True, exist_ok=True)
    arriving = folder / f"{path.name}{_ARRIVING}"
    shutil.copyfile(path, arriving)
    arriving.replace(folder / path.name)
