"""What the texts cost: segments by the price of one, a list price kept as data with its source and date."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.errors import ConfigurationError
from bot.metrics.disclosure import Count
from bot.metrics.periods import Period
from bot.metrics.report import By, Report, Values

_SHIPPED = Path(__file__).with_name("prices.toml")


class Prices(BaseModel):
    """Prices of one segment, in `currency`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    currency: str = Field(pattern="^[A-Z]{3}$")
    received: float = Field(ge=0)
    sent: float = Field(ge=0)
    carrier_fee_sent: float = Field(ge=0)
    source: str = Field(min_length=1)
    as_of: date


@dataclass(frozen=True)
class Cost:
    """What a period's segments come to, and what that is for one conversation (None of none)."""

    total: float
    per_conversation: float | None


def read_prices(path: Path | None = None) -> Prices:
    """The prices in a TOML file, the shipped one where None is named. Raises ConfigurationError naming what is wrong with it."""
    path = path or _SHIPPED
    try:
        return Prices.model_validate(tomllib.loads(path.read_text()))
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise ConfigurationError(f"prices in {path}: {error}") from error


def cost(report: Report, period: Period, prices: Prices, language: str | None = None) -> Cost | None:
    """What the texts of a period cost, of all or of one language; None where a figure it needs is withheld."""
    by: By = ("language",) if language else ()
    values: Values = (language,) if language else ()

    def count(kind: str) -> Count:
        return report.count("segments", period, (*by, "detail"), (*values, kind))

    received, replies, begun = count("received"), count("reply"), count("begun")
    people = report.count("conversations", period, by, values)
    if received is None or replies is None or begun is None or people is None:
        return None
    total = received * prices.received + (replies + begun) * (prices.sent + prices.carrier_fee_sent)
    return Cost(round(total, 2), round(total / people, 4) if people else None)
