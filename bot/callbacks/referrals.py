"""Referrals a CHW makes in a task, with the person's consent, and the closed loop: who says that it worked."""

from __future__ import annotations

from sqlalchemy import select

from bot.callbacks.places import Places
from bot.callbacks.rules import shipped_rules
from bot.callbacks.task_changes import TaskChanges, session_of
from bot.callbacks.texts import CallTexts
from bot.cases import audit
from bot.cases.counting import tally_offered, tally_served
from bot.cases.models import Referral, Task
from bot.cases.part2 import is_part2, may_be_disclosed
from bot.cases.reach import Reach
from bot.cases.task_view import TaskView
from bot.clock import Clock
from bot.db import Database, new_id
from bot.directory.search import DirectorySearch
from bot.errors import Conflict, InvalidInput, NotFound
from bot.needs.taxonomy import NEED_CODES
from bot.privacy.encryption import Vault

OUTCOMES = ("reached", "full", "closed", "wrong_number", "no_answer", "did_not_go")
"""What becomes of a referral; `reached` is a service received."""
CONFIRMED_BY = ("person", "provider")


class Referrals:
    """Every change is one to the task, on the version that was seen, and raises as `TaskChanges.make`."""

    def __init__(self, database: Database, vault: Vault, clock: Clock, directory: DirectorySearch) -> None:
        self._clock = clock
        self._directory = directory
        self._changes = TaskChanges(database, clock, Places(clock, shipped_rules()), CallTexts(vault, clock))

    def make(
        self,
        task_id: str,
        account_id: str,
        need: str,
        service_at_location_id: str,
        expected_version: int,
        *,
        agreed: bool,
        shared: bool = False,
    ) -> TaskView:
        """Refer the person of one's task, open or closed, to a listed service for a need.

        `agreed`: the person wants it. `shared`: they also agreed that the provider be told who they are; where that
        tells of substance-use treatment, a signed form must be on record. What was offered before becomes made.
        Raises InvalidInput (need_unknown, agreement_needed), NotFound (service_unknown) and Conflict
        (part2_consent_needed).
        """
        if need not in NEED_CODES:
            raise InvalidInput(f"not a need of the taxonomy: {need}", code="need_unknown")
        if not agreed:
            raise InvalidInput("a referral needs the person's yes", code="agreement_needed")
        if self._directory.name_of(service_at_location_id) is None:
            raise NotFound("no such service in the directory", code="service_unknown")

        def change(task: Task, _: Reach) -> None:
            db_session, now, person = session_of(task), self._clock.now(), task.case.person
            if shared and is_part2([need]) and not may_be_disclosed(db_session, person.id):
                raise Conflict("no signed form lets this be told to anybody", code="part2_consent_needed")
            row = db_session.scalar(
                select(Referral)
                .where(
                    Referral.case_id == task.case_id, Referral.need_code == need,
                    Referral.service_at_location_id == service_at_location_id,
                )
                .with_for_update()
            )  # fmt: skip
            if row is None:
                row = Referral(
                    id=new_id(), case_id=task.case_id, need_code=need, offered_at=now, language=task.language,
                    service_at_location_id=service_at_location_id,
                )  # fmt: skip
                db_session.add(row)
                tally_offered(db_session, person, need, now, language=task.language)
            row.status, row.made_at, row.made_by_id, row.task_id, row.shared = "made", now, account_id, task.id, shared
            row.outcome_at = row.outcome_by = None
            audit.record(
                db_session, audit.by_account(account_id), "referral.made", "referral", row.id,
                {"need": need, "service": service_at_location_id, "shared": shared}, at=now,
            )  # fmt: skip

        return self._changes.make(task_id, account_id, expected_version, "task.referred", change, need=need)

    def close_loop(
        self, task_id: str, account_id: str, referral_id: str, outcome: str, confirmed_by: str, expected_version: int
    ) -> TaskView:
        """Record what became of a referral of the task's case, by the person's or the provider's word to the CHW.

        What the person texts themselves is taken down by bot/cases/follow_ups.py; the last word counts. Raises
        InvalidInput (bad_outcome) and NotFound (referral_unknown).
        """
        if outcome not in OUTCOMES or confirmed_by not in CONFIRMED_BY:
            raise InvalidInput(
                f"an outcome is one of {', '.join(OUTCOMES)}, by {' or '.join(CONFIRMED_BY)}", code="bad_outcome"
            )

        def change(task: Task, _: Reach) -> None:
            db_session, now = session_of(task), self._clock.now()
            row = db_session.get(Referral, referral_id, with_for_update=True)
            if row is None or row.case_id != task.case_id:
                raise NotFound("no such referral in this case", code="referral_unknown")
            if outcome == "reached":
                tally_served(db_session, task.case.person, row, now)
            row.status, row.outcome_at, row.outcome_by = outcome, now, confirmed_by
            audit.record(
                db_session, audit.by_account(account_id), "referral.reported", "referral", row.id,
                {"outcome": outcome, "need": row.need_code, "by": confirmed_by}, at=now,
            )  # fmt: skip

        return self._changes.make(task_id, account_id, expected_version, "task.loop_closed", change, outcome=outcome)
