"""The supervisor over small processes of the test's own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from bot.errors import EngineError
from bot.serving import supervisor as supervisor_module
from bot.serving.processes import ProcessSpec, environment_of
from bot.serving.supervisor import Notice, Supervisor
from bot.settings import Settings, load_settings

SERVER = """
import http.server, os, signal, subprocess, sys
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
        self.wfile.write(os.environ["XIAOER_INTERNAL_TOKEN"].encode())
    def log_message(self, *args): pass
print("started with", sys.argv[2:], flush=True)
if "stubborn" in sys.argv: signal.signal(signal.SIGTERM, signal.SIG_IGN)
if "parent" in sys.argv: print("child", subprocess.Popen(["sleep", "300"]).pid, flush=True)
if "failing" in sys.argv: sys.exit("no model to load")
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Answer).serve_forever()
"""
# Runs a supervisor over two of the servers until it is told to stop.
PROGRAM = """
import sys
from pathlib import Path
from bot.serving.processes import ProcessSpec
from bot.serving.supervisor import Supervisor
from bot.settings import load_settings
server, log_dir, *ports = sys.argv[1:]
specs = [
    ProcessSpec(f"part{port}", (sys.executable, server, port, "parent"), int(port), "X")
    for port in ports
]
supervisor = Supervisor(
    load_settings(log_dir=Path(log_dir), internal_token="t"), processes=specs,
    on_notice=lambda notice: print(notice.kind, notice.process, flush=True),
)
supervisor.run()
"""


@pytest.fixture
def config(tmp_path: Path) -> Settings:
    return load_settings(log_dir=tmp_path / "log", internal_token="handed-down")


@pytest.fixture
def server(tmp_path: Path) -> Path:
    path = tmp_path / "server.py"
    path.write_text(SERVER)
    return path


@pytest.fixture
def spec(server: Path, free_port: Callable[[], int]) -> Callable[..., ProcessSpec]:
    def make(name: str, *how: str) -> ProcessSpec:
        port = free_port()
        return ProcessSpec(name, (sys.executable, str(server), str(port), *how), port, "XIAOER_X")

    return make


@pytest.fixture
def started(config: Settings) -> Iterator[Callable[..., tuple[Supervisor, list[Notice]]]]:
    running: list[Supervisor] = []

    def start(*specs: ProcessSpec) -> tuple[Supervisor, list[Notice]]:
        notices: list[Notice] = []
        running.append(Supervisor(config, processes=specs, on_notice=notices.append))
        running[-1].start()
        return running[-1], notices

    yield start
    for supervisor in running:
        supervisor.stop()


def kinds(notices: list[Notice], process: str) -> list[str]:
    return [notice.kind for notice in notices if notice.process == process]


def until(condition: Callable[[], bool], *, seconds: float = 20) -> None:
    give_up_at = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < give_up_at, "it did not happen in time"
        time.sleep(0.05)


def gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_all_are_ready_then_all_are_gone(
    started: Callable[..., tuple[Supervisor, list[Notice]]], spec: Callable[..., ProcessSpec]
) -> None:
    supervisor, notices = started(spec("chat"), spec("desk"))
    pids = supervisor.pids()
    assert set(pids) == {"chat", "desk"}
    supervisor.stop()
    assert all(gone(pid) for pid in pids.values())
    assert kinds(notices, "chat") == ["starting", "ready", "stopped"]


def test_one_that_is_killed_comes_back_and_the_others_are_left_alone(
    started: Callable[..., tuple[Supervisor, list[Notice]]], spec: Callable[..., ProcessSpec]
) -> None:
    supervisor, notices = started(spec("chat"), spec("desk"))
    before = supervisor.pids()
    os.kill(before["chat"], signal.SIGKILL)

    def back() -> bool:
        supervisor.look()
        return "restarted" in kinds(notices, "chat")

    until(back)
    after = supervisor.pids()
    assert after["chat"] != before["chat"]
    assert after["desk"] == before["desk"]
    (died,) = [notice for notice in notices if notice.kind == "died"]
    assert "SIGKILL" in died.detail


def test_one_that_keeps_dying_is_started_less_and_less_often(
    started: Callable[..., tuple[Supervisor, list[Notice]]], spec: Callable[..., ProcessSpec]
) -> None:
    supervisor, _notices = started(spec("chat"))
    pauses = []
    for _ in range(3):
        pid = supervisor.pids()["chat"]
        os.kill(pid, signal.SIGKILL)
        killed_at = time.monotonic()
        while supervisor.pids()["chat"] == pid:
            assert time.monotonic() - killed_at < 20, "it was not started again"
            supervisor.look()
            time.sleep(0.02)
        pauses.append(time.monotonic() - killed_at)
    assert pauses[0] < pauses[1] < pauses[2]


def test_a_taken_port_is_named_with_its_variable_before_anything_starts(
    config: Settings, spec: Callable[..., ProcessSpec]
) -> None:
    first, second = spec("chat"), spec("desk")
    with socket.create_server(("127.0.0.1", second.port)):
        notices: list[Notice] = []
        supervisor = Supervisor(config, processes=[first, second], on_notice=notices.append)
        with pytest.raises(EngineError, match=f"{second.port}.*XIAOER_X"):
            supervisor.start()
    assert notices == []


def test_one_that_cannot_start_says_why_and_takes_the_others_along(
    config: Settings, spec: Callable[..., ProcessSpec]
) -> None:
    notices: list[Notice] = []
    supervisor = Supervisor(
        config, processes=[spec("desk"), spec("chat", "failing")], on_notice=notices.append
    )
    with pytest.raises(EngineError, match=r"chat ended with exit code 1.*no model to load"):
        supervisor.start()
    assert supervisor.pids() == {}
    assert kinds(notices, "desk")[-1] == "stopped"


def test_one_that_will_not_stop_is_killed_with_what_it_started(
    started: Callable[..., tuple[Supervisor, list[Notice]]],
    spec: Callable[..., ProcessSpec],
    config: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(supervisor_module, "STOP_SECONDS", 1.0)
    supervisor, _notices = started(spec("chat", "stubborn", "parent"))
    pids = [supervisor.pids()["chat"], _child_in(config.log_dir / "chat.out")]
    started_at = time.monotonic()
    supervisor.stop()
    assert time.monotonic() - started_at < 3
    until(lambda: all(gone(pid) for pid in pids))


def test_a_child_sees_the_settings_and_its_output_is_kept(
    started: Callable[..., tuple[Supervisor, list[Notice]]],
    spec: Callable[..., ProcessSpec],
    config: Settings,
) -> None:
    chat = spec("chat")
    started(chat)
    with socket.create_connection(("127.0.0.1", chat.port)) as connection:
        connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
        answer = b"".join(iter(lambda: connection.recv(4096), b""))
    assert answer.endswith(b"handed-down")
    assert "started with" in (config.log_dir / "chat.out").read_text()


def test_the_environment_carries_every_setting(tmp_path: Path) -> None:
    config = load_settings(database_url="sqlite:///x.db", desk_port=7001, log_dir=tmp_path)
    environment = environment_of(config)
    assert environment["DATABASE_URL"] == "sqlite:///x.db"
    assert environment["XIAOER_DESK_PORT"] == "7001"
    assert environment["XIAOER_LOG_DIR"] == str(tmp_path)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_however_the_supervisor_ends(
    how: signal.Signals, server: Path, tmp_path: Path, free_port: Callable[[], int]
) -> None:
    if how == signal.SIGKILL and sys.platform != "linux":
        pytest.skip("only Linux tells a child that its parent was killed")
    ports = [str(free_port()), str(free_port())]
    program = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(PROGRAM), str(server), str(tmp_path / "l"), *ports],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdout is not None
    ready = (line for line in iter(program.stdout.readline, "") if line.startswith("ready"))
    assert len({next(ready), next(ready)}) == 2
    children = psutil.Process(program.pid).children(recursive=True)
    servers = [child for child in children if "server.py" in " ".join(child.cmdline())]
    assert len(servers) == 2
    started_at = time.monotonic()
    program.send_signal(how)
    program.wait(timeout=12)
    until(lambda: all(gone(child.pid) for child in servers), seconds=3)
    assert time.monotonic() - started_at < 10
    if how != signal.SIGKILL:
        assert program.returncode == 0
        until(lambda: all(gone(child.pid) for child in children), seconds=1)
    for child in children:
        if not gone(child.pid):
            child.kill()


def _child_in(output: Path) -> int:
    until(lambda: "child" in output.read_text())
    return int(output.read_text().split("child ")[1].split()[0])
