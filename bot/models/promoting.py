"""Makes another model the one that answers, or goes back to one that did, where that may be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from bot.database.engine import transaction
from bot.errors import EngineError
from bot.models.facts import ENDING, digest_of, name_of, read_facts, read_verdict
from bot.models.in_force import text_in_force
from bot.models.promotions import Promotion, Promotions
from bot.models.servers import Servers
from bot.models.shelf import delete_files, faults_of_file, model_called

_HISTORY = 1000


class Promoting:
    """Promotions in the database at `url`, of the models in `models_dir`.

    `confidence_file` is the confidence.yml in force where the Rasa servers run: its text is kept
    with the model that is replaced, so that going back brings it back too.
    """

    def __init__(self, url: str, *, models_dir: Path, confidence_file: Path) -> None:
        self._url = url
        self._models_dir = models_dir
        self._confidence_file = confidence_file

    def live(self) -> Promotion | None:
        """The promotion that counts; None where none was ever made."""
        with transaction(self._url) as session:
            return Promotions(session).live()

    def before(self) -> Promotion | None:
        """The promotion that going back returns to; None where there is none."""
        with transaction(self._url) as session:
            return _before(Promotions(session).listed(limit=_HISTORY))

    def promote(
        self, name: str, *, by: str, why: str, at: datetime, forced: bool = False
    ) -> Promotion:
        """Make the model called `name` the live one; raises EngineError naming every objection.

        It has to have passed against the model that is live now; the first one ever and a `forced`
        one need not. The file has to be whole whatever is forced.
        """
        path = model_called(self._models_dir, name)
        live = self.live()
        if live is not None and live.model == name_of(path):
            raise EngineError(f"{live.model} is the live model already.")
        broken = faults_of_file(path)
        doubts = [] if forced or live is None else _doubts(path, live)
        if broken or doubts:
            raise EngineError(
                "\n".join([f"{name_of(path)} is not promoted:", *broken, *doubts]),
                hint="Train it again: `xiaoer train`."
                if broken
                else "Judge it: `xiaoer models judge`; or promote it with --force and --why.",
            )
        facts = read_facts(path)
        confidence = facts.confidence if facts is not None else ""
        return self._write(path, confidence=confidence, by=by, why=why, at=at)

    def roll_back(self, to: str = "", *, by: str, why: str, at: datetime) -> Promotion:
        """Return to the model that was live before, or to the one called `to`, which once was.

        Raises EngineError where there is none or its file is not what was promoted then.
        """
        with transaction(self._url) as session:
            history = Promotions(session).listed(limit=_HISTORY)
        target = _once_live(history, to) if to else _before(history)
        if target is None:
            raise EngineError(
                "No model was live before this one.",
                hint="`xiaoer models list` shows what there is; promote another one.",
            )
        path = model_called(self._models_dir, target.model)
        if digest_of(path) != target.sha256:
            raise EngineError(
                f"{path} is not the file that was live then.", hint="Copy that file there again."
            )
        return self._write(path, confidence=target.confidence, by=by, why=why, at=at)

    def delete(self, name: str, *, now: datetime) -> Path:
        """Delete a model's files; raises EngineError for the live one and those that may return."""
        path = model_called(self._models_dir, name)
        with transaction(self._url) as session:
            kept = {promotion.model for promotion in _kept(Promotions(session))}
            kept |= {server.model for server in Servers(session).running(now=now)}
        if name_of(path) in kept:
            raise EngineError(
                f"{name_of(path)} answers now, or is the one to go back to: it stays.",
                hint="`xiaoer models list` shows which may go.",
            )
        delete_files(path)
        return path

    def _write(self, path: Path, *, confidence: str, by: str, why: str, at: datetime) -> Promotion:
        with transaction(self._url) as session:
            promotions = Promotions(session)
            live = promotions.live()
            in_force = text_in_force(self._confidence_file, live)
            if live is not None and in_force:
                promotions.keep_confidence(live.id, in_force)
            return promotions.promote(
                name_of(path),
                sha256=digest_of(path),
                confidence=confidence or in_force,
                by=by,
                why=why,
                at=at,
            )


def _doubts(path: Path, live: Promotion) -> list[str]:
    """Why this model may not replace the live one."""
    verdict = read_verdict(path)
    if verdict is None:
        return [f"It was not judged against {live.model}."]
    if verdict.against.removesuffix(ENDING) != live.model:
        return [f"It was judged against {verdict.against}; live is {live.model} by now."]
    if not verdict.passed:
        return [f"It did not pass against {live.model}:", *verdict.reasons]
    return []


def _kept(promotions: Promotions) -> list[Promotion]:
    history = promotions.listed(limit=_HISTORY)
    return [each for each in (*history[:1], _before(history)) if each is not None]


def _once_live(history: Sequence[Promotion], name: str) -> Promotion:
    """The latest time that the model called `name` went live; raises EngineError for never."""
    for promotion in history:
        if promotion.model == name:
            return promotion
    raise EngineError(
        f"{name} was never live.", hint="Judge it and promote it: `xiaoer models promote`."
    )


def _before(history: Sequence[Promotion]) -> Promotion | None:
    """What going back returns to; `history` has the newest first.

    Models that were gone back from are passed over: going back twice does not return to the one
    that was left first.
    """
    way: list[Promotion] = []
    for promotion in reversed(history):
        names = [each.model for each in way]
        if promotion.model in names:
            del way[names.index(promotion.model) :]
        way.append(promotion)
    return way[-2] if len(way) > 1 else None
