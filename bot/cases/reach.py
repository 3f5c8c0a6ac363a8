"""Which tasks, and so which people, an account may see: its own, nobody's in its agency and areas, and those it supervises."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.orm import Session

from bot.cases.models import Account, Task
from bot.errors import NotFound


@dataclass(frozen=True)
class Reach:
    """What one account may see, as it stands in this transaction."""

    account_id: str
    role: str
    supervisor: bool
    agency: str | None
    spas: tuple[int, ...]
    sees_part2: bool


def reach_of(db_session: Session, account_id: str) -> Reach:
    """The reach of an account that may log in. Raises NotFound for any other."""
    account = db_session.get(Account, account_id)
    if account is None or not account.active:
        raise NotFound("no such account", code="account_unknown")
    return Reach(
        account.id, account.role, account.supervisor, account.agency, tuple(account.spas), account.sees_part2
    )  # fmt: skip


def within_area(reach: Reach) -> ColumnElement[bool]:
    """Tasks of the account's agency and areas, whoever has them. County staff have none: they see no person.

    A task without an agency is every agency's, one without an area is everywhere's; an account without
    areas, and a supervisor, works in all of them, and without an agency it sees only what no agency has taken.
    """
    if reach.role == "admin":
        return true()
    if reach.role != "chw":
        return false()
    agency = or_(Task.agency.is_(None), Task.agency == reach.agency) if reach.agency else Task.agency.is_(None)
    if not reach.spas or reach.supervisor:
        return agency
    return and_(agency, or_(Task.spa.is_(None), Task.spa.in_(reach.spas)))


def supervised(reach: Reach) -> ColumnElement[bool]:
    """Tasks in the hands of whoever the account supervises: every CHW's for an administrator, those of the agency's CHWs
    and what the agency has taken, in every area, for a supervisor, none for anybody else."""
    if reach.role == "admin":
        return true()
    if reach.role != "chw" or not reach.supervisor:
        return false()
    if not reach.agency:
        return Task.assignee_id.in_(select(Account.id).where(Account.agency.is_(None)))
    theirs = select(Account.id).where(Account.agency == reach.agency)
    return or_(Task.assignee_id.in_(theirs), Task.agency == reach.agency)


def is_supervised(db_session: Session, task: Task, reach: Reach) -> bool:
    """True where `supervised` holds for this task."""
    found = select(Task.id).where(Task.id == task.id, supervised(reach))
    return db_session.scalars(found).first() is not None


def within_reach(reach: Reach) -> ColumnElement[bool]:
    """Tasks the account may open: its own, nobody's in its area, and those it supervises."""
    if reach.role == "admin":
        return true()
    if reach.role != "chw":
        return false()
    own_or_free = or_(Task.assignee_id == reach.account_id, and_(Task.assignee_id.is_(None), within_area(reach)))
    return or_(own_or_free, supervised(reach)) if reach.supervisor else own_or_free
