"""Asking how it went: whom to ask two days after a referral, the one question that is open, and what was answered.

Nobody is asked without a standing consent, after an opt-out, on web chat, in the middle of a conversation, or twice
within two weeks. Quiet hours are the outbox's business.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session

from bot.cases import audit
from bot.cases.counting import tally_choice, tally_served
from bot.cases.follow_up_models import FollowUp
from bot.cases.models import Case, Consent, Person, Referral
from bot.cases.takeover_models import Takeover
from bot.clock import Clock
from bot.db import Database, new_id
from bot.i18n import as_language
from bot.messaging.models import OutboxMessage
from bot.messaging.outbox import enqueue
from bot.privacy.encryption import Vault

CONSENT = "follow_up"
QUESTION = "proactive_follow_up"
"""The catalogue entry that asks."""

ASK_AFTER = timedelta(days=2)
ASK_WITHIN = timedelta(days=5)
"""Nobody is asked about a referral older than this."""
APART = timedelta(days=14)
"""At least this long lies between two questions to one person."""
AT_REST = timedelta(hours=1)
"""Who wrote less than this ago is in the middle of something."""
ANSWERS_WITHIN = timedelta(days=10)
_SENT_WITHIN = timedelta(hours=36)
_ONE_LIST = timedelta(minutes=10)
"""Services offered so close together were one answer."""
_UNKNOWN = ("offered", "made")
"""The status of a referral of which nobody said yet what became of it."""
_GIVEN_AT = func.coalesce(Referral.made_at, Referral.offered_at)
LISTED = 3
"""Services of a list that are asked about at most."""


@dataclass(frozen=True)
class ReferredService:
    """A service that was offered."""

    referral_id: str
    service_at_location_id: str
    need: str


@dataclass(frozen=True)
class OpenQuestion:
    """A question that was sent and can still be answered.

    `outcome` is None while how it went is open; then which service is. `waiting_since`: when we last asked.
    """

    id: str
    services: tuple[ReferredService, ...]
    outcome: str | None
    waiting_since: datetime


class FollowUps:
    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock

    def plan_due(self, limit: int = 50) -> int:
        """Put the questions that are due in the outbox, for at most `limit` people; how many."""
        with self._database.read() as db_session:
            people = db_session.scalars(self._due(limit)).all()
        return sum(self._plan(person_id) for person_id in people)

    def open_question(self, person_id: str) -> OpenQuestion | None:
        """The question the person may be answering now, or None."""
        with self._database.read() as db_session:
            row = db_session.scalar(
                select(FollowUp)
                .where(FollowUp.person_id == person_id, FollowUp.closed_at.is_(None))
                .order_by(FollowUp.planned_at.desc())
                .limit(1)
            )
            if row is None:
                return None
            sent = db_session.scalar(
                select(OutboxMessage.sent_at).where(OutboxMessage.dedupe_key == _cause(row.id))
            )  # fmt: skip
            if sent is None or self._clock.now() - sent > ANSWERS_WITHIN:
                return None
            found = db_session.scalars(select(Referral).where(Referral.id.in_(row.referral_ids)))
            by_id = {each.id: each for each in found}
            services = tuple(
                ReferredService(each, by_id[each].service_at_location_id, by_id[each].need_code)
                for each in row.referral_ids
                if each in by_id
            )
            return OpenQuestion(row.id, services, row.outcome, row.asked_again_at or sent)

    def ask_again(self, follow_up_id: str, outcome: str | None = None) -> None:
        """A reply asks what happened or, where `outcome` says that, at which service."""
        with self._database.write() as db_session:
            row = db_session.get(FollowUp, follow_up_id, with_for_update=True)
            if row is not None and row.closed_at is None:
                row.outcome, row.asked_again_at = outcome, self._clock.now()

    def close(self, follow_up_id: str, outcome: str | None = None) -> None:
        """Nothing more is to be answered. A second call changes nothing."""
        with self._database.write() as db_session:
            row = db_session.get(FollowUp, follow_up_id, with_for_update=True)
            if row is not None and row.closed_at is None:
                row.outcome, row.closed_at = outcome or row.outcome, self._clock.now()

    def note_outcome(self, person_id: str, services: Sequence[str], outcome: str) -> None:
        """What became of the referrals of the person to these listings. The last word counts."""
        with self._database.write() as db_session:
            person = db_session.get(Person, person_id, with_for_update=True)
            for row in db_session.scalars(_referrals_of(person_id, services).with_for_update()):
                if outcome == "reached" and person is not None:
                    tally_served(db_session, person, row, self._clock.now())
                row.status, row.outcome_at, row.outcome_by = outcome, self._clock.now(), "person"
                details = {"outcome": outcome, "need": row.need_code}
                audit.record(
                    db_session, audit.PERSON, "referral.reported", "referral", row.id, details, at=self._clock.now()
                )  # fmt: skip

    def note_choice(self, person_id: str, service_at_location_id: str) -> None:
        """The person asked for the details of a service they were offered; the first time counts."""
        with self._database.write() as db_session:
            person = db_session.get(Person, person_id, with_for_update=True)
            for row in db_session.scalars(_referrals_of(person_id, [service_at_location_id]).with_for_update()):
                if row.chosen_at is None and person is not None:
                    tally_choice(db_session, person, row, self._clock.now())
                row.chosen_at = row.chosen_at or self._clock.now()

    def last_choice(self, person_id: str) -> str | None:
        """The listing whose details the person asked for last, if that is not long ago."""
        since = self._clock.now() - ANSWERS_WITHIN
        query = (
            select(Referral.service_at_location_id)
            .join(Case, Referral.case_id == Case.id)
            .where(Case.person_id == person_id, Referral.chosen_at >= since)
            .order_by(Referral.chosen_at.desc())
            .limit(1)
        )
        with self._database.read() as db_session:
            return db_session.scalar(query)

    def _due(self, limit: int) -> Select[str]:
        """The people to ask, those who wait longest first."""
        now = self._clock.now()
        return (
            select(Person.id)
            .join(Case, Case.person_id == Person.id)
            .join(Referral, Referral.case_id == Case.id)
            .where(
                Case.status == "open",
                Person.channel != "web",
                Person.number_link == "here",
                Person.opted_out_at.is_(None),
                Person.undeliverable_at.is_(None),
                or_(Person.last_inbound_at.is_(None), Person.last_inbound_at <= now - AT_REST),
                Referral.status.in_(_UNKNOWN),
                _GIVEN_AT.between(now - ASK_WITHIN, now - ASK_AFTER),
                _agreed(),
                # While a CHW answers the person, Puente asks nothing.
                ~exists().where(Takeover.person_id == Person.id, Takeover.ended_at.is_(None)),
                ~exists().where(FollowUp.person_id == Person.id, FollowUp.planned_at > now - APART),
            )
            .group_by(Person.id)
            .order_by(func.min(_GIVEN_AT), Person.id)
            .limit(limit)
        )

    def _plan(self, person_id: str) -> bool:
        """Ask one person, if under the lock on their row that is still due."""
        with self._database.write() as db_session:
            person = db_session.get(Person, person_id, with_for_update=True)
            still = db_session.scalar(self._due(1).where(Person.id == person_id))
            if person is None or still is None:
                return False
            referrals = self._to_ask_about(db_session, person_id)
            now = self._clock.now()
            row = FollowUp(
                id=new_id(), person_id=person_id, case_id=referrals[0].case_id,
                referral_ids=[each.id for each in referrals], planned_at=now,
            )  # fmt: skip
            db_session.add(row)
            language = as_language(person.preferred_language)
            return enqueue(
                db_session,
                self._vault,
                self._clock,
                person_id=person_id,
                entry=QUESTION,
                language=language,
                dedupe_key=_cause(row.id),
                expires_at=now + _SENT_WITHIN,
                requires_consent=CONSENT,
            )

    def _to_ask_about(self, db_session: Session, person_id: str) -> Sequence[Referral]:
        """What a CHW referred them to; else the service chosen last, else the newest list, as far as it is old enough."""
        now = self._clock.now()
        old_enough = (
            select(Referral)
            .join(Case, Referral.case_id == Case.id)
            .where(
                Case.person_id == person_id,
                Referral.status.in_(_UNKNOWN),
                _GIVEN_AT.between(now - ASK_WITHIN, now - ASK_AFTER),
            )
            .order_by(_GIVEN_AT.desc(), Referral.distance_miles.is_(None), Referral.distance_miles)
        )
        found = db_session.scalars(old_enough).all()
        made = [each for each in found if each.made_at is not None]
        if made:
            return made[:LISTED]
        chosen = [each for each in found if each.chosen_at is not None]
        if chosen:
            return [max(chosen, key=lambda each: each.chosen_at or each.offered_at)]
        newest = found[0].offered_at
        return [each for each in found if newest - each.offered_at <= _ONE_LIST][:LISTED]


def _agreed() -> ColumnElement[bool]:
    """True where the newest answer to being asked afterwards is a yes."""
    newest = (
        select(Consent.granted)
        .where(Consent.person_id == Person.id, Consent.kind == CONSENT)
        .order_by(Consent.at.desc(), Consent.id.desc())
        .limit(1)
        .correlate(Person)
        .scalar_subquery()
    )
    return newest.is_(True)


def _referrals_of(person_id: str, services: Sequence[str]) -> Select[Referral]:
    cases = select(Case.id).where(Case.person_id == person_id)
    return select(Referral).where(Referral.case_id.in_(cases), Referral.service_at_location_id.in_(services))


def _cause(follow_up_id: str) -> str:
    return f"follow_up:{follow_up_id}"
