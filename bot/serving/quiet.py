"""Keeps every process quiet: the console for real errors, the log file for the rest.

Nothing written here carries a buyer's phone number or address, the values of a frame's local
variables, or the keyword values that Rasa attaches to its log events.
"""

from __future__ import annotations

import logging
import os
import sys
import warnings
from collections.abc import Mapping, MutableMapping
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any, Literal

Console = Literal["people", "json"]

_ENVIRONMENT = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "LOG_LEVEL": "WARNING",
    "LOG_LEVEL_LIBRARIES": "ERROR",
}
_LOG_FILE_BYTES = 5_000_000
_LOG_FILES_KEPT = 5
_IGNORED = (
    DeprecationWarning,
    PendingDeprecationWarning,
    FutureWarning,
    ImportWarning,
    ResourceWarning,
    SyntaxWarning,
)


def configure_process(
    name: str, *, log_dir: Path | None = None, console: Console = "people"
) -> None:
    """Make this process quiet; the first thing each process does, before it imports Rasa.

    `name` labels what is written and names the log file. For people the console has errors, a line
    each, and with `log_dir` warnings and errors go to `log_dir/<name>.log` with tracebacks, a line
    of JSON each. With a console of `json` it has those lines, and there is no file.
    """
    os.environ.update(_ENVIRONMENT)
    _install_handlers(name, log_dir, console)
    _silence_warnings()
    _configure_structlog()


def _install_handlers(name: str, log_dir: Path | None, console: Console) -> None:
    # Not at the top: whoever only asks for this module's names need not load the text rules.
    from bot.telemetry.logs import JsonLines, LinesForPeople

    shown = logging.StreamHandler(sys.stderr)
    handlers: list[logging.Handler] = [shown]
    if console == "json":
        shown.setLevel(logging.WARNING)
        shown.setFormatter(JsonLines(name))
    else:
        shown.setLevel(logging.ERROR)
        shown.setFormatter(LinesForPeople(name))
        if log_dir is not None:
            handlers.append(_log_file(name, log_dir, JsonLines(name)))
    logging.basicConfig(level=logging.WARNING, handlers=handlers, force=True)
    logging.captureWarnings(True)


def _log_file(name: str, log_dir: Path, formatter: logging.Formatter) -> logging.Handler:
    log_dir.mkdir(parents=True, exist_ok=True)
    file = RotatingFileHandler(
        log_dir / f"{name}.log",
        maxBytes=_LOG_FILE_BYTES,
        backupCount=_LOG_FILES_KEPT,
        encoding="utf-8",
    )
    file.setLevel(logging.WARNING)
    file.setFormatter(formatter)
    return file


def _silence_warnings() -> None:
    # sanic.app puts a filter of its own in front of all others when it is imported: let it do so
    # first, or it would undo ours.
    import sanic.app  # noqa: F401

    for category in _IGNORED:
        warnings.simplefilter("ignore", category)


def _configure_structlog() -> None:
    import structlog

    structlog.configure(
        processors=[_plain_event],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        cache_logger_on_first_use=True,
    )


def _plain_event(
    _logger: Any, method: str, event: MutableMapping[str, Any]
) -> tuple[tuple[Any, ...], Mapping[str, Any]]:
    """Keep an event's name and its explanation; its other values may be what a buyer wrote."""
    message = str(event.get("event_info") or event.get("event", ""))
    exc_info = event.get("exc_info") or method == "exception"
    return ("%s", message), {"exc_info": exc_info}
