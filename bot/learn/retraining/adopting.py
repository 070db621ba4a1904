"""What a promoted batch taught comes to where the examples are; a dropped one goes from there."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

from bot.database.engine import transaction
from bot.learn.retraining.batches import Batches
from bot.learn.retraining.example_files import changes_of, undone, write
from bot.learn.retraining.place import Place
from bot.learn.review.reviews import Reviews
from bot.models.facts import ModelFacts, name_of
from bot.models.shelf import models_in
from bot.settings import SHOP_TIMEZONE, settings


def adopt(
    facts: ModelFacts, nlu: Path, *, learn_dir: Path | None = None, at: datetime | None = None
) -> bool:
    """Bring the examples of a model's batch into `nlu`; whether anything was to be done.

    Each file is changed whole or not at all, and calling it again goes on. Raises XiaoerError
    where the batch is not here, or where a sentence stands under another intent by now: then no
    file is changed.
    """
    if not facts.batch:
        return False
    batches = Batches(learn_dir or settings().learn_dir)
    batch = batches.called(facts.batch)
    changes = changes_of(nlu, batches.added(batch), batch.removed)
    write(nlu, changes)
    if batch.adopted_at is None:
        adopted = batch.copy(update={"adopted_at": at or datetime.now(SHOP_TIMEZONE)})
        batches.write(adopted, batches.path(batch.name))
    return bool(changes)


def release(name: str, place: Place, *, now: datetime) -> int:
    """Throw a batch away: its model goes, its examples leave the folder, its questions come back.

    Returns how many questions. Raises EngineError where its model answers now or may be gone back
    to, and RetrainingError where there is no such batch. Killed, it goes on when called again.
    """
    with place.batches.alone():
        batch = place.batches.called(name)
        if batch.model in map(name_of, models_in(place.models_dir)):
            place.promoting.delete(batch.model, now=now)
        if batch.adopted_at is not None:
            write(place.nlu, undone(place.nlu, place.batches.added(batch), batch.removed))
        with transaction(place.url) as session:
            Reviews(session).learnt(batch.items, batch="")
        shutil.rmtree(place.batches.path(name))
    return len(batch.items)
