"""Gives the shop's files back: what the database holds, ready to be changed and imported."""

from __future__ import annotations

import csv
from pathlib import Path

from bot.database.engine import transaction
from bot.shop.files.policy_yaml import policy_yaml
from bot.shop.files.report import cell_text
from bot.shop.files.sheets import SHEETS
from bot.shop.files.stored import Stored, read_stored
from bot.shop.files.workbook import workbook_of


def export_folder(path: Path | str, *, url: str) -> None:
    """Write one CSV a sheet, with Chinese headers and as Excel opens it, and policy.yml.

    Rows off sale are left out. Files of the same names are replaced, others stay.
    """
    folder = Path(path)
    folder.mkdir(parents=True, exist_ok=True)
    stored = _stored(url)
    for sheet in SHEETS:
        with (folder / f"{sheet.name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            lines = csv.writer(file)
            lines.writerow([column.header for column in sheet.columns])
            for values in stored.live(sheet.name):
                lines.writerow([cell_text(c, values[c.field]) for c in sheet.columns])
    items = [(values["key"], values["value"]) for values in stored.live("policy")]
    (folder / "policy.yml").write_text(policy_yaml(items), encoding="utf-8")


def export_workbook(path: Path | str, *, url: str) -> None:
    """Write a workbook with a tab a sheet and one that explains how to fill it in.

    An empty database gives an empty template. Rows off sale are left out.
    """
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    workbook_of(_stored(url)).save(file)


def _stored(url: str) -> Stored:
    with transaction(url) as session:
        return read_stored(session)
