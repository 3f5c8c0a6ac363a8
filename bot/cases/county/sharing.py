"""What one system may read: pages of tasks, referrals and screenings, each read audited."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from bot.cases import audit
from bot.cases.county.documents import Resource, Writer, leaving
from bot.cases.county.systems import RESOURCES, SystemView
from bot.cases.models import Case, Need, Person, Referral, Task
from bot.cases.part2 import is_part2, may_be_disclosed
from bot.clock import Clock
from bot.db import Database
from bot.errors import InvalidInput, NotFound
from bot.privacy.encryption import Vault

LARGEST_PAGE = 200


@dataclass(frozen=True)
class Wanted:
    """`since`: last changed at or after it. `statuses`: of tasks; None is any. `after`: a page's `next`."""

    since: datetime | None = None
    statuses: Collection[str] | None = None
    count: int = 50
    after: str | None = None


@dataclass(frozen=True)
class Page:
    resources: list[Resource]
    next: str | None
    """Hand it back as `after` for what follows; None when nothing does."""


class Sharing:
    """Reads for other systems. `base`: the address our codes are named under."""

    def __init__(self, database: Database, vault: Vault, clock: Clock, base: str) -> None:
        self._database = database
        self._clock = clock
        self._writer = Writer(base)
        self._key = vault.derived_key("county pseudonym")

    def page(self, system: SystemView, resource: str, wanted: Wanted) -> Page:
        """A page, longest unchanged first, so that what changes meanwhile comes again.

        Raises NotFound for a resource there is not, InvalidInput (bad_count, bad_cursor).
        """
        if not 1 <= wanted.count <= LARGEST_PAGE:
            raise InvalidInput(f"_count is 1 to {LARGEST_PAGE}", code="bad_count")
        query, changed, identity = _rows_of(resource)
        if wanted.since:
            query = query.where(changed >= wanted.since)
        if wanted.statuses is not None and resource == "Task":
            query = query.where(Task.status.in_(wanted.statuses))
        if wanted.after:
            moment, last = _read_cursor(wanted.after)
            query = query.where(or_(changed > moment, and_(changed == moment, identity > last)))
        if system.spas:
            query = query.where(Person.spa.in_(system.spas))
        query = query.order_by(changed, identity).limit(wanted.count + 1)
        with self._database.write() as db_session:
            rows = db_session.execute(query).all()
            found = list(self._written(db_session, system, resource, rows[: wanted.count]))
            self._audit(db_session, system, {"resource": resource, "count": len(found)})
        more = len(rows) > wanted.count
        return Page(found, _cursor(rows[wanted.count - 1][1], rows[wanted.count - 1][0].id) if more else None)

    def one(self, system: SystemView, resource: str, identifier: str) -> Resource:
        """One resource. Raises NotFound, also for one that is out of the system's reach."""
        with self._database.write() as db_session:
            found = self.within(db_session, system, resource, identifier)
            self._audit(db_session, system, {"resource": resource, "count": int(found is not None)})
        if found is None:
            raise NotFound(f"no {resource} {identifier[:64]}")
        return found

    def within(self, db_session: Session, system: SystemView, resource: str, identifier: str) -> Resource | None:
        """The resource as the system may see it now; None where it may not."""
        query, _, identity = _rows_of(resource)
        query = query.where(identity == identifier)
        if system.spas:
            query = query.where(Person.spa.in_(system.spas))
        return next(self._written(db_session, system, resource, db_session.execute(query).all()), None)

    def subject(self, system_id: str, person_id: str) -> str:
        """The person's pseudonym for that system alone: two systems cannot put theirs together."""
        return hmac.new(self._key, f"{system_id}:{person_id}".encode(), hashlib.sha256).hexdigest()[:32]

    def _written(
        self, db_session: Session, system: SystemView, resource: str, rows: Collection[Any]
    ) -> Iterator[Resource]:
        for row, changed in rows:
            case = row if isinstance(row, Case) else row.case
            subject = self.subject(system.id, case.person_id)
            if isinstance(row, Task):
                needs = leaving(row.needs, self._part2_may_leave(db_session, case, row.needs))
                yield self._writer.task(row, subject, needs)
            elif isinstance(row, Referral):
                if leaving([row.need_code], self._part2_may_leave(db_session, case, [row.need_code])):
                    yield self._writer.service_request(row, subject, changed)
            else:
                codes = {need.code for need in row.needs}
                may = set(leaving(codes, self._part2_may_leave(db_session, case, codes)))
                stated = sorted((need for need in row.needs if need.code in may), key=lambda need: need.code)
                yield self._writer.questionnaire_response(row, stated, subject, case.person.spa, changed)

    @staticmethod
    def _part2_may_leave(db_session: Session, case: Case, codes: Collection[str]) -> bool:
        return is_part2(codes) and may_be_disclosed(db_session, case.person_id)

    def _audit(self, db_session: Session, system: SystemView, details: dict[str, str | int]) -> None:
        audit.record(
            db_session, f"county:{system.id}", "county_system.read", "county_system", system.id, details,
            at=self._clock.now(),
        )  # fmt: skip


def _rows_of(resource: str) -> tuple[Select[*tuple[Any, ...]], ColumnElement[datetime], ColumnElement[str]]:
    """The rows of a resource with their people and when each last changed, that instant, and the id."""
    changed: ColumnElement[Any]
    query: Select[*tuple[Any, ...]]
    if resource == "Task":
        changed = Task.updated_at.expression
        query = select(Task, changed).join(Task.case).join(Case.person)
        query = query.options(contains_eager(Task.case), selectinload(Task.attempts))
        return query, changed, Task.id.expression
    if resource == "ServiceRequest":
        changed = func.coalesce(
            Referral.outcome_at,
            Referral.made_at,
            Referral.chosen_at,
            Referral.offered_at,
            type_=Referral.offered_at.type,
        )
        query = select(Referral, changed).join(Case, Case.id == Referral.case_id).join(Case.person)
        return query, changed, Referral.id.expression
    if resource == "QuestionnaireResponse":
        stated = select(func.max(Need.last_stated_at)).where(Need.case_id == Case.id).scalar_subquery()
        changed = func.coalesce(stated, Case.opened_at, type_=Case.opened_at.type)
        query = select(Case, changed).join(Case.person).options(selectinload(Case.needs), joinedload(Case.person))
        return query, changed, Case.id.expression
    raise NotFound(f"there is no {resource[:40]} here; there are {', '.join(RESOURCES)}")


def _cursor(moment: datetime, identifier: str) -> str:
    return base64.urlsafe_b64encode(f"{moment.isoformat()} {identifier}".encode()).decode().rstrip("=")


def _read_cursor(cursor: str) -> tuple[datetime, str]:
    try:
        moment, identifier = base64.urlsafe_b64decode(cursor + "==").decode().split(" ")
        read = datetime.fromisoformat(moment)
    except (binascii.Error, ValueError, UnicodeDecodeError) as error:
        raise InvalidInput("this page does not follow any", code="bad_cursor") from error
    if read.tzinfo is None:
        raise InvalidInput("this page does not follow any", code="bad_cursor")
    return read, identifier
