"""The rules of judgement in rules.yml, each with its figures and its reason beside it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, Extra, Field
from ruamel.yaml import YAML

_FILE = Path(__file__).with_name("rules.yml")


class Rule(BaseModel):
    """One rule's figures; those that a rule does not go by stay as they are.

    chance: a loss that is likelier than this by chance says nothing; of one of several parts, as
    the worst of them. alone: the same of a part by itself. points: per cent of the
    messages. messages: net loss in messages from which on it counts. needs: messages that have to
    be there. turns: how many.
    """

    chance: float = Field(0.05, gt=0, lt=1)
    alone: float = Field(0.05, gt=0, lt=1)
    points: float = Field(0.0, ge=0)
    messages: int = Field(1, ge=1)
    needs: int = Field(1, ge=1)
    turns: int = Field(1, ge=1)

    class Config:
        extra = Extra.forbid
        allow_mutation = False


class Rules(BaseModel):
    """Every rule of the file."""

    evidence: Rule
    together: Rule
    file: Rule
    intent: Rule
    person: Rule
    wrong_answers: Rule
    answered: Rule
    known: Rule
    known_intent: Rule
    fresh: Rule
    price: Rule
    hand_overs: Rule
    better: Rule

    class Config:
        extra = Extra.forbid
        allow_mutation = False


@lru_cache(maxsize=1)
def rules() -> Rules:
    """The project's own rules."""
    return Rules.parse_obj(YAML(typ="safe").load(_FILE.read_text(encoding="utf-8")))
