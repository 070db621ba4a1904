"""Retraining: from what people said of logged questions to a model that may be judged.

Nothing of the running shop changes: the examples are copied, and the confidence.yml of the new
model is kept with it. What a kill leaves is cleared or finished by the next run.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from bot.database.engine import transaction
from bot.learn.retraining.asking_again import ask_again
from bot.learn.retraining.batches import MODEL, NLU, Batch, RetrainingError
from bot.learn.retraining.calibrating import calibrated, messages_of
from bot.learn.retraining.delivering import deliver, deliver_all
from bot.learn.retraining.drawing_up import Drawn, draw_up
from bot.learn.retraining.example_files import changes_of, write
from bot.learn.retraining.limits import Limits, read_limits
from bot.learn.retraining.place import Place
from bot.learn.retraining.report import as_data
from bot.learn.retraining.unseen import FOLDS
from bot.learn.retraining.validating import faults_of
from bot.learn.review.model import Item
from bot.models.facts import ENDING, ModelFacts, facts_path, name_of, read_facts, write_beside

OnStep = Callable[[str, int, int], None]
FIRST = "first, before a candidate was made"


@dataclass(frozen=True)
class Wish:
    """What is to be made.

    sure: items taught whatever the models say. why: the reason to teach a batch that is refused;
    what is faulty in it stays out. again: have doubted answers decided once more even if it is.
    """

    seed: int
    at: datetime
    sure: Collection[int] = ()
    why: str = ""
    dry_run: bool = False
    again: bool = False


@dataclass
class Outcome:
    """What came of it: no model where nothing is to be learnt, or what is was refused."""

    name: str
    report: dict[str, Any]
    model: Path | None = None
    asked_again: int = 0
    calibrated: bool = False


@dataclass
class Retraining:
    """Makes batches in `place`; `on_step` is told a step's name, how far it is, and of how much."""

    place: Place
    on_step: OnStep = lambda what, done, of: None
    limits: Limits = field(default_factory=read_limits)
    seconds: dict[str, float] = field(default_factory=dict)

    def run(self, wish: Wish) -> Outcome:
        """Make a batch of all that is settled and a model of it.

        Raises RetrainingError where another batch is not decided yet, or where what people
        answered changed meanwhile.
        """
        with self.place.batches.alone():
            self.place.batches.clear_halves()
            deliver_all(self.place)
            self._none_pending()
            items = self.place.to_learn()
            name = _name(items, wish)
            folder = self.place.batches.half(name)
            try:
                return self._made(items, name, folder, wish)
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    def _made(self, items: tuple[Item, ...], name: str, folder: Path, wish: Wish) -> Outcome:
        place = self.place
        drawn = self._draw_up(items, wish)
        if drawn.batch.taught:
            drawn = self._staged(drawn, folder)
        outcome = Outcome(name, {})
        refused = "faults" in drawn.refused or (bool(drawn.refused) and not wish.why)
        if drawn.batch.taught and not refused and not wish.dry_run:
            batch = self._trained(drawn, name, folder, wish)
            self._unchanged(items, batch)
            folder.rename(place.batches.path(name))
            self._keep_live(wish.at)
            deliver(place, batch)
            outcome.model = place.models_dir / f"{batch.model}{ENDING}"
            facts = read_facts(outcome.model)
            outcome.calibrated = bool(facts and facts.confidence)
        outcome.report = as_data(drawn, seconds=self.seconds)
        if wish.dry_run:
            return outcome
        if wish.again or not refused:
            with transaction(place.url) as session:
                outcome.asked_again = ask_again(session, drawn.to_ask_again)
        place.batches.write_report(name, {"at": wish.at.isoformat(), **outcome.report})
        return outcome

    def _none_pending(self) -> None:
        for batch in self.place.batches.listed():
            if batch.adopted_at is None:
                raise RetrainingError(
                    f"Batch {batch.name} is not decided yet: model {batch.model}.",
                    hint=f"Judge and promote it (`xiaoer models judge {batch.model}`, `xiaoer "
                    f"models promote {batch.model}`), or give its questions back: `xiaoer learn "
                    f"drop {batch.name}`.",
                )

    def _draw_up(self, items: tuple[Item, ...], wish: Wish) -> Drawn:
        done = 0

        def on_fold() -> None:
            nonlocal done
            done += 1
            self.on_step("doubt", done, FOLDS)

        with self._timed("checks"):
            self.on_step("doubt", 0, FOLDS)
            return draw_up(
                items,
                self.place.nlu,
                reader=self.place.reader(),
                intents=self.place.intents,
                sure=wish.sure,
                limits=self.limits,
                seed=wish.seed,
                on_fold=on_fold,
            )

    def _staged(self, drawn: Drawn, folder: Path) -> Drawn:
        """The batch with the faults that its examples brought; they are in `folder`."""
        place = self.place
        staged = folder / NLU
        with self._timed("validate"):
            self.on_step("validate", 0, 1)
            shutil.copytree(place.nlu, staged)
            write(staged, changes_of(staged, drawn.added, drawn.removed))
            faults = faults_of(
                staged, place.nlu, stories=place.stories, domain=place.domain, config=place.config
            )
        refused = (*drawn.refused, "faults") if faults else drawn.refused
        return replace(drawn, faults=faults, refused=refused)

    def _trained(self, drawn: Drawn, name: str, folder: Path, wish: Wish) -> Batch:
        from bot.serving import training

        place, parent = self.place, self.place.live_name()
        frozen = messages_of(place, drawn.added)
        with self._timed("train"):
            model = training.train(
                out_dir=folder / MODEL,
                data=(str(folder / NLU), *place.stories),
                domain=place.domain,
                config=place.config,
                seed=wish.seed,
                on_step=lambda _, done, of: self.on_step("train", done, of),
            )
        with self._timed("calibrate"):
            confidence = calibrated(place, model, frozen, on_step=self.on_step)
        facts = read_facts(model)
        if facts is None:
            raise RetrainingError(
                f"{model} has no facts beside it.", hint="Run `xiaoer learn retrain` again."
            )
        staged = str(place.batches.path(name) / NLU)
        told = {
            "batch": name,
            "parent": parent,
            "confidence": confidence,
            "data": (staged, *facts.data[1:]),
        }
        write_beside(facts_path(model), ModelFacts.parse_obj({**facts.dict(), **told}))
        batch = Batch(
            name=name,
            made_at=wish.at,
            seed=wish.seed,
            model=name_of(model),
            parent=parent,
            sentences=len(drawn.added),
            removed=drawn.removed,
            items=drawn.items,
            why=wish.why,
        )
        place.batches.write(batch, folder)
        return batch

    def _unchanged(self, items: tuple[Item, ...], batch: Batch) -> None:
        """Training takes minutes: what was taken back or forgotten meanwhile is not learnt."""
        before = {item.id: (item.meant, item.candidate.text) for item in items}
        now = {item.id: (item.meant, item.candidate.text) for item in self.place.to_learn()}
        changed = [item for item in batch.items if before[item] != now.get(item)]
        if changed:
            raise RetrainingError(
                f"Answers were changed while the model was trained: {_listed(changed)}.",
                hint="Nothing was learnt. Run `xiaoer learn retrain` again.",
            )

    def _keep_live(self, at: datetime) -> None:
        """Where no model was ever promoted the newest one answers: the candidate must not."""
        if self.place.promoting.live() is None:
            self.place.promoting.promote(
                self.place.live_name(), by="", why=FIRST, at=at, forced=True
            )

    @contextmanager
    def _timed(self, step: str) -> Iterator[None]:
        started = time.monotonic()
        yield
        self.seconds[step] = time.monotonic() - started


def _name(items: Collection[Item], wish: Wish) -> str:
    """A batch's name: when it was made, and of what."""
    said = sorted((item.id, item.verdict, item.meant) for item in items)
    digest = sha256(repr((said, wish.seed)).encode()).hexdigest()
    return f"{wish.at:%Y%m%d-%H%M%S}-{digest[:8]}"


def _listed(items: Collection[int]) -> str:
    return ", ".join(f"item {item}" for item in items)
