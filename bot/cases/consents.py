"""Consent to be called, to be left a voicemail and to be asked how it went: asked, recorded with its words, taken back.

Rows are only ever added; the newest of a kind counts.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from bot.cases import audit
from bot.cases.consent_models import ConsentQuestion, ConsentWording
from bot.cases.keeping import insert_unless_there
from bot.cases.models import Case, Consent, Person, Referral
from bot.cases.steps import take_step
from bot.cases.task_queries import open_tasks_of
from bot.clock import Clock
from bot.db import Database
from bot.errors import InvalidInput
from bot.i18n import Language, catalogue

QUESTIONS: dict[str, tuple[str, ...]] = {
    "callback": (
        *(f"utter_ask_callback_{way}{name}" for way in ("confirmed", "closed", "past") for name in ("", "_name")),
        *("utter_ask_callback_choose", "utter_ask_callback_full"),
    ),
    "voicemail": ("ask_voicemail",),
    "follow_up": ("ask_follow_up",),
}
"""The catalogue entries a person says yes or no to, by kind of consent."""

OWN_WORDS = "own-words"
"""The wording version of what somebody said without being asked."""


def wording(kind: str, language: Language) -> tuple[str, str]:
    """The version of the words asked for a kind of consent, and the words: another word is another version."""
    words = "\n".join(catalogue(language)[entry] for entry in QUESTIONS[kind])
    return f"{kind}-{hashlib.sha256(words.encode()).hexdigest()[: 15 - len(kind)]}", words


def standing(db_session: Session, person_id: str) -> dict[str, bool | None]:
    """What holds now, by kind: True, False, or None where nothing was said."""
    held: dict[str, bool | None] = dict.fromkeys(QUESTIONS)
    for row in db_session.scalars(
        select(Consent).where(Consent.person_id == person_id).order_by(Consent.at, Consent.id)
    ):
        held[row.kind] = row.granted
    return held


_VOICEMAIL_ASKED = 2
"""How often at most an unanswered question is put again, each time with another booking."""


class Consents:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def standing(self, person_id: str) -> dict[str, bool | None]:
        """See `standing`."""
        with self._database.read() as db_session:
            return standing(db_session, person_id)

    def record(
        self, person_id: str, kind: str, granted: bool, language: Language, channel: str, *, asked: bool
    ) -> None:
        """A yes or no. `asked`: to our question; else in the person's own words.

        Somebody erased in this very turn is passed over. Raises InvalidInput for an unknown kind.
        """
        with self._database.write() as db_session:
            if db_session.get(Person, person_id, with_for_update=True) is not None:
                self.record_in(db_session, person_id, kind, granted, language, channel, asked=asked)

    def record_in(
        self, db_session: Session, person_id: str, kind: str, granted: bool, language: Language, channel: str,
        *, asked: bool,
    ) -> None:  # fmt: skip
        """`record` inside the caller's transaction, which holds the person's row."""
        if kind not in QUESTIONS:
            raise InvalidInput(f"no such consent: {kind}", code="consent_unknown")
        version = self._version(db_session, kind, language) if asked else OWN_WORDS
        now = self._clock.now()
        latest = db_session.scalar(
            select(Consent.at).where(Consent.person_id == person_id).order_by(Consent.at.desc()).limit(1)
        )
        if latest is not None and latest >= now:  # two answers at one instant still have an order
            now = latest + timedelta(microseconds=1)
        db_session.add(
            Consent(
                person_id=person_id, kind=kind, granted=granted, wording_version=version, language=language,
                channel=channel, at=now,
            )
        )  # fmt: skip
        person = db_session.get(Person, person_id)
        if granted and person is not None:
            take_step(db_session, person, "people_consenting", now, language=language)
        what = "consent.granted" if granted else "consent.refused"
        audit.record(db_session, audit.PERSON, what, "person", person_id, {"kind": kind, "wording": version}, at=now)

    def ask(self, person_id: str, kind: str, language: Language, channel: str) -> None:
        """Note that the question is put to the person; their next text may answer it."""
        with self._database.write() as db_session:
            if db_session.get(Person, person_id, with_for_update=True) is None:
                return
            version = self._version(db_session, kind, language)
            db_session.add(
                ConsentQuestion(
                    person_id=person_id, kind=kind, wording_version=version, language=language, channel=channel,
                    asked_at=self._clock.now(),
                )
            )  # fmt: skip

    def take_question(self, person_id: str) -> str | None:
        """The kind of the question that is open, which is closed by this; of two callers one gets it."""
        with self._database.read() as db_session:
            if db_session.scalar(_open_questions(person_id)) is None:
                return None
        with self._database.write() as db_session:
            rows = db_session.scalars(_open_questions(person_id).with_for_update()).all()
            for row in rows:
                row.closed_at = self._clock.now()
            return rows[0].kind if rows else None

    def due(self, person_id: str, *, settled: bool) -> str | None:
        """The kind that should be asked for now, or None.

        Voicemail once for each call that is booked, until it is answered. Follow-ups once ever, after services
        were offered (where `settled`: the person is done for now) or a call was booked.
        """
        with self._database.read() as db_session:
            said = standing(db_session, person_id)
            asked = Counter(
                db_session.scalars(select(ConsentQuestion.kind).where(ConsentQuestion.person_id == person_id))
            )
            booked = db_session.scalars(open_tasks_of(person_id, "callback")).first() is not None
            if booked and said["callback"] and said["voicemail"] is None:
                agreed = select(func.count()).where(
                    Consent.person_id == person_id, Consent.kind == "callback", Consent.granted.is_(True)
                )
                if asked["voicemail"] < min(db_session.scalar(agreed) or 0, _VOICEMAIL_ASKED):
                    return "voicemail"
            if said["follow_up"] is None and not asked["follow_up"] and (settled or booked):
                offered = select(Referral.id).join(Case, Referral.case_id == Case.id).where(Case.person_id == person_id)
                if booked or db_session.scalar(offered.limit(1)) is not None:
                    return "follow_up"
            return None

    def _version(self, db_session: Session, kind: str, language: Language) -> str:
        version, words = wording(kind, language)
        values = {
            "version": version, "kind": kind, "language": language, "words": words,
            "first_used_at": self._clock.now(),
        }  # fmt: skip
        insert_unless_there(db_session, ConsentWording, values)
        return version


def _open_questions(person_id: str) -> Select[ConsentQuestion]:
    return (
        select(ConsentQuestion)
        .where(ConsentQuestion.person_id == person_id, ConsentQuestion.closed_at.is_(None))
        .order_by(ConsentQuestion.asked_at.desc())
    )
