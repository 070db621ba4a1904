"""The two models of a judgement: which they are, with how sure each wants to be."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.errors import EvaluationError
from bot.evaluate.trained import intent_model_in
from bot.models.facts import ENDING, ModelFacts, name_of, read_facts
from bot.models.shelf import model_called, models_in
from bot.nlu.confidence import Confidence, read_confidence
from bot.nlu.intent_model import IntentModel

_TRAIN = "Train one: xiaoer learn retrain"


@dataclass(frozen=True)
class Contestant:
    """A model with the confidence.yml that it would answer with, also as text."""

    name: str
    path: Path
    facts: ModelFacts | None
    confidence: Confidence
    confidence_text: str
    model: IntentModel


def contestant(path: Path, *, confidence_file: Path, is_live: bool) -> Contestant:
    """The model at `path`; raises EvaluationError if it, or its confidence, cannot be used.

    The live model goes by the file. Another one goes by what was calibrated for it, and by the
    file where nothing was.
    """
    if not path.is_file():
        raise EvaluationError(f"There is no model {path}.", hint="See: xiaoer models list")
    facts = read_facts(path)
    own = "" if is_live or facts is None else facts.confidence
    return Contestant(
        name=name_of(path),
        path=path,
        facts=facts,
        confidence=_confidence(own, path) if own else read_confidence(confidence_file),
        confidence_text=own or confidence_file.read_text(encoding="utf-8"),
        model=intent_model_in(path),
    )


def _confidence(text: str, path: Path) -> Confidence:
    try:
        return Confidence.parse_obj(YAML(typ="safe").load(text))
    except (YAMLError, ValidationError) as error:
        raise EvaluationError(
            f"The confidence beside {path} cannot be used: {error}",
            hint="Make the candidate anew: xiaoer learn retrain",
        ) from error


def live_model(models: Path, *, promoted: str | None) -> Path:
    """The model that answers: the promoted one, else the newest that is no candidate.

    A candidate has a parent; raises EvaluationError where there is none to judge against.
    """
    if promoted:
        return model_called(models, promoted)
    made = [path for path in models_in(models) if not _parent_of(path)]
    if not made:
        raise EvaluationError(f"No model answers in {models} yet.", hint="Train one: xiaoer train")
    return made[0]


def newest_candidate(models: Path, live: Path) -> Path:
    """The newest model that was made while `live` answered; raises EvaluationError for none."""
    for path in models_in(models):
        if _parent_of(path) == name_of(live) and path != live:
            return path
    raise EvaluationError(f"There is no candidate made from {name_of(live)}.", hint=_TRAIN)


def _parent_of(path: Path) -> str:
    facts = read_facts(path)
    return facts.parent.removesuffix(ENDING) if facts is not None else ""
