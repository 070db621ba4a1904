"""What a batch may look like before it is trained on: limits.yml, which says why."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, Extra, Field
from ruamel.yaml import YAML

LIMITS = Path(__file__).with_name("limits.yml")


class Limits(BaseModel):
    """The content of limits.yml; shares and likeness are 0 to 1."""

    shortest: int = Field(..., ge=1)
    longest: int = Field(..., ge=1)
    ways_a_question: int = Field(..., ge=1)
    alike: float = Field(..., gt=0, le=1)
    copies_of_a_kind: int = Field(..., ge=1)
    share_of_intent: float = Field(..., gt=0, lt=1)
    growth_of_intent: float = Field(..., gt=0)
    always_pass: int = Field(..., ge=1)
    share_out_of_scope: float = Field(..., gt=0, lt=1)
    flood_share: float = Field(..., gt=0, le=1)
    flood_sentences: int = Field(..., ge=1)
    least_likely: float = Field(..., ge=0, lt=1)
    faulty_share: float = Field(..., gt=0, le=1)
    faulty_sentences: int = Field(..., ge=1)

    class Config:
        extra = Extra.forbid
        frozen = True


def read_limits(path: Path = LIMITS) -> Limits:
    """The limits in the file at `path`."""
    return Limits.parse_obj(YAML(typ="safe").load(path))
