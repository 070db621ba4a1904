import os
import socket

import pytest
from typer.testing import CliRunner

from bot.cli import bench
from bot.errors import ConfigurationError, EngineError
from bot.settings import load_settings


@pytest.mark.parametrize(
    ("text", "counts"), [("1,8,32", (1, 8, 32)), ("4", (4,)), ("1，2", (1, 2))]
)
def test_numbers_of_buyers(text, counts):
    assert bench.parse_counts(text) == counts


@pytest.mark.parametrize("text", ["", "0", "8,x", "-1", "1,,2"])
def test_what_is_no_number_of_buyers_is_refused(text):
    with pytest.raises(ConfigurationError, match="buyers"):
        bench.parse_counts(text)


def test_the_engine_is_found_by_its_ports():
    with socket.create_server(("127.0.0.1", 0)) as chat, socket.create_server(("", 0)) as desk:
        config = load_settings(
            _env_file=None,
            chat_port=chat.getsockname()[1],
            rasa_port=1,
            action_port=1,
            desk_port=desk.getsockname()[1],
        )
        assert bench.engine_pids(config) == {"gateway": os.getpid(), "desk": os.getpid()}


def test_without_an_engine_it_says_how_to_start_one(monkeypatch):
    monkeypatch.setattr(bench, "settings", lambda: load_settings(_env_file=None, chat_port=1))
    outcome = CliRunner().invoke(bench.app, ["chat", "--seconds", "1"])
    assert isinstance(outcome.exception, EngineError)
    assert "xiaoer serve" in outcome.exception.hint
