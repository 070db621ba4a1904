"""Builds Chatwoot's channel from the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.channels.chatwoot.api import ChatwootApi
from bot.channels.chatwoot.connector import NAME, ChatwootConnector
from bot.channels.chatwoot.gate import Gate
from bot.channels.chatwoot.hearing import Hearing
from bot.channels.people import People
from bot.errors import ConfigurationError
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.channels.gateway import Parts


def connector_of(config: Settings, parts: Parts) -> ChatwootConnector | None:
    """The channel, if XIAOER_CHATWOOT_URL is set; raises ConfigurationError."""
    if not config.chatwoot_url:
        return None
    secrets = tuple(filter(None, config.chatwoot_secret.get_secret_value().split(",")))
    path_token = config.chatwoot_path_token.get_secret_value()
    if not secrets:
        path_token = config.secret("chatwoot_path_token")
    if not config.chatwoot_account or not config.chatwoot_url.startswith(("http://", "https://")):
        raise ConfigurationError(
            "XIAOER_CHATWOOT_URL or XIAOER_CHATWOOT_ACCOUNT cannot be used.",
            hint="The first is an http(s) address, the second the number in its path.",
        )
    people = People(config.database_url, channel=NAME, clock=parts.clock)
    crew = crew_of(config.chatwoot_agents)
    return ChatwootConnector(
        url=config.database_url,
        account=config.chatwoot_account,
        gate=Gate(secrets=secrets, path_token=path_token, clock=parts.clock),
        api=ChatwootApi(
            config.chatwoot_url,
            account=config.chatwoot_account,
            bot_token=config.secret("chatwoot_bot_token"),
            user_token=config.chatwoot_user_token.get_secret_value(),
        ),
        hearing=Hearing(
            url=config.database_url,
            intake=parts.intake,
            pace=parts.pace,
            people=people,
            crew=crew,
            given_back=parts.words.given_back,
        ),
        people=people,
        crew=crew,
        team=config.chatwoot_team,
        clock=parts.clock,
    )


def crew_of(listed: str) -> dict[str, int]:
    """Login to Chatwoot's user id of `login=id,login=id`; raises ConfigurationError."""
    crew = {}
    for entry in filter(None, listed.replace(" ", "").split(",")):
        login, _, number = entry.partition("=")
        if not login or not number.isdigit():
            raise ConfigurationError(
                f"XIAOER_CHATWOOT_AGENTS has {entry!r}.", hint="Write login=number, by comma."
            )
        crew[login] = int(number)
    return crew
