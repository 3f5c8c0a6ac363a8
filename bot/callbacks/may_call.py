"""Whether and where a task's person may be called now: consent, opt-out, custody, whose number it is, and the hour.

A person dialled by a person needs no consent under 47 CFR 64.1200; we ask for it all the same, and keep 8:00 to 21:00.
A crisis waits for none of these, except that nobody else may be told of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.cases.consents import standing
from bot.cases.models import Task
from bot.cases.people import view_of
from bot.cases.task_status import CLOSED
from bot.clock import Clock
from bot.messaging.quiet_hours import QuietHours
from bot.privacy.encryption import Vault

REFUSALS = (
    "call_closed",
    "call_no_number",
    "call_number_gone",
    "call_number_unsure",
    "call_opted_out",
    "call_paused",
    "call_no_consent",
    "call_quiet",
)
"""Why not, as codes."""


@dataclass(frozen=True)
class Callee:
    """Whom to call. `number` is E.164 and in clear: never log it. `texts_from_it`: whoever writes to us, writes from there."""

    person_id: str
    number: str
    texts_from_it: bool
    voicemail: bool
    """True once they said that a message may be left."""


class CallRules:
    def __init__(self, vault: Vault, clock: Clock, quiet_hours: QuietHours | None = None) -> None:
        self._vault = vault
        self._clock = clock
        self._quiet_hours = quiet_hours or QuietHours()

    def why_not(self, db_session: Session, task: Task) -> str | None:
        """One of REFUSALS, the one hardest to change first; None where the person may be called now."""
        person = task.case.person
        if task.status in CLOSED:
            return "call_closed"
        if person.number_link == "ended":
            return "call_number_gone"
        if person.number_link == "unsure":
            return "call_number_unsure"
        if person.call_number_sealed is None and (person.channel == "web" or person.address_sealed is None):
            return "call_no_number"
        if task.kind == "crisis":
            return None
        if person.opted_out_at is not None:
            return "call_opted_out"
        if task.case.status == "paused":
            return "call_paused"
        agreed = standing(db_session, person.id)["callback"]
        # What somebody asked for is a yes; other tasks wait for no yes, but heed a no.
        if agreed is False or (task.kind == "callback" and agreed is None):
            return "call_no_consent"
        return None if self._quiet_hours.allow(self._clock.now()) else "call_quiet"

    def callee(self, db_session: Session, task: Task) -> Callee:
        """Whom to call for a task that `why_not` has nothing against."""
        person = view_of(task.case.person, self._vault)
        number = person.call_number or person.address
        agreed = standing(db_session, person.id)["voicemail"] is True
        return Callee(person.id, number, number == person.address, agreed)
