"""The words for why a question is asked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import yaml

_WORDS = Path(__file__).parent / "signals.yml"


@lru_cache(maxsize=1)
def signal_words() -> Mapping[str, str]:
    """Every signal with its words, the strongest first."""
    loaded: dict[str, str] = yaml.safe_load(_WORDS.read_text("utf-8"))
    return loaded
