"""Everything that comes from the environment, read in one place.

Each field is an environment variable of the same name in capitals with the prefix `XIAOER_`,
but for the ones whose `env` says otherwise. A `.env` file in the working folder is read too.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseSettings, Field, SecretStr, validator

from bot.errors import ConfigurationError

SHOP_TIMEZONE = ZoneInfo("Asia/Shanghai")
REDIS_PREFIX = "xiaoer"
_PASSWORD = re.compile(r"://[^/@\s]*@")
PLACEHOLDER_SECRETS = frozenset({"", "changeme", "secret", "password", "xiaoer"})


class Settings(BaseSettings):
    """The engine's settings; every default is safe for one machine."""

    database_url: str = Field("sqlite:///var/xiaoer.db", env="DATABASE_URL")
    redis_url: str | None = Field(
        None, env="REDIS_URL", description="locks, pace and news shared by copies"
    )
    redis_prefix: str = Field(
        REDIS_PREFIX,
        regex=r"^[\w.-]{1,60}$",
        description="begins every name in Redis; another for each engine that shares a server",
    )
    events_url: SecretStr | None = Field(
        None, description="amqp:// address that the dialogue's events are sent to"
    )
    host: str = Field("127.0.0.1", description="address every process listens on")
    proxies: int = Field(
        0, ge=0, description="proxies of ours in front that may say who the client is"
    )
    chat_port: int = Field(5005, description="gateway: chat page and channels")
    rasa_port: int = 5006
    action_port: int = 5055
    desk_port: int = 5065
    gateway_urls: str = Field("", description="every gateway copy, by commas; unset: the one here")
    rasa_urls: str = Field("", description="every Rasa copy, by commas; unset: the one here")
    action_urls: str = Field("", description="every action server, by commas; unset: the one here")
    models_dir: Path = Path("models")
    model: Path | None = Field(
        None, description="a model file that answers whatever is promoted; unset: the live model"
    )
    shop_dir: Path = Field(Path("data/shop"), description="the shop's own files")
    wording_dir: Path = Field(Path("data/stories"), description="replies.yml of every topic")
    taboos_dir: Path = Field(Path("data/taboos"), description="what may not be said")
    platforms_dir: Path = Field(
        Path("data/platforms"), description="how soon a person has to answer where"
    )
    confidence_file: Path = Field(
        Path("confidence.yml"), description="how sure a reading must be to be answered"
    )
    log_dir: Path = Path("var/log")
    learn_dir: Path = Field(
        Path("var/learn"), description="the conversation log and what is made of it"
    )
    learn_days: int = Field(180, ge=1, description="how many days the conversation log is kept")
    nlu_dir: Path = Field(Path("data/nlu"), description="what buyers say: the examples")
    reviewers: int = Field(
        1, ge=1, le=2, description="how many people have to agree on what a question means"
    )
    process: str = Field("", description="what this copy is called in its log file's name")
    internal_token: SecretStr = Field(SecretStr(""), description="between our own processes")
    desk_secret: SecretStr = Field(SecretStr(""), description="signs the desk's session cookies")
    buyer_secret: SecretStr = Field(SecretStr(""), description="signs the web buyer's identity")
    webhook_secret: SecretStr = Field(
        SecretStr(""), description="signs the webhook; several by comma while one replaces another"
    )
    webhook_push_url: str = Field("", description="where the webhook's replies are pushed to")
    metrics_token: SecretStr = Field(
        SecretStr(""), description="shows /metrics to whoever brings it; unset: there are none"
    )
    otlp_endpoint: str | None = Field(
        None, env="OTEL_EXPORTER_OTLP_ENDPOINT", description="collects traces; unset: none are made"
    )
    log_console: Literal["people", "json"] = Field(
        "people", description="json: a container's output, a line of JSON a record, and no files"
    )
    widget_origins: str = Field(
        "", description="pages the widget may be on: https://shop.example, several by comma"
    )
    chatwoot_url: str = Field("", description="address of Chatwoot; unset: no such channel")
    chatwoot_account: int = Field(0, description="the account's number in Chatwoot")
    chatwoot_bot_token: SecretStr = Field(SecretStr(""), description="the agent bot's access token")
    chatwoot_secret: SecretStr = Field(
        SecretStr(""), description="the agent bot's webhook secret; several by comma"
    )
    chatwoot_path_token: SecretStr = Field(
        SecretStr(""), description="end of the webhook's address, where Chatwoot signs nothing"
    )
    chatwoot_user_token: SecretStr = Field(
        SecretStr(""), description="a user's access token, to set labels where bots may not"
    )
    chatwoot_team: int = Field(0, description="Chatwoot's number of the team that takes over")
    chatwoot_agents: str = Field("", description="login=Chatwoot user's number, by comma")
    wechat_app_id: str = Field("", description="official account; unset: no such channel")
    wechat_secret: SecretStr = SecretStr("")
    wechat_token: SecretStr = SecretStr("")
    wechat_aes_key: SecretStr = SecretStr("")
    wechat_api: str = "https://api.weixin.qq.com"
    wecom_corp_id: str = Field("", description="WeCom customer service; unset: no such channel")
    wecom_secret: SecretStr = SecretStr("")
    wecom_token: SecretStr = SecretStr("")
    wecom_aes_key: SecretStr = SecretStr("")
    wecom_api: str = "https://qyapi.weixin.qq.com"
    max_message_chars: int = Field(500, description="longer messages are cut and said so")
    burst_seconds: float = Field(
        0.9, ge=0, description="how long a short beginning waits for more; 0: never"
    )
    answer_timeout_seconds: float = Field(20.0, description="after this a person is fetched")
    concessions: int | None = Field(
        None, ge=0, description="how many of the owner's steps of haggling are made; unset: all"
    )

    class Config:
        env_prefix = "XIAOER_"
        env_file = ".env"

    @validator("database_url")
    def _known_database(cls, url: str) -> str:
        if not url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg2://")):
            raise ValueError("must start with sqlite:/// or postgresql://")
        return url

    def __repr_args__(self) -> Any:
        """What a log or a traceback may show: addresses without the passwords in them."""
        for name, value in super().__repr_args__():
            yield name, _PASSWORD.sub("://***@", value) if isinstance(value, str) else value

    def secret(self, name: str) -> str:
        """The secret called `name`; refuses to go on with an empty or well-known one."""
        value: SecretStr = getattr(self, name)
        if value.get_secret_value().lower() in PLACEHOLDER_SECRETS:
            raise ConfigurationError(
                f"XIAOER_{name.upper()} is not set.",
                hint="Set it to a long random text in the environment or in .env "
                "(`make run` makes one up for the demo).",
            )
        return value.get_secret_value()

    def url_of(self, port: int) -> str:
        """Address of the process on that port of this machine."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{port}"

    @property
    def chat_url(self) -> str:
        """Address of the gateway on this machine."""
        return self.url_of(self.chat_port)

    @property
    def gateway_addresses(self) -> tuple[str, ...]:
        """Address of every gateway."""
        return _listed(self.gateway_urls) or (self.chat_url,)

    @property
    def rasa_addresses(self) -> tuple[str, ...]:
        """Address of every Rasa server."""
        return _listed(self.rasa_urls) or (self.url_of(self.rasa_port),)

    @property
    def action_addresses(self) -> tuple[str, ...]:
        """Address of every action server."""
        return _listed(self.action_urls) or (self.url_of(self.action_port),)

    @property
    def action_webhooks(self) -> tuple[str, ...]:
        """Address of every action server's webhook."""
        return tuple(f"{server}/webhook" for server in self.action_addresses)

    @property
    def desk_url(self) -> str:
        """Address of the desk."""
        return self.url_of(self.desk_port)


def _listed(urls: str) -> tuple[str, ...]:
    return tuple(url.strip().rstrip("/") for url in urls.split(",") if url.strip())


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read once."""
    return load_settings()


def load_settings(**overrides: Any) -> Settings:
    """Read the environment; raises ConfigurationError naming the variable at fault."""
    try:
        return Settings(**overrides)
    except ValueError as error:
        raise ConfigurationError(
            f"The environment cannot be used: {error}", hint="Correct the variable and start again."
        ) from error
