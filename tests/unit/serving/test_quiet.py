"""What the console and the log file show, and what they must not."""

from __future__ import annotations

import json
import logging
import os
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from bot.serving.quiet import configure_process
from bot.telemetry.subject import about, tag_of

PHONE = "13812345678"


@pytest.fixture(autouse=True)
def _put_back() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, environment = root.handlers[:], root.level, dict(os.environ)
    with warnings.catch_warnings():
        warnings.simplefilter("default", UserWarning)
        yield
    logging.captureWarnings(False)
    for handler in set(root.handlers) - set(handlers):
        handler.close()
    root.handlers[:] = handlers
    root.setLevel(level)
    os.environ.clear()
    os.environ.update(environment)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))


def fail(words: str) -> None:
    local_variable = f"{words}-local"
    raise ValueError(f"cannot read {local_variable[:11]}")


def test_an_error_is_one_plain_line_without_the_buyers_phone(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_process("chat")
    try:
        fail(PHONE)
    except ValueError:
        logging.getLogger("bot.channels").exception("The turn of %s broke.", PHONE)
    shown = capsys.readouterr()
    assert shown.out == ""
    (line,) = shown.err.splitlines()
    assert "chat 出错 (error) bot.channels: The turn of" in line
    assert "ValueError: cannot read" in line
    assert PHONE not in line


def test_less_than_an_error_is_not_shown(capsys: pytest.CaptureFixture[str]) -> None:
    configure_process("chat")
    logging.getLogger("rasa.core").warning("No story fits.")
    structlog.get_logger().warning("rasa.event", text=PHONE)
    for category in (UserWarning, DeprecationWarning, FutureWarning):
        warnings.warn("in some library", category, stacklevel=1)
    logging.getLogger("sanic.root").info("Goin' Fast")
    assert capsys.readouterr() == ("", "")


def test_the_log_file_has_warnings_and_tracebacks_but_no_locals(tmp_path: Path) -> None:
    configure_process("chat", log_dir=tmp_path / "log")
    logging.getLogger("rasa.core").warning("A slot of %s is odd.", PHONE)
    warnings.warn("Parsed an intent that the domain does not know.", UserWarning, stacklevel=1)
    try:
        fail(PHONE)
    except ValueError:
        structlog.get_logger().exception("rasa.broke", user_text=f"打我电话{PHONE}")
    log = (tmp_path / "log" / "chat.log").read_text(encoding="utf-8")
    odd, parsed, broke = (json.loads(line) for line in log.splitlines())
    assert odd["message"].startswith("A slot of")
    assert (odd["level"], odd["process"], odd["logger"]) == ("warning", "chat", "rasa.core")
    assert "Parsed an intent" in parsed["message"]
    assert (broke["message"], broke["error"]) == ("rasa.broke", "ValueError")
    assert 'raise ValueError(f"cannot read' in broke["traceback"]
    for hidden in (PHONE, "打我电话", "-local\n"):
        assert hidden not in log


def test_a_rasa_event_shows_its_explanation_and_none_of_its_values(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_process("chat")
    structlog.get_logger("x").error(
        "endpoint.failed", event_info="The endpoint failed.", json_message={"text": "我住在杭州"}
    )
    shown = capsys.readouterr().err
    assert "The endpoint failed." in shown
    assert "杭州" not in shown


def test_a_container_writes_json_to_its_output_and_no_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_process("chat", log_dir=tmp_path / "log", console="json")
    logging.getLogger("bot.channels").warning("Slow.")
    assert json.loads(capsys.readouterr().err)["message"] == "Slow."
    assert not (tmp_path / "log").exists()


def test_a_line_names_the_chat_by_a_tag_and_never_by_its_id(tmp_path: Path) -> None:
    configure_process("chat", log_dir=tmp_path)
    with about("webhook:buyer-77", 12):
        logging.getLogger("rasa.core").warning("Tracker of webhook:buyer-77 is odd.")
    text = (tmp_path / "chat.log").read_text(encoding="utf-8")
    line = json.loads(text)
    assert "buyer-77" not in text
    assert line["chat"] == tag_of("webhook:buyer-77")
    assert line["chat"].startswith("webhook-")
    assert line["chat"] in line["message"]
    assert line["message_id"] == 12


def test_nothing_is_reported_to_anybody() -> None:
    configure_process("chat")
    assert os.environ["RASA_TELEMETRY_ENABLED"] == "false"
