"""Schedules written out in the words that bot/directory/hours_text.py reads back, for staff to correct."""

from __future__ import annotations

from collections.abc import Iterable

from bot.directory.models import Schedule

_DAYS = {"MO": "Mon", "TU": "Tue", "WE": "Wed", "TH": "Thu", "FR": "Fri", "SA": "Sat", "SU": "Sun"}
_ORDINALS = {"1": "1st", "2": "2nd", "3": "3rd", "4": "4th", "-1": "last"}


def hours_in_words(rows: Iterable[Schedule]) -> str:
    """`Mon, Tue, Wed 9:00am-5:00pm; 1st Sat 9:00am-12:00pm`; empty where any rule says more than days and times."""
    said: list[str] = []
    for row in rows:
        bounded = any((row.bymonthday, row.count, row.until, row.valid_to, row.byweekno, row.byyearday))
        if bounded or (row.interval or 1) != 1 or not (row.byday and row.opens_at and row.closes_at):
            return ""
        days = [_day(part) for part in row.byday.split(",")]
        opens, closes = _clock(row.opens_at), _clock(row.closes_at)
        if None in days or opens is None or closes is None:
            return ""
        said.append(f"{', '.join(day for day in days if day)} {opens}-{closes}")
    return "; ".join(sorted(said, key=lambda each: list(_DAYS.values()).index(each.split(" ")[0].rstrip(","))
                            if each.split(" ")[0].rstrip(",") in _DAYS.values() else len(_DAYS)))  # fmt: skip


def _day(part: str) -> str | None:
    name = _DAYS.get(part[-2:])
    if name is None or part[:-2] == "":
        return name
    ordinal = _ORDINALS.get(part[:-2].removeprefix("+"))
    return f"{ordinal} {name}" if ordinal else None


def _clock(text: str) -> str | None:
    """`17:00` as `5:00pm`; None for a time with an offset, which may not be ours."""
    parts = text.split(":")
    if len(parts) < 2 or not all(part.isdigit() for part in parts):
        return None
    hour, minute = int(parts[0]), int(parts[1])
    return f"{(hour - 1) % 12 + 1}:{minute:02}{'am' if hour < 12 else 'pm'}"
