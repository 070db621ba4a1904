"""What the bot says unasked: reminders of unpaid orders (催付), which answer nothing."""

from __future__ import annotations

REMINDS = "followup."  # how their reason codes begin


def is_reminder(reason: str | None) -> bool:
    """Whether a message with this reason code is one."""
    return (reason or "").startswith(REMINDS)
