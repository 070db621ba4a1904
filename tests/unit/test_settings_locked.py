"""Nothing is open or known by default, and no secret is shown."""

from __future__ import annotations

import secrets

import pytest
from pydantic import SecretStr

from bot.errors import ConfigurationError
from bot.settings import PLACEHOLDER_SECRETS, Settings, load_settings

SECRET = "a-secret-that-nobody-reads"


def secret_names() -> list[str]:
    return [name for name, field in Settings.__fields__.items() if field.type_ is SecretStr]


def plain(monkeypatch: pytest.MonkeyPatch, **overrides: object) -> Settings:
    """The settings of an environment that sets none."""
    for field in Settings.__fields__.values():
        for variable in field.field_info.extra["env_names"]:
            monkeypatch.delenv(variable.upper(), raising=False)
    return load_settings(_env_file=None, **overrides)


def test_everything_listens_on_this_machine_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    config = plain(monkeypatch)
    assert config.host == "127.0.0.1"
    assert config.proxies == 0


def test_no_secret_has_a_default(monkeypatch: pytest.MonkeyPatch) -> None:
    config = plain(monkeypatch)
    for name in secret_names():
        value = getattr(config, name)
        assert value is None or value.get_secret_value() == ""


@pytest.mark.parametrize("known", sorted(PLACEHOLDER_SECRETS))
def test_a_well_known_secret_is_refused(known: str, monkeypatch: pytest.MonkeyPatch) -> None:
    config = plain(monkeypatch, internal_token=known.upper())
    with pytest.raises(ConfigurationError, match="XIAOER_INTERNAL_TOKEN"):
        config.secret("internal_token")


def test_the_settings_show_no_secret_and_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    password = secrets.token_urlsafe(12)
    config = plain(
        monkeypatch,
        **dict.fromkeys(secret_names(), SECRET),
        database_url=f"postgresql://shop:{password}@127.0.0.1/shop",
        redis_url=f"redis://:{password}@127.0.0.1:6379/0",
    )
    for shown in (repr(config), str(config)):
        assert SECRET not in shown
        assert password not in shown
        assert "127.0.0.1:6379" in shown
