"""What others see of a task: without personal data in a queue, with it on the page of one task."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from bot.cases.consents import standing
from bot.cases.messages import MessageView
from bot.cases.messages import view_of as message_view
from bot.cases.models import Attempt, Message, Need, Person, Referral, Task
from bot.cases.people import PersonView
from bot.cases.people import view_of as person_view
from bot.clock import LOS_ANGELES
from bot.privacy.encryption import Vault


@dataclass(frozen=True)
class TaskView:
    """A task without personal data. Instants are in UTC; hand `version` back with every change."""

    id: str
    number: int
    kind: str
    status: str
    priority: str
    needs: tuple[str, ...]
    language: str
    spa: int | None
    zip: str | None
    reason: str | None
    window_start: datetime | None
    window_end: datetime | None
    assignee_id: str | None
    assignee_email: str | None
    assigned_why: tuple[str, ...]
    """Codes of bot/callbacks/assignment.py."""
    status_reason: str | None
    disposition: str | None
    """Why it closed; codes of bot/callbacks/dispositions.py."""
    former_email: str | None
    """Who had it before it went back to the queue or to somebody else."""
    returned_at: datetime | None
    """Since when it is in the queue again."""
    escalated_at: datetime | None
    """When a supervisor was told that nobody touched it."""
    missed: int
    reopens: int | None
    attempts: int
    version: int
    case_id: str
    person_id: str
    created_at: datetime
    updated_at: datetime

    def as_json(self) -> dict[str, Any]:
        """The form the command line prints; instants as ISO 8601 with Los Angeles' offset."""
        return {
            "id": self.id,
            "number": self.number,
            "kind": self.kind,
            "status": self.status,
            "priority": self.priority,
            "need": self.needs[0] if self.needs else None,
            "needs": list(self.needs),
            "language": self.language,
            "spa": self.spa,
            "window_start": _local(self.window_start),
            "window_end": _local(self.window_end),
            "assignee": self.assignee_email,
            "assigned_why": list(self.assigned_why),
            "attempts": self.attempts,
        }


@dataclass(frozen=True)
class AttemptView:
    """One try at contact; `note` is in clear."""

    at: datetime
    by: str
    """E-mail address of the account that tried."""
    by_id: str
    outcome: str
    note: str | None
    part2: bool
    """True when the note may be a record of substance-use treatment: see bot/cases/part2.py."""


@dataclass(frozen=True)
class NeedView:
    """A need stated in the task's case."""

    code: str
    urgent: bool
    zip: str | None
    spa: int | None


@dataclass(frozen=True)
class ReferralView:
    """A service offered in the task's case, or one that a CHW referred the person to."""

    id: str
    need: str
    service_at_location_id: str
    status: str
    """offered, made, or what became of it; see Referral."""
    distance_miles: float | None
    offered_at: datetime
    made_at: datetime | None
    made_by: str | None
    """E-mail address of the CHW who made it."""
    shared: bool
    outcome_at: datetime | None
    outcome_by: str | None
    """person or provider: whose word the outcome is."""


@dataclass(frozen=True)
class TaskRecord:
    """Everything a CHW needs for one task, personal data in clear. Never log it."""

    task: TaskView
    person: PersonView
    attempts: list[AttemptView]
    history: list[MessageView]
    needs: list[NeedView]
    referrals: list[ReferralView]
    consents: dict[str, bool | None]
    """callback, voicemail, follow_up: yes, no, or None where nothing was said."""


def task_view(row: Task) -> TaskView:
    return TaskView(
        id=row.id,
        number=row.number,
        kind=row.kind,
        status=row.status,
        priority=row.priority,
        needs=tuple(row.needs),
        language=row.language,
        spa=row.spa,
        zip=row.zip,
        reason=row.reason,
        window_start=row.window_start,
        window_end=row.window_end,
        assignee_id=row.assignee_id,
        assignee_email=row.assignee.email if row.assignee else None,
        assigned_why=tuple(row.assigned_why or ()),
        status_reason=row.status_reason,
        disposition=row.disposition,
        former_email=row.former.email if row.former else None,
        returned_at=row.returned_at,
        escalated_at=row.escalated_at,
        missed=row.missed,
        reopens=row.reopens,
        attempts=len(row.attempts),
        version=row.version,
        case_id=row.case_id,
        person_id=row.case.person_id,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def task_record(db_session: Session, vault: Vault, row: Task) -> TaskRecord:
    """The task with all that is known of its person. The caller audits the view."""
    person = db_session.get_one(Person, row.case.person_id)
    texts = select(Message).where(Message.person_id == person.id).order_by(Message.created_at, Message.id)
    needs = select(Need).where(Need.case_id == row.case_id).order_by(Need.first_stated_at, Need.code)
    offers = select(Referral).where(Referral.case_id == row.case_id).order_by(Referral.offered_at, Referral.id)
    offers = offers.options(joinedload(Referral.made_by))
    return TaskRecord(
        task=task_view(row),
        person=person_view(person, vault),
        attempts=[_attempt_view(attempt, vault) for attempt in row.attempts],
        history=[message_view(text, vault) for text in db_session.scalars(texts)],
        needs=[
            NeedView(code=need.code, urgent=need.urgent, zip=need.zip, spa=need.spa)
            for need in db_session.scalars(needs)
        ],
        referrals=[referral_view(offer) for offer in db_session.scalars(offers)],
        consents=standing(db_session, person.id),
    )


def referral_view(row: Referral) -> ReferralView:
    return ReferralView(
        id=row.id,
        need=row.need_code,
        service_at_location_id=row.service_at_location_id,
        status=row.status,
        distance_miles=row.distance_miles,
        offered_at=row.offered_at,
        made_at=row.made_at,
        made_by=row.made_by.email if row.made_by else None,
        shared=row.shared,
        outcome_at=row.outcome_at,
        outcome_by=row.outcome_by,
    )


def _attempt_view(row: Attempt, vault: Vault) -> AttemptView:
    note = vault.open(row.note_sealed, f"attempt.note:{row.id}") if row.note_sealed else None
    return AttemptView(row.at, row.account.email, row.account_id, row.outcome, note, row.part2)


def _local(instant: datetime | None) -> str | None:
    return instant.astimezone(LOS_ANGELES).isoformat() if instant else None
