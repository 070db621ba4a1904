"""A desk of its own process for the browser tests, and what stands for the chat process."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest

PATIENCE_SECONDS = 120
GIVEN_BACK = "亲，{agent}已为您转回小二，有需要随时说转人工哦"


@contextmanager
def pushed_to() -> Iterator[tuple[int, list[str]]]:
    """A stand-in for the chat process: its port, and the conversations it was told of.

    Whoever waits for an answer that is understood now gets it.
    """
    told: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            answer = b""
            if self.path == "/internal/meant":
                answer = json.dumps({"answered": body["message_ids"]}).encode()
            else:
                told.append(body["conversation_id"])
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port, told
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def running_desk(
    database_url: str, folder: Path, *, chat_port: int, wording: Path | None = None
) -> Iterator[str]:
    """The address of a desk over a database; it must end well and have nothing to complain of.

    Without `wording`, a folder of replies, it knows the words for a chat given back and no other.
    """
    if wording is None:
        wording = folder / "stories"
        (wording / "handoff").mkdir(parents=True)
        (wording / "handoff" / "replies.yml").write_text(
            f"responses:\n  utter_given_back:\n    - text: {GIVEN_BACK}\n", "utf-8"
        )
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    environment = os.environ | {
        "DATABASE_URL": database_url,
        "XIAOER_DESK_PORT": str(port),
        "XIAOER_CHAT_PORT": str(chat_port),
        "XIAOER_DESK_SECRET": "signs cookies in this test",
        "XIAOER_INTERNAL_TOKEN": "between processes in this test",
        "XIAOER_LOG_DIR": str(folder / "log"),
        "XIAOER_WORDING_DIR": str(wording),
    }
    output = folder / "console"
    with output.open("w") as console:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot.desk"], env=environment, stdout=console, stderr=console
        )
    try:
        _wait_for(f"http://127.0.0.1:{port}/health", process, output)
        yield f"http://127.0.0.1:{port}"
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_SECONDS) == 0
        assert output.read_text("utf-8") == ""
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def _wait_for(address: str, process: subprocess.Popen[bytes], output: Path) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(address, trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    pytest.fail(f"the desk did not start: {output.read_text('utf-8')}")
