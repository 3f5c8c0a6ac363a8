"""Substance-use facts: who may see them here, and when they may leave.

A person's own text is not by itself a record under 42 CFR Part 2, but a note taken by somebody from a
treatment programme may be. So these needs and notes are treated as if they all were: seen by accounts
given leave, and passed to nobody outside without the person's recorded consent.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.cases import audit
from bot.cases.consents import standing
from bot.cases.models import Consent, Person
from bot.cases.task_view import TaskRecord, TaskView
from bot.errors import NotFound
from bot.needs.taxonomy import PART2_NEEDS

CONSENT = "part2_disclosure"
_PAPER = "signed-form"


def is_part2(codes: Iterable[str]) -> bool:
    """True when one of the need codes is a substance-use need."""
    return not PART2_NEEDS.isdisjoint(codes)


def may_be_disclosed(db_session: Session, person_id: str) -> bool:
    """True while the person's newest answer to the disclosure question is yes. Ask before every export."""
    return bool(standing(db_session, person_id).get(CONSENT))


def record_consent(
    db_session: Session, person_id: str, granted: bool, *, account_id: str, language: str, at: datetime
) -> None:
    """Note that a signed form was given, or taken back: 42 CFR 2.31 wants it in writing, so no text is enough.

    Inside the caller's transaction; `account_id` has seen the form. Raises NotFound.
    """
    if db_session.get(Person, person_id, with_for_update=True) is None:
        raise NotFound("no such person", code="person_unknown")
    latest = db_session.scalar(select(func.max(Consent.at)).where(Consent.person_id == person_id))
    if latest is not None and latest >= at:  # two answers at one instant still have an order
        at = latest + timedelta(microseconds=1)
    db_session.add(
        Consent(
            person_id=person_id, kind=CONSENT, granted=granted, wording_version=_PAPER, language=language,
            channel="paper", at=at,
        )
    )  # fmt: skip
    what = "consent.granted" if granted else "consent.refused"
    audit.record(db_session, audit.by_account(account_id), what, "person", person_id, {"kind": CONSENT}, at=at)


def without_part2(task: TaskView) -> TaskView:
    """The task as somebody without leave sees it; nothing tells that a need was left out."""
    return replace(task, needs=tuple(code for code in task.needs if code not in PART2_NEEDS))


def record_without_part2(record: TaskRecord, reader: str | None = None) -> TaskRecord:
    """The record without substance-use needs, offers and notes; `reader` keeps the notes that account wrote."""
    return replace(
        record,
        task=without_part2(record.task),
        needs=[need for need in record.needs if need.code not in PART2_NEEDS],
        referrals=[offer for offer in record.referrals if offer.need not in PART2_NEEDS],
        attempts=[
            replace(attempt, note=None) if attempt.part2 and attempt.by_id != reader else attempt
            for attempt in record.attempts
        ],
    )
