"""The chat page's HTTP side on a running server: page, files, shop, history, push, sockets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import websockets
from websockets.exceptions import ConnectionClosed

from bot.channels.identity import COOKIE
from bot.channels.limits import FRAME_BYTES, Closing
from tests.e2e.scripted_chat import TOKEN, ScriptedChat

TRUSTED = {"X-Xiaoer-Token": TOKEN}


@pytest.fixture(scope="module")
def scripted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScriptedChat]:
    with ScriptedChat(tmp_path_factory.mktemp("chat") / "chat.db") as running:
        yield running


@pytest.fixture
def visit(scripted: ScriptedChat) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=scripted.url, trust_env=False) as client:
        client.get("/")
        yield client


def test_the_page_allows_no_foreign_content(visit: httpx.Client) -> None:
    page = visit.get("/")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http://" not in page.text
    assert "https://" not in page.text


def test_the_cookie_is_kept_from_scripts_and_other_sites(scripted: ScriptedChat) -> None:
    cookie = httpx.get(f"{scripted.url}/", trust_env=False).headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_known_buyer_gets_no_new_cookie(visit: httpx.Client) -> None:
    assert "set-cookie" not in visit.get("/").headers


def test_files_are_revalidated_by_etag(visit: httpx.Client) -> None:
    first = visit.get("/static/chat.js")
    assert first.headers["content-type"].startswith("text/javascript")
    again = visit.get("/static/chat.js", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", ["/static/web.py", "/static/..%2fweb.py", "/static/%2e%2e%2fa"])
def test_nothing_but_the_pages_files_is_served(visit: httpx.Client, path: str) -> None:
    assert visit.get(path).status_code == 404


def test_every_module_the_page_imports_is_served(visit: httpx.Client) -> None:
    names = [path.name for path in Path("bot/channels/static").iterdir() if path.is_file()]
    for name in names:
        assert visit.get(f"/static/{name}").status_code == 200, name


def test_the_shop_is_shown_with_price_ranges(visit: httpx.Client) -> None:
    shop = visit.get("/chat/shop").json()
    assert shop["shop_name"] == "山隐棉麻"
    prices = {product["id"]: product["price"] for product in shop["products"]}
    assert prices == {"T100": "¥159–169", "T200": "¥139–159", "T300": "¥119"}


def test_history_is_the_buyers_own(scripted: ScriptedChat, visit: httpx.Client) -> None:
    assert visit.get("/chat/history").json()["messages"] == []
    nobody = httpx.get(f"{scripted.url}/chat/history", trust_env=False)
    assert nobody.status_code == 401
    named = visit.get("/chat/history", params={"buyer": "tester"}).json()
    assert named["conversation"].startswith("web:")


@pytest.mark.parametrize("after", ["-1", "x", "9" * 30, "１"])
def test_an_odd_after_is_refused(visit: httpx.Client, after: str) -> None:
    assert visit.get("/chat/history", params={"after": after}).status_code == 400


def test_a_push_needs_the_token(visit: httpx.Client) -> None:
    body = {"conversation_id": "web:1"}
    assert visit.post("/internal/pushed", json=body).status_code == 403
    assert visit.post("/internal/pushed", json=body, headers=TRUSTED).status_code == 204
    assert visit.post("/internal/pushed", json=[], headers=TRUSTED).status_code == 400


async def test_a_buyer_chats_over_the_socket(scripted: ScriptedChat, visit: httpx.Client) -> None:
    cookie = {"Cookie": f"{COOKIE}={visit.cookies[COOKIE]}"}
    async with websockets.connect(scripted.socket_url, extra_headers=cookie) as socket:
        await socket.send(json.dumps({"type": "hello"}))
        await socket.send(json.dumps({"type": "message", "id": "m1", "text": "在吗"}))
        frames = [json.loads(await socket.recv()) for _ in range(4)]
    assert [frame["type"] for frame in frames] == ["hello", "status", "ack", "message"]
    history = visit.get("/chat/history").json()["messages"]
    assert [message["text"] for message in history] == ["在吗", "收到：在吗（在看 无）"]
    assert all("trace" not in message for message in history)


async def _close_code(url: str, headers: dict[str, str]) -> int:
    async with websockets.connect(url, extra_headers=headers) as socket:
        with pytest.raises(ConnectionClosed):
            while True:
                await socket.recv()
        return int(socket.close_code or 0)


async def test_strangers_and_other_sites_get_no_socket(
    scripted: ScriptedChat, visit: httpx.Client
) -> None:
    url = scripted.socket_url
    assert await _close_code(url, {}) == Closing.UNKNOWN_BUYER
    assert await _close_code(f"{url}?buyer=tester", {}) == Closing.UNKNOWN_BUYER
    cookie = {"Cookie": f"{COOKIE}={visit.cookies[COOKIE]}", "Origin": "http://evil.example"}
    assert await _close_code(url, cookie) == Closing.OTHER_SITE


async def test_a_frame_over_the_limit_ends_the_line_only(scripted: ScriptedChat) -> None:
    url = f"{scripted.socket_url}?buyer=big"
    async with websockets.connect(url, extra_headers=TRUSTED) as socket:
        await socket.send(json.dumps({"type": "hello"}))
        long_text = json.dumps({"type": "message", "id": "m1", "text": "😀" * 10_000})
        await socket.send(long_text)
        while json.loads(await socket.recv())["type"] != "answered":
            pass
        await socket.send("x" * (FRAME_BYTES + 1))
        with pytest.raises(ConnectionClosed):
            while True:
                await socket.recv()
        assert socket.close_code == 1009
    async with websockets.connect(url, extra_headers=TRUSTED) as socket:
        await socket.send(json.dumps({"type": "hello"}))
        assert json.loads(await socket.recv())["conversation"] == "cli:big"
