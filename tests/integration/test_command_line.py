"""The `xiaoer` command as a person and a script use it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bot.serving.processes import environment_of
from bot.settings import Settings

pytestmark = pytest.mark.engine
ROOT = Path(__file__).parents[2]
XIAOER = Path(sys.executable).with_name("xiaoer")
PHONE = "13912345678"
PATIENCE_SECONDS = 240


def _run(
    *arguments: str, environment: dict[str, str], said: str = ""
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(XIAOER), *arguments],
        input=said,
        env=environment,
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


def test_a_script_reads_every_turn_as_a_line_of_json(engine: Settings) -> None:
    done = _run(
        *("chat", "--json", "--buyer", "script", "--product", "LN2107"),
        *("--at", "2026-11-23T10:00"),
        environment=environment_of(engine),
        said="这件有M码吗\n发什么快递几天到杭州\n",
    )
    assert done.stderr == ""
    stock, shipping = (json.loads(line) for line in done.stdout.splitlines())
    assert stock["intent"] == "ask_stock"
    assert stock["confidence"] > 0.5
    assert ["size", "M"] in stock["entities"]
    assert stock["action"] == "action_stock"
    assert stock["reason"].startswith("stock.")
    assert stock["facts"]
    assert "杭州" in "".join(shipping["replies"])


def test_one_question_is_explained(engine: Settings) -> None:
    done = _run("ask", "能便宜点吗", "--product", "LN2107", environment=environment_of(engine))
    assert done.stderr == ""
    assert "bargain" in done.stdout
    assert "haggling." in done.stdout


def test_a_moment_that_is_none_is_refused_with_advice(engine: Settings) -> None:
    done = _run("chat", "--at", "明天", environment=environment_of(engine))
    assert done.returncode == 1
    assert "2026-11-11T00:00" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_an_engine_the_chat_says_how_to_start_one() -> None:
    environment = {**os.environ, "XIAOER_CHAT_PORT": "1", "XIAOER_INTERNAL_TOKEN": "x" * 20}
    done = _run("chat", environment=environment)
    assert done.returncode == 1
    assert "xiaoer serve" in done.stderr


def test_a_taken_port_is_named(engine: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        environment = {**environment_of(engine), "XIAOER_DESK_PORT": port}
        free = ("XIAOER_CHAT_PORT", "XIAOER_RASA_PORT", "XIAOER_ACTION_PORT")
        environment |= dict.fromkeys(free, "0")
        done = _run("serve", environment=environment)
    assert done.returncode == 1
    assert port in done.stderr
    assert "XIAOER_DESK_PORT" in done.stderr


def test_a_missing_secret_is_named(engine: Settings) -> None:
    environment = {**environment_of(engine), "XIAOER_DESK_SECRET": ""}
    done = _run("serve", environment=environment)
    assert done.returncode == 1
    assert "XIAOER_DESK_SECRET" in done.stderr


def test_no_log_file_holds_a_buyers_phone_number(engine: Settings) -> None:
    environment = environment_of(engine)
    said = f"我电话{PHONE}帮我改下地址\n<script>{PHONE}</script>\n{PHONE}\n转人工 {PHONE}\n"
    done = _run("chat", "--json", "--buyer", "private", environment=environment, said=said)
    assert len(done.stdout.splitlines()) == len(said.splitlines()), done.stderr
    written = "".join(
        path.read_text(encoding="utf-8", errors="replace")
        for path in engine.log_dir.iterdir()
        if path.is_file()
    )
    assert PHONE not in written
