"""Builds WeChat's two channels from the settings; wechatpy is loaded for a shop that has one."""

from __future__ import annotations

import binascii
from typing import TYPE_CHECKING, Any

from bot.channels.connector import Connector
from bot.channels.people import People
from bot.errors import ConfigurationError
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.channels.gateway import Parts


def official_account_of(config: Settings, parts: Parts) -> Connector | None:
    """The official account, if XIAOER_WECHAT_APP_ID is set; raises ConfigurationError."""
    if not config.wechat_app_id:
        return None
    from wechatpy.crypto import WeChatCrypto

    from bot.channels.wechat.access import AccessTokens, of_official_account
    from bot.channels.wechat.api import WeChatApi, http_client
    from bot.channels.wechat.envelope import Envelope
    from bot.channels.wechat.official import NAME, OfficialAccount
    from bot.channels.wechat.progress import Progress

    token, app_id = config.secret("wechat_token"), config.wechat_app_id
    crypto = _crypto(WeChatCrypto, token, config.secret("wechat_aes_key"), app_id, "WECHAT")
    client = http_client()
    fetch = of_official_account(client, config.wechat_api, app_id, config.secret("wechat_secret"))
    tokens = AccessTokens(
        f"wechat:{app_id}", fetch, shared=_shared(config), prefix=config.redis_prefix
    )
    return OfficialAccount(
        envelope=Envelope(crypto, token=token, clock=parts.clock),
        api=WeChatApi(client, config.wechat_api, tokens),
        intake=parts.intake,
        pace=parts.pace,
        words=parts.words,
        welcoming=_welcoming(config, parts, NAME),
        progress=Progress(config.database_url),
        clock=parts.clock,
    )


def customer_service_of(config: Settings, parts: Parts) -> Connector | None:
    """WeCom customer service, if XIAOER_WECOM_CORP_ID is set; raises ConfigurationError."""
    if not config.wecom_corp_id:
        return None
    from wechatpy.enterprise.crypto import WeChatCrypto

    from bot.channels.wechat.access import AccessTokens, of_enterprise
    from bot.channels.wechat.api import WeChatApi, http_client
    from bot.channels.wechat.customer_service import NAME, CustomerService
    from bot.channels.wechat.envelope import Envelope
    from bot.channels.wechat.progress import Progress
    from bot.channels.wechat.syncing import Feed

    url, token, corp_id = config.database_url, config.secret("wecom_token"), config.wecom_corp_id
    crypto = _crypto(WeChatCrypto, token, config.secret("wecom_aes_key"), corp_id, "WECOM")
    client = http_client()
    fetch = of_enterprise(client, config.wecom_api, corp_id, config.secret("wecom_secret"))
    tokens = AccessTokens(
        f"wecom:{corp_id}", fetch, shared=_shared(config), prefix=config.redis_prefix
    )
    api = WeChatApi(client, config.wecom_api, tokens)
    return CustomerService(
        url=url,
        envelope=Envelope(crypto, token=token, clock=parts.clock),
        api=api,
        feed=Feed(
            url=url,
            api=api,
            intake=parts.intake,
            pace=parts.pace,
            people=People(url, channel=NAME, clock=parts.clock),
            welcoming=_welcoming(config, parts, NAME),
            words=parts.words,
            clock=parts.clock,
        ),
        progress=Progress(url),
        clock=parts.clock,
    )


def _welcoming(config: Settings, parts: Parts, channel: str) -> Any:
    from bot.channels.wechat.welcoming import Welcoming

    return Welcoming(
        config.database_url,
        channel=channel,
        words=parts.words,
        shopfront=parts.shopfront,
        clock=parts.clock,
    )


def _shared(config: Settings) -> Any:
    from redis.asyncio import Redis

    return Redis.from_url(config.redis_url) if config.redis_url else None


def _crypto(kind: Any, token: str, aes_key: str, account: str, prefix: str) -> Any:
    """wechatpy's crypto; a key that is none is said so with the name of its setting."""
    try:
        return kind(token, aes_key, account)
    except (binascii.Error, AssertionError, ValueError) as error:
        raise ConfigurationError(
            f"XIAOER_{prefix}_AES_KEY is no EncodingAESKey.",
            hint="It has 43 letters and digits; copy it from the platform's settings.",
        ) from error
