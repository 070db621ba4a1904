"""The channels on other platforms that this shop has configured.

A package of `bot/channels` for a platform offers `connector_of(config, parts)`, which is None where
its settings are empty, and imports what only it needs (a platform's library) no earlier.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.channels.chatwoot.configured import connector_of as chatwoot
from bot.channels.connector import Connector
from bot.channels.webhook.connector import connector_of as webhook
from bot.channels.wechat.configured import customer_service_of, official_account_of
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.channels.gateway import Parts

_CHANNELS = (webhook, chatwoot, official_account_of, customer_service_of)


def connectors_of(config: Settings, parts: Parts) -> tuple[Connector, ...]:
    """Every configured connector; raises ConfigurationError where one is half configured."""
    made = (connector_of(config, parts) for connector_of in _CHANNELS)
    return tuple(connector for connector in made if connector is not None)
