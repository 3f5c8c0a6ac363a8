"""Booking: a callback promised to a person, in one transaction with its place, its consent and its audit trail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bot.callbacks.hours import CallbackHours
from bot.callbacks.not_called import NOT_CALLED
from bot.callbacks.notices import Notices
from bot.callbacks.on_call import WHY as ON_CALL
from bot.callbacks.on_call import on_call_for
from bot.callbacks.places import Places
from bot.callbacks.rota import county_hours
from bot.callbacks.rules import CallbackRules, shipped_rules
from bot.callbacks.tasks import Tasks
from bot.callbacks.windows import Window, free_windows, next_morning, soonest_window
from bot.cases import audit
from bot.cases.consents import Consents
from bot.cases.models import Case, Need, Person, Task
from bot.cases.people import People
from bot.cases.steps import step_is_over, take_step
from bot.cases.store import Cases
from bot.cases.task_life import note
from bot.cases.task_queries import open_tasks_of
from bot.cases.task_view import TaskView, task_view
from bot.clock import LOS_ANGELES, Clock
from bot.db import Database
from bot.errors import Conflict, InvalidInput, NotFound
from bot.i18n import Language
from bot.needs.taxonomy import in_order
from bot.privacy.encryption import Vault
from bot.tally import tally

OFFERED = 3


class WindowFull(Conflict):
    """Nobody who fits has a place free in the window. `offers`: the soonest that are, in order."""

    code = "window_full"

    def __init__(self, offers: Sequence[Window]) -> None:
        super().__init__("nobody is free to call in this window")
        self.offers = tuple(offers)


class Booking:
    """`hours`: the county's, within which CHWs work and which stand while no CHW has entered any."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        clock: Clock,
        hours: CallbackHours | None = None,
        rules: CallbackRules | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._hours = hours or CallbackHours()
        self._rules = rules or shipped_rules()
        self._people = People(database, vault, clock)
        self._cases = Cases(database, vault, clock)
        self._tasks = Tasks(database, vault, clock, rules)
        self._consents = Consents(database, clock)
        self._places = Places(clock, self._rules)
        self._notices = Notices(clock, self._rules)

    def offers(self, person_id: str, needs: Sequence[str], language: Language, spa: int | None) -> list[Window]:
        """The soonest three windows in which somebody who fits is free to call.

        While nobody who fits has entered working hours it is one: the soonest within the county's hours. None where
        all who fit are booked up. What is urgent is offered today and the next morning only, also where everybody is
        booked up: whoever is on call makes time.
        """
        now = self._clock.now()
        with self._database.read() as db_session:
            task = db_session.scalars(open_tasks_of(person_id, "callback")).first()
            wanted = self._places.wanted(db_session, person_id, task, in_order(list(needs)), language, spa)
            rota = self._places.rota(db_session)
            hours = county_hours(db_session, self._hours, now.astimezone(LOS_ANGELES).date())
            urgent = db_session.scalars(
                _urgent(wanted.needs).join(Case, Need.case_id == Case.id).where(
                    Case.person_id == person_id, Case.status != "closed"
                )
            ).first() is not None  # fmt: skip
            free = free_windows(rota, wanted, self._rules.assign, now)
            if urgent:
                latest = next_morning(hours, now)
                free = [(start, min(end, latest)) for start, end in free if start < latest]
            if free:
                return free[:OFFERED]
            if rota.fitting(wanted, self._rules.assign) and not urgent:
                return []
            return [soonest_window(hours, now)]

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
        number, its assignee where they are free and, where nothing new is said, its needs and place. `name`
        None leaves the known name as it is. Urgent when any of its needs is; an urgent one is booked even
        where nobody is free, for whoever can make time. Raises WindowFull, changing nothing, InvalidInput for a
        window that is empty or over, Conflict (`case_paused`) and NotFound for an unknown person.
        """
        if start.tzinfo is None or end.tzinfo is None or end <= start or end <= self._clock.now():
            raise InvalidInput("a callback window is aware, not empty and not over", code="bad_window")
        call = _Call(person_id, tuple(in_order(list(needs))), language, spa, zip, (start, end), name)
        try:
            return self._book(call)
        except _NobodyFree:
            # Looked up outside the transaction, in which nobody else can book.
            if offers := self.offers(person_id, needs, language, spa):
                raise WindowFull(offers) from None
            return self._book(call, though_full=True)

    def _book(self, call: _Call, *, though_full: bool = False) -> TaskView:
        now = self._clock.now()
        with self._database.write() as db_session:
            # The person's row is the lock: two bookings of one person run one after the other.
            person = db_session.get(Person, call.person_id, with_for_update=True)
            if person is None:
                raise NotFound("no such person", code="person_unknown")
            if call.name is not None:
                self._people.set_name_in(db_session, person.id, call.name)
            case_id = self._cases.open_case_in(db_session, person.id)
            if db_session.get_one(Case, case_id).status == "paused":
                raise Conflict("the case is paused: nothing is booked until it is resumed", code="case_paused")
            pressing = _urgent(call.needs).where(Need.case_id == case_id)
            priority = "urgent" if db_session.scalars(pressing).first() else "routine"
            task: Task | None = db_session.scalars(
                open_tasks_of(person.id, "callback").with_for_update(of=Task)
            ).first()
            wanted = self._places.wanted(db_session, person.id, task, call.needs, call.language, call.spa)
            chosen = self._places.choose(db_session, task, wanted, *call.window)
            day = call.window[0].astimezone(LOS_ANGELES).date()
            holiday = chosen.place is None and day in county_hours(db_session, self._hours, day).closed_on
            if (chosen.full or holiday) and priority != "urgent" and not though_full:
                raise _NobodyFree
            if task is None:
                task = self._tasks.add_in(
                    db_session, case_id, "callback", needs=call.needs, language=call.language, spa=call.spa,
                    zip=call.zip, priority=priority, reason=None, window=call.window, actor=audit.PERSON,
                )  # fmt: skip
                take_step(db_session, person, "callbacks_asked", now, language=call.language, spa=task.spa)
                tally(db_session, "callbacks_booked", now, language=call.language, channel=person.channel, spa=task.spa)
                step_is_over(db_session, person.id, "callbacks_asked")
            else:
                task.window_start, task.window_end = call.window
                task.needs = list(call.needs) or task.needs
                task.language, task.spa, task.zip = call.language, call.spa or task.spa, call.zip or task.zip
                if priority == "urgent" or (call.needs and not _comes_first(task)):
                    task.priority = priority
                note(db_session, task, audit.PERSON, "task.rescheduled", now)
            task.promised_at = now
            self._places.take(db_session, task, chosen.place)
            if task.priority == "urgent":
                self._tell_on_call(db_session, task)
            self._consents.record_in(db_session, person.id, "callback", True, call.language, person.channel, asked=True)
            db_session.flush()
            db_session.refresh(task, ["assignee"])
            return task_view(task)

    def _tell_on_call(self, db_session: Session, task: Task) -> None:
        """Whoever is on call hears at once, and is given what nobody else has a place for."""
        now = self._clock.now()
        on_call = on_call_for(db_session, task, self._rules.assign, now)
        if task.assignee_id is None and on_call:
            self._places.assign(db_session, task, on_call[0], [ON_CALL])
        self._notices.urgent(db_session, task)


def _comes_first(task: Task) -> bool:
    """True for a call we owe somebody: a new time for it must not cost its place in the queue."""
    return task.missed > 0 or task.reopens is not None or task.status_reason == NOT_CALLED


def _urgent(needs: Sequence[str]) -> Select[str]:
    return select(Need.id).where(Need.urgent.is_(True), Need.code.in_(needs))


class _NobodyFree(Exception):
    """Undoes a booking whose window is full."""


@dataclass(frozen=True)
class _Call:
    person_id: str
    needs: tuple[str, ...]
    language: Language
    spa: int | None
    zip: str | None
    window: Window
    name: str | None
