"""What a buyer does and sees in a chat window."""

from __future__ import annotations

import json
import urllib.parse
from base64 import urlsafe_b64decode
from collections.abc import Sequence

from playwright.sync_api import Browser, Locator, Page, expect

from bot.channels.identity import COOKIE
from tests.e2e.browser import window


class ChatWindow:
    """One buyer's chat page."""

    def __init__(
        self, chromium: Browser, url: str, *, product: str = "", size: dict[str, int] | None = None,
        **look: str,
    ) -> None:  # fmt: skip
        self.window = window(chromium, size=size, **look)
        self.page: Page = self.window.page
        self.page.goto(f"{url}/?product={product}" if product else url)
        self.is_online()

    @property
    def conversation_id(self) -> str:
        """The conversation of the cookie."""
        cookies = {cookie["name"]: cookie["value"] for cookie in self.page.context.cookies()}
        payload = urllib.parse.unquote(cookies[COOKIE]).split(".")[0]
        return f"web:{json.loads(urlsafe_b64decode(payload + '=' * (-len(payload) % 4)))}"

    def is_online(self) -> None:
        """Wait until the page is connected."""
        expect(self.page.locator("#connection")).to_have_attribute("data-state", "open")

    def say(self, text: str) -> None:
        """Type and press Enter."""
        self.page.fill("#draft", text)
        self.page.press("#draft", "Enter")

    def bubbles(self) -> Locator:
        """All messages, top to bottom."""
        return self.page.locator("#log .text")

    def reads(self, texts: Sequence[str]) -> None:
        """Wait until exactly these messages are there, in this order."""
        expect(self.bubbles()).to_have_text(list(texts), use_inner_text=True)

    def delivery(self) -> Locator:
        """The line under own messages that says how far they got."""
        return self.page.locator(".delivery")

    def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        return int(
            self.page.evaluate(
                "Math.max(document.documentElement.scrollWidth - innerWidth,"
                " ...[...document.querySelectorAll('#chat *')]"
                ".filter((e) => !e.closest('.unseen') && e.getClientRects().length)"
                ".map((e) => Math.round(e.getBoundingClientRect().right - innerWidth)))"
            )
        )
