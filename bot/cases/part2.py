"""Substance-use facts: who may see them here, and when they may leave.

A person's own text is not by itself a record under 42 CFR Part 2, but a note taken by somebody from a
treatment programme may be. So these needs and notes are treated as if they all were: seen by accounts
given leave, and passed to nobody outside without the person's recorded consent.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy.orm import Session

from bot.cases.consents import standing
from bot.cases.task_view import TaskRecord, TaskView
from bot.needs.taxonomy import PART2_NEEDS

CONSENT = "part2_disclosure"


def is_part2(codes: Iterable[str]) -> bool:
    """True when one of the need codes is a substance-use need."""
    return not PART2_NEEDS.isdisjoint(codes)


def may_be_disclosed(db_session: Session, person_id: str) -> bool:
    """True while the person's newest answer to the disclosure question is yes. Ask before every export."""
    return bool(standing(db_session, person_id).get(CONSENT))


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
