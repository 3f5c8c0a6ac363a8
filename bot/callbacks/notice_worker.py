"""Sends the notices that are due, by text to a verified phone or by e-mail; they name a task's number and nothing else.

Sending is at least once, as in bot/messaging/outbox_worker.py. What happened meanwhile makes a notice moot.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.callbacks.notices import AT_ONCE, ESCALATED, NEW, OVERDUE, RETURNED, URGENT, WROTE, Wishes, wishes_of
from bot.callbacks.staff_models import RegisteredPhone, StaffNotice
from bot.cases.models import Account, Task
from bot.cases.takeovers import held_in
from bot.cases.task_status import CLOSED
from bot.clock import Clock
from bot.db import Database
from bot.i18n import Language, render
from bot.messaging.mailer import Mailer
from bot.messaging.segments import gsm7_safe
from bot.messaging.sender import Outcome, Sender, SendResult
from bot.messaging.status import NOT_DELIVERED
from bot.privacy.encryption import Vault

LEASE = timedelta(minutes=2)
FIRST_BACKOFF = timedelta(seconds=30)
MAX_ATTEMPTS = 5
_UNTOUCHED = ("requested", "received")
_DOMAIN = "console"


@dataclass(frozen=True)
class _Due:
    id: str
    account_id: str
    kind: str
    number: int
    language: Language
    attempts: int
    phone: str | None
    email: str | None
    """Where it goes; neither: nowhere."""


class NoticeWorker:
    """`mailer` None: no e-mail server is configured. `base_url`: of the console, for the link to the task."""

    def __init__(
        self, database: Database, vault: Vault, clock: Clock, sender: Sender, mailer: Mailer | None, base_url: str
    ) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._sender = sender
        self._mailer = mailer
        self._base_url = base_url.rstrip("/")

    def run_once(self, limit: int = 20) -> int:
        """Send up to `limit` due notices; how many went."""
        return sum(self._deliver(notice) for notice in self._lease(limit))

    def _lease(self, limit: int) -> list[_Due]:
        now = self._clock.now()
        due = (
            select(StaffNotice)
            .where(
                StaffNotice.state == "pending",
                StaffNotice.due_at <= now,
                or_(StaffNotice.leased_until.is_(None), StaffNotice.leased_until <= now),
            )
            .order_by(StaffNotice.due_at, StaffNotice.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        leased = []
        with self._database.write() as db_session:
            for row in db_session.scalars(due).all():
                task, account = db_session.get_one(Task, row.task_id), db_session.get_one(Account, row.account_id)
                if not account.active or _is_moot(db_session, row, task):
                    row.state = "moot"
                    continue
                wishes = wishes_of(db_session, account)
                phone, email = self._way(db_session, account, wishes, row)
                if not (phone or email):
                    row.state = "no_way"
                    continue
                row.attempts, row.leased_until, row.delivery_status = row.attempts + 1, now + LEASE, None
                leased.append(
                    _Due(row.id, account.id, row.kind, task.number, wishes.language, row.attempts, phone, email)
                )
        return leased

    def _way(
        self, db_session: Session, account: Account, wishes: Wishes, notice: StaffNotice
    ) -> tuple[str | None, str | None]:
        """A phone or an e-mail address: what was wished for, else the other for what cannot wait or did not arrive."""
        phone, kind = None, notice.kind
        row = db_session.get(RegisteredPhone, account.id)
        if row is not None and row.verified_at and row.stopped_at is None:
            phone = self._vault.open(row.number_sealed, f"registered_phone.number:{account.id}")
        email = account.email if self._mailer else None
        if email and notice.delivery_status in NOT_DELIVERED:
            return None, email
        if wishes.by == "email":
            return (None, email) if email or kind not in AT_ONCE else (phone, None)
        if wishes.by == "text" or kind in AT_ONCE:
            return (phone, None) if phone else (None, email)
        return None, None

    def _deliver(self, notice: _Due) -> bool:
        """No transaction is open while a provider is talked to."""
        values = {"number": notice.number, "link": f"{self._base_url}/console/tasks/{notice.number}"}
        words = render(f"notice.{notice.kind}", notice.language, _DOMAIN, **values)
        if notice.phone:
            result = self._sender.send(notice.phone, gsm7_safe(words), notice.id)
        else:
            assert self._mailer and notice.email
            subject = render("notice.subject", notice.language, _DOMAIN, number=notice.number)
            result = self._mailer.send(notice.email, subject, words + "\n")
        self._finish(notice, result)
        return result.outcome is Outcome.SENT

    def _finish(self, notice: _Due, result: SendResult) -> None:
        now = self._clock.now()
        with self._database.write() as db_session:
            row = db_session.get(StaffNotice, notice.id, with_for_update=True)
            if row is None:
                return
            row.leased_until, row.error_code = None, result.error_code
            if result.outcome is Outcome.SENT:
                row.state, row.sent_at, row.by = "sent", now, "text" if notice.phone else "email"
            elif result.outcome is Outcome.RETRY and notice.attempts < MAX_ATTEMPTS:
                growth: int = 4 ** (notice.attempts - 1)
                row.due_at = now + FIRST_BACKOFF * growth
            elif notice.phone and self._stop(db_session, notice, result):
                row.due_at = now  # the e-mail address is left
            else:
                row.state = "failed"

    def _stop(self, db_session: Session, notice: _Due, result: SendResult) -> bool:
        """Remember a phone that takes no texts; True where it is one."""
        phone = db_session.get(RegisteredPhone, notice.account_id, with_for_update=True)
        if phone is None or result.outcome not in (Outcome.OPTED_OUT, Outcome.BAD_NUMBER):
            return False
        phone.stopped_at = phone.stopped_at or self._clock.now()
        return True


def _is_moot(db_session: Session, row: StaffNotice, task: Task) -> bool:
    if row.kind == WROTE:
        held = held_in(db_session, task.case.person_id)
        return held is None or held.account_id != row.account_id or held.waiting_since is None
    if task.status in CLOSED or task.case.status == "paused":
        return task.status in CLOSED or row.kind in (NEW, OVERDUE, RETURNED)
    if row.kind == NEW:
        return task.assignee_id != row.account_id or task.status != "received"
    if row.kind == OVERDUE:
        return task.assignee_id != row.account_id
    if row.kind == RETURNED:
        return task.assignee_id is not None
    return row.kind in (URGENT, ESCALATED) and task.status not in _UNTOUCHED
