"""Taking a port."""

from __future__ import annotations

import socket

import pytest

from bot.errors import EngineError
from bot.serving.http import new_app, serve
from bot.serving.ports import taken_port


def test_a_taken_port_is_named_with_the_variable_that_moves_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(EngineError, match=f"{port}.*XIAOER_CHAT_PORT"):
            taken_port("127.0.0.1", port, variable="XIAOER_CHAT_PORT")


def test_an_address_of_another_machine_is_a_named_error() -> None:
    with pytest.raises(EngineError, match="XIAOER_HOST"):
        taken_port("192.0.2.1", 0, variable="XIAOER_CHAT_PORT")


def test_only_this_machine_can_reach_what_listens_on_the_loopback_address() -> None:
    with taken_port("127.0.0.1", 0, variable="X") as listener:
        assert listener.getsockname()[0] == "127.0.0.1"


def test_a_port_that_nobody_listens_on_yet_is_taken_all_the_same() -> None:
    with taken_port("127.0.0.1", 0, variable="X") as first:
        port = first.getsockname()[1]
        with pytest.raises(EngineError, match=f"{port}.*XIAOER_CHAT_PORT"):
            taken_port("127.0.0.1", port, variable="XIAOER_CHAT_PORT")
    taken_port("127.0.0.1", port, variable="XIAOER_CHAT_PORT").close()


def test_a_port_that_another_program_listens_on_meanwhile_is_an_error_and_no_silence() -> None:
    with taken_port("127.0.0.1", 0, variable="X") as ours, socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(ours.getsockname())
        other.listen()
        with pytest.raises(EngineError, match="taken by another program"):
            serve(new_app("xiaoer_late", request_max_bytes=1000), ours)
