"""policy.yml: one item a line, `name: value`, by the Chinese or the English name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import yaml

from bot.shop.files.policy_items import ITEMS, POLICY_SHEET, shown_policy
from bot.shop.files.problems import Problem
from bot.shop.files.raw import RawRow, RawSheet

LINE = "一行一项，例如 店铺名称: 某某家"


def read_policy_yaml(file: Path) -> tuple[RawSheet, list[Problem]]:
    """The items with their line numbers; values stay the text that was typed (16:00, 是, 007)."""
    rows: list[RawRow] = []
    problems: list[Problem] = []
    try:
        root = yaml.compose(file.read_text(encoding="utf-8-sig"), Loader=yaml.SafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else None
        problems.append(Problem(file.name, line, "", "", f"UTF-8 的 YAML，{LINE}"))
        root = None
    if isinstance(root, yaml.MappingNode):
        for name, value in root.value:
            number = name.start_mark.line + 1
            text = _text_of(value)
            if text is None or not isinstance(name, yaml.ScalarNode):
                problems.append(Problem(file.name, number, str(name.value), "", LINE))
            else:
                rows.append(RawRow(number, {"key": name.value, "value": text}))
    elif root is not None:
        problems.append(Problem(file.name, 1, "", "", LINE))
    return RawSheet(POLICY_SHEET, file.name, POLICY_SHEET.columns, tuple(rows)), problems


def policy_yaml(values: Sequence[tuple[str, str]]) -> str:
    """policy.yml with these (field, kept text) pairs, each under its help."""
    kept = dict(values)
    lines: list[str] = []
    for field, item in ITEMS.items():
        help_text = "，".join(part for part in ("必填" if item.required else "", item.help) if part)
        lines += [f"# {help_text}"] if help_text else []
        text = shown_policy(item, kept[field]) if field in kept else ""
        lines.append(yaml.dump({item.header: text}, allow_unicode=True, width=10_000).strip())
    return "\n".join(lines) + "\n"


def _text_of(node: yaml.Node) -> str | None:
    if isinstance(node, yaml.ScalarNode):
        return "" if node.tag == "tag:yaml.org,2002:null" else str(node.value)
    if isinstance(node, yaml.SequenceNode):
        parts = [_text_of(part) for part in node.value]
        return None if None in parts else "|".join(str(part) for part in parts)
    return None
