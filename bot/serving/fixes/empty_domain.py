"""Whether the domain is empty: Rasa asks at every message and builds a domain to compare with.

A domain does not change once its model is loaded. Gain: 0.2 ms.
"""

from __future__ import annotations

from rasa.shared.core.domain import Domain

_compare = Domain.is_empty


def apply() -> None:
    """Remember the answer with the domain."""
    Domain.is_empty = _is_empty


def _is_empty(domain: Domain) -> bool:
    if "_known_empty" not in domain.__dict__:
        domain.__dict__["_known_empty"] = _compare(domain)
    return bool(domain.__dict__["_known_empty"])
