"""What one account's lists show: today's work, their people, what nobody has, what is late, what their team has."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session, joinedload

from bot.callbacks.listing import (
    AT_WORK,
    WAITING,
    WHOLE,
    Listed,
    day_of,
    how_many,
    is_due,
    is_late,
    is_unassigned,
    listed,
    listing,
    midnight,
    name_of,
    seen_by,
    waits_for,
)
from bot.callbacks.models import CallPlace
from bot.callbacks.on_call import on_call_for, takes_over
from bot.callbacks.rules import CallbackRules, shipped_rules
from bot.cases.models import Account, Attempt, Case, Task
from bot.cases.reach import Reach, reach_of, supervised, within_reach
from bot.cases.task_status import OPEN
from bot.cases.task_view import TaskView
from bot.clock import Clock
from bot.db import Database
from bot.privacy.encryption import Vault

AT_ONCE = 60
"""Tasks on one page of a list that has no end of its own."""


@dataclass(frozen=True)
class Done:
    """A try the reader made today, newest first in its list."""

    task: TaskView
    name: str | None
    outcome: str
    at: datetime


@dataclass(frozen=True)
class Today:
    """`answers`: people whose conversation the reader took over and who wait for an answer. `pressing`: urgent and
    nobody's, or not accepted yet where the reader is on call. `due`: the reader's own, most pressing first. `done`: tries
    made today."""

    answers: list[Listed]
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

    def __init__(self, database: Database, vault: Vault, clock: Clock, rules: CallbackRules | None = None) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._rules = rules or shipped_rules()

    def today(self, account_id: str) -> Today:
        """What is due by the end of today in Los Angeles, and what was done of it."""
        now = self._clock.now()
        began, ends = day_of(now)
        with self._database.read() as db_session:
            reach = reach_of(db_session, account_id)
            tries = (
                select(Attempt)
                .where(Attempt.account_id == account_id, Attempt.at >= began)
                .options(joinedload(Attempt.task).options(*WHOLE))
                .order_by(Attempt.at.desc())
            )
            return Today(
                listed(db_session, self._vault, reach, listing(waits_for(account_id))),
                self._pressing(db_session, reach, now),
                listed(db_session, self._vault, reach, listing(is_due(account_id, ends))),
                [
                    Done(seen_by(one.task, reach), name_of(self._vault, one.task, account_id), one.outcome, one.at)
                    for one in db_session.scalars(tries)
                ],
            )

    def _pressing(self, db_session: Session, reach: Reach, now: datetime) -> list[Listed]:
        free = and_(within_reach(reach), Task.assignee_id.is_(None), Task.status.in_(AT_WORK))
        wanted = listing(Task.priority != "routine", or_(free, takes_over(reach, now))).limit(AT_ONCE)
        rows = listed(db_session, self._vault, reach, wanted)
        found = []
        for row in rows:
            if row.task.assignee_id is not None:
                task = db_session.get_one(Task, row.task.id)
                if reach.account_id not in on_call_for(db_session, task, self._rules.assign, now):
                    continue
                row = replace(row, takeable=True)
            found.append(row)
        return found

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
                db_session, self._vault, reach, listing(is_unassigned(reach)).offset(max(skip, 0)).limit(AT_ONCE)
            )

    def late(self, account_id: str, skip: int = 0) -> list[Listed]:
        """What is overdue, came back to the queue or was touched by nobody though urgent: the account's, nobody's, and all
        a supervisor sees."""
        with self._database.read() as db_session:
            reach = reach_of(db_session, account_id)
            wanted = listing(is_late(reach, self._clock.now())).offset(max(skip, 0)).limit(AT_ONCE)
            return listed(db_session, self._vault, reach, wanted)

    def team(self, account_id: str, skip: int = 0) -> list[Listed]:
        """What the CHWs have whom the account supervises, by CHW and then most pressing first; as `unassigned` else."""
        with self._database.read() as db_session:
            reach = reach_of(db_session, account_id)
            held = and_(supervised(reach), Task.assignee_id.is_not(None), Task.status.in_(OPEN - {"draft"}))
            whose = select(Account.email).where(Account.id == Task.assignee_id).scalar_subquery()
            wanted = listing(held, by=[whose]).offset(max(skip, 0)).limit(AT_ONCE)
            return listed(db_session, self._vault, reach, wanted)

    def calendar(self, account_id: str, first: date, last: date) -> list[Planned]:
        """The account's open tasks whose call is planned for these days (Los Angeles, both included), in order."""
        began, ends = midnight(first), midnight(last + timedelta(days=1))
        planned = func.coalesce(CallPlace.starts_at, Task.window_start)
        with self._database.read() as db_session:
            reach = reach_of(db_session, account_id)
            hours = db_session.execute(
                select(Task.id, CallPlace.starts_at, Task.window_start)
                .outerjoin(CallPlace, CallPlace.task_id == Task.id)
                .where(Task.assignee_id == account_id, Task.status.in_(AT_WORK), planned >= began, planned < ends)
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
                    how_many(is_due(account_id, day_of(now)[1])),
                    func.count(case((mine, Case.person_id)).distinct()),
                    how_many(is_unassigned(reach)),
                    how_many(is_late(reach, now)),
                )
                .select_from(Task)
                .join(Case, Task.case_id == Case.id)
                .where(Task.status.in_(OPEN), within_reach(reach))
            ).one()
            return Counts(*found)
