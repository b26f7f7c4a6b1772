"""Settings, read once from the environment or `.env`, each with a remedy when it is wrong."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import ChaskiError


class BadSetting(ChaskiError):
    """A setting cannot be used as it is."""


class Settings(BaseSettings):
    """What an operator may set; everything has a default that works."""

    model_config = SettingsConfigDict(env_prefix="CHASKI_", env_file=".env", extra="ignore")

    data_dir: Path = Field(
        default=Path("data"), description="folder of the database, key and files"
    )
    database_url: str = Field(
        default="", description="SQLite in the data folder, or postgresql+psycopg://"
    )
    secret_key: str = Field(
        default="", description="seals private data; made in the data folder if empty"
    )
    bind: str = Field(default="127.0.0.1:8080", description="host:port of the web chat and console")
    public_url: str = Field(
        default="", description="how browsers reach this server, e.g. https://…"
    )
    timezone: str = Field(default="America/Lima", description="whose days and hours count")

    keep_undecided_days: int = Field(
        default=30, ge=1, le=365, description="words of people who never agreed"
    )
    keep_messages_days: int = Field(
        default=400, ge=0, le=36500, description="what people wrote; 0 keeps it while they stay"
    )
    keep_bubbles_days: int = Field(
        default=0, ge=0, le=36500, description="what was said to them; older buttons stop working"
    )
    keep_sessions_days: int = Field(
        default=400, ge=0, le=36500, description="conversations that are over and left nothing"
    )
    keep_files_days: int = Field(
        default=400, ge=0, le=36500, description="files that no fact of the person names"
    )
    keep_uploads_days: int = Field(
        default=1, ge=1, le=365, description="uploads that no message ever used"
    )
    keep_updates_days: int = Field(
        default=30, ge=1, le=365, description="updates of a platform that made no sense"
    )
    keep_silent_days: int = Field(
        default=0, ge=0, le=36500, description="people who write no more; 0 waits for ever"
    )

    telegram_token: str = Field(default="", description="from @BotFather; without it no Telegram")
    telegram_api_base: str = Field(
        default="https://api.telegram.org", description="another Bot API server"
    )
    telegram_mode: Literal["polling", "webhook"] = Field(
        default="polling", description="polling needs no public address; webhook does"
    )
    telegram_webhook_secret: str = Field(
        default="", description="what Telegram must show us; made from the key if empty"
    )
    telegram_rate: float = Field(default=30.0, description="messages a second, in all")

    whatsapp_phone_number_id: str = Field(
        default="", description="the sending number's id, from the app's API setup page"
    )
    whatsapp_app_secret: str = Field(default="", description="signs what WhatsApp posts to us")
    whatsapp_verify_token: str = Field(
        default="", description="a word of your own, told to Meta with the webhook's address"
    )
    whatsapp_token: str = Field(
        default="", description="of a system user, for ever; without it no WhatsApp"
    )
    whatsapp_api_base: str = Field(
        default="https://graph.facebook.com/v26.0", description="host and version of the Graph API"
    )
    whatsapp_rate: float = Field(default=80.0, description="messages a second, in all")
    price_url: str = Field(
        default="", description="a CSV of prices, name,value,day,source, read every hour"
    )

    @field_validator("price_url")
    @classmethod
    def _is_address(cls, value: str) -> str:
        if value and not value.startswith(("https://", "http://")):
            raise ValueError(f"{value!r} is no address; it begins with https://")
        return value

    budget_messages: int | None = Field(
        default=None, ge=0, description="paid messages a day at most; empty for no limit"
    )
    budget_money: float | None = Field(
        default=None, ge=0, description="money a day at most, as content/rates.toml counts it"
    )

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ValueError, OSError, KeyError):
            raise ValueError(f"{value!r} is no time zone; try America/Lima") from None
        return value

    @field_validator("bind")
    @classmethod
    def _host_port(cls, value: str) -> str:
        host, _, port = value.rpartition(":")
        if not host or not port.isdigit() or not 0 <= int(port) < 65536:
            raise ValueError(f"{value!r} is not host:port; try 127.0.0.1:8080")
        return value

    @field_validator("telegram_token")
    @classmethod
    def _token(cls, value: str) -> str:
        if value and not re.fullmatch(r"\d+:[A-Za-z0-9_-]+", value.strip()):
            raise ValueError("is no bot token; ask @BotFather for one like 123456:ABC-def")
        return value.strip()

    @field_validator("telegram_mode")
    @classmethod
    def _reachable(cls, value: str, info: ValidationInfo) -> str:
        public, base = info.data.get("public_url", ""), info.data.get("telegram_api_base", "")
        secure = "https://" if base == "https://api.telegram.org" else ("https://", "http://")
        if value == "webhook" and info.data.get("telegram_token") and not public.startswith(secure):
            raise ValueError("webhook needs CHASKI_PUBLIC_URL=https://…, or take polling")
        return value

    @field_validator("telegram_webhook_secret")
    @classmethod
    def _secret(cls, value: str) -> str:
        if value and not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", value):
            raise ValueError("takes 16 to 256 letters, digits, _ and -; or leave it empty")
        return value

    @field_validator("telegram_rate", "whatsapp_rate")
    @classmethod
    def _pace(cls, value: float, info: ValidationInfo) -> float:
        if not 0 < value <= 1000:
            usual = "Telegram allows 30" if info.field_name == "telegram_rate" else "80 is usual"
            raise ValueError(f"is between 1 and 1000 messages a second; {usual}")
        return value

    @field_validator("whatsapp_phone_number_id")
    @classmethod
    def _number(cls, value: str) -> str:
        if value and not value.strip().isdecimal():
            raise ValueError("is the id Meta gave the number, digits only; not the number itself")
        return value.strip()

    @field_validator("whatsapp_token")
    @classmethod
    def _complete(cls, value: str, info: ValidationInfo) -> str:
        needed = ("whatsapp_phone_number_id", "whatsapp_app_secret", "whatsapp_verify_token")
        lacking = [f"CHASKI_{name.upper()}" for name in needed if not info.data.get(name)]
        if value.strip() and lacking:
            raise ValueError(f"needs {', '.join(lacking)} too (docs/howto/whatsapp.md)")
        return value.strip()

    @field_validator("whatsapp_api_base")
    @classmethod
    def _versioned(cls, value: str) -> str:
        value = value.strip() or "https://graph.facebook.com/v26.0"
        if not re.fullmatch(r"https?://[^/\s]+(/[^\s?#]*)?", value):
            raise ValueError("is host and version, as https://graph.facebook.com/v26.0")
        return value.rstrip("/")

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: str) -> str:
        if value and len(value.encode()) < 32:
            raise ValueError("is too short; take 32 random characters or more")
        return value

    @property
    def address(self) -> tuple[str, int]:
        """Host and port to listen on."""
        host, _, port = self.bind.rpartition(":")
        return host.strip("[]"), int(port)

    @property
    def database(self) -> str:
        """The database URL, SQLite in the data folder by default."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'chaski.db').absolute()}"


def settings(**given: Any) -> Settings:
    """The settings of this process; `given` ones come first.

    Raises BadSetting naming the setting and the remedy.
    """
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        name = "CHASKI_" + "_".join(str(part) for part in first["loc"]).upper()
        raise BadSetting(f"{name}: {first['msg'].removeprefix('Value error, ')}") from None


def data_root() -> Path:
    """Where content/ and locales/ lie: beside the code, or inside the installed package."""
    here = Path(__file__).parent
    return here.parent if (here.parent / "content").is_dir() else here / "_data"
