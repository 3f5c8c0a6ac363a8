"""What a CHW does with a task by text from their registered phone: CLAIM 123, DONE 123, NO ANSWER 123, HELP."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select, update

from bot.callbacks.attempts import Attempts
from bot.callbacks.casework import Casework
from bot.callbacks.registered_phones import RegisteredPhones
from bot.callbacks.saying import say_window
from bot.callbacks.staff_models import StaffText
from bot.callbacks.task_changes import TaskChanged
from bot.callbacks.tasks import Tasks
from bot.callbacks.texts import window_json
from bot.cases.task_status import CLOSED
from bot.cases.task_view import TaskView
from bot.clock import LOS_ANGELES, Clock
from bot.db import Database, insert_or_conflict
from bot.errors import Conflict, NotFound
from bot.i18n import Language, render
from bot.safety.keywords import is_help
from bot.safety.opt_out import is_opt_in, is_plain_opt_out

_DOMAIN = "console"
_KEPT = timedelta(days=7)
"""Twilio repeats a webhook within minutes; an older answer is of no use."""
_WORDS: tuple[tuple[str, Language, str], ...] = (
    ("claim", "en", "claim"),
    ("claim", "es", "tomar|tomo|reclamar|reclamo"),
    ("done", "en", "done|reached"),
    ("done", "es", "hecho|hecha|listo|lista"),
    ("no_answer", "en", r"no answer|no answered|noanswer|not answered|no reply"),
    ("no_answer", "es", r"no contesta|no contesto|no contestaron|sin respuesta|no responde"),
    ("help", "en", "commands"),
    ("help", "es", "comandos"),
)
_COMMANDS = tuple((name, language, re.compile(rf"(?:{words})(?P<rest>(?: .*)?)")) for name, language, words in _WORDS)
_NUMBER = re.compile(r" (?:task |tarea |no |num |numero )?(\d{1,9})")
_EXAMPLES: dict[str, dict[Language, str]] = {
    "claim": {"en": "CLAIM", "es": "TOMAR"},
    "done": {"en": "DONE", "es": "HECHO"},
    "no_answer": {"en": "NO ANSWER", "es": "NO CONTESTA"},
}


@dataclass(frozen=True)
class Command:
    """`name`: claim, done, no_answer or help. `number` None: which task was not said."""

    name: str
    language: Language
    number: int | None = None


def read_command(text: str) -> Command | None:
    """The command that the text is; None where it is none, so that a CHW can text as anybody else. Pure.

    A command's word alone, or with digits that are no one number, is a command whose task is unclear; with other
    words it is none: `claim my benefits`.
    """
    plain = _plain(text)
    if is_help(text):
        return Command("help", "es" if "ayuda" in plain else "en")
    for name, language, pattern in _COMMANDS:
        found = pattern.fullmatch(plain)
        if found is None:
            continue
        if name == "help":
            return Command(name, language) if not found["rest"] else None
        number = _NUMBER.fullmatch(found["rest"])
        if number:
            return Command(name, language, int(number[1]))
        if not found["rest"] or any(character.isdigit() for character in found["rest"]):
            return Command(name, language)
    return None


class TextedCommands:
    """`base_url`: of the console, for links. What may be done is judged where the console's clicks are."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        phones: RegisteredPhones,
        tasks: Tasks,
        casework: Casework,
        attempts: Attempts,
        base_url: str,
    ) -> None:
        self._database = database
        self._clock = clock
        self._phones = phones
        self._tasks = tasks
        self._casework = casework
        self._attempts = attempts
        self._base_url = base_url.rstrip("/")

    def hear(self, number: str, body: str, provider_sid: str, carrier_keyword: str | None = None) -> str | None:
        """The answer to a command from a registered phone, done once however often it is delivered.

        None for every other text, which goes the way of everybody's. `number`: E.164. An empty answer: its first
        delivery is still at work. STOP and START are taken down for notices, and go on.
        """
        account_id = self._phones.holder(number)
        if account_id is None:
            return None
        if carrier_keyword == "STOP" or is_plain_opt_out(body):
            self._phones.set_stopped(account_id, True)
            return None
        if carrier_keyword == "START" or is_opt_in(body):
            self._phones.set_stopped(account_id, False)
            return None
        command = read_command(body)
        if command is None:
            return None
        if not self._first(provider_sid, account_id):
            with self._database.read() as db_session:
                return db_session.scalar(select(StaffText.reply).where(StaffText.provider_sid == provider_sid)) or ""
        reply = self._do(command, account_id)
        with self._database.write() as db_session:
            db_session.execute(update(StaffText).where(StaffText.provider_sid == provider_sid).values(reply=reply))
        return reply

    def _first(self, provider_sid: str, account_id: str) -> bool:
        now = self._clock.now()
        with self._database.write() as db_session:
            db_session.execute(delete(StaffText).where(StaffText.account_id == account_id, StaffText.at < now - _KEPT))
            statement = (
                insert_or_conflict(db_session, StaffText)
                .values(provider_sid=provider_sid, account_id=account_id, at=now)
                .on_conflict_do_nothing(index_elements=[StaffText.provider_sid])
                .returning(StaffText.provider_sid)
            )
            return db_session.execute(statement).first() is not None

    def _do(self, command: Command, account_id: str) -> str:
        if command.name == "help":
            return self._say("help", command)
        if command.number is None:
            return self._say("which", command, word=_EXAMPLES[command.name][command.language])
        try:
            return self._change(command, account_id)
        except TaskChanged:
            pass  # somebody was quicker by a moment: once more, on what it is now
        except NotFound:
            return self._say("unknown", command)
        try:
            return self._change(command, account_id)
        except (Conflict, NotFound):
            return self._say("not_possible", command)

    def _change(self, command: Command, account_id: str) -> str:
        assert command.number is not None
        task = self._tasks.get(command.number)
        try:
            if command.name == "claim":
                self._casework.claim(task.id, account_id, task.version)
                return self._say("claimed", command)
            outcome = "reached" if command.name == "done" else "no_answer"
            now = self._attempts.record(task.id, account_id, outcome, None, task.version)
        except TaskChanged:
            raise
        except Conflict as conflict:
            return self._refused(command, task, account_id, conflict.code)
        if command.name == "done":
            return self._say("done", command)
        return self._next_try(command, now)

    def _next_try(self, command: Command, task: TaskView) -> str:
        if task.status in CLOSED:
            return self._say("last_try", command)
        if task.kind != "callback" or task.window_start is None or task.window_end is None:
            return self._say("try_again", command)
        today = self._clock.now().astimezone(LOS_ANGELES).date().isoformat()
        window = window_json(task.window_start, task.window_end)
        return self._say("next_try", command, when=say_window(window, command.language, today))

    def _refused(self, command: Command, task: TaskView, account_id: str, code: str) -> str:
        if task.assignee_id == account_id and command.name == "claim":
            return self._say("closed" if task.status in CLOSED else "yours_already", command)
        if task.status in CLOSED and code != "task_not_yours":
            return self._say("closed", command)
        if task.assignee_id not in (None, account_id):
            return self._say("taken", command)
        if code == "task_not_yours":
            return self._say("claim_first", command, word=_EXAMPLES["claim"][command.language])
        return self._say("not_possible", command)

    def _say(self, entry: str, command: Command, **values: str) -> str:
        link = f"{self._base_url}/console/tasks/{command.number}" if command.number else ""
        return render(
            f"command.{entry}",
            command.language,
            _DOMAIN,
            number="" if command.number is None else command.number,
            link=link,
            **values,
        )


def _plain(text: str) -> str:
    """Lower case without accents, with single spaces for all that is no letter or digit."""
    folded = unicodedata.normalize("NFD", text.casefold())
    bare = "".join(character for character in folded if not unicodedata.combining(character))
    spaced = re.sub(r"([a-z])(\d)", r"\1 \2", re.sub(r"[^\w]+|_", " ", bare))
    return " ".join(spaced.split())
