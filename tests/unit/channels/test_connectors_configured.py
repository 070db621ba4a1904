"""Which channels a shop has follows from its settings; half of them is an error that names one."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from bot.channels.connectors import connectors_of
from bot.channels.limits import Pace
from bot.errors import ConfigurationError
from bot.settings import Settings

KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
CHATWOOT = {
    "chatwoot_url": "https://chat.example.com",
    "chatwoot_account": 3,
    "chatwoot_bot_token": "a-token",
    "chatwoot_secret": "one,two",
}
WECHAT = {
    "wechat_app_id": "wx1",
    "wechat_secret": "a-secret",
    "wechat_token": "a-token",
    "wechat_aes_key": KEY,
}
WECOM = {
    "wecom_corp_id": "ww1",
    "wecom_secret": "a-secret",
    "wecom_token": "a-token",
    "wecom_aes_key": KEY,
}


def _names(**settings: Any) -> list[str]:
    config = Settings(_env_file=None, **settings)
    words = SimpleNamespace(given_back=str)
    parts: Any = SimpleNamespace(
        config=config, intake=None, pace=Pace(), words=words, shopfront=None, clock=None
    )
    return [connector.name for connector in connectors_of(config, parts)]


def test_a_shop_that_set_nothing_has_no_other_channels() -> None:
    assert _names() == []


def test_each_channel_is_there_where_its_settings_are() -> None:
    assert _names(**CHATWOOT, **WECHAT, **WECOM) == ["chatwoot", "wechat", "wecom"]


@pytest.mark.parametrize("settings", [CHATWOOT, WECHAT, WECOM])
def test_a_setting_that_is_missing_is_named(settings: dict[str, Any]) -> None:
    first, *others = settings
    for missing in others:
        left = {name: value for name, value in settings.items() if name != missing}
        with pytest.raises(ConfigurationError) as caught:
            _names(**left)
        named = "chatwoot_path_token" if missing == "chatwoot_secret" else missing
        assert f"XIAOER_{named.upper()}" in str(caught.value)
    assert first


@pytest.mark.parametrize("agents", ["xiaomai", "xiaomai=", "=12", "xiaomai=x"])
def test_a_list_of_colleagues_that_cannot_be_read_is_refused(agents: str) -> None:
    with pytest.raises(ConfigurationError, match="XIAOER_CHATWOOT_AGENTS"):
        _names(**CHATWOOT, chatwoot_agents=agents)


def test_a_key_that_is_none_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="XIAOER_WECHAT_AES_KEY"):
        _names(**{**WECHAT, "wechat_aes_key": "too-short"})
