"""nginx.conf in front of a running engine: what gets through, and what does not."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from websockets.client import connect

from bot.serving.private import answers_at, free_ports
from bot.settings import Settings

ROOT = Path(__file__).parents[3]
NGINX = shutil.which("nginx")

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(NGINX is None, reason="there is no nginx on this machine"),
]


@dataclass(frozen=True)
class Front:
    """Where nginx answers buyers and people of the desk."""

    buyers: str
    desk: str
    token: str


@contextmanager
def _nginx(folder: Path, config: Settings) -> Iterator[tuple[str, str]]:
    buyers, desk, nobody = free_ports(3)
    text = (ROOT / "deploy" / "nginx" / "nginx.conf").read_text(encoding="utf-8")
    text = (
        text.replace("listen 8080;", f"listen 127.0.0.1:{buyers};")
        .replace("listen 8081;", f"listen 127.0.0.1:{desk};")
        .replace("pid /run/nginx.pid;", f"pid {folder}/nginx.pid;\ndaemon off;")
        .replace("/tmp/nginx-", f"{folder}/nginx-")
    )
    copies = (ROOT / "deploy" / "nginx" / "copies.machine.conf").read_text(encoding="utf-8")
    copies = (
        copies.replace(":5005", f":{config.chat_port}")
        .replace(":5065", f":{config.desk_port}")
        .replace(":5105", f":{nobody}")  # the second copies are away
        .replace(":5165", f":{nobody}")
    )
    (folder / "nginx.conf").write_text(text, encoding="utf-8")
    (folder / "copies.conf").write_text(copies, encoding="utf-8")
    running = subprocess.Popen(
        [str(NGINX), "-p", str(folder), "-c", str(folder / "nginx.conf")],
        stderr=subprocess.PIPE,
    )
    try:
        while not answers_at(f"http://127.0.0.1:{buyers}/"):
            assert running.poll() is None, running.stderr and running.stderr.read().decode()
        yield f"http://127.0.0.1:{buyers}", f"http://127.0.0.1:{desk}"
    finally:
        running.terminate()
        running.wait()


@pytest.fixture(scope="module")
def front(engine: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    with _nginx(tmp_path_factory.mktemp("nginx"), engine) as (buyers, desk):
        yield Front(buyers, desk, engine.secret("internal_token"))


def _get(url: str, **headers: str) -> httpx.Response:
    return httpx.get(url, headers=headers, trust_env=False)


def test_a_buyer_chats_through_it_while_another_copy_is_away(front: Front) -> None:
    async def chat() -> str:
        page = _get(f"{front.buyers}/")
        cookie = "; ".join(f"{name}={value}" for name, value in page.cookies.items())
        address = front.buyers.replace("http", "ws", 1)
        headers = {"Cookie": cookie, "Origin": front.buyers}
        async with connect(f"{address}/chat/socket", extra_headers=headers) as socket:
            await socket.send(json.dumps({"type": "hello", "product": "LN2107", "after": 0}))
            await socket.send(json.dumps({"type": "message", "id": "m1", "text": "你好"}))
            while True:
                frame = json.loads(await asyncio.wait_for(socket.recv(), 60))
                if frame["type"] == "message" and frame["message"]["sender"] == "bot":
                    return str(frame["message"]["text"])

    assert asyncio.run(chat())


def test_every_request_is_answered_though_half_of_the_copies_are_away(front: Front) -> None:
    assert {_get(f"{front.buyers}/chat/shop").status_code for _ in range(12)} == {200}
    assert {_get(f"{front.desk}/sign-in").status_code for _ in range(6)} == {200}


@pytest.mark.parametrize("path", ["/internal/pushed", "/internal/turn", "/metrics", "/ready"])
def test_what_is_between_our_own_processes_is_not_there(front: Front, path: str) -> None:
    for place in (front.buyers, front.desk):
        assert _get(f"{place}{path}", **{"X-Xiaoer-Token": front.token}).status_code == 404


def test_nobody_from_outside_is_an_operator_even_with_the_token(front: Front) -> None:
    answer = _get(f"{front.buyers}/chat/history?buyer=somebody", **{"X-Xiaoer-Token": front.token})
    assert answer.status_code == 401


def test_a_large_body_goes_no_further(front: Front) -> None:
    answer = httpx.post(f"{front.buyers}/", content=b"x" * 300_000, trust_env=False)
    assert answer.status_code == 413


def test_its_pages_keep_their_protection(front: Front) -> None:
    for place in (f"{front.buyers}/", f"{front.desk}/sign-in"):
        headers = _get(place).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers.get("server", "nginx") == "nginx"


def test_signing_in_over_and_over_is_slowed_down(front: Front) -> None:
    answers = [_get(f"{front.desk}/sign-in").status_code for _ in range(40)]
    assert 429 in answers
