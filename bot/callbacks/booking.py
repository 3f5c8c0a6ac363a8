"""Booking: a callback promised to a person, in one transaction with its consent and its audit trail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from bot.callbacks.tasks import Tasks
from bot.cases import audit
from bot.cases.consents import Consents
from bot.cases.models import Need, Person, Task
from bot.cases.people import People
from bot.cases.store import Cases
from bot.cases.task_queries import open_tasks_of
from bot.cases.task_view import TaskView, task_view
from bot.clock import Clock
from bot.db import Database
from bot.errors import InvalidInput, NotFound
from bot.i18n import Language
from bot.needs.taxonomy import in_order
from bot.privacy.encryption import Vault
from bot.tally import tally


class Booking:
    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._people = People(database, vault, clock)
        self._cases = Cases(database, vault, clock)
        self._tasks = Tasks(database, vault, clock)
        self._consents = Consents(database, clock)

    def book(
        self,
        person_id: str,
        needs: Sequence[str],
        language: Language,
        spa: int | None,
        zip: str | None,
        start: datetime,
        end: datetime,
        name: str | None,
    ) -> TaskView:
        """Book a call between `start` and `end` (aware instants), or move the person's open callback there.

        A person has at most one open callback; parallel bookings leave one. A moved callback keeps its
        number, its assignee and, where nothing new is said, its needs and place. `name` None leaves the
        known name as it is. Urgent when any of its needs is. Raises InvalidInput for a window that is
        empty or over, and NotFound for an unknown person.
        """
        if start.tzinfo is None or end.tzinfo is None or end <= start or end <= self._clock.now():
            raise InvalidInput("a callback window is aware, not empty and not over", code="bad_window")
        now = self._clock.now()
        with self._database.write() as db_session:
            # The person's row is the lock: two bookings of one person run one after the other.
            person = db_session.get(Person, person_id, with_for_update=True)
            if person is None:
                raise NotFound("no such person", code="person_unknown")
            if name is not None:
                self._people.set_name_in(db_session, person_id, name)
            case_id = self._cases.open_case_in(db_session, person_id)
            urgent = select(Need.id).where(
                Need.case_id == case_id, Need.urgent.is_(True), Need.code.in_(in_order(list(needs)))
            )
            priority = "urgent" if db_session.scalars(urgent).first() else "routine"
            task: Task | None = db_session.scalars(
                open_tasks_of(person_id, "callback").with_for_update(of=Task)
            ).first()
            if task is None:
                task = self._tasks.add_in(
                    db_session, case_id, "callback", needs=needs, language=language, spa=spa, zip=zip,
                    priority=priority, reason=None, window=(start, end), actor=audit.PERSON,
                )  # fmt: skip
                tally(db_session, "callbacks_booked", now, language=language, channel=person.channel, spa=task.spa)
            else:
                task.window_start, task.window_end = start, end
                task.needs = in_order(list(needs)) or task.needs
                task.language, task.spa, task.zip = language, spa or task.spa, zip or task.zip
                task.priority = priority if needs else task.priority
                task.updated_at = now
                audit.record(
                    db_session, audit.PERSON, "task.rescheduled", "task", task.id, {"number": task.number}, at=now
                )
            self._consents.record_in(db_session, person_id, "callback", True, language, person.channel, asked=True)
            db_session.flush()
            return task_view(task)
