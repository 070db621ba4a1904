"""What is deployed sets only what is read, and whoever runs it is told of every setting."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.settings import Settings

ROOT = Path(__file__).parents[3]
DEPLOYED = sorted(
    path
    for path in (*(ROOT / "deploy").rglob("*"), ROOT / ".env.example")
    if path.is_file() and path.suffix not in {".json"}
)
# Read by the stores themselves, not by us.
OF_OTHERS = {"POSTGRES_PASSWORD", "REDIS_PASSWORD", "RABBITMQ_PASSWORD"}


def known() -> set[str]:
    return {
        variable.upper()
        for field in Settings.__fields__.values()
        for variable in field.field_info.extra["env_names"]
    }


@pytest.mark.parametrize("path", DEPLOYED, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_setting_that_is_deployed_exists(path: Path) -> None:
    said = set(re.findall(r"\bXIAOER_[A-Z][A-Z_]*[A-Z]\b", path.read_text(encoding="utf-8")))
    assert said <= known()


def test_every_line_of_the_example_sets_something_that_is_read() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert set(re.findall(r"^#?([A-Z][A-Z_]+)=", text, re.MULTILINE)) <= known() | OF_OTHERS


def test_every_setting_is_explained_to_who_runs_it() -> None:
    """On the operations page; a channel's own settings on the page of the channel."""
    pages = {page.name: page.read_text(encoding="utf-8") for page in (ROOT / "docs").glob("*.md")}
    of_channels = re.compile(r"XIAOER_(CHATWOOT|WECHAT|WECOM|WEBHOOK|WIDGET)_")
    missing = {
        variable
        for variable in known()
        if not re.search(
            rf"\b{variable}\b",
            "".join(pages.values()) if of_channels.match(variable) else pages["operations.md"],
        )
    }
    assert missing == set()
