"""Everything that comes from the environment, read in one place.

Each field is an environment variable of the same name in capitals with the prefix `XIAOER_`,
but for the ones whose `env` says otherwise. A `.env` file in the working folder is read too.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseSettings, Field, SecretStr, validator

from bot.errors import ConfigurationError

SHOP_TIMEZONE = ZoneInfo("Asia/Shanghai")
PLACEHOLDER_SECRETS = frozenset({"", "changeme", "secret", "password", "xiaoer"})


class Settings(BaseSettings):
    """The engine's settings; every default is safe for one machine."""

    database_url: str = Field("sqlite:///var/xiaoer.db", env="DATABASE_URL")
    redis_url: str | None = Field(None, env="REDIS_URL", description="locks shared by copies")
    host: str = Field("127.0.0.1", description="address every process listens on")
    chat_port: int = Field(5005, description="Rasa server: chat page and channels")
    action_port: int = 5055
    desk_port: int = 5065
    models_dir: Path = Path("models")
    shop_dir: Path = Field(Path("data/shop"), description="the shop's own files")
    wording_dir: Path = Field(Path("data/stories"), description="replies.yml of every topic")
    taboos_dir: Path = Field(Path("data/taboos"), description="what may not be said")
    confidence_file: Path = Field(
        Path("confidence.yml"), description="how sure a reading must be to be answered"
    )
    log_dir: Path = Path("var/log")
    internal_token: SecretStr = Field(SecretStr(""), description="between our own processes")
    desk_secret: SecretStr = Field(SecretStr(""), description="signs the desk's session cookies")
    buyer_secret: SecretStr = Field(SecretStr(""), description="signs the web buyer's identity")
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

    def _url(self, port: int) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{port}"

    @property
    def chat_url(self) -> str:
        """Address of the Rasa server on this machine."""
        return self._url(self.chat_port)

    @property
    def action_url(self) -> str:
        """Address of the action server's webhook."""
        return self._url(self.action_port) + "/webhook"

    @property
    def desk_url(self) -> str:
        """Address of the desk."""
        return self._url(self.desk_port)


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
