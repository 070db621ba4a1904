"""How sure a reading must be: confidence.yml, read live, written by `xiaoer calibrate`."""

from __future__ import annotations

import logging
from pathlib import Path

from pydantic import BaseModel, ConstrainedFloat, Extra, Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.errors import ConfigurationError

logger = logging.getLogger(__name__)


class Probability(ConstrainedFloat):
    """0 to 1."""

    ge, le = 0.0, 1.0


class Confidence(BaseModel):
    """Probabilities, 0 to 1.

    wrong_at_most: the share of answered messages that may be wrong, which the owner chose.
    temperature: softens the intents' scores. answer: from here on a message is answered; below,
    from clarify on, it is asked what was meant; below that a person is fetched. intents:
    what single intents need instead of answer. person: from here on a message calls for a
    person. several: from here on a message is searched for several
    questions. also: what each of them needs.
    """

    wrong_at_most: Probability
    temperature: float = Field(..., gt=0)
    answer: Probability
    clarify: Probability
    person: Probability
    several: Probability
    also: Probability
    intents: dict[str, Probability] = Field(default_factory=dict)

    class Config:
        extra = Extra.forbid
        frozen = True

    def of(self, intent: str) -> float:
        """What `intent` needs to be answered."""
        return self.intents.get(intent, self.answer)


class LiveConfidence:
    """The content of the file at `path`, read again when it has changed.

    A file that became unreadable leaves the last good values in use. Raises ConfigurationError
    where there is none to begin with.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._confidence = read_confidence(path)
        self._changed_at = _changed_at(path)

    def current(self) -> Confidence:
        """The values to go by now."""
        changed_at = _changed_at(self._path)
        if changed_at != self._changed_at:
            self._changed_at = changed_at
            try:
                self._confidence = read_confidence(self._path)
            except ConfigurationError as error:
                logger.error("%s The last good values stay in use.", error)
        return self._confidence


def read_confidence(path: Path) -> Confidence:
    """Read the file; raises ConfigurationError naming what is wrong with it."""
    try:
        content = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        return Confidence.parse_obj(content)
    except (OSError, UnicodeDecodeError, YAMLError, ValidationError) as error:
        raise ConfigurationError(
            f"{path} cannot be used: {error}",
            hint="Correct it, or write it anew with `xiaoer calibrate`.",
        ) from error


def _changed_at(path: Path) -> int | None:
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return None
