"""Short messages in a row on the chat page, over the real channel with a scripted engine."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.chat_window import ChatWindow
from tests.e2e.scripted_chat import ScriptedChat

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def scripted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScriptedChat]:
    """A chat that waits for more as long as it may, so that a slow machine says it in time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XIAOER_BURST_SECONDS", "60")
        with ScriptedChat(tmp_path_factory.mktemp("chat") / "chat.db") as running:
            yield running


def test_a_burst_is_answered_with_one_reply(chromium: Browser, scripted: ScriptedChat) -> None:
    chat = ChatWindow(chromium, scripted.url)
    chat.say("这件")
    chat.say("有M码吗")
    chat.reads(["这件", "有M码吗", "收到：这件 有M码吗（在看 无）"])
    expect(chat.delivery()).to_have_text("已送达")
    assert chat.window.errors == []


def test_the_page_tells_that_the_buyer_types(chromium: Browser, scripted: ScriptedChat) -> None:
    chat = ChatWindow(chromium, scripted.url)
    sent: list[str] = []
    chat.page.on(
        "websocket",
        lambda socket: socket.on("framesent", lambda data: sent.append(json.loads(data)["type"])),
    )
    chat.page.reload()
    chat.is_online()
    chat.say("在吗")
    chat.reads(["在吗", "收到：在吗（在看 无）"])
    assert sent == ["hello", "typing", "message"]
