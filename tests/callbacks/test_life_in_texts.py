"""Each text of a whole callback life as it is read, in both languages; `life_in_texts.txt` holds them.

`python -m tests.callbacks.test_life_in_texts` writes that file anew and prints it.
"""

from __future__ import annotations

import base64
import re
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from rasa_sdk.executor import CollectingDispatcher

from bot.callbacks.attempts import Attempts
from bot.callbacks.booking import Booking
from bot.callbacks.casework import Casework
from bot.callbacks.hours import CallbackHours
from bot.callbacks.not_called import NotCalled
from bot.callbacks.tasks import Tasks
from bot.callbacks.times import TimeReader
from bot.callbacks.upkeep import Upkeep
from bot.cases.accounts import Accounts
from bot.cases.audit_chain import keep_audit_chain
from bot.cases.consents import Consents
from bot.cases.correspondence import CaseCorrespondence
from bot.cases.facts import KnownFacts
from bot.cases.follow_ups import FollowUps
from bot.cases.people import People
from bot.cases.store import Cases
from bot.clock import LOS_ANGELES, FixedClock
from bot.db import Base, Database
from bot.dialogue.actions import asking, calling
from bot.dialogue.actions.turn import Ports, PuenteAction
from bot.dialogue.outcomes import ServiceOutcomes
from bot.dialogue.responses import compose
from bot.directory.reports import ListingReports
from bot.directory.search import DirectorySearch
from bot.i18n import LANGUAGES, Language, render
from bot.messaging.discretion import telling_words
from bot.messaging.outbox_worker import OutboxWorker
from bot.messaging.segments import count, gsm7_safe
from bot.messaging.sender import RecordingSender
from bot.migrations import import_every_model
from bot.privacy.encryption import Vault
from tests.dialogue.turns import tracker_of

EXPECTED = Path(__file__).with_name("life_in_texts.txt")
NOTHING_TO_GO_BY = {"kind": "any", "start": None, "end": None}
_ASKS: dict[Language, str] = {"en": "nobody called me", "es": "nadie me llamó"}


class Life:
    """One person, one CHW, and everything the person is texted. Replies come from the real actions, what Puente begins
    from the real worker."""

    def __init__(self, folder: Path, language: Language) -> None:
        self.language, self.clock = language, FixedClock(_at("2026-11-23T10:00"))
        database, clock = Database(f"sqlite:///{folder / language}.sqlite3"), self.clock
        vault = Vault(",".join(f"{name}:{base64.b64encode(bytes([n]) * 32).decode()}" for n, name in enumerate(("k1", "lookup"), 1)))  # fmt: skip
        import_every_model()
        Base.metadata.create_all(database.engine)
        keep_audit_chain(database, vault)
        self.tasks, self.booking = Tasks(database, vault, clock), Booking(database, vault, clock)
        self.casework, self.attempts = Casework(database, vault, clock), Attempts(database, vault, clock)
        self.upkeep, self.sender = Upkeep(database, vault, clock), RecordingSender()
        correspondence = CaseCorrespondence(database, vault, clock)
        self.worker = OutboxWorker(database, vault, clock, self.sender, correspondence)
        people, hours = People(database, vault, clock), CallbackHours()
        self.ports = Ports(
            clock=clock, people=people, cases=Cases(database, vault, clock), tasks=self.tasks, booking=self.booking,
            not_called=NotCalled(database, clock), directory=DirectorySearch(database, clock), hours=hours,
            times=TimeReader(hours), known_facts=KnownFacts(database, vault, clock),
            outcomes=ServiceOutcomes(FollowUps(database, vault, clock), ListingReports(database, clock)),
        )  # fmt: skip
        self.follow_ups, self.consents = FollowUps(database, vault, clock), Consents(database, clock)
        self.person = people.get_or_create("sms", "+13235550100", language)
        hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        self.rosa = Accounts(database, vault, clock, hasher).add("rosa@example.org", "correct horse battery", "chw").id
        self.lines: list[str] = []

    def run(self, action: type[PuenteAction], text: str, intent: str, **slots: object) -> None:
        """What the action answers."""
        dispatcher = CollectingDispatcher()
        tracker = tracker_of(text, intent, language=self.language, pseudonym=self.person.pseudonym, **slots)  # type: ignore[arg-type]
        action(self.ports).run(dispatcher, tracker, {})
        for message in dispatcher.messages:
            arguments = {name: value for name, value in message.items() if name != "response"}
            self.read(">", compose(message["response"], self.language, arguments))

    def read(self, who: str, text: str) -> None:
        self.lines.append(f"{self.clock.instant.astimezone(LOS_ANGELES):%a %H:%M} {who} {gsm7_safe(text)}")

    def at(self, when: str) -> None:
        """The worker's next minute; what it sends."""
        self.clock.instant = _at(when).astimezone(self.clock.instant.tzinfo)
        before = len(self.sender.sent)
        self.follow_ups.plan_due()
        self.upkeep.run_once()
        self.worker.run_once()
        for sent in self.sender.sent[before:]:
            self.read("!", sent.body)

    def book(self, start: str, hours: int = 1) -> None:
        window = (_at(start), _at(start) + timedelta(hours=hours))
        said = {"kind": "exact", "start": window[0].isoformat(), "end": window[1].isoformat()}
        self.run(
            calling.BookCallback, "yes", "affirm", callback_confirmed=True, callback_time=said, callback_name="Ana"
        )

    def offered_a_place(self) -> None:
        """Somewhere to eat, with leave to ask later how it went."""
        case_id = self.ports.cases.open_case(self.person.id)
        self.ports.cases.record_referrals(
            case_id, "food", [("10000000-0000-4000-8000-000000000001", 0.8)], self.language
        )
        self.consents.record(self.person.id, "follow_up", True, self.language, "sms", asked=True)

    def nobody_called(self) -> None:
        self.run(calling.TellCallback, _ASKS[self.language], "callback_status")

    def nobody_answers(self, when: str, outcome: str = "no_answer") -> None:
        self.at(when)
        task = self.tasks.open_callback(self.person.id)
        assert task is not None
        if task.assignee_id is None or task.status in ("requested", "received"):
            task = self.casework.claim(task.id, self.rosa, task.version)
        self.attempts.record(task.id, self.rosa, outcome, None, task.version)
        self.at(when)


def live(folder: Path, language: Language) -> list[str]:
    """A life in which everything happens once."""
    life = Life(folder, language)
    life.run(asking.AskCallbackConfirmed, "", "affirm", callback_time=NOTHING_TO_GO_BY)
    life.book("2026-11-24T14:00")
    for question in ("ask_voicemail", "ask_follow_up"):
        life.read(">", render(question, language))
    life.nobody_called()
    life.at("2026-11-24T11:00")
    life.at("2026-11-24T13:50")
    life.at("2026-11-24T14:20")
    life.nobody_called()
    life.at("2026-11-24T15:05")
    life.nobody_called()
    life.at("2026-11-24T15:20")
    life.nobody_called()
    life.nobody_answers("2026-11-24T16:30")
    life.nobody_called()
    life.nobody_answers("2026-11-25T09:00", "left_message")
    life.nobody_answers("2026-11-26T13:00")
    life.read(">", render("callback_reopened", language))
    reopened = life.tasks.reopen_unreached(life.person.id)
    assert reopened is not None and reopened.assignee_id == life.rosa
    life.casework.reschedule(reopened.id, life.rosa, _at("2026-11-27T10:00"), _at("2026-11-27T11:00"), reopened.version)
    life.at("2026-11-26T13:01")
    life.book("2026-11-27T16:00")
    life.run(calling.CancelCallback, "", "callback_cancel")
    life.run(calling.TellCallback, _ASKS[language], "callback_status")
    life.offered_a_place()
    life.at("2026-11-28T13:10")
    return life.lines


def whole(folder: Path) -> str:
    """Both lives; `>` answers the person, `!` is begun by Puente."""
    return "\n\n".join("\n".join([language, *live(folder, language)]) for language in LANGUAGES) + "\n"


def test_every_text_of_a_life_reads_as_it_should(tmp_path: Path) -> None:
    assert whole(tmp_path) == EXPECTED.read_text(encoding="utf-8")


def texts() -> Iterator[tuple[str, str]]:
    for line in EXPECTED.read_text(encoding="utf-8").splitlines():
        if found := re.fullmatch(r"\w{3} \d\d:\d\d ([>!]) (.+)", line):
            yield found[1], found[2]


@pytest.mark.parametrize(("who", "text"), list(texts()))
def test_each_is_cheap_and_what_we_begin_tells_nobody_anything(who: str, text: str) -> None:
    counted = count(text)
    assert counted.encoding == "GSM-7" and counted.segments <= (1 if who == "!" else 3)
    assert who == ">" or telling_words(text) == ()


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOS_ANGELES)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        EXPECTED.write_text(whole(Path(made)), encoding="utf-8")
    print(EXPECTED.read_text(encoding="utf-8"))
