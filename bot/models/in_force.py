"""Which confidence.yml counts: of the file and the one that came with a promotion, the later."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

from bot.models.promotions import Promotion


def overdue(file: Path, live: Promotion | None) -> str:
    """The text that came with the live promotion and is not in the file yet; empty where none is.

    A file that was written after the promotion was: an owner or `xiaoer calibrate` had the last
    word.
    """
    if live is None or not live.confidence or live.confidence == _text_of(file):
        return ""
    return live.confidence if live.at > _written_at(file) else ""


def text_in_force(file: Path, live: Promotion | None) -> str:
    """The confidence.yml that counts now; empty where there is none."""
    return overdue(file, live) or _text_of(file)


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _written_at(file: Path) -> datetime:
    try:
        return datetime.fromtimestamp(file.stat().st_mtime, timezone.utc)
    except OSError:
        return datetime.min.replace(tzinfo=timezone.utc)
