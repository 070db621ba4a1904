"""The audit as a file for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from bot.desk.audit import Deed, action_words, detail_text
from bot.text.cells import safe_cell


def audit_csv(found: Sequence[Deed]) -> str:
    """Deeds as CSV with Chinese headers; a cell never begins as a formula."""
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(["时间", "账号", "做了什么", "代码", "对象", "细节"])
    for deed in found:
        cells = (
            f"{deed.at:%Y-%m-%d %H:%M:%S}",
            deed.login,
            action_words(deed.action),
            deed.action,
            deed.subject,
            detail_text(deed.detail),
        )
        lines.writerow([safe_cell(cell) for cell in cells])
    return text.getvalue()
