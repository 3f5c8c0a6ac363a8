"""The calendar: one CHW's week, a column a day on a laptop and a list of days on a phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import Blueprint, request
from werkzeug.wrappers import Response

from bot.callbacks.overviews import Planned
from bot.callbacks.working_hours import WeekView
from bot.clock import LOS_ANGELES
from bot.errors import NotFound
from bot.i18n import Language, render, say_time
from webhooks import pages
from webhooks.console.live import live_page, tag_of, unchanged
from webhooks.console.login import signed_in
from webhooks.console.rows import TaskRow, list_row
from webhooks.console.words import say_clock, short_day, weekday
from webhooks.services import Services

_FURTHEST = timedelta(days=366)


@dataclass(frozen=True)
class ShownCall:
    at: str
    row: TaskRow


@dataclass(frozen=True)
class ShownDay:
    """`remark`: the hours worked, or why there are none."""

    name: str
    short: str
    today: bool
    remark: str
    calls: list[ShownCall]


def add_calendar_routes(blueprint: Blueprint, services: Services) -> None:
    """`/console/calendar`; `?week=2026-11-23` names any day of another week."""

    @blueprint.get("/calendar")
    def calendar() -> Response:
        now, language, account_id = services.clock.now(), pages.browser_language(), signed_in().id
        today = now.astimezone(LOS_ANGELES).date()
        first = _monday(_asked(today))
        last = first + timedelta(days=6)
        own = _own_week(services, account_id)
        holidays = services.working_week.holidays()
        tag = tag_of(services.page_marks.of_lists(account_id), own, holidays)
        if same := unchanged(tag):
            return same
        planned = services.overviews.calendar(account_id, first, last)
        days = [first + timedelta(days=n) for n in range(7)]
        return live_page(
            "console/calendar.html",
            tag,
            section="calendar",
            open_counts=services.overviews.counts(account_id),
            first=short_day(first, language),
            last=short_day(last, language),
            before=(first - timedelta(days=7)).isoformat(),
            after=(first + timedelta(days=7)).isoformat(),
            running=first <= today <= last,
            days=[
                ShownDay(
                    weekday(day, language),
                    short_day(day, language),
                    day == today,
                    _remark(day, own, holidays, language),
                    [_call(one, account_id, now, language) for one in planned if _day_of(one) == day],
                )
                for day in days
            ],
        )


def _asked(today: date) -> date:
    try:
        asked = date.fromisoformat(request.args.get("week", ""))
    except ValueError:
        return today
    return asked if abs(asked - today) <= _FURTHEST else today


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _own_week(services: Services, account_id: str) -> WeekView | None:
    """None for somebody who is no CHW."""
    try:
        return services.working_week.week_of(account_id)
    except NotFound:
        return None


def _call(one: Planned, account_id: str, now: datetime, language: Language) -> ShownCall:
    return ShownCall(say_clock(one.at, language), list_row(one.call, account_id, now, language))


def _day_of(one: Planned) -> date:
    return one.at.astimezone(LOS_ANGELES).date()


def _remark(
    day: date, own: WeekView | None, holidays: Sequence[tuple[date, date]], language: Language
) -> str:  # fmt: skip
    if any(first <= day <= last for first, last in holidays):
        return render("calendar.holiday", language, pages.DOMAIN)
    if own is None:
        return ""
    if any(first <= day <= last for first, last in own.away):
        return render("calendar.off", language, pages.DOMAIN)
    worked = [
        f"{_short(each.opens, language)}\N{EN DASH}{_short(each.closes, language)}"
        for each in own.hours
        if each.weekday == day.weekday()
    ]
    return ", ".join(worked) or render("calendar.no_hours", language, pages.DOMAIN)


def _short(at: time, language: Language) -> str:
    """`8 am`, `12:30 pm`."""
    return say_time(at, language).replace(":00", "")
