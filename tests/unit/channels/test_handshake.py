from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
import websockets
from websockets.exceptions import ConnectionClosed

from bot.channels.limits import Closing
from tests.e2e.scripted_chat import ScriptedChat

WHOLE = {
    "Connection": "keep-alive, Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
}


@pytest.fixture(scope="module")
def scripted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScriptedChat]:
    with ScriptedChat(tmp_path_factory.mktemp("handshake") / "chat.db") as running:
        yield running


@pytest.mark.parametrize(
    "changed",
    [
        {"Connection": "keep-alive"},
        {"Upgrade": "h2c"},
        {"Sec-WebSocket-Version": "8"},
        {"Sec-WebSocket-Key": "short"},
        {"Sec-WebSocket-Key": "不" * 8},
    ],
    ids=range(5),
)
def test_half_a_handshake_is_refused_and_not_a_fault_of_ours(
    scripted: ScriptedChat, changed: dict[str, str]
) -> None:
    headers = {name: value.encode() for name, value in {**WHOLE, **changed}.items()}
    asked = httpx.get(f"{scripted.url}/chat/socket", headers=headers, trust_env=False)
    assert asked.status_code == 426
    assert asked.headers["upgrade"] == "websocket"


async def test_a_whole_one_is_a_socket(scripted: ScriptedChat) -> None:
    async with websockets.connect(scripted.socket_url) as socket:
        with pytest.raises(ConnectionClosed):
            await socket.recv()
        assert socket.close_code == Closing.UNKNOWN_BUYER
