"""The console's lists: today, my people, unassigned, overdue and returned, and what a search finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from bot.callbacks.listing import Listed
from bot.callbacks.overviews import AT_ONCE, Overviews
from bot.errors import InvalidInput
from bot.i18n import Language
from webhooks import pages
from webhooks.console.groups import Group, as_one, by_day, by_holder
from webhooks.console.live import live_page, tag_of, unchanged
from webhooks.console.login import framed_page, refused, signed_in
from webhooks.console.rows import TaskRow, is_overdue, list_row, shown_done
from webhooks.services import Services

Grouping = Callable[[Iterable[Listed], str, datetime, Language], list[Group]]


def add_list_routes(blueprint: Blueprint, services: Services) -> None:
    """Every list is one page, fetched again by itself every 15 seconds and answered 304 while nothing changed."""
    overviews = services.overviews

    @blueprint.get("/")
    def today() -> Response:
        tag = tag_of(services.page_marks.of_lists(signed_in().id))
        return unchanged(tag) or live_page("console/today.html", tag, section="today", **_today(overviews, services))

    @blueprint.get("/people")
    def people() -> Response:
        tag = tag_of(services.page_marks.of_lists(signed_in().id))
        return unchanged(tag) or _list(tag, "people", overviews.people(signed_in().id), by_day)

    @blueprint.get("/unassigned")
    def unassigned() -> Response:
        tag = tag_of(services.page_marks.of_lists(signed_in().id))
        return unchanged(tag) or _list(tag, "unassigned", overviews.unassigned(signed_in().id, _skip()))

    @blueprint.get("/overdue")
    def late() -> Response:
        tag = tag_of(services.page_marks.of_lists(signed_in().id))
        return unchanged(tag) or _list(tag, "late", overviews.late(signed_in().id, _skip()))

    @blueprint.get("/team")
    def team() -> Response:
        if not signed_in().supervises:
            return refused(403, "refused.role", "refused.role_why")
        tag = tag_of(services.page_marks.of_lists(signed_in().id))
        return unchanged(tag) or _list(tag, "team", overviews.team(signed_in().id, _skip()), by_holder)

    @blueprint.post("/find")
    def find() -> Response:
        # A POST and no redirect: names and phone numbers stay out of addresses, histories and logs.
        words = request.form.get("words", "")
        found: list[TaskRow] = []
        trouble, status = "", 200
        try:
            found = rows(services.finder.find(signed_in().id, words))
        except InvalidInput:
            trouble, status = "find.nothing_asked", 400
        counts = overviews.counts(signed_in().id)
        return framed_page(
            "console/found.html",
            status=status,
            section="find",
            words=words,
            rows=found,
            trouble=trouble,
            open_counts=counts,
        )

    def rows(listed: Iterable[Listed]) -> list[TaskRow]:
        now, language = _now_and_language(services)
        return [list_row(one, signed_in().id, now, language) for one in listed]

    def _list(tag: str, name: str, listed: list[Listed], grouped: Grouping = as_one) -> Response:
        account_id, (now, language) = signed_in().id, _now_and_language(services)
        counts = overviews.counts(account_id)
        skip, pages_long = _skip(), name != "people"
        return live_page(
            "console/list.html",
            tag,
            section=name,
            groups=grouped(listed, account_id, now, language),
            open_counts=counts,
            earlier=max(skip - AT_ONCE, 0) if skip and pages_long else None,
            later=skip + AT_ONCE if len(listed) == AT_ONCE and pages_long else None,
        )


def _today(overviews: Overviews, services: Services) -> dict[str, Any]:
    """Missed ones first, then what is next, then the rest of the day."""
    now, language = _now_and_language(services)
    account_id = signed_in().id
    shown = overviews.today(account_id)
    answering = {one.task.number for one in shown.answers}
    due = [
        (list_row(one, account_id, now, language), is_overdue(one.task, now))
        for one in shown.due
        if one.task.number not in answering
    ]
    still = [row for row, overdue in due if not overdue]
    return {
        "answers": [list_row(one, account_id, now, language, waits=True) for one in shown.answers],
        "pressing": [list_row(one, account_id, now, language) for one in shown.pressing],
        "missed": [row for row, overdue in due if overdue],
        "next": still[:1],
        "later": still[1:],
        "done": [shown_done(one, now, language) for one in shown.done],
        "open_counts": overviews.counts(account_id),
    }


def _now_and_language(services: Services) -> tuple[datetime, Language]:
    return services.clock.now(), pages.browser_language()


def _skip() -> int:
    return max(request.args.get("from", 0, type=int), 0)
