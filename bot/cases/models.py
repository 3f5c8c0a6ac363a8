"""The case store's tables.

What identifies a person (address, name, words) is only ever in a `*_sealed` column
(bot/privacy/encryption.py), bound to `<table>.<column>:<row id>`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.db import Base, UtcDateTime, new_id


def _id_column() -> Mapped[str]:
    return mapped_column(String(36), primary_key=True, default=new_id)


class Person(Base):
    """Somebody who has texted us. `pseudonym` is the only name Rasa knows them by.

    Several people may have texted from one number; the database allows one of them to be `here`.
    """

    __tablename__ = "person"
    __table_args__ = (
        Index(
            "uq_person_address_hash_here",
            "address_hash",
            unique=True,
            sqlite_where=text("number_link = 'here'"),
            postgresql_where=text("number_link = 'here'"),
        ),
    )

    id: Mapped[str] = _id_column()
    pseudonym: Mapped[str] = mapped_column(String(36), unique=True, default=new_id)
    channel: Mapped[str] = mapped_column(String(16))
    """sms, whatsapp or web."""
    address_hash: Mapped[str] = mapped_column(String(64), index=True)
    """Keyed hash of the phone number (or web session) for look-up."""
    address_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """None once the number is somebody else's, so that nobody dials it for this person."""
    number_link: Mapped[str] = mapped_column(String(8), default="here", server_default="here")
    """here: who texts from the number now. shared: another one with this phone. unsure: silent for so long that
    whoever texts now may be somebody else. ended: the number is somebody else's."""
    return_word_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The word by which one of several people on a phone takes up their own conversation."""
    number_checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When a look-up last said that the number is still theirs."""
    name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    call_number_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Where to call, E.164, when that is not where they text from: a web chat has no number."""
    preferred_language: Mapped[str] = mapped_column(String(2), default="en")
    language_chosen: Mapped[bool] = mapped_column(Boolean, default=False)
    """True once the person asked for a language in words."""
    zip: Mapped[str | None] = mapped_column(String(5))
    spa: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_inbound_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    introduced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the first-contact message was sent."""
    opted_out_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undeliverable_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When a carrier called the number bad; any inbound text clears it."""

    cases: Mapped[list[Case]] = relationship(back_populates="person", cascade="all, delete-orphan")


class Case(Base):
    """One stretch of help for one person. At most one is not closed, and the database sees to it."""

    __tablename__ = "case"
    __table_args__ = (
        Index(
            "uq_case_person_id_not_closed",
            "person_id",
            unique=True,
            sqlite_where=text("status != 'closed'"),
            postgresql_where=text("status != 'closed'"),
        ),
    )

    id: Mapped[str] = _id_column()
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    status: Mapped[str] = mapped_column(String(16), default="open")
    """open, paused or closed."""
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    disposition: Mapped[str | None] = mapped_column(String(32))
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    paused_why: Mapped[str | None] = mapped_column(String(24))
    """A code: custody. While a case is paused nothing is sent and nothing is booked."""

    person: Mapped[Person] = relationship(back_populates="cases")
    needs: Mapped[list[Need]] = relationship(back_populates="case", cascade="all, delete-orphan")
    tasks: Mapped[list[Task]] = relationship(back_populates="case", cascade="all, delete-orphan")


class Need(Base):
    """A need a person stated in a case; one row per need code and case."""

    __tablename__ = "need"
    __table_args__ = (UniqueConstraint("case_id", "code"), Index("ix_need_first_stated_at", "first_stated_at"))

    id: Mapped[str] = _id_column()
    case_id: Mapped[str] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(String(32))
    urgent: Mapped[bool] = mapped_column(Boolean, default=False)
    language: Mapped[str] = mapped_column(String(2))
    zip: Mapped[str | None] = mapped_column(String(5))
    spa: Mapped[int | None] = mapped_column(Integer)
    first_stated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_stated_at: Mapped[datetime] = mapped_column(UtcDateTime)

    case: Mapped[Case] = relationship(back_populates="needs")


class Message(Base):
    """One inbound text and the replies it got, or one outbound text we began ourselves."""

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_person_id_created_at", "person_id", "created_at"),
        Index("ix_message_created_at", "created_at"),
    )

    id: Mapped[str] = _id_column()
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    direction: Mapped[str] = mapped_column(String(8))
    """inbound or outbound."""
    channel: Mapped[str] = mapped_column(String(16))
    provider_sid: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Twilio's MessageSid, or our own id on web chat. UNIQUE: a repeated webhook finds its first."""
    state: Mapped[str] = mapped_column(String(12))
    """inbound: received, answered or deferred. outbound: sending, sent or unsent."""
    media_count: Mapped[int] = mapped_column(Integer, default=0)
    """Pictures and the like that came along; they are never fetched."""
    body_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    replies_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """JSON list of the replies an inbound text got; replayed to a repeated webhook."""
    language: Mapped[str | None] = mapped_column(String(2))
    intent: Mapped[str | None] = mapped_column(String(32))
    confidence: Mapped[float | None] = mapped_column(Float)
    crisis: Mapped[str | None] = mapped_column(String(20))
    route: Mapped[str | None] = mapped_column(String(16))
    """What answered: dialogue, keyword, crisis, consent, identity, fallback_menu or taken_over (nobody yet)."""
    author_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    """The account that typed an outbound text; None for one of Puente's own."""
    segments: Mapped[int] = mapped_column(Integer, default=0)
    """SMS segments of the replies."""
    delivery_status: Mapped[str | None] = mapped_column(String(16))
    error_code: Mapped[str | None] = mapped_column(String(16))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Task(Base):
    """One thing a CHW must do. `status` is FHIR R4 Task.status, verbatim."""

    __tablename__ = "task"
    __table_args__ = (Index("ix_task_status_window_start", "status", "window_start"),)

    id: Mapped[str] = _id_column()
    number: Mapped[int] = mapped_column(Integer, unique=True)
    """The short number people say: task 123."""
    case_id: Mapped[str] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    """callback, crisis or follow_up."""
    status: Mapped[str] = mapped_column(String(20), default="requested")
    priority: Mapped[str] = mapped_column(String(8), default="routine")
    """routine, urgent or stat (FHIR request-priority)."""
    needs: Mapped[list[str]] = mapped_column(JSON, default=list)
    language: Mapped[str] = mapped_column(String(2))
    spa: Mapped[int | None] = mapped_column(Integer)
    zip: Mapped[str | None] = mapped_column(String(5))
    agency: Mapped[str | None] = mapped_column(String(80))
    """Whose CHWs see it while nobody has it; None is every agency's. The first to claim it sets it."""
    reason: Mapped[str | None] = mapped_column(String(32))
    """For crisis: its kind. For follow_up: why (rasa_down, not_called, wrote_while_paused)."""
    window_start: Mapped[datetime | None] = mapped_column(UtcDateTime)
    window_end: Mapped[datetime | None] = mapped_column(UtcDateTime)
    promised_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the person was last told this window."""
    missed: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    """Windows that passed without anybody calling."""
    missed_start: Mapped[datetime | None] = mapped_column(UtcDateTime)
    missed_end: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """The last of them, so that the person can be told honestly what happened."""
    reopens: Mapped[int | None] = mapped_column(Integer)
    """The number of the callback that was closed as unreached and that this one takes up again."""
    status_reason: Mapped[str | None] = mapped_column(String(24))
    """FHIR Task.statusReason, a code: unreached, wrong_number, custody, untouched, on_leave, given_back, not_called."""
    disposition: Mapped[str | None] = mapped_column(String(32))
    """Why it closed, a code of bot/callbacks/dispositions.py."""
    former_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    """Who had it before it went back to the queue or to somebody else."""
    returned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it last went back to the queue; None again once somebody has it."""
    escalated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When a supervisor was told that nobody touched it."""
    assignee_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    assigned_why: Mapped[list[str] | None] = mapped_column(JSON)
    """Codes of bot/callbacks/assignment.py where a rule chose; a CHW's or supervisor's reason where they did."""
    assigned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer, nullable=False)

    case: Mapped[Case] = relationship(back_populates="tasks")
    assignee: Mapped[Account | None] = relationship(foreign_keys=[assignee_id])
    former: Mapped[Account | None] = relationship(foreign_keys=[former_id])
    attempts: Mapped[list[Attempt]] = relationship(
        back_populates="task", cascade="all, delete-orphan", order_by="Attempt.at"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 -- the declarative base types it so


class Attempt(Base):
    """One try at contact, and what it yielded."""

    __tablename__ = "attempt"

    id: Mapped[str] = _id_column()
    task_id: Mapped[str] = mapped_column(ForeignKey("task.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[str] = mapped_column(String(16))
    """reached, no_answer, left_message, wrong_number or declined."""
    note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    part2: Mapped[bool] = mapped_column(Boolean, default=False)
    """True when the note may be a record of substance-use treatment (42 CFR Part 2)."""

    task: Mapped[Task] = relationship(back_populates="attempts")
    account: Mapped[Account] = relationship()


class Referral(Base):
    """A service offered to a person for a need."""

    __tablename__ = "referral"
    __table_args__ = (
        UniqueConstraint("case_id", "need_code", "service_at_location_id"),
        Index("ix_referral_offered_at", "offered_at"),
    )

    id: Mapped[str] = _id_column()
    case_id: Mapped[str] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"))
    need_code: Mapped[str] = mapped_column(String(32))
    service_at_location_id: Mapped[str] = mapped_column(String(64))
    status: Mapped[str] = mapped_column(String(16), default="offered")
    """offered; made, once a CHW referred them; or what became of it: reached, full, closed, wrong_number, no_answer,
    did_not_go."""
    language: Mapped[str] = mapped_column(String(2))
    distance_miles: Mapped[float | None] = mapped_column(Float)
    offered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When it stood, with its phone number, in a list that was sent."""
    chosen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the person first asked for its details: the referral counts as accepted."""
    outcome_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it was known what became of it. `reached` is a service received."""
    outcome_by: Mapped[str | None] = mapped_column(String(8))
    """Whose word that is: person, or provider as a CHW recorded it."""
    made_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When a CHW referred the person there, who had agreed to it."""
    made_by_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    task_id: Mapped[str | None] = mapped_column(ForeignKey("task.id", ondelete="SET NULL"), index=True)
    """The task in which it was made."""
    shared: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    """True when the person also agreed that the provider be told who they are."""

    made_by: Mapped[Account | None] = relationship()
    case: Mapped[Case] = relationship()


class Consent(Base):
    """One yes or no, with the wording it was given to. Never updated; the newest row counts."""

    __tablename__ = "consent"

    id: Mapped[str] = _id_column()
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    """callback, voicemail or follow_up."""
    granted: Mapped[bool] = mapped_column(Boolean)
    wording_version: Mapped[str] = mapped_column(String(16))
    """Names the words that were asked (bot/cases/consent_models.py); `own-words` where nobody had asked."""
    language: Mapped[str] = mapped_column(String(2))
    channel: Mapped[str | None] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class AuditEvent(Base):
    """Who did or saw what, when. Holds ids and codes, never words of a person.

    Append-only by the triggers of bot/cases/audit_models.py, chained by bot/cases/audit_chain.py.
    """

    __tablename__ = "audit_event"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(64))
    """`person`, `system`, or `account:<id>`."""
    what: Mapped[str] = mapped_column(String(48))
    entity_type: Mapped[str] = mapped_column(String(24))
    entity_id: Mapped[str] = mapped_column(String(64), index=True)
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    mac: Mapped[str | None] = mapped_column(String(64))
    """Keyed hash over this row and the one before; None in rows written before there was a chain."""


class Account(Base):
    """A console login: a CHW, a member of county staff, an administrator, or a reviewer of unsure turns."""

    __tablename__ = "account"

    id: Mapped[str] = _id_column()
    email: Mapped[str] = mapped_column(String(254), unique=True)
    """Lower case."""
    password_hash: Mapped[str] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(String(8))
    """chw, staff, admin or reviewer."""
    agency: Mapped[str | None] = mapped_column(String(80))
    spas: Mapped[list[int]] = mapped_column(JSON, default=list)
    """Service Planning Areas (1 to 8) the account works in; none named means all of them."""
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    supervisor: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    """True for a CHW who also sees what the CHWs of their agency have, and is told of what comes back."""
    sees_part2: Mapped[bool] = mapped_column(Boolean, default=False)
    """True when the account may see substance-use needs and notes (42 CFR Part 2)."""
    password_temporary: Mapped[bool] = mapped_column(Boolean, default=False)
    """True for a password somebody else made: the next login must choose another."""
    totp_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    totp_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the second factor was first proved; None while it is only offered."""
    totp_step: Mapped[int] = mapped_column(Integer, default=0)
    """The last 30-second step whose code was used; codes of it and before are spent."""
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    failed_logins: Mapped[int] = mapped_column(Integer, default=0)
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
