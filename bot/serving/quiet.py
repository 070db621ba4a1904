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
from typing import Any

_ENVIRONMENT = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "LOG_LEVEL": "WARNING",
    "LOG_LEVEL_LIBRARIES": "ERROR",
}
_LOG_FILE_BYTES = 5_000_000
_LOG_FILES_KEPT = 5
_LONGEST_MESSAGE = 8_000
_IGNORED = (
    DeprecationWarning,
    PendingDeprecationWarning,
    FutureWarning,
    ImportWarning,
    ResourceWarning,
    SyntaxWarning,
)


def configure_process(name: str, *, log_dir: Path | None = None) -> None:
    """Make this process quiet; the first thing each process does, before it imports Rasa.

    `name` labels the console's lines and names the log file. On the console appear errors, a line
    each. With `log_dir`, warnings and errors go to `log_dir/<name>.log` as well, with tracebacks.
    """
    os.environ.update(_ENVIRONMENT)
    _install_handlers(name, log_dir)
    _silence_warnings()
    _configure_structlog()


class _MaskedFormatter(logging.Formatter):
    """Renders a record and then removes what identifies a buyer."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        # Not at the top: whoever only asks for this module's names need not load the text rules.
        from bot.text.masking import mask_personal

        self._mask = mask_personal

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None
        return self._mask(super().format(record)[:_LONGEST_MESSAGE])


class _ConsoleFormatter(_MaskedFormatter):
    """One line a record: an exception is named, its traceback is left to the log file."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name logging gives it
        kind, error, _traceback = ei
        return f"{kind.__name__}: {error}" if kind is not None else ""

    def format(self, record: logging.LogRecord) -> str:
        return " ".join(super().format(record).split())


def _install_handlers(name: str, log_dir: Path | None) -> None:
    console = logging.StreamHandler(sys.stderr)
    console.setLevel(logging.ERROR)
    console.setFormatter(
        _ConsoleFormatter(f"%(asctime)s {name} 出错 (error) %(name)s: %(message)s", "%H:%M:%S")
    )
    handlers: list[logging.Handler] = [console]
    if log_dir is not None:
        log_dir.mkdir(parents=True, exist_ok=True)
        file = RotatingFileHandler(
            log_dir / f"{name}.log",
            maxBytes=_LOG_FILE_BYTES,
            backupCount=_LOG_FILES_KEPT,
            encoding="utf-8",
        )
        file.setLevel(logging.WARNING)
        file.setFormatter(_MaskedFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        handlers.append(file)
    logging.basicConfig(level=logging.WARNING, handlers=handlers, force=True)
    logging.captureWarnings(True)


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
