"""Cells of a file that a spreadsheet opens."""

from __future__ import annotations

# What makes a spreadsheet reckon, in full width too.
_FORMULAS = tuple("=+-@\t\r\n＝＋－＠")


def safe_cell(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(_FORMULAS) else text
