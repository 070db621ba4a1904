"""How a log record is written: a line of JSON for machines, a short line for people.

Both remove what identifies a buyer from whatever a library put into the record.
"""

from __future__ import annotations

import json
import logging
from datetime import datetime
from typing import Any

from bot.settings import SHOP_TIMEZONE
from bot.telemetry.subject import subject, tag_of, with_tags
from bot.telemetry.tracing import trace_id

_LONGEST = 8_000


class _Masked(logging.Formatter):
    """Cuts a text to a bearable length and masks it."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        # Not at the top: whoever only asks for this module's names need not load the text rules.
        from bot.text.masking import mask_personal

        self._mask = mask_personal

    def masked(self, text: str) -> str:
        """What may be written of `text`."""
        return self._mask(with_tags(text[:_LONGEST]))


class LinesForPeople(_Masked):
    """One line a record: an exception is named, its traceback is left to the log file."""

    def __init__(self, process: str) -> None:
        super().__init__(f"%(asctime)s {process} 出错 (error) %(name)s: %(message)s", "%H:%M:%S")

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name logging gives it
        """The exception's kind and message."""
        kind, error, _traceback = ei
        return f"{kind.__name__}: {error}" if kind is not None else ""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        record.exc_text = None
        return " ".join(self.masked(super().format(record)).split())


class JsonLines(_Masked):
    """One JSON object a record.

    time (ISO 8601, Asia/Shanghai), level, process, logger, message; where they are known chat (see
    `tag_of`), message_id and trace; for an exception error (its kind) and traceback.
    """

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line of JSON."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, SHOP_TIMEZONE).isoformat(
                timespec="milliseconds"
            ),
            "level": record.levelname.lower(),
            "process": self._process,
            "logger": record.name,
            "message": self.masked(record.getMessage()),
        }
        worked_on = subject()
        if worked_on is not None:
            line["chat"] = tag_of(worked_on.conversation_id)
            if worked_on.message_id:
                line["message_id"] = worked_on.message_id
        if trace := trace_id():
            line["trace"] = trace
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            # The end of a long traceback is where it broke.
            line["traceback"] = self.masked(self.formatException(record.exc_info)[-_LONGEST:])
        return json.dumps(line, ensure_ascii=False)
