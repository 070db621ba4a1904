"""The servers' commands when they cannot start: a reason on the console, no traceback."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def start(module: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", module],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "XIAOER_LOG_DIR": "log", **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("module", "variable"),
    [
        ("bot.channels", "XIAOER_CHAT_PORT"),
        ("bot.serving.rasa_server", "XIAOER_RASA_PORT"),
        ("actions", "XIAOER_ACTION_PORT"),
        ("bot.desk", "XIAOER_DESK_PORT"),
    ],
)
def test_a_taken_port(module: str, variable: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        ended = start(module, tmp_path, **{variable: port})
    assert ended.returncode == 2
    (line,) = ended.stderr.splitlines()
    assert port in line
    assert variable in line


def test_no_model(tmp_path: Path) -> None:
    ended = start("bot.serving.rasa_server", tmp_path, XIAOER_RASA_PORT="0")
    assert ended.returncode == 2
    (line,) = ended.stderr.splitlines()
    assert "xiaoer train" in line


def test_a_token_that_everybody_knows(tmp_path: Path) -> None:
    ended = start("actions", tmp_path, XIAOER_ACTION_PORT="0", XIAOER_INTERNAL_TOKEN="changeme")
    assert ended.returncode == 2
    assert "XIAOER_INTERNAL_TOKEN" in ended.stderr.splitlines()[-1]
