"""Who is on call: entered for a stretch of time, and found for a task that cannot wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from bot.callbacks.assignment import Caller, Wanted, in_order_of_fit
from bot.callbacks.models import OnCall
from bot.callbacks.rules import AssignRules
from bot.cases import audit
from bot.cases.models import Account, Task
from bot.cases.reach import Reach, within_area
from bot.clock import Clock
from bot.db import Database
from bot.errors import InvalidInput, NotFound

LONGEST = timedelta(days=92)
WHY = "on_call"
"""The code in `assigned_why` of a task given to whoever is on call."""


@dataclass(frozen=True)
class Shift:
    """`email` is on call from `starts_at` until before `ends_at`, aware."""

    email: str
    starts_at: datetime
    ends_at: datetime


class OnCallRota:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def add(self, account_id: str, starts_at: datetime, ends_at: datetime, actor: str = audit.SYSTEM) -> None:
        """Put a CHW on call; the same stretch twice changes nothing. Raises InvalidInput and NotFound."""
        if not timedelta() < ends_at - starts_at <= LONGEST or ends_at <= self._clock.now():
            raise InvalidInput("on call runs from before until, not over yet, three months at most", code="bad_shift")
        with self._database.write() as db_session:
            account = db_session.get(Account, account_id, with_for_update=True)
            if account is None or not account.active or account.role != "chw":
                raise NotFound("no such CHW", code="chw_unknown")
            if _entered(db_session, account_id, starts_at, ends_at) is None:
                db_session.add(OnCall(account_id=account_id, starts_at=starts_at, ends_at=ends_at))
                self._audit(db_session, actor, "rota.on_call", account_id, starts_at, ends_at)

    def remove(self, account_id: str, starts_at: datetime, ends_at: datetime, actor: str = audit.SYSTEM) -> None:
        """Take an entered stretch back. Raises NotFound where this very stretch was not entered."""
        with self._database.write() as db_session:
            row = _entered(db_session, account_id, starts_at, ends_at)
            if row is None:
                raise NotFound("this stretch was not entered", code="shift_unknown")
            db_session.delete(row)
            self._audit(db_session, actor, "rota.off_call", account_id, starts_at, ends_at)

    def coming(self) -> tuple[Shift, ...]:
        """Every stretch that is not over, soonest first."""
        rows = (
            select(OnCall.starts_at, OnCall.ends_at, Account.email)
            .join(Account, OnCall.account_id == Account.id)
            .where(OnCall.ends_at > self._clock.now(), Account.active)
            .order_by(OnCall.starts_at, Account.email)
        )
        with self._database.read() as db_session:
            return tuple(Shift(email, starts, ends) for starts, ends, email in db_session.execute(rows))

    def _audit(
        self, db_session: Session, actor: str, what: str, account_id: str, starts: datetime, ends: datetime
    ) -> None:
        told = {"from": starts.isoformat(), "until": ends.isoformat()}
        audit.record(db_session, actor, what, "account", account_id, told, at=self._clock.now())


def on_call_for(db_session: Session, task: Task, rules: AssignRules, now: datetime) -> list[str]:
    """The ids of the CHWs on call at `now` who may see the task, who speaks its language first.

    Urgent need comes before language: where nobody on call speaks it, the others are meant. Not those of another agency.
    """
    at_work = (Account.active, Account.role == "chw", OnCall.starts_at <= now, OnCall.ends_at > now)
    rows = db_session.scalars(select(Account).join(OnCall, OnCall.account_id == Account.id).where(*at_work)).unique()
    callers = [
        Caller(row.id, row.agency, frozenset(row.spas), frozenset(row.languages))
        for row in rows
        if task.agency in (None, row.agency) and (task.spa is None or not row.spas or task.spa in row.spas)
    ]
    wanted = Wanted(tuple(task.needs), task.language, task.spa, task.agency)
    fitting = [caller.account_id for caller in in_order_of_fit(callers, wanted, rules)]
    return fitting or sorted(caller.account_id for caller in callers)


def takes_over(reach: Reach, now: datetime) -> ColumnElement[bool]:
    """Urgent tasks that somebody was given and has not accepted, for an account that is on call at `now`."""
    on_call = select(OnCall.id).where(
        OnCall.account_id == reach.account_id, OnCall.starts_at <= now, OnCall.ends_at > now
    )
    given = and_(Task.status == "received", Task.assignee_id != reach.account_id, Task.priority != "routine")
    return and_(given, within_area(reach), on_call.exists())


def _entered(db_session: Session, account_id: str, starts_at: datetime, ends_at: datetime) -> OnCall | None:
    return db_session.scalars(
        select(OnCall).where(OnCall.account_id == account_id, OnCall.starts_at == starts_at, OnCall.ends_at == ends_at)
    ).first()
