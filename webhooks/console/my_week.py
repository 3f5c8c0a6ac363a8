"""A CHW's own hours, leave, capacity and specialities, entered by themselves."""

from __future__ import annotations

from collections import Counter
from datetime import date, time
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from bot.callbacks.rules import load_rules
from bot.callbacks.working_hours import Hours
from bot.cases import audit
from bot.clock import LOS_ANGELES
from bot.errors import InvalidInput, NotFound
from bot.i18n import say_time
from bot.needs.taxonomy import NEEDS
from webhooks import pages
from webhooks.console.desk import say
from webhooks.console.live import told
from webhooks.console.login import framed_page, refused, signed_in
from webhooks.console.words import short_day, weekday
from webhooks.services import Services

_A_MONDAY = date(2026, 11, 23)
_MOST = 9
_STRETCHES = 2
"""Stretches of a day that are asked for: before and after the break. More entered by others are shown too."""


def add_week_routes(blueprint: Blueprint, services: Services) -> None:
    """`/console/hours` and what is sent from it. Only CHWs have hours."""
    week, rules = services.working_week, load_rules(services.settings.puente_callback_rules)

    def draw(trouble: str = "", typed: dict[str, str] | None = None, status: int = 200) -> Response:
        language, account_id = pages.browser_language(), signed_in().id
        try:
            own = week.week_of(account_id)
        except NotFound:
            return refused(403, "refused.role", "refused.role_why")
        today = services.clock.now().astimezone(LOS_ANGELES).date()
        opens, closes = (say_time(at, language) for at in (services.hours.opens, services.hours.closes))
        return framed_page(
            "console/my_week.html",
            status=status,
            section="hours",
            told=told(),
            trouble=say(trouble, opens=opens, closes=closes) if trouble else "",
            open_counts=services.overviews.counts(account_id),
            days=[
                {"number": n, "name": weekday(_A_MONDAY.replace(day=23 + n), language)}
                for n in sorted(services.hours.weekdays)
            ],
            hours=typed if typed is not None else _as_fields(own.hours),
            stretches=range(1, _most_in_a_day(own.hours) + 1),
            opens=f"{services.hours.opens:%H:%M}",
            closes=f"{services.hours.closes:%H:%M}",
            away=[_shown_days(*days) for days in own.away],
            holidays=[_shown_days(*days) for days in week.holidays()],
            today=today.isoformat(),
            calls_an_hour=own.calls_an_hour or rules.assign.calls_an_hour,
            specialities=own.specialities,
            needs=[need.code for need in NEEDS],
        )

    def done(words: str) -> Response:
        flash(say(words))
        return redirect(url_for("console.my_week"), 303)

    @blueprint.get("/hours")
    def my_week() -> Response:
        return draw()

    @blueprint.post("/hours")
    def set_hours() -> Response:
        account_id = signed_in().id
        try:
            week.set_hours(account_id, _typed_hours(sorted(services.hours.weekdays)), audit.by_account(account_id))
        except InvalidInput as error:
            return draw(f"week.trouble.{error.code}", request.form.to_dict(), 400)
        return done("week.saved")

    @blueprint.post("/hours/leave")
    def add_leave() -> Response:
        account_id = signed_in().id
        try:
            first, last = (_typed_day(name) for name in ("first_day", "last_day"))
            week.add_days_off(account_id, first, last, audit.by_account(account_id))
        except InvalidInput as error:
            return draw(f"week.trouble.{error.code}", status=400)
        return done("week.leave_added")

    @blueprint.post("/hours/leave/remove")
    def remove_leave() -> Response:
        account_id = signed_in().id
        try:
            first, last = (_typed_day(name) for name in ("first_day", "last_day"))
            week.remove_days_off(account_id, first, last, audit.by_account(account_id))
        except (InvalidInput, NotFound) as error:
            return draw(f"week.trouble.{error.code}", status=400)
        return done("week.leave_removed")

    @blueprint.post("/hours/profile")
    def set_profile() -> Response:
        account_id = signed_in().id
        try:
            week.set_profile(
                account_id,
                calls_an_hour=request.form.get("calls_an_hour", 0, type=int),
                specialities=request.form.getlist("speciality"),
                actor=audit.by_account(account_id),
            )
        except InvalidInput as error:
            return draw(f"week.trouble.{error.code}", status=400)
        return done("week.profile_saved")


def _typed_hours(weekdays: list[int]) -> list[Hours]:
    """The stretches that were filled in. Raises InvalidInput (`half_hours`, `bad_hours`)."""
    typed = []
    for number in weekdays:
        for stretch in range(1, _MOST + 1):
            opens, closes = (request.form.get(f"{edge}-{number}-{stretch}", "").strip() for edge in ("from", "until"))
            if bool(opens) != bool(closes):
                raise InvalidInput("a stretch has a beginning and an end", code="half_hours")
            if opens:
                typed.append(Hours(number, _time(opens), _time(closes)))
    return typed


def _time(typed: str) -> time:
    try:
        return time.fromisoformat(typed).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError as error:
        raise InvalidInput("a time is hours and minutes", code="bad_hours") from error


def _typed_day(name: str) -> date:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError as error:
        raise InvalidInput("a day is year, month and day", code="bad_days") from error


def _as_fields(hours: tuple[Hours, ...]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for each in hours:
        stretch = next(n for n in range(1, _MOST + 1) if f"from-{each.weekday}-{n}" not in fields)
        fields[f"from-{each.weekday}-{stretch}"] = f"{each.opens:%H:%M}"
        fields[f"until-{each.weekday}-{stretch}"] = f"{each.closes:%H:%M}"
    return fields


def _most_in_a_day(hours: tuple[Hours, ...]) -> int:
    return max(_STRETCHES, *Counter(each.weekday for each in hours).values(), 0)


def _shown_days(first: date, last: date) -> dict[str, Any]:
    language = pages.browser_language()
    said = short_day(first, language)
    if first != last:
        said = say("week.days", first=said, last=short_day(last, language))
    return {"first": first.isoformat(), "last": last.isoformat(), "said": said}
