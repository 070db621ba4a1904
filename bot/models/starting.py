"""Which model a Rasa server starts with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from bot.database.engine import transaction
from bot.errors import EngineError
from bot.models.facts import digest_of
from bot.models.promotions import Promotion, Promotions
from bot.models.shelf import matching_file, newest_model


@dataclass(frozen=True)
class Start:
    """The model at `path`, whose file has this `sha256`.

    `promotion` is the one that it follows, None where it follows none; `trouble` says why it is
    not the promoted model, empty where it is or where none was ever promoted.
    """

    path: Path
    sha256: str
    promotion: Promotion | None = None
    trouble: str = ""


def start_with(url: str, models_dir: Path) -> Start:
    """The live model; the newest file where none was ever promoted.

    Where the live one's file is missing or another one, the model before it goes on, and where
    none of them is here, the newest file: an engine that answers is better than one that does not
    start. Raises EngineError where there is no model at all, or no database.
    """
    newest = newest_model(models_dir)
    history = _history(url)
    trouble = ""
    for promotion in history:
        try:
            path = matching_file(models_dir, promotion.model, sha256=promotion.sha256)
        except EngineError as error:
            trouble = trouble or str(error)
        else:
            return Start(path, promotion.sha256, promotion, trouble)
    return Start(newest, digest_of(newest), None, trouble)


def _history(url: str) -> tuple[Promotion, ...]:
    try:
        with transaction(url) as session:
            return Promotions(session).listed()
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None)
        raise EngineError(
            f"The database cannot be asked for the live model ({type(cause or error).__name__}).",
            hint="Look whether DATABASE_URL is reachable and `xiaoer` has migrated it.",
        ) from error
