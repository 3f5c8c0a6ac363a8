"""A conversation that a CHW has taken over: while they answer, Puente is silent; when they do not, it helps again by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from bot.callbacks.hours import CallbackHours
from bot.callbacks.models import DaysOff, WorkingHours
from bot.callbacks.rota import county_hours
from bot.callbacks.rules import CallbackRules, shipped_rules
from bot.cases import audit
from bot.cases.models import Person
from bot.cases.takeovers import Takeovers, TakeoverView, end_held
from bot.clock import LOS_ANGELES, Clock
from bot.db import Database
from bot.i18n import as_language
from bot.messaging.outbox import enqueue
from bot.privacy.encryption import Vault

UNANSWERED, AFTER_HOURS = "unanswered", "after_hours"
NOTE, TOLD = "handed_back_note", "proactive_handed_back"
"""Catalogue entries: what stands before Puente's answer to a text nobody else will answer, and what is sent unasked."""

_TOLD_WITHIN = timedelta(hours=12)


class Handover:
    """`hours`: the county's, for CHWs who have entered none."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        clock: Clock,
        hours: CallbackHours | None = None,
        rules: CallbackRules | None = None,
    ) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._takeovers = Takeovers(database, clock)
        self._hours = hours or CallbackHours()
        self._rules = (rules or shipped_rules()).handover

    def is_silent(self, person_id: str) -> bool:
        """True where the CHW who took the conversation over will answer the text that just came.

        False hands it back: they are away, or have left the person waiting too long.
        """
        held = self._takeovers.standing(person_id)
        if held is None:
            return False
        why = self._why_hand_back(held)
        if why is None:
            return True
        with self._database.write() as db_session:
            if db_session.get(Person, person_id, with_for_update=True) is not None:
                end_held(db_session, person_id, audit.SYSTEM, why, self._clock.now())
        return False

    def run_once(self) -> int:
        """Hand back what waits too long, and tell the person that Puente can help; how many."""
        return sum(self._give_up(held) for held in self._takeovers.waiting())

    def _give_up(self, held: TakeoverView) -> bool:
        why, now = self._why_hand_back(held), self._clock.now()
        if why is None:
            return False
        with self._database.write() as db_session:
            person = db_session.get(Person, held.person_id, with_for_update=True)
            still = self._takeovers.standing_in(db_session, held.person_id)
            if person is None or still != held:  # answered, or handed back, a moment ago
                return False
            end_held(db_session, held.person_id, audit.SYSTEM, why, now)
            return enqueue(
                db_session, self._vault, self._clock, person_id=person.id, entry=TOLD,
                language=as_language(person.preferred_language), dedupe_key=f"handed_back:{held.id}",
                expires_at=now + _TOLD_WITHIN,
            )  # fmt: skip

    def _why_hand_back(self, held: TakeoverView) -> str | None:
        now = self._clock.now()
        if held.waiting_since and now - held.waiting_since >= timedelta(hours=self._rules.unanswered_hours):
            return UNANSWERED
        at_it = now - held.active_at < timedelta(minutes=self._rules.active_minutes)
        return None if at_it or self._works(held.account_id, now) else AFTER_HOURS

    def _works(self, account_id: str, now: datetime) -> bool:
        """True within the CHW's own hours, else the county's, and not on leave or a holiday."""
        local = now.astimezone(LOS_ANGELES)
        day, clock = local.date(), local.time()
        with self._database.read() as db_session:
            county = county_hours(db_session, self._hours, day)
            away = select(DaysOff.id).where(
                DaysOff.account_id == account_id, DaysOff.first_day <= day, DaysOff.last_day >= day
            )
            if not county.is_open(day) or db_session.scalars(away).first() is not None:
                return False
            week = db_session.scalars(select(WorkingHours).where(WorkingHours.account_id == account_id)).all()
        if not week:
            return county.opens <= clock < county.closes
        return any(each.weekday == day.weekday() and each.opens <= clock < each.closes for each in week)
