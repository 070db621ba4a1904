"""What a buyer does and sees of the widget on somebody's page."""

from __future__ import annotations

import json

from playwright.sync_api import Browser, Frame, FrameLocator, Locator, Page, WebSocket, expect

from tests.e2e.browser import DESKTOP, Window, window


class WidgetWindow:
    """A shop's page with the widget on it, in a browser that was never there before."""

    def __init__(
        self, chromium: Browser, url: str, *, size: dict[str, int] | None = None,
        beforehand: str = "", **look: str,
    ) -> None:  # fmt: skip
        self.window: Window = window(chromium, size=size or DESKTOP, **look)
        self.page: Page = self.window.page
        self.requests: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.token = self.conversation_id = ""
        self.page.on("websocket", self._listen)
        if beforehand:
            self.page.add_init_script(beforehand)
        self.page.goto(url)

    def _listen(self, socket: WebSocket) -> None:
        """Learn from the frame's socket who it says it is, and who it is."""

        def sent(data: str | bytes) -> None:
            self.token = json.loads(data).get("token") or self.token

        def received(data: str | bytes) -> None:
            self.conversation_id = json.loads(data).get("conversation") or self.conversation_id

        socket.on("framesent", sent)
        socket.on("framereceived", received)

    @property
    def opener(self) -> Locator:
        """The round button."""
        return self.page.locator("xiaoer-chat .opener")

    @property
    def panel(self) -> Locator:
        """What the button opens."""
        return self.page.locator("xiaoer-chat .panel")

    @property
    def badge(self) -> Locator:
        """The number of unread messages on the button."""
        return self.page.locator("xiaoer-chat .badge")

    @property
    def chat(self) -> FrameLocator:
        """The chat in its frame."""
        return self.page.frame_locator("xiaoer-chat iframe")

    @property
    def frame(self) -> Frame:
        """The chat's frame itself, to look inside."""
        return next(frame for frame in self.page.frames if "/widget/frame" in frame.url)

    def open(self) -> None:
        """Press the button and wait for the chat."""
        self.opener.click()
        self.is_online()

    def is_online(self) -> None:
        """Wait until the chat is connected and heard of the page around it."""
        expect(self.chat.locator("#connection")).to_have_attribute("data-state", "open")
        expect(self.page.locator("xiaoer-chat .ready")).to_have_count(1)

    def say(self, text: str) -> None:
        """Type and press Enter."""
        draft = self.chat.locator("#draft")
        draft.fill(text)
        draft.press("Enter")

    def reads(self, texts: list[str]) -> None:
        """Wait until exactly these messages are there, in this order."""
        bubbles = self.chat.locator("#log .text")
        expect(bubbles).to_have_text(texts, use_inner_text=True)
