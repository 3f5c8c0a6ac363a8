"""What a CHW does in a person's conversation: text them, take it over from Puente, hand it back.

The rules are those of every text we begin: opt-out, custody, whose number it is, quiet hours, and no telling word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.callbacks.may_text import in_chat, refusal, require
from bot.callbacks.typed_words import MOST_PARTS, cost, sendable
from bot.cases import audit
from bot.cases.chat_messages import show_in_chat
from bot.cases.messages import view_of as message_view
from bot.cases.models import Message, Person, Task
from bot.cases.reach import reach_of
from bot.cases.takeovers import HANDED_BACK, Takeovers, TakeoverView, end_held
from bot.clock import Clock
from bot.db import Database
from bot.errors import Conflict, InvalidInput, NotFound
from bot.i18n import Language, as_language
from bot.messaging.discretion import telling_words
from bot.messaging.models import OutboxMessage
from bot.messaging.outbox import enqueue_typed
from bot.messaging.quiet_hours import QuietHours
from bot.messaging.segments import count
from bot.privacy.encryption import Vault

_KEPT = timedelta(days=1)
_SHOWN_FOR = timedelta(days=2)
_ASKED_WITHIN = timedelta(days=1)
_QUESTION = re.compile(r"[^\n]*\?[^\n]*")
_ONCE = re.compile(r"[0-9a-f]{32}")
_TYPED = "typed:"


@dataclass(frozen=True)
class WaitingText:
    """A typed text that is not in the conversation: it waits, or was not sent. In clear, never log it."""

    id: str
    body: str
    state: Literal["waiting", "not_sent"]
    due_at: datetime


@dataclass(frozen=True)
class TextChoice:
    """What a task's page offers about texting. `refusal`: a code, where nothing can be sent.

    `held`: who answers instead of Puente. `goes_at`: when what is typed now would go, where that is not at once.
    `question`: what Puente had asked before it was taken over and may ask again. `in_chat`: what is typed shows in the
    public web chat, and is not sent.
    """

    refusal: str | None
    language: Language
    held: TakeoverView | None
    goes_at: datetime | None
    waiting: tuple[WaitingText, ...]
    question: str | None
    in_chat: bool


class StaffTexts:
    def __init__(self, database: Database, vault: Vault, clock: Clock, quiet_hours: QuietHours | None = None) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._quiet_hours = quiet_hours or QuietHours()
        self._takeovers = Takeovers(database, clock)

    def choice(self, account_id: str, number: int) -> TextChoice:
        """What can be done about texting on task `number`. Raises NotFound for no such task."""
        with self._database.read() as db_session:
            task = _task(db_session, number)
            person = task.case.person
            held = self._takeovers.standing_in(db_session, person.id)
            question = self._open_question(db_session, person.id, held) if held else None
            return TextChoice(
                refusal(task, account_id, self._clock.now()), as_language(person.preferred_language), held,
                None if in_chat(task) else self._later(), self._waiting(db_session, person.id), question,
                in_chat(task),
            )  # fmt: skip

    def send(self, account_id: str, number: int, body: str, once: str, *, take_over: bool) -> datetime | None:
        """Write to the person of the account's task, as soon as that may be begun; when that is, or None for at once.

        `once`: 32 hexadecimal digits drawn with the form, so that a form sent twice texts once. `take_over`: answer
        the person from now on. Raises TellingWords, InvalidInput (text_empty, text_too_long, text_form), Conflict with
        a code that says why nothing can be sent, and NotFound.
        """
        words = sendable(body)
        if not _ONCE.fullmatch(once):
            raise InvalidInput("the form is not one of ours", code="text_form")
        now, later = self._clock.now(), self._later()
        with self._database.write() as db_session:
            task, person = self._locked(db_session, number)
            require(task, account_id, now)
            later = None if in_chat(task) else later  # a chat wakes nobody
            key, due = f"{_TYPED}{once}", later or now
            if in_chat(task):
                new = show_in_chat(db_session, self._vault, person, words, key, now, account_id)
            else:
                new = enqueue_typed(
                    db_session, self._vault, self._clock, person_id=person.id, body=words, due_at=due, dedupe_key=key,
                    expires_at=due + _KEPT, language=person.preferred_language, author_id=account_id,
                )  # fmt: skip
            if new:
                if take_over:
                    self._takeovers.take_in(db_session, person.id, account_id, task.id)
                self._takeovers.answered_in(db_session, person.id, account_id)
                told = {"number": number, "segments": cost(words).segments}
                audit.record(
                    db_session, audit.by_account(account_id), "person.texted", "person", person.id, told, at=now
                )
        return later

    def take_back(self, account_id: str, number: int, text_id: str) -> bool:
        """Do not send a text that still waits; False where it is too late. Raises NotFound and Conflict."""
        with self._database.write() as db_session:
            task, person = self._locked(db_session, number)
            _require_own(db_session, task, account_id)
            row = db_session.get(OutboxMessage, text_id, with_for_update=True)
            if row is None or row.person_id != person.id or not row.dedupe_key.startswith(_TYPED):
                raise NotFound("no such text", code="text_unknown")
            if row.state != "pending" or row.message_id is not None:
                return False
            row.state = "cancelled"
            told = {"number": number}
            audit.record(
                db_session, audit.by_account(account_id), "person.text_taken_back", "person", person.id, told,
                at=self._clock.now(),
            )  # fmt: skip
            return True

    def take_over(self, account_id: str, number: int) -> None:
        """Answer the person of the account's task instead of Puente. Raises Conflict and NotFound."""
        with self._database.write() as db_session:
            task, person = self._locked(db_session, number)
            require(task, account_id, self._clock.now())
            self._takeovers.take_in(db_session, person.id, account_id, task.id)

    def hand_back(self, account_id: str, number: int, *, ask_again: bool) -> bool:
        """Let Puente answer again, where it was; False where it does already.

        `ask_again`: send once more what it had asked last. Whoever has the task may, and whoever took it over.
        Raises Conflict and NotFound.
        """
        now = self._clock.now()
        with self._database.write() as db_session:
            task, person = self._locked(db_session, number)
            held = self._takeovers.standing_in(db_session, person.id)
            if held is None:
                return False
            if held.account_id != account_id:
                _require_own(db_session, task, account_id)
            question = self._open_question(db_session, person.id, held)
            end_held(db_session, person.id, audit.by_account(account_id), HANDED_BACK, now)
            if not (ask_again and question) or refusal(task, task.assignee_id or "", now):
                return True
            if in_chat(task):
                show_in_chat(db_session, self._vault, person, question, f"asked_again:{held.id}", now)
            else:
                enqueue_typed(
                    db_session, self._vault, self._clock, person_id=person.id, body=question,
                    dedupe_key=f"asked_again:{held.id}", due_at=self._quiet_hours.next_allowed(now),
                    expires_at=now + _KEPT, language=person.preferred_language,
                )  # fmt: skip
            return True

    def _later(self) -> datetime | None:
        """When a text begun now would go, where that is not at once."""
        now = self._clock.now()
        due = self._quiet_hours.next_allowed(now)
        return due if due > now else None

    def _locked(self, db_session: Session, number: int) -> tuple[Task, Person]:
        task = _task(db_session, number)
        person = db_session.get_one(Person, task.case.person_id, with_for_update=True, populate_existing=True)
        return task, person

    def _waiting(self, db_session: Session, person_id: str) -> tuple[WaitingText, ...]:
        typed = (
            select(OutboxMessage)
            .where(
                OutboxMessage.person_id == person_id,
                OutboxMessage.author_id.is_not(None),
                OutboxMessage.message_id.is_(None),
                OutboxMessage.state.in_(("pending", "refused", "failed", "expired")),
                OutboxMessage.created_at > self._clock.now() - _SHOWN_FOR,
            )
            .order_by(OutboxMessage.created_at)
        )
        return tuple(
            WaitingText(
                row.id, self._vault.open(row.body_sealed, f"outbox_message.body:{row.id}"),
                "waiting" if row.state == "pending" else "not_sent", row.due_at,
            )
            for row in db_session.scalars(typed)
            if row.body_sealed
        )  # fmt: skip

    def _open_question(self, db_session: Session, person_id: str, held: TakeoverView) -> str | None:
        """What Puente had asked last before the takeover, where that was not long ago and tells nobody anything."""
        last = db_session.scalar(
            select(Message)
            .where(
                Message.person_id == person_id,
                Message.direction == "inbound",
                Message.created_at <= held.taken_at,
                Message.route.in_(("dialogue", "follow_up", "consent")),
            )
            .order_by(Message.created_at.desc())
            .limit(1)
        )
        if last is None or last.replies_sealed is None or self._clock.now() - last.created_at > _ASKED_WITHIN:
            return None
        replies = "\n".join(message_view(last, self._vault).replies)
        asked = _QUESTION.findall(replies)
        question = asked[-1].strip() if asked else ""
        return question if question and not telling_words(question) and count(question).segments <= MOST_PARTS else None


def _task(db_session: Session, number: int) -> Task:
    task = db_session.scalar(select(Task).where(Task.number == number))
    if task is None:
        raise NotFound("no such task", code="task_unknown")
    return task


def _require_own(db_session: Session, task: Task, account_id: str) -> None:
    if task.assignee_id != reach_of(db_session, account_id).account_id:
        raise Conflict("the task is not this account's", code="text_not_yours")
