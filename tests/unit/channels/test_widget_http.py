"""The widget's HTTP side on a running server: script, frame, tokens, sockets, the queue."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import websockets
from websockets.exceptions import ConnectionClosed

from bot.channels.identity import COOKIE
from bot.channels.limits import Closing
from bot.channels.widget import FRAME_COOKIE, BuyerTokens
from tests.e2e.scripted_chat import ScriptedChat

SHOP = "https://shop.example"


@pytest.fixture(scope="module")
def scripted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScriptedChat]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XIAOER_WIDGET_ORIGINS", f"{SHOP}, https://other.example:8443")
        with ScriptedChat(tmp_path_factory.mktemp("chat") / "chat.db") as running:
            yield running


@pytest.fixture
def frame(scripted: ScriptedChat) -> Iterator[httpx.Client]:
    """A frame that has not asked for anything, and keeps no cookies."""
    with httpx.Client(base_url=scripted.url, trust_env=False) as client:
        client.headers["Origin"] = scripted.url
        yield client
        client.cookies.clear()


def _token(frame: httpx.Client, **headers: str) -> str:
    given = frame.post("/widget/buyer", headers=headers)
    frame.cookies.clear()
    token: str = given.json()["token"]
    return token


def _conversation(frame: httpx.Client, token: str) -> str:
    history = frame.get("/widget/history", headers={"Authorization": f"Bearer {token}"})
    conversation: str = history.json()["conversation"]
    return conversation


async def _talk(scripted: ScriptedChat, *frames: dict[str, Any], origin: str | None = None) -> Any:
    """What the socket answers to these frames first, or the code it closes with."""
    address = scripted.socket_url.replace("/chat/", "/widget/")
    headers = {"Origin": origin or scripted.url}
    async with websockets.connect(address, extra_headers=headers) as socket:
        try:
            for said in frames:
                await socket.send(json.dumps(said))
            return json.loads(await socket.recv())
        except ConnectionClosed as closed:
            return closed.code


def test_the_script_knows_the_pages_it_works_on(frame: httpx.Client) -> None:
    script = frame.get("/widget.js")
    assert script.headers["content-type"].startswith("text/javascript")
    assert script.headers["cross-origin-resource-policy"] == "cross-origin"
    assert f'["{SHOP}", "https://other.example:8443"]' in script.text
    assert "/* look */" not in script.text
    again = frame.get("/widget.js", headers={"If-None-Match": script.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_only_known_pages_may_frame_the_chat(frame: httpx.Client) -> None:
    framed = frame.get("/widget/frame").headers
    assert framed["content-security-policy"].endswith(
        f"frame-ancestors 'self' {SHOP} https://other.example:8443"
    )
    assert "unsafe" not in framed["content-security-policy"]
    assert "set-cookie" not in framed
    page = frame.get("/").headers["content-security-policy"]
    assert page.endswith("frame-ancestors 'self'")


def test_a_token_is_one_buyer_s_for_good(frame: httpx.Client) -> None:
    first, other = _token(frame), _token(frame)
    assert _conversation(frame, first) != _conversation(frame, other)
    renewed = _token(frame, Authorization=f"Bearer {first}")
    assert _conversation(frame, renewed) == _conversation(frame, first)
    kept = _token(frame, Cookie=f"{FRAME_COOKIE}={first}")
    assert _conversation(frame, kept) == _conversation(frame, first)


def test_the_cookie_is_the_frame_s_alone(frame: httpx.Client) -> None:
    (cookie,) = frame.post("/widget/buyer").headers.get_list("set-cookie")
    name, *flags = cookie.split("; ")
    assert name.startswith("__Host-xiaoer_frame=")
    assert {"Path=/", "Secure", "HttpOnly", "SameSite=None", "Partitioned"} < set(flags)


def test_the_page_s_own_buyer_goes_on_in_a_frame_of_the_same_site(frame: httpx.Client) -> None:
    frame.get("/")
    buyer = frame.cookies[COOKIE]
    on_page = frame.get("/chat/history").json()["conversation"]
    frame.cookies.clear()
    assert _conversation(frame, _token(frame, Cookie=f"{COOKIE}={buyer}")) == on_page


@pytest.mark.parametrize("origin", [SHOP, "null", "http://127.0.0.1"])
def test_no_other_page_gets_a_token(frame: httpx.Client, origin: str) -> None:
    refused = frame.post("/widget/buyer", headers={"Origin": origin})
    assert refused.status_code == 403
    assert "token" not in refused.json()


@pytest.mark.parametrize(
    "token", ["x", "a.b.c", "9" * 5000, BuyerTokens("of somebody else").issue()]
)
def test_a_forged_token_is_nobody_s(frame: httpx.Client, token: str) -> None:
    bearer = {"Authorization": f"Bearer {token}"}
    assert frame.get("/widget/history", headers=bearer).status_code == 401
    assert frame.get("/widget/waiting", headers=bearer).status_code == 401


def test_a_cookie_alone_reads_nothing(frame: httpx.Client) -> None:
    frame.get("/")
    frame.post("/widget/buyer")
    assert frame.get("/widget/history").status_code == 401


@pytest.mark.parametrize(
    ("named", "found"),
    [("T200", "T200"), ("T200-1", "T200"), ("nothing", None), ("%27%20OR%201", None)],
)
def test_a_product_is_found_by_the_names_of_the_shop(
    frame: httpx.Client, named: str, found: str | None
) -> None:
    answer = frame.get(f"/widget/product/{named}")
    assert (answer.json()["id"] if found else answer.status_code) == (found or 404)


async def test_a_socket_says_who_it_is_first(scripted: ScriptedChat, frame: httpx.Client) -> None:
    token = _token(frame)
    hello = {"type": "hello", "product": "", "after": 0}
    greeted = await _talk(scripted, {"type": "identify", "token": token}, hello)
    assert greeted == {"type": "hello", "conversation": _conversation(frame, token)}
    assert await _talk(scripted, hello) == Closing.UNKNOWN_BUYER
    assert await _talk(scripted, {"type": "identify"}, hello) == Closing.UNKNOWN_BUYER
    assert await _talk(scripted, {"type": "identify", "token": [1]}) == Closing.UNKNOWN_BUYER
    named = {"type": "identify", "token": token}
    assert await _talk(scripted, named, origin=SHOP) == Closing.OTHER_SITE
