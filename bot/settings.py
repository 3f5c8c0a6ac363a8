"""Everything the environment decides, read once and validated.

In development missing secrets are made and kept as files in `PUENTE_INSTANCE`; in production
(`PUENTE_ENV=production`) a missing or made-up secret stops the start and is named.
"""

from __future__ import annotations

import base64
import os
import secrets
from datetime import time, timedelta
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import ConfigurationError

PROJECT_ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """One field per environment variable (same name, upper case); see README, Settings."""

    model_config = SettingsConfigDict(extra="ignore", env_ignore_empty=True)

    puente_env: Literal["development", "production"] = "development"
    puente_instance: Path = PROJECT_ROOT / "instance"
    puente_models: Path = PROJECT_ROOT / ".models"
    port: int = Field(default=8000, ge=1, le=65535)
    database_url: str = ""
    rasa_database_url: str = ""
    """Where Rasa's conversations rest, sealed."""
    redis_url: str = ""
    public_base_url: str = ""
    rasa_url: str = ""
    rasa_token: str = ""
    twilio_account_sid: str = ""
    twilio_auth_token: str = ""
    twilio_messaging_service_sid: str = ""
    twilio_from: str = ""
    twilio_voice_from: str = ""
    """The number calls are made from, where that is not TWILIO_FROM. Without either nobody can be called."""
    twilio_api_base: str = "https://api.twilio.com"
    puente_smtp_url: str = ""
    """Where notices to staff go by e-mail: smtp://user:password@host:587 or smtps://…:465; empty: none do."""
    puente_smtp_from: str = ""
    """The address they come from."""
    puente_secret_key: str = ""
    puente_data_keys: str = ""
    puente_rasa_seconds: float = Field(default=8.0, gt=0, le=14)
    """How long a turn waits for Rasa before the bilingual menu answers; Twilio gives 15 s."""
    puente_body_days: int = Field(default=30, ge=1)
    """How long the words of texts are kept, here and at Twilio."""
    puente_tracker_days: int = Field(default=7, ge=1)
    """How long after their last text a person's conversation stays with Rasa."""
    puente_case_days: int = Field(default=730, ge=30)
    """How long a closed case is kept, and a person of whom nothing was heard. California Government Code
    26202: counties keep records two years unless a law says otherwise."""

    puente_texts_from: time = time(8)
    """From when on a day Puente may begin a text, Los Angeles time, HH:MM."""
    puente_texts_until: time = time(21)
    """Until when; 47 CFR 64.1200(c)(1) allows nothing wider than 08:00 to 21:00."""
    puente_callback_rules: Path | None = None
    """A TOML file that says what is to differ from bot/callbacks/rules.toml."""
    puente_idle_days: int = Field(default=45, ge=1)
    """Silence after which a number may be somebody else's. Carriers let one rest for 45 days at least."""
    puente_idle_minutes: int = Field(default=60, ge=5, le=240)
    """A login to the console ends after this long without a click."""
    puente_login_hours: int = Field(default=12, ge=1, le=24)
    """And after this long in any case."""

    puente_indicators: Path | None = None
    """A TOML file of targets in the place of bot/metrics/indicators.toml."""
    puente_prices: Path | None = None
    """A TOML file of what a segment costs in the place of bot/metrics/prices.toml."""
    puente_call_first_days: int = Field(default=365, ge=1)
    """A listing that nobody has checked for so long is sent with "call first", and staff see it as old."""

    @property
    def call_first_after(self) -> timedelta:
        """The age from which a listing is old."""
        return timedelta(days=self.puente_call_first_days)

    puente_ops_token: str = ""
    """What Prometheus sends as its bearer token to /prometheus; without one only this machine reads it, in development."""
    puente_heartbeat_url: str = ""
    """Asked once a minute by the worker; whoever listens there raises the alarm when it stops."""

    @property
    def production(self) -> bool:
        return self.puente_env == "production"

    @property
    def twilio_configured(self) -> bool:
        """True when outbound texts go to Twilio rather than to the console sender."""
        return bool(self.twilio_account_sid and (self.twilio_messaging_service_sid or self.twilio_from))


def load_settings(environ: dict[str, str] | None = None) -> Settings:
    """Read and complete the settings.

    Creates `PUENTE_INSTANCE` (mode 0700) and, in development, the secret files in it.
    Raises ConfigurationError naming every variable that is missing or malformed.
    """
    try:
        settings = Settings() if environ is None else Settings(**{k.lower(): v for k, v in environ.items()})  # type: ignore[arg-type]
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors())
        raise ConfigurationError(f"the environment is wrong: {wrong}") from error
    if not time(8) <= settings.puente_texts_from < settings.puente_texts_until <= time(21):
        raise ConfigurationError("PUENTE_TEXTS_FROM and PUENTE_TEXTS_UNTIL: from before until, within 08:00 to 21:00")
    instance = settings.puente_instance.expanduser().resolve()
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = {
        "puente_secret_key": settings.puente_secret_key,
        "puente_data_keys": settings.puente_data_keys,
        "twilio_auth_token": settings.twilio_auth_token,
        "rasa_token": settings.rasa_token,
    }
    if settings.production:
        _refuse_weak_production(settings, found)
    database_url = settings.database_url or f"sqlite:///{instance / 'puente.sqlite3'}"
    completed = {name: value or _kept_secret(instance / name, name) for name, value in found.items()}
    return settings.model_copy(
        update={
            "puente_instance": instance,
            "puente_models": settings.puente_models.expanduser().resolve(),
            "database_url": database_url,
            "rasa_database_url": settings.rasa_database_url or _beside(database_url, instance),
            "public_base_url": (settings.public_base_url or f"http://127.0.0.1:{settings.port}").rstrip("/"),
            **completed,
        }
    )


def _beside(database_url: str, instance: Path) -> str:
    """Rasa's conversations: a file of their own beside SQLite's; the same PostgreSQL, which every process reaches."""
    return f"sqlite:///{instance / 'trackers.sqlite3'}" if database_url.startswith("sqlite") else database_url


def _refuse_weak_production(settings: Settings, found: dict[str, str]) -> None:
    wrong = [name.upper() for name, value in found.items() if len(value) < 16]
    if settings.puente_ops_token and len(settings.puente_ops_token) < 16:
        wrong.append("PUENTE_OPS_TOKEN")
    if not settings.database_url:
        wrong.append("DATABASE_URL")
    if not settings.public_base_url.startswith("https://"):
        wrong.append("PUBLIC_BASE_URL (https)")
    if not settings.twilio_configured:
        wrong.append("TWILIO_ACCOUNT_SID with TWILIO_MESSAGING_SERVICE_SID or TWILIO_FROM")
    if wrong:
        raise ConfigurationError("production needs: " + ", ".join(wrong))


def _kept_secret(path: Path, name: str) -> str:
    """The development secret in `path`, made on first use. Safe when two processes start at once."""
    made = _new_data_keys() if name == "puente_data_keys" else secrets.token_hex(16)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(made + "\n")
    return made


def _new_data_keys() -> str:
    """`k1:<32 bytes base64>,lookup:<32 bytes base64>`; see bot/privacy/encryption.py."""
    return ",".join(f"{key_id}:{base64.b64encode(secrets.token_bytes(32)).decode()}" for key_id in ("k1", "lookup"))
