"""Headless Chromium for the tests: import `chromium` and open windows with `window`."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE = {"width": 375, "height": 740}
DESKTOP = {"width": 1280, "height": 860}
# For whatever is waited for: a test that passes never waits this long, however busy the machine is.
PATIENCE_MS = 60_000.0

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The installed Chromium; without one a test is skipped here, and fails where CI is set."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        reason = "Chromium is not installed: apt-get install chromium fonts-noto-cjk"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=list(FLAGS), timeout=PATIENCE_MS
        )
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def no_window_is_left(chromium: Browser) -> Iterator[None]:
    """Close what a test opened: a page left open goes on asking the next test's server."""
    yield
    for context in chromium.contexts:
        context.close()


@dataclass
class Window:
    """A page in a context of its own, with every error its scripts made."""

    page: Page
    errors: list[str] = field(default_factory=list)


def window(chromium: Browser, *, size: dict[str, int] | None = None, **look: Any) -> Window:
    """A window of somebody who was never here before; `look` goes to Playwright's context."""
    context = chromium.new_context(viewport=size or PHONE, locale="zh-CN", **look)
    opened = Window(context.new_page())
    opened.page.set_default_timeout(PATIENCE_MS)
    opened.page.on("pageerror", lambda error: opened.errors.append(str(error)))
    opened.page.on(
        "console",
        lambda message: opened.errors.append(message.text)
        if message.type == "error" and "WebSocket" not in message.text
        and "ERR_" not in message.text
        else None,
    )  # fmt: skip
    return opened
