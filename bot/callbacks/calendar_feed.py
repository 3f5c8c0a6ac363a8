"""A CHW's private calendar feed: their calls as iCalendar (RFC 5545), naming nobody and no need."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from icalendar import Calendar, Event
from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from bot.callbacks.models import CallPlace
from bot.callbacks.notices import wishes_of
from bot.callbacks.staff_models import CalendarFeed
from bot.cases import audit
from bot.cases.models import Account, Task
from bot.cases.task_status import OPEN
from bot.clock import LOS_ANGELES, Clock
from bot.db import Database
from bot.errors import NotFound
from bot.i18n import Language, render

KEPT = timedelta(days=30)
"""How long past calls, and calls that are off, stay in the feed."""
_HOUR = timedelta(hours=1)
_SEEN_EVERY = timedelta(minutes=5)
_REFRESH = timedelta(minutes=15)
_DONE = "completed"
_Call = tuple[Task, datetime | None]
"""A task, and the full hour planned for it."""


class CalendarFeeds:
    """`base_url`: of the console, for the link in each event."""

    def __init__(self, database: Database, clock: Clock, base_url: str) -> None:
        self._database = database
        self._clock = clock
        self._base_url = base_url.rstrip("/")

    def make(self, account_id: str) -> str:
        """The address of a new feed, shown once; the one before it ends. Raises NotFound."""
        token = secrets.token_urlsafe(32)
        with self._database.write() as db_session:
            account = db_session.get(Account, account_id, with_for_update=True)
            if account is None or not account.active:
                raise NotFound("no such account", code="account_unknown")
            db_session.merge(
                CalendarFeed(
                    account_id=account_id, token_hash=_hash(token), created_at=self._clock.now(), fetched_at=None
                )
            )
            self._audit(db_session, account_id, "account.calendar_made")
        return f"{self._base_url}/calendar/{token}.ics"

    def revoke(self, account_id: str) -> bool:
        """End the account's feed; False where it has none."""
        with self._database.write() as db_session:
            gone = delete(CalendarFeed).where(CalendarFeed.account_id == account_id).returning(CalendarFeed.account_id)
            if db_session.execute(gone).first() is None:
                return False
            self._audit(db_session, account_id, "account.calendar_revoked")
            return True

    def since(self, account_id: str) -> datetime | None:
        """Since when the account has its feed; None where it has none."""
        with self._database.read() as db_session:
            return db_session.scalar(select(CalendarFeed.created_at).where(CalendarFeed.account_id == account_id))

    def read(self, token: str) -> bytes:
        """The feed behind the token as `text/calendar`. Raises NotFound, alike for one unknown, ended or inactive."""
        now = self._clock.now()
        with self._database.read() as db_session:
            feed = db_session.scalar(select(CalendarFeed).where(CalendarFeed.token_hash == _hash(token[:200])))
            account = db_session.get(Account, feed.account_id) if feed else None
            if feed is None or account is None or not account.active or account.role not in ("chw", "admin"):
                raise NotFound("no such calendar", code="calendar_unknown")
            language = wishes_of(db_session, account).language
            made = self._calendar(account.id, _calls(db_session, account.id, now - KEPT), language)
        if feed.fetched_at is None or now - feed.fetched_at >= _SEEN_EVERY:
            with self._database.write() as db_session:
                if again := db_session.get(CalendarFeed, account.id, with_for_update=True):
                    again.fetched_at = now
        return made

    def _calendar(self, account_id: str, calls: Iterable[_Call], language: Language) -> bytes:
        calendar = Calendar()
        name = render("calendar.name", language, "console")
        calendar.add("prodid", "-//Puente//callbacks//EN")
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        calendar.add("x-wr-calname", name)
        calendar.add("name", name)
        calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
        for task, place in calls:
            calendar.add_component(self._event(task, place, account_id, language))
        now = self._clock.now().date()
        calendar.add_missing_timezones(first_date=now - 2 * KEPT, last_date=now + timedelta(days=400))
        return bytes(calendar.to_ical())

    def _event(self, task: Task, place: datetime | None, account_id: str, language: Language) -> Event:
        assert task.window_start and task.window_end
        theirs = task.assignee_id == account_id and (task.status in OPEN or task.status == _DONE)
        start, end = task.window_start, task.window_end
        if theirs and place is not None:
            start = max(start, place)
            end = min(end, place + _HOUR) if place + _HOUR > start else start + _HOUR
        event = Event()
        event.add("uid", f"task-{task.id}@puente")
        event.add("sequence", task.version)
        event.add("dtstamp", task.updated_at)
        event.add("last-modified", task.updated_at)
        event.add("dtstart", start.astimezone(LOS_ANGELES))
        event.add("dtend", end.astimezone(LOS_ANGELES))
        event.add("summary", render("calendar.call", language, "console", number=task.number))
        event.add("url", f"{self._base_url}/console/tasks/{task.number}")
        event.add("class", "PRIVATE")
        sure = "TENTATIVE" if task.status in ("received", "on-hold") else "CONFIRMED"
        event.add("status", sure if theirs else "CANCELLED")
        return event

    def _audit(self, db_session: Session, account_id: str, what: str) -> None:
        audit.record(
            db_session, audit.by_account(account_id), what, "account", account_id, at=self._clock.now()
        )  # fmt: skip


def _calls(db_session: Session, account_id: str, since: datetime) -> list[_Call]:
    """The account's tasks with a window, and those it had last before somebody else, with the hour planned for each."""
    wanted = (
        select(Task, CallPlace.starts_at)
        .outerjoin(CallPlace, CallPlace.task_id == Task.id)
        .where(
            or_(Task.assignee_id == account_id, Task.former_id == account_id),
            Task.window_start.is_not(None),
            Task.window_end >= since,
        )
        .order_by(Task.window_start, Task.number)
    )
    return [(row[0], row[1]) for row in db_session.execute(wanted)]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
