"""The channels on other platforms that this shop has configured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.channels.connector import Connector
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.channels.gateway import Parts


def connectors_of(config: Settings, parts: Parts) -> tuple[Connector, ...]:
    """Every configured connector."""
    return ()
