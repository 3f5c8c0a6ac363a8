"""What the carrier reports of texts to CHWs: a notice that did not arrive goes another way, a code that did not is shown."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.callbacks.notice_worker import MAX_ATTEMPTS
from bot.callbacks.staff_models import RegisteredPhone, StaffNotice
from bot.clock import Clock
from bot.db import Database
from bot.errors import NotFound
from bot.messaging.sender import Outcome, outcome_of
from bot.messaging.status import NOT_DELIVERED, moves_forward

_AGAIN_AFTER = timedelta(minutes=5)


class StaffDeliveries:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def report(self, text_id: str, status: str, error_code: str | None = None) -> bool:
        """Take over Twilio's MessageStatus of a notice or a code, if it is later in the text's life; True if it was.

        A notice that did not arrive goes by e-mail where there is any, else by text once more; a phone that takes no
        texts gets none from then on. Raises NotFound for a text that is neither.
        """
        with self._database.write() as db_session:
            notice = db_session.get(StaffNotice, text_id, with_for_update=True)
            if notice is not None:
                return self._of_notice(db_session, notice, status, error_code)
            phone = db_session.scalar(
                select(RegisteredPhone).where(RegisteredPhone.code_text_id == text_id).with_for_update()
            )
            if phone is None:
                raise NotFound("no such text", code="message_unknown")
            moved = moves_forward(phone.code_status, status)
            phone.code_status = status if moved else phone.code_status
            return moved

    def _of_notice(self, db_session: Session, notice: StaffNotice, status: str, error_code: str | None) -> bool:
        if not moves_forward(notice.delivery_status, status):
            return False
        now = self._clock.now()
        notice.delivery_status, notice.error_code = status, (error_code or "")[:24] or None
        if status not in NOT_DELIVERED or notice.state != "sent":
            return True
        phone = db_session.get(RegisteredPhone, notice.account_id, with_for_update=True)
        same = phone is not None and notice.sent_at is not None and phone.code_sent_at <= notice.sent_at
        refuses = bool(error_code) and outcome_of(error_code or "") in (Outcome.OPTED_OUT, Outcome.BAD_NUMBER)
        if phone is not None and same and refuses:
            phone.stopped_at = phone.stopped_at or now
        if notice.attempts < MAX_ATTEMPTS:
            notice.state, notice.due_at = "pending", now if refuses else now + _AGAIN_AFTER
        else:
            notice.state = "failed"
        return True
