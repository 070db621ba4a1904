"""Axe over a page as it stands: import `is_accessible`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Frame, Page

# A frame is looked at by itself, with a call of its own: axe is not let into other origins.
# Colours are read as they end: not in the middle of a fade. Some movements have no end.
SETTLED = """Promise.all(
  document.getAnimations()
    .filter((moving) => moving.effect.getComputedTiming().endTime !== Infinity)
    .map((moving) => moving.finished.catch(() => null)),
)"""
OPTIONS = {"resultTypes": ["violations"], "iframes": False}


def is_accessible(page: Page | Frame, *, within: str = "") -> None:
    """Fail with every violation that axe finds in the page or the part `within` a selector."""
    page.evaluate(AXE_SCRIPT)
    page.evaluate(SETTLED)
    where = json.dumps(within) if within else "document"
    found = page.evaluate(f"axe.run({where}, {json.dumps(OPTIONS)})")
    faults = found["violations"]
    assert not faults, f"{page.url}\n" + "\n".join(_told(faults))


def _told(faults: Iterable[dict[str, Any]]) -> Iterable[str]:
    """What is wrong where, and where it is explained."""
    for fault in faults:
        yield f"{fault['id']} ({fault['impact']}): {fault['help']} — {fault['helpUrl']}"
        for node in fault["nodes"]:
            yield f"    {' '.join(map(str, node['target']))}: {node['html'][:160]}"
            checks = [*node["any"], *node["all"], *node["none"]]
            yield from (f"        {check['message']}" for check in checks)
