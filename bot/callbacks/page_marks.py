"""Marks that change with what a page shows, so that a page that looks again by itself is drawn only when it must be."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import case, func, or_, select

from bot.callbacks.call_models import BridgedCall
from bot.callbacks.listing import day_of, how_many, is_late
from bot.callbacks.on_call import takes_over
from bot.cases.models import Case, Consent, Message, Person, Referral, Task
from bot.cases.reach import reach_of, within_reach
from bot.cases.takeover_models import Takeover
from bot.cases.task_status import OPEN
from bot.clock import Clock
from bot.db import Database
from bot.messaging.models import OutboxMessage


class PageMarks:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def of_record(self, number: int) -> str:
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
            return ".".join(map(_plain, (day_of(self._clock.now())[0], *parts)))

    def of_lists(self, account_id: str) -> str:
        """Changes with anything a list of the account's could show: its tasks, their people's texts, the hour's lateness."""
        now = self._clock.now()
        with self._database.read() as db_session:
            reach = reach_of(db_session, account_id)
            wrote = case((Task.assignee_id == account_id, Person.last_inbound_at))
            held = select(func.count(), func.max(Takeover.waiting_since)).where(
                Takeover.account_id == account_id, Takeover.ended_at.is_(None)
            )
            found = db_session.execute(
                select(
                    func.count(Task.id), func.sum(Task.version), func.max(Task.updated_at),
                    how_many(is_late(reach, now)), func.max(wrote),
                )
                .join(Case, Task.case_id == Case.id)
                .join(Person, Case.person_id == Person.id)
                .where(Task.status.in_(OPEN), or_(within_reach(reach), takes_over(reach, now)))
            ).one()  # fmt: skip
            waiting = db_session.execute(held).one()
            return ".".join(map(_plain, (day_of(now)[0], *found, *waiting)))


def _plain(value: object) -> str:
    return f"{value.timestamp():.6f}" if isinstance(value, datetime) else str(value)
