"""What one CHW's lists show: today's work, their people, what nobody has, what is late; and how each is marked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from bot.callbacks.call_models import BridgedCall
from bot.callbacks.models import CallPlace
from bot.cases.models import Attempt, Case, Consent, Message, Person, Referral, Task
from bot.cases.part2 import without_part2
from bot.cases.reach import Reach, reach_of, within_reach
from bot.cases.takeover_models import Takeover
from bot.cases.task_queries import PRIORITIES
from bot.cases.task_status import OPEN
from bot.cases.task_view import TaskView, task_view
from bot.clock import LOS_ANGELES, Clock
from bot.db import Database
from bot.messaging.models import OutboxMessage
from bot.privacy.encryption import Vault

AT_ONCE = 60
"""Tasks on one page of a list that has no end of its own."""
WAITING = frozenset({"on-hold", "draft"})
"""Open, with nothing to be done now."""
_AT_WORK = OPEN - WAITING


@dataclass(frozen=True)
class Listed:
    """A task as a list shows it. `name` is in clear, and only where the task is the reader's own. Never log it."""

    task: TaskView
    name: str | None
    last_outcome: str | None
    last_try_at: datetime | None
    wrote_at: datetime | None
    """When the person last wrote: only on the reader's own tasks."""
    paused: bool
    more: tuple[TaskView, ...] = ()
    """The same person's other open tasks, where people are listed."""


@dataclass(frozen=True)
class Done:
    """A try the reader made today, newest first in its list."""

    task: TaskView
    name: str | None
    outcome: str
    at: datetime


@dataclass(frozen=True)
class Today:
    """`pressing`: urgent and nobody's. `due`: the reader's own, most pressing first. `done`: tries made today."""

    pressing: list[Listed]
    due: list[Listed]
    done: list[Done]


@dataclass(frozen=True)
class Planned:
    """A call of the reader's in its calendar. `at`: the hour planned for it, else when its window begins."""

    call: Listed
    at: datetime


@dataclass(frozen=True)
class Counts:
    """How many tasks each list holds."""

    today: int
    people: int
    unassigned: int
    late: int


class Overviews:
    """Every query is cut to the account's reach (bot/cases/reach.py), in a fixed number of statements."""

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock

    def today(self, account_id: str) -> Today:
        """What is due by the end of today in Los Angeles, and what was done of it."""
        now = self._clock.now()
        began, ends = _day(now)
        with self._database.read() as db_session:
            reach = reach_of(db_session, account_id)
            pressing = listing(
                within_reach(reach), Task.assignee_id.is_(None), Task.status.in_(_AT_WORK), Task.priority != "routine"
            ).limit(AT_ONCE)
            tries = (
                select(Attempt)
                .where(Attempt.account_id == account_id, Attempt.at >= began)
                .options(joinedload(Attempt.task).options(*_WHOLE))
                .order_by(Attempt.at.desc())
            )
            return Today(
                listed(db_session, self._vault, reach, pressing),
                listed(db_session, self._vault, reach, listing(_due(account_id, ends))),
                [
                    Done(_seen(one.task, reach), _name(self._vault, one.task, account_id), one.outcome, one.at)
                    for one in db_session.scalars(tries)
                ],
            )

    def people(self, account_id: str) -> list[Listed]:
        """The people whose open tasks the account has, each once by their most pressing task; paused ones last."""
        with self._database.read() as db_session:
            reach = reach_of(db_session, account_id)
            rows = listed(
                db_session,
                self._vault,
                reach,
                listing(Task.assignee_id == account_id, Task.status.in_(OPEN - {"draft"})),
            )
        first: dict[str, Listed] = {}
        for row in sorted(rows, key=lambda row: row.task.status in WAITING):
            known = first.get(row.task.person_id)
            first[row.task.person_id] = replace(known, more=(*known.more, row.task)) if known else row
        return list(first.values())

    def unassigned(self, account_id: str, skip: int = 0) -> list[Listed]:
        """What nobody has in the account's reach, most pressing first; at most AT_ONCE after the first `skip`."""
        with self._database.read() as db_session:
            reach = reach_of(db_session, account_id)
            return listed(
                db_session, self._vault, reach, listing(_unassigned(reach)).offset(max(skip, 0)).limit(AT_ONCE)
            )

    def late(self, account_id: str, skip: int = 0) -> list[Listed]:
        """What is overdue, came back to the queue or was touched by nobody though urgent: the account's, nobody's, and all
        a supervisor sees."""
        with self._database.read() as db_session:
            reach = reach_of(db_session, account_id)
            wanted = listing(_late(reach, self._clock.now())).offset(max(skip, 0)).limit(AT_ONCE)
            return listed(db_session, self._vault, reach, wanted)

    def calendar(self, account_id: str, first: date, last: date) -> list[Planned]:
        """The account's open tasks whose call is planned for these days (Los Angeles, both included), in order."""
        began, ends = _midnight(first), _midnight(last + timedelta(days=1))
        planned = func.coalesce(CallPlace.starts_at, Task.window_start)
        with self._database.read() as db_session:
            reach = reach_of(db_session, account_id)
            hours = db_session.execute(
                select(Task.id, CallPlace.starts_at, Task.window_start)
                .outerjoin(CallPlace, CallPlace.task_id == Task.id)
                .where(Task.assignee_id == account_id, Task.status.in_(_AT_WORK), planned >= began, planned < ends)
            ).all()
            at = {row[0]: max(filter(None, row[1:])) for row in hours}
            calls = listed(db_session, self._vault, reach, listing(Task.id.in_(at)))
        return sorted(
            (Planned(call, at[call.task.id]) for call in calls), key=lambda one: (one.at, one.call.task.number)
        )

    def counts(self, account_id: str) -> Counts:
        """How long each list is, in one statement. `people` counts people, the others tasks."""
        now = self._clock.now()
        with self._database.read() as db_session:
            reach = reach_of(db_session, account_id)
            mine = and_(Task.assignee_id == account_id, Task.status.in_(OPEN - {"draft"}))
            found = db_session.execute(
                select(
                    _how_many(_due(account_id, _day(now)[1])),
                    func.count(case((mine, Case.person_id)).distinct()),
                    _how_many(_unassigned(reach)),
                    _how_many(_late(reach, now)),
                )
                .select_from(Task)
                .join(Case, Task.case_id == Case.id)
                .where(Task.status.in_(OPEN), within_reach(reach))
            ).one()
            return Counts(*found)

    def record_mark(self, number: int) -> str:
        """Changes with anything the page of task `number` shows of the task, its person's texts and their case."""
        with self._database.read() as db_session:
            found = db_session.execute(
                select(Task.id, Task.case_id, Case.person_id, Task.version, Case.status)
                .join(Case, Task.case_id == Case.id)
                .where(Task.number == number)
            ).one_or_none()
            if found is None:
                return ""
            texts = select(
                func.count(), func.max(Message.created_at), func.max(Message.answered_at),
                func.count(Message.delivery_status), func.max(Message.delivery_status),
            ).where(Message.person_id == found.person_id)  # fmt: skip
            offers = select(func.count(), func.max(Referral.outcome_at), func.max(Referral.made_at)).where(
                Referral.case_id == found.case_id
            )
            yes_or_no = select(func.count()).where(Consent.person_id == found.person_id)
            tasks = select(func.count(), func.sum(Task.version)).where(Task.case_id == found.case_id)
            held = select(func.count(), func.count(Takeover.ended_at), func.max(Takeover.waiting_since)).where(
                Takeover.person_id == found.person_id
            )
            typed = (
                select(OutboxMessage.state, func.count())
                .where(OutboxMessage.person_id == found.person_id, OutboxMessage.author_id.is_not(None))
                .group_by(OutboxMessage.state)
                .order_by(OutboxMessage.state)
            )
            calls = select(func.max(BridgedCall.updated_at)).where(BridgedCall.task_id == found.id)
            parts = [*found[3:], *(each for row in db_session.execute(typed) for each in row)]
            for one in (texts, offers, yes_or_no, tasks, held, calls):
                parts += db_session.execute(one).one()
            return ".".join(map(_plain, (_day(self._clock.now())[0], *parts)))

    def mark(self, account_id: str) -> str:
        """Changes with anything a list of the account's could show: its tasks, their people's texts, the hour's lateness."""
        now = self._clock.now()
        with self._database.read() as db_session:
            reach = reach_of(db_session, account_id)
            wrote = case((Task.assignee_id == account_id, Person.last_inbound_at))
            found = db_session.execute(
                select(
                    func.count(Task.id), func.sum(Task.version), func.max(Task.updated_at),
                    _how_many(_late(reach, now)), func.max(wrote),
                )
                .join(Case, Task.case_id == Case.id)
                .join(Person, Case.person_id == Person.id)
                .where(Task.status.in_(OPEN), within_reach(reach))
            ).one()  # fmt: skip
            return ".".join(map(_plain, (_day(now)[0], *found)))


def listed(db_session: Session, vault: Vault, reach: Reach, wanted: Select[Task]) -> list[Listed]:
    """The wanted tasks (a `listing`) as the reach's account sees them."""
    found = []
    for row in db_session.scalars(wanted):
        last = row.attempts[-1] if row.attempts else None
        own = row.assignee_id == reach.account_id
        found.append(
            Listed(
                _seen(row, reach),
                _name(vault, row, reach.account_id),
                last.outcome if last else None,
                last.at if last else None,
                row.case.person.last_inbound_at if own else None,
                row.case.status == "paused",
            )
        )
    return found


_WHOLE = (
    joinedload(Task.assignee),
    joinedload(Task.former),
    joinedload(Task.former),
    joinedload(Task.case).joinedload(Case.person),
    selectinload(Task.attempts),
)


def listing(*conditions: ColumnElement[bool]) -> Select[Task]:
    """Most pressing first, then what waits for no window, then by window, then oldest."""
    rank = case({name: n for n, name in enumerate(PRIORITIES)}, value=Task.priority)
    return (
        select(Task)
        .options(*_WHOLE)
        .where(*conditions)
        .order_by(rank, Task.window_start.is_not(None), Task.window_start, Task.created_at, Task.number)
    )


def _due(account_id: str, ends: datetime) -> ColumnElement[bool]:
    by_then = or_(Task.window_start.is_(None), Task.window_start < ends)
    return and_(Task.assignee_id == account_id, Task.status.in_(_AT_WORK), by_then)


def _unassigned(reach: Reach) -> ColumnElement[bool]:
    return and_(within_reach(reach), Task.assignee_id.is_(None), Task.status.in_(_AT_WORK))


def _late(reach: Reach, now: datetime) -> ColumnElement[bool]:
    came_back = and_(Task.assignee_id.is_(None), Task.returned_at.is_not(None))
    left_alone = and_(Task.escalated_at.is_not(None), Task.status.in_(("requested", "received")))
    return and_(within_reach(reach), Task.status.in_(_AT_WORK), or_(Task.window_end <= now, came_back, left_alone))


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _name(vault: Vault, row: Task, account_id: str) -> str | None:
    person = row.case.person
    if row.assignee_id != account_id or person.name_sealed is None:
        return None
    return vault.open(person.name_sealed, f"person.name:{person.id}")


def _day(now: datetime) -> tuple[datetime, datetime]:
    """The beginning of this day in Los Angeles, and of the next."""
    today = now.astimezone(LOS_ANGELES).date()
    return _midnight(today), _midnight(today + timedelta(days=1))


def _midnight(day: date) -> datetime:
    """When the day begins in Los Angeles."""
    return datetime.combine(day, time(), LOS_ANGELES)


def _seen(row: Task, reach: Reach) -> TaskView:
    seen = task_view(row)
    return seen if reach.sees_part2 else without_part2(seen)


def _plain(value: object) -> str:
    return f"{value.timestamp():.6f}" if isinstance(value, datetime) else str(value)
