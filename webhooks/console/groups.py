"""A long list in parts a CHW takes in at a glance: their people by the day of the call, a team's tasks by who has them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Literal

from bot.callbacks.listing import Listed
from bot.clock import LOS_ANGELES
from bot.i18n import Language, render
from webhooks.console.rows import TaskRow, list_row
from webhooks.console.words import capitalized, near_day
from webhooks.pages import DOMAIN

_SOON, _LATE, _DAY, _PAUSED = range(4)


@dataclass(frozen=True)
class Group:
    """Rows under one heading; `title` is empty where there is none. `by`: what the heading says of every row."""

    title: str
    rows: list[TaskRow]
    by: Literal["", "day", "holder"] = ""


def as_one(listed: Iterable[Listed], account_id: str, now: datetime, language: Language) -> list[Group]:
    """The list as it is; no group where it is empty."""
    rows = [list_row(one, account_id, now, language) for one in listed]
    return [Group("", rows)] if rows else []


def by_day(listed: Iterable[Listed], account_id: str, now: datetime, language: Language) -> list[Group]:
    """What has no hour first, then what was missed, then day by day, and last who is paused; in a group as they came."""
    today = now.astimezone(LOS_ANGELES).date()

    def place(one: tuple[Listed, TaskRow]) -> tuple[int, date]:
        start = one[0].task.window_start
        if one[1].waiting:
            return _PAUSED, today
        if start is None:
            return _SOON, today
        return (_LATE, today) if one[1].overdue else (_DAY, max(start.astimezone(LOS_ANGELES).date(), today))

    def title(kind: int, day: date) -> str:
        names = {_SOON: "group.soon", _LATE: "today.missed", _PAUSED: "group.paused"}
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=LOS_ANGELES)
        return render(names[kind], language, DOMAIN) if kind in names else capitalized(near_day(noon, now, language))

    both = sorted(((one, list_row(one, account_id, now, language)) for one in listed), key=place)
    return [
        Group(title(kind, day), [row for _, row in rows], "day" if kind == _DAY else "")
        for (kind, day), rows in groupby(both, key=place)
    ]


def by_holder(listed: Iterable[Listed], account_id: str, now: datetime, language: Language) -> list[Group]:
    """By who has the tasks, in the order they came, which keeps a CHW's together."""
    rows = (list_row(one, account_id, now, language) for one in listed)
    return [Group(holder or "", list(each), "holder") for holder, each in groupby(rows, key=lambda row: row.assignee)]
