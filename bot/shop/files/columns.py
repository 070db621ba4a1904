"""What a cell may hold: one object a column, with its two headers and its help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

CellKind = Literal[
    "text", "long_text", "list", "integer", "money", "decimal", "flag", "date", "moment", "time"
]


@dataclass(frozen=True)
class Column:
    """One column of a sheet.

    `field` is the attribute of the table row it fills and the English header; `header` the
    Chinese one. `list` cells hold several values parted by `|`; `jin` marks a weight that the
    file gives in 斤 and the database keeps in kg (1 斤 = 0.5 kg). `choices` maps what may be
    written (Chinese or English) to what is stored. `refers` names the sheet and column whose
    values it must be one of.
    """

    field: str
    header: str
    kind: CellKind = "text"
    required: bool = False
    default: object = None
    choices: dict[str, str] | None = None
    refers: tuple[str, str] | None = None
    minimum: float | None = None
    maximum: float | None = None
    jin: bool = False
    help: str = ""


@dataclass(frozen=True)
class Sheet:
    """One sheet of the workbook, or one CSV file of the folder: `name`.csv.

    `key` are the fields that tell rows apart; `retire` says what happens to a row that a new
    import no longer has: "off_sale" keeps it for old orders and chats, "delete" removes it.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    retire: Literal["off_sale", "delete"] = "delete"
    help: str = ""
