"""How sure a reading must be: confidence.yml, read live, written by `xiaoer calibrate`."""

from __future__ import annotations

import logging
import shutil
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConstrainedFloat, Extra, Field, ValidationError, root_validator
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import YAMLError

from bot.errors import ConfigurationError

logger = logging.getLogger(__name__)

# What books something or concedes a price is never done on less, however lax the owner is.
MONEY = frozenset({"order", "report_order", "change_order", "bargain"})
MONEY_AT_LEAST = 0.6
MONEY_BESIDE = 1.5
AT_MOST = 0.99


class Threshold(ConstrainedFloat):
    """A probability to compare with: 0 would let everything through, 1 nothing."""

    ge, le = 0.05, AT_MOST


class Offset(ConstrainedFloat):
    """How far an intent's threshold is from the common one."""

    ge, le = -0.5, 0.5


class Fitted(BaseModel):
    """What the numbers were fitted on, by `xiaoer calibrate`."""

    source: str
    day: date
    messages: int

    class Config:
        extra = Extra.forbid
        frozen = True


class Confidence(BaseModel):
    """The content of confidence.yml; a field's description stands above it in a file of ours."""

    wrong_at_most: float = Field(
        ..., ge=0, le=0.5, description="The owner's number: the share of answers that may be wrong."
    )
    temperature: float = Field(
        ...,
        ge=0.1,
        le=10,
        description="Divides the model's scores: above 1 softens, below 1 sharpens its certainty.",
    )
    answer: Threshold = Field(..., description="From here on a message is answered.")
    clarify: Threshold = Field(
        ...,
        description="From here on it is asked what was meant; below that a person is fetched.",
    )
    person: Threshold = Field(..., description="From here on a message calls for a person.")
    several: float = Field(
        ..., ge=0, le=1, description="From here on a message is searched for several questions."
    )
    also: Threshold = Field(..., description="What each of several questions needs.")
    offsets: dict[str, Offset] = Field(
        default_factory=dict, description="What single intents need more or less than `answer`."
    )
    fitted: Fitted | None = Field(None, description="What the numbers were fitted on.")

    class Config:
        extra = Extra.forbid
        frozen = True

    @root_validator(skip_on_failure=True)
    def _asks_before_it_answers(cls, values: dict[str, Any]) -> dict[str, Any]:
        if values["clarify"] >= values["answer"]:
            raise ValueError(
                f"clarify ({values['clarify']}) must lie below answer ({values['answer']})"
            )
        return values

    def of(self, intent: str) -> float:
        """What `intent` needs to be answered."""
        least = max(self.clarify, MONEY_AT_LEAST if intent in MONEY else 0.0)
        needed = max(self.answer + self.offsets.get(intent, 0.0), least)
        # 0.7 + 0.1 is a little less than 0.8.
        return round(min(needed, AT_MOST), 4)

    def beside(self, intent: str) -> float:
        """What `intent` needs as one of several questions; more where it would book something."""
        return min(self.also * (MONEY_BESIDE if intent in MONEY else 1), AT_MOST)


# What `xiaoer calibrate` starts from where the file cannot be read.
DEFAULTS = Confidence.parse_obj(
    {
        "wrong_at_most": 0.05,
        "temperature": 1.0,
        "answer": 0.7,
        "clarify": 0.25,
        "person": 0.35,
        "several": 0.35,
        "also": 0.15,
        "offsets": {
            "order": 0.1,
            "report_order": 0.1,
            "change_order": 0.1,
            "bargain": 0.05,
            "affirm": -0.2,
            "ask_recommendation": -0.15,
            "greet": -0.2,
            "thank": -0.2,
            "goodbye": -0.2,
        },
    }
)


# What counts instead of a file that could not be written, until that file is changed.
_STANDING_IN: dict[Path, tuple[int | None, Confidence]] = {}


def stand_in(path: Path, confidence: Confidence) -> None:
    """Let `confidence` count in this process instead of the file as it is now."""
    _STANDING_IN[path] = (_changed_at(path), confidence)


def follow_file(path: Path) -> None:
    """Let the file itself count again."""
    _STANDING_IN.pop(path, None)


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
        instead = _STANDING_IN.get(self._path)
        if instead is not None and instead[0] == changed_at:
            return instead[1]
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
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _unusable(str(path), error) from error
    return parse_confidence(text, source=str(path))


def parse_confidence(text: str, *, source: str) -> Confidence:
    """Read the text of such a file; raises ConfigurationError naming `source` and what is wrong."""
    try:
        return Confidence.parse_obj(YAML(typ="safe").load(text))
    except (YAMLError, ValidationError) as error:
        raise _unusable(source, error) from error


def write_confidence(path: Path, confidence: Confidence) -> None:
    """Change the values in the file and keep its comments; a reader sees all of it or nothing.

    A file that cannot be used is written anew, and kept beside it with `.broken` added.
    """
    try:
        read_confidence(path)
        content = YAML().load(path.read_text(encoding="utf-8"))
    except ConfigurationError:
        if path.exists():
            shutil.copyfile(path, path.with_name(f"{path.name}.broken"))
        content = CommentedMap()
        for name, field in Confidence.__fields__.items():
            content.yaml_set_comment_before_after_key(name, before=field.field_info.description)
    _update(content, confidence.dict(exclude_defaults=True))
    beside = path.with_name(f"{path.name}.new")
    with beside.open("w", encoding="utf-8") as file:
        YAML().dump(content, file)
    beside.replace(path)


def _update(content: CommentedMap, values: dict[str, Any]) -> None:
    """Set what changed; the rest stays as the owner wrote it, with the comments inside."""
    for name, value in values.items():
        if isinstance(value, dict) and isinstance(content.get(name), CommentedMap):
            _update(content[name], value)
        elif content.get(name) != value:
            content[name] = value


def _unusable(source: str, error: Exception) -> ConfigurationError:
    return ConfigurationError(
        f"{source} cannot be used: {_told(error)}",
        hint="Correct it, or write it anew with `xiaoer calibrate`.",
    )


def _told(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    return "; ".join(
        ": ".join([*(str(part) for part in fault["loc"] if part != "__root__"), fault["msg"]])
        for fault in error.errors()
    )


def _changed_at(path: Path) -> int | None:
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return None
