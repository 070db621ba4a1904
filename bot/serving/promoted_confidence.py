"""Puts the confidence.yml that came with a promotion in force: into the file, where that may be."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from bot.errors import ConfigurationError
from bot.models.in_force import overdue
from bot.models.promotions import Promotion
from bot.nlu.confidence import follow_file, parse_confidence, stand_in

logger = logging.getLogger(__name__)


def put_in_force(file: Path, live: Promotion) -> None:
    """Write the text into the file if it is later than the file; nothing where it is not.

    A file that cannot be written (an image that is only read) stays as it is, and what came with
    the promotion counts in this process until the file is changed. A text that is none is logged
    and left out: thresholds that were in force before are better than none.
    """
    text = overdue(file, live)
    if live.confidence:
        follow_file(file)
    if not text:
        return
    try:
        confidence = parse_confidence(text, source=f"The confidence of {live.model}")
    except ConfigurationError as error:
        logger.error("%s", error)
        return
    # A name of its own: other copies may be writing the same text.
    beside = file.with_name(f"{file.name}.{os.getpid()}.new")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(file)
    except OSError as error:
        logger.warning(
            "%s cannot be written (%s): what came with %s counts until it is changed.",
            file,
            error.strerror,
            live.model,
        )
        stand_in(file, confidence)
