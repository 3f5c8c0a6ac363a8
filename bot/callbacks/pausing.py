"""Return to custody: a case paused by a CHW or by an imported list sends and books nothing until it is resumed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.callbacks.places import Places
from bot.callbacks.rules import shipped_rules
from bot.callbacks.texts import CallTexts
from bot.cases import audit
from bot.cases.models import Account, Case, Person, Task
from bot.cases.store import Cases
from bot.cases.task_life import step
from bot.cases.task_status import OPEN
from bot.clock import Clock
from bot.db import Database
from bot.errors import NotFound
from bot.privacy.encryption import Vault

CUSTODY = "custody"
_HASH = re.compile(r"[0-9a-f]{64}")
_LATER = ("callback", "follow_up")
"""Kinds of task that wait. A crisis does not."""


@dataclass
class ImportReport:
    """What a list came to: people paused now, paused before, hashes nobody has, and lines that are no hash."""

    paused: int = 0
    already: int = 0
    unknown: int = 0
    bad_lines: list[int] = field(default_factory=list)
    """Numbers of the lines, from 1."""


class Pauses:
    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._cases = Cases(database, vault, clock)
        self._texts = CallTexts(vault, clock)
        self._places = Places(clock, shipped_rules())

    def pause(self, person_id: str, actor: str, why: str = CUSTODY) -> bool:
        """Pause the person's case, opening one where there is none; False when it is paused already.

        Raises NotFound.
        """
        with self._database.write() as db_session:
            if db_session.get(Person, person_id, with_for_update=True) is None:
                raise NotFound("no such person", code="person_unknown")
            return self._pause(db_session, person_id, actor, why)

    def resume(self, person_id: str, actor: str) -> bool:
        """Take the case up again where it was; False when it is not paused. Raises NotFound.

        Calls that were put off go back to who had them, else to the queue, to be given a new time.
        """
        now = self._clock.now()
        with self._database.write() as db_session:
            if db_session.get(Person, person_id, with_for_update=True) is None:
                raise NotFound("no such person", code="person_unknown")
            case = db_session.scalar(select(Case).where(Case.person_id == person_id, Case.status == "paused"))
            if case is None:
                return False
            case.status, case.paused_at, case.paused_why = "open", None, None
            audit.record(db_session, actor, "case.resumed", "case", case.id, at=now)
            waiting = select(Task).where(Task.case_id == case.id, Task.status == "on-hold").with_for_update(of=Task)
            for task in db_session.scalars(waiting).all():
                holder = db_session.get(Account, task.assignee_id) if task.assignee_id else None
                if holder is None or not holder.active:
                    task.assignee_id = task.assigned_why = None
                task.window_start = task.window_end = task.status_reason = None
                step(db_session, task, "accepted" if task.assignee_id else "requested", actor, now, "task.resumed")
            return True

    def import_hashes(self, lines: Iterable[str], actor: str, why: str = CUSTODY) -> ImportReport:
        """Pause whoever texts from the numbers behind these keyed hashes, one a line (`puente custody hash`).

        Every line that is a hash counts, whatever the others are; the same list twice changes nothing.
        """
        report = ImportReport()
        for number, line in enumerate(lines, 1):
            hashed = line.strip().lower()
            if not hashed or hashed.startswith("#"):
                continue
            if not _HASH.fullmatch(hashed):
                report.bad_lines.append(number)
                continue
            with self._database.write() as db_session:
                here = select(Person).where(Person.address_hash == hashed, Person.number_link == "here")
                person = db_session.scalar(here.with_for_update())
                if person is None:
                    report.unknown += 1
                elif self._pause(db_session, person.id, actor, why):
                    report.paused += 1
                else:
                    report.already += 1
        return report

    def _pause(self, db_session: Session, person_id: str, actor: str, why: str) -> bool:
        case = db_session.get_one(Case, self._cases.open_case_in(db_session, person_id), with_for_update=True)
        if case.status == "paused":
            return False
        case.status, case.paused_at, case.paused_why = "paused", self._clock.now(), why
        audit.record(db_session, actor, "case.paused", "case", case.id, {"why": why}, at=self._clock.now())
        waiting = select(Task).where(
            Task.case_id == case.id, Task.kind.in_(_LATER), Task.status.in_(OPEN - {"on-hold", "draft"})
        )
        for task in db_session.scalars(waiting.with_for_update(of=Task)).all():
            self._places.give_back(db_session, task)
            self._texts.withdraw(db_session, task.id)
            task.status_reason = why
            step(db_session, task, "on-hold", actor, self._clock.now(), "task.paused")
        return True
