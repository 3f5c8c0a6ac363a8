"""A whole callback life through the webhook and the worker, in both languages: missed, tried, closed, taken up again."""

from __future__ import annotations

from datetime import datetime, timedelta
from xml.etree import ElementTree

import pytest

from bot.callbacks.pausing import Pauses
from bot.callbacks.texts import AGAIN, CLOSED, MISSED, REMINDER, SOON
from bot.callbacks.upkeep import Upkeep
from bot.cases.correspondence import CaseCorrespondence
from bot.clock import LOS_ANGELES
from bot.i18n import Language, render
from bot.messaging.discretion import telling_words
from bot.messaging.outbox_worker import OutboxWorker
from bot.messaging.segments import count, gsm7_safe
from bot.messaging.sender import Outcome, SendResult
from tests.webhooks.conftest import Site

PHONE = "+13235550100"


class Phone:
    """What the worker sends to the person, in order."""

    def __init__(self, site: Site) -> None:
        services = site.services
        self.texts: list[str] = []
        self.site = site
        self.upkeep = Upkeep(services.database, services.vault, site.clock)
        correspondence = CaseCorrespondence(services.database, services.vault, site.clock)
        self.outbox = OutboxWorker(services.database, services.vault, site.clock, self, correspondence)

    def send(self, to: str, body: str, message_id: str) -> SendResult:
        self.texts.append(body)
        return SendResult(Outcome.SENT, provider_sid=f"SM{len(self.texts)}", delivery_status="sent")

    def at(self, when: str) -> None:
        """The worker's next minutes, from this wall time on; everything is tried twice."""
        self.site.clock.instant = datetime.fromisoformat(when).replace(tzinfo=LOS_ANGELES)
        for _ in range(2):
            self.upkeep.run_once()
            self.outbox.run_once()

    def nobody_answers(self, number: int, account_id: str, when: str) -> str:
        self.at(when)
        services = self.site.services
        task = services.tasks.get(number)
        return services.attempts.record(task.id, account_id, "no_answer", None, task.version).status


def says(site: Site, words: str) -> list[str]:
    return [one.text or "" for one in ElementTree.fromstring(site.sms(words).text).iter("Message")]


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_whole_life(sqlite_site: Site, language: Language) -> None:
    site, phone = sqlite_site, Phone(sqlite_site)
    services = site.services
    says(site, "i need food" if language == "en" else "necesito comida")
    person = services.people.find("sms", PHONE)
    assert person is not None
    rosa = services.accounts.add("rosa@example.org", "correct horse battery", "chw").id
    start = datetime(2026, 11, 24, 14, tzinfo=LOS_ANGELES)
    task = services.booking.book(person.id, ["food"], language, 6, None, start, start + timedelta(hours=1), "Ana")
    services.casework.claim(task.id, rosa, task.version)

    phone.at("2026-11-24T11:00")
    phone.at("2026-11-24T13:50")
    phone.at("2026-11-24T15:20")
    statuses = [
        phone.nobody_answers(task.number, rosa, when)
        for when in ("2026-11-24T18:00", "2026-11-25T09:00", "2026-11-26T13:00")
    ]
    phone.at("2026-11-26T13:05")

    assert statuses == ["in-progress", "in-progress", "failed"]
    begun = [render(entry, language, when="").split(".")[0][:15] for entry in (REMINDER, SOON, MISSED, AGAIN, CLOSED)]
    for opening in begun:
        assert [text for text in phone.texts if text.startswith(gsm7_safe(opening))], (opening, phone.texts)
    assert len(phone.texts) == len(set(phone.texts)), "each once"
    assert all(telling_words(text) == () and count(text).segments == 1 for text in phone.texts)

    first, *_ = says(site, "hello?" if language == "en" else "¿hola?")
    assert first.startswith(gsm7_safe(render("callback_reopened", language)))
    again = services.tasks.open_callback(person.id)
    assert again is not None and (again.reopens, again.status, again.assignee_id) == (task.number, "received", rosa)
    assert not says(site, "thanks")[0].startswith(gsm7_safe(render("callback_reopened", language)))


def test_stop_reopens_nothing_and_a_pause_sends_nothing(sqlite_site: Site) -> None:
    site, phone = sqlite_site, Phone(sqlite_site)
    says(site, "i need food")
    person = site.services.people.find("sms", PHONE)
    assert person is not None
    start = datetime(2026, 11, 24, 14, tzinfo=LOS_ANGELES)
    site.services.booking.book(person.id, ["food"], "en", 6, None, start, start + timedelta(hours=1), None)
    Pauses(site.services.database, site.services.vault, site.clock).pause(person.id, "system")
    for when in ("2026-11-24T11:00", "2026-11-24T13:50", "2026-11-24T15:20"):
        phone.at(when)
    assert phone.texts == []
    says(site, "STOP")
    assert site.services.tasks.open_callback(person.id) is None
