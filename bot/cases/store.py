"""Cases: one stretch of help for one person, the needs stated in it and the services offered for them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases import audit, erasure, record
from bot.cases.counting import tally_offered
from bot.cases.keeping import insert_unless_there
from bot.cases.models import Case, Need, Person, Referral
from bot.cases.steps import PersonStep, take_step
from bot.clock import Clock
from bot.db import Database, new_id
from bot.errors import InvalidInput, NotFound
from bot.needs.taxonomy import NEED_CODES
from bot.privacy.encryption import Vault
from bot.tally import tally


class Cases:
    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock

    def open_case(self, person_id: str) -> str:
        """The id of the person's case that is not closed, opened now if there is none.

        A paused case (return to custody) counts: it stays paused. Raises NotFound for an unknown person.
        """
        with self._database.write() as db_session:
            return self.open_case_in(db_session, person_id)

    def open_case_in(self, db_session: Session, person_id: str) -> str:
        """`open_case` inside the caller's transaction."""
        running = select(Case.id).where(Case.person_id == person_id, Case.status != "closed")
        if found := db_session.scalar(running):
            return found
        if db_session.get(Person, person_id) is None:
            raise NotFound("no such person", code="person_unknown")
        case_id = new_id()
        values = {"id": case_id, "person_id": person_id, "status": "open", "opened_at": self._clock.now()}
        if insert_unless_there(db_session, Case, values):
            audit.record(db_session, audit.PERSON, "case.opened", "case", case_id, at=self._clock.now())
        return db_session.scalars(running).one()

    def record_needs(
        self,
        case_id: str,
        codes: Iterable[str],
        urgent: bool,
        language: str,
        zip: str | None = None,
        spa: int | None = None,
    ) -> None:
        """Add the needs to the case, or renew those it has; a need once urgent stays urgent.

        Raises InvalidInput for a code outside the taxonomy and NotFound for an unknown case.
        """
        stated = sorted(set(codes))
        if unknown := set(stated) - NEED_CODES:
            raise InvalidInput(f"not needs of the taxonomy: {sorted(unknown)}", code="need_unknown")
        now = self._clock.now()
        with self._database.write() as db_session:
            person = self._lock(db_session, case_id).person
            channel = person.channel
            held = {need.code: need for need in db_session.scalars(select(Need).where(Need.case_id == case_id))}
            for code in stated:
                need = held.get(code)
                if need is None:
                    need = Need(case_id=case_id, code=code, urgent=urgent, language=language, first_stated_at=now)
                    db_session.add(need)
                newly = {"needs_found": code not in held, "needs_urgent": urgent and not (code in held and need.urgent)}
                for measure in (name for name, counts in newly.items() if counts):
                    tally(db_session, measure, now, language=language, channel=channel, spa=spa or need.spa, need=code)
                need.urgent = need.urgent or urgent
                need.zip, need.spa = zip or need.zip, spa or need.spa
                need.last_stated_at = now
            if stated:
                take_step(db_session, person, "people_with_need", now, language=language, spa=spa)

    def record_referrals(
        self, case_id: str, need: str, offers: Iterable[tuple[str, float | None]], language: str
    ) -> int:
        """Note the services offered for a need; how many of them had not been offered before.

        `offers`: (service_at_location id, distance in miles or None). Raises as `record_needs`.
        """
        if need not in NEED_CODES:
            raise InvalidInput(f"not a need of the taxonomy: {need}", code="need_unknown")
        with self._database.write() as db_session:
            person = self._lock(db_session, case_id).person
            new = sum(
                insert_unless_there(
                    db_session,
                    Referral,
                    {
                        "id": new_id(),
                        "case_id": case_id,
                        "need_code": need,
                        "service_at_location_id": service_at_location_id,
                        "status": "offered",
                        "language": language,
                        "distance_miles": distance_miles,
                        "offered_at": self._clock.now(),
                    },
                )
                for service_at_location_id, distance_miles in offers
            )
            if new:
                tally_offered(db_session, person, need, self._clock.now(), language=language, services=new)
            return new

    def note_step(self, person_id: str, step: str, language: str, **where: Any) -> None:
        """Count a step of the person, once (bot/cases/steps.py). Somebody erased meanwhile is passed over."""
        with self._database.read() as db_session:
            if db_session.get(PersonStep, (person_id, step)) is not None:
                return
        with self._database.write() as db_session:
            if person := db_session.get(Person, person_id, with_for_update=True):
                take_step(db_session, person, step, self._clock.now(), language=language, **where)

    def note_unmet(self, person_id: str, need: str, why: str, language: str) -> None:
        """Count a need for which nothing suited (`why`: one of bot.tally.details.UNMET), once for the person."""
        self.note_step(person_id, f"unmet:{need}", language, measure="needs_unmet", need=need, detail=why)

    def kept_on(self, person_id: str) -> record.Kept:
        """How much is held on a person, for the person themselves; not a word of it is opened."""
        with self._database.read() as db_session:
            return record.kept_on(db_session, person_id)

    def everything_about(self, person_id: str, actor: str = audit.SYSTEM, why: str = "person_asked") -> dict[str, Any]:
        """All that is held on a person, in clear and ready for JSON; the view and `why`, a code, are audited.

        Keys: person, consent_now, consents, cases, needs, referrals, facts, tasks, attempts, messages, outbox.
        Raises NotFound.
        """
        with self._database.write() as db_session:
            held = record.everything_about(db_session, self._vault, person_id)
            audit.record(db_session, actor, "person.viewed", "person", person_id, {"why": why}, at=self._clock.now())
            return held

    def erase(self, person_id: str, actor: str = audit.PERSON) -> dict[str, int]:
        """Delete every row of the person; how many went, by table. Raises NotFound.

        What stays: audit events (random ids and codes only) and, after an opt-out, the address's keyed hash.
        """
        with self._database.write() as db_session:
            gone = erasure.erase(db_session, self._vault, person_id, self._clock.now())
            audit.record(db_session, actor, "person.erased", "person", person_id, gone, at=self._clock.now())
            return gone

    def _lock(self, db_session: Session, case_id: str) -> Case:
        case = db_session.get(Case, case_id, with_for_update=True)
        if case is None:
            raise NotFound("no such case", code="case_unknown")
        return case
