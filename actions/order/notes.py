"""A note on an order as the warehouse reads it: who, which goods, what, when, which flag."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from actions.order.purchase import Piece
from bot.text.normalise import normalise

NOTES = Path(__file__).with_name("notes.yml")
OTHER = "other"


def note_terms(what: str, *, who: str, pieces: Sequence[Piece], now: datetime) -> dict[str, str]:
    """The note as the ledger keeps it; `what` must be without personal data already."""
    goods = "、".join(piece.counted for piece in pieces)
    date = f"{now.month:02d}-{now.day:02d}"
    terms = {"who": who, "goods": goods, "what": what, "date": date, "flag": flag_of(what)}
    return {name: value for name, value in terms.items() if value}


def flag_of(what: str) -> str:
    """The warehouse's flag for what is asked."""
    plain, kinds = normalise(what), _kinds()
    found = next(
        (kind for kind in kinds.values() if any(normalise(w) in plain for w in kind["words"])),
        kinds[OTHER],
    )
    return str(found["flag"])


@lru_cache(maxsize=1)
def _kinds() -> Mapping[str, Any]:
    kinds: Mapping[str, Any] = YAML(typ="safe").load(NOTES)
    return kinds
