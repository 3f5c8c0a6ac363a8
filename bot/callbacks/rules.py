"""The rules of callbacks, read from rules.toml: who is given a call, when it comes back, how often it is tried."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.errors import ConfigurationError

_SHIPPED = Path(__file__).with_name("rules.toml")
MUST = frozenset({"agency", "area", "language"})
PREFER = frozenset({"known", "speciality", "named_area", "named_language", "load"})


@dataclass(frozen=True)
class AssignRules:
    must: tuple[str, ...]
    prefer: tuple[str, ...]
    calls_an_hour: int
    days_ahead: int


@dataclass(frozen=True)
class ReturnRules:
    untouched_hours: int
    untouched_hours_urgent: int


@dataclass(frozen=True)
class UrgentRules:
    escalate_minutes: int
    escalate_minutes_crisis: int


@dataclass(frozen=True)
class AttemptRules:
    tries: int
    days: int
    dayparts: int


@dataclass(frozen=True)
class TextRules:
    reminder_hours: int
    heads_up_minutes: int
    missed_minutes: int
    missed_times: int


@dataclass(frozen=True)
class HandoverRules:
    unanswered_hours: int
    active_minutes: int
    tell_minutes: int


@dataclass(frozen=True)
class CallbackRules:
    """One field per table of rules.toml, which says what each value means."""

    assign: AssignRules
    returns: ReturnRules
    urgent: UrgentRules
    attempts: AttemptRules
    texts: TextRules
    handover: HandoverRules


@cache
def shipped_rules() -> CallbackRules:
    """The rules that come with Puente."""
    return _checked(_read(_SHIPPED))


def load_rules(path: Path | None) -> CallbackRules:
    """The shipped rules, with what the file at `path` says instead.

    Raises ConfigurationError for a file that is missing or malformed, and for rules that are none or out of range.
    """
    if path is None:
        return shipped_rules()
    tables, own = _read(_SHIPPED), _read(path)
    for name, table in own.items():
        known = tables.get(name)
        if known is None or not isinstance(table, dict) or set(table) - set(known):
            raise ConfigurationError(f"callback rules: nothing is called {name} or something in it")
        known.update(table)
    return _checked(tables)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"callback rules: {path.name} cannot be read: {error}") from error


def _checked(tables: dict[str, dict[str, Any]]) -> CallbackRules:
    assign = tables["assign"]
    for name, known in (("must", MUST), ("prefer", PREFER)):
        said = assign[name]
        if not isinstance(said, list) or set(map(str, said)) - known:
            raise ConfigurationError(f"callback rules: {name} is a list of {', '.join(sorted(known))}")
    for table, values in tables.items():
        for name, value in values.items():
            number = isinstance(value, int) and not isinstance(value, bool)
            if name not in ("must", "prefer") and not (number and 1 <= value <= 366):
                raise ConfigurationError(f"callback rules: {table}.{name} is a whole number from 1 to 366")
    numbers = {name: assign[name] for name in ("calls_an_hour", "days_ahead")}
    return CallbackRules(
        AssignRules(tuple(assign["must"]), tuple(assign["prefer"]), **numbers),
        ReturnRules(**tables["return"]),
        UrgentRules(**tables["urgent"]),
        AttemptRules(**tables["attempts"]),
        TextRules(**tables["texts"]),
        HandoverRules(**tables["handover"]),
    )
