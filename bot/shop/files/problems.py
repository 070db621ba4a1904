"""What is wrong with a cell, said so that shop staff can put it right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import ShopDataError

NAMED_IN_TEXT = 20


@dataclass(frozen=True)
class Problem:
    """One fault: where it is (file or tab, row as Excel counts it, header), what stands there
    and what was expected. `row` is None where the fault is not in one row."""

    sheet: str
    row: int | None
    column: str
    value: str
    expected: str

    def __str__(self) -> str:
        place = [self.sheet, f"第 {self.row} 行" if self.row else "", self.column]
        found = f"填的是「{self.value}」" if self.value else "没有填"
        return f"{' '.join(part for part in place if part)}：{found}，应为：{self.expected}"


class ShopFilesFaulty(ShopDataError):  # noqa: N818 - it says what the files are
    """The files hold faults; `problems` has every one, and nothing was imported."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        lines = [str(problem) for problem in self.problems[:NAMED_IN_TEXT]]
        if len(self.problems) > NAMED_IN_TEXT:
            lines.append(f"……还有 {len(self.problems) - NAMED_IN_TEXT} 处")
        super().__init__(
            "\n".join([f"文件里有 {len(self.problems)} 处问题，什么都没有导入。", *lines]),
            hint="请改好以后再导入一次。",
        )


class CellError(ShopDataError):
    """A cell cannot be read; `message` says in Chinese what was expected."""
