"""Pieces of patterns that several finders share."""

from __future__ import annotations

AFTER_SIZE = r"(?:(?<=(?<![a-z])[sml])|(?<=(?<![a-wyz])xl))"
"""Right behind a size: XL80行吗."""

UNGLUED = rf"(?:(?<![a-z])|{AFTER_SIZE})"
"""Where a figure may stand: glued to no letters but those of a size."""


def either(alternatives: str) -> str:
    """Alternatives parted by white space, as one group of a pattern."""
    return f"(?:{'|'.join(alternatives.split())})"
