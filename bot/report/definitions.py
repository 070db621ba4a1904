"""What each figure counts, and what each platform counts under that name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Extra, Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.errors import ConfigurationError

FILE = "figures.yml"
FIGURES = (
    "enquiries", "conversion", "responses", "answered", "handed_over", "questions", "objections",
    "lost", "promises", "unpaid", "load",
)  # fmt: skip
PLATFORMS = {"taobao": "淘宝天猫", "jd": "京东", "pinduoduo": "拼多多", "douyin": "抖音"}
KNOWN = {"stated": "资料写明", "general": "一般说法", "none": "没有公开口径"}


class Counts(BaseModel):
    """What one platform counts; `known` says how sure that is."""

    counts: str
    differs: str = ""
    source: str = ""
    known: Literal["stated", "general", "none"]

    class Config:
        allow_mutation = False
        extra = Extra.forbid


class Definition(BaseModel):
    """One figure: what it is called, what we count, what the platforms do."""

    title: str
    ours: str
    platforms: Mapping[str, Counts] = Field(default_factory=dict)

    class Config:
        allow_mutation = False
        extra = Extra.forbid


Definitions = Mapping[str, Definition]


def read_definitions(folder: Path) -> Definitions:
    """The owner's file; raises ConfigurationError that names every fault."""
    path = folder / FILE
    try:
        loaded = YAML(typ="safe").load(path)
        found = {name: Definition.parse_obj(told) for name, told in loaded.items()}
    except OSError as error:
        raise ConfigurationError(
            f"There are no definitions of figures at {path}.",
            hint="Put it back, or set XIAOER_PLATFORMS_DIR.",
        ) from error
    except (YAMLError, ValidationError, AttributeError, TypeError) as error:
        raise ConfigurationError(
            f"{path} cannot be used: {error}", hint="Its first lines say what it holds."
        ) from error
    missing = sorted(set(FIGURES) - found.keys())
    strange = sorted(
        f"{name}.{platform}"
        for name, definition in found.items()
        for platform in definition.platforms.keys() - PLATFORMS.keys()
    )
    if missing or strange:
        faults = [f"it says nothing of {name}" for name in missing]
        faults += [f"{name} is no platform" for name in strange]
        raise ConfigurationError(f"{path}: {'; '.join(faults)}.", hint="Correct it.")
    return found
