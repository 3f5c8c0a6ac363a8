"""CHWs work tasks by text through the signed webhook: only theirs to see, each once; all else is anybody's text."""

from __future__ import annotations

from datetime import datetime, timedelta
from xml.etree import ElementTree

import pytest
from sqlalchemy import func, select

from bot.callbacks.texted_commands import Command, read_command
from bot.cases.models import Message, Person, Task
from bot.cases.task_view import TaskView
from bot.clock import LOS_ANGELES
from bot.messaging.segments import count
from tests.webhooks.conftest import Site

ROSA, LUIS, ANA = "+13235550177", "+13235550178", "+13235550100"


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("CLAIM 123", Command("claim", "en", 123)),
        ("claim #123.", Command("claim", "en", 123)),
        ("Claim task 123", Command("claim", "en", 123)),
        ("claim123", Command("claim", "en", 123)),
        ("tomar 7", Command("claim", "es", 7)),
        ("TOMO LA 7", Command("claim", "es")),
        ("done 5", Command("done", "en", 5)),
        ("Hecho 5", Command("done", "es", 5)),
        ("no answer 5", Command("no_answer", "en", 5)),
        ("No contestó 5", Command("no_answer", "es", 5)),
        ("no contesta tarea 5", Command("no_answer", "es", 5)),
        ("claim", Command("claim", "en")),
        ("claim 12a", Command("claim", "en")),
        ("done 1 2", Command("done", "en")),
        ("claim 99999999999999", Command("claim", "en")),
        ("HELP", Command("help", "en")),
        ("ayuda", Command("help", "es")),
        ("claim my benefits", None),
        ("i am done with this", None),
        ("no answer from the clinic", None),
        ("necesito comida", None),
        ("90011", None),
        ("", None),
        ("stop", None),
    ],
)
def test_commands_are_told_from_other_texts(text: str, command: Command | None) -> None:
    assert read_command(text) == command


@pytest.fixture
def rosa(sqlite_site: Site) -> str:
    return chw(sqlite_site, "rosa", ROSA, spas=[6])


def chw(site: Site, name: str, phone: str, **values: object) -> str:
    services = site.services
    account = services.accounts.add(f"{name}@example.org", "correct horse battery", "chw", **values)  # type: ignore[arg-type]
    services.registered_phones.register(account.id, phone)
    sent = services.sender.texts_to(phone)[-1].body  # type: ignore[attr-defined]
    services.registered_phones.verify(account.id, sent.split("code is ")[1][:6])
    return account.id


def callback(site: Site, n: int = 0, spa: int = 6) -> TaskView:
    person = site.services.people.get_or_create("sms", f"+132355502{n:02d}", "en").id
    start = datetime(2026, 11, 24, 14, tzinfo=LOS_ANGELES)
    return site.services.booking.book(person, ["food"], "en", spa, None, start, start + timedelta(hours=1), "Zorbulax")


def says(site: Site, words: str, phone: str = ROSA, **extra: str) -> list[str]:
    answered = site.sms(words, phone=phone, **extra)
    assert answered.status_code == 200
    return ["".join(one.itertext()) for one in ElementTree.fromstring(answered.text).iter("Message")]


def link(number: int) -> str:
    return f"https://puente.example.org/console/tasks/{number}"


def test_a_task_is_claimed_tried_and_done_by_text(sqlite_site: Site, rosa: str) -> None:
    site, task = sqlite_site, callback(sqlite_site)
    n = task.number
    assert says(site, f"CLAIM {n}") == [f"Task {n} is yours. {link(n)}"]
    assert says(site, f"claim {n}") == [f"Task {n} is yours already. {link(n)}"]
    site.clock.instant = datetime(2026, 11, 24, 14, 5, tzinfo=LOS_ANGELES)
    assert says(site, f"no answer {n}") == [
        f"No answer on task {n}, noted. The next try is tomorrow, Wednesday, November 25 between 8:00 am and 12:00 pm."
        f" {link(n)}"
    ]
    assert says(site, f"hecho {n}") == [f"La tarea {n} esta hecha. Gracias. Para notas y referencias: {link(n)}"]
    assert says(site, f"done {n}") == [f"Task {n} is closed already. {link(n)}"]
    assert says(site, f"claim {n}") == [f"Task {n} is closed already. {link(n)}"]
    now = site.services.tasks.get(n)
    assert (now.status, now.attempts, now.assignee_id) == ("completed", 2, rosa)


def test_the_third_try_in_vain_closes_kindly(sqlite_site: Site, rosa: str) -> None:
    site, n = sqlite_site, callback(sqlite_site).number
    says(site, f"claim {n}")
    answers = []
    for when in ("2026-11-24T14:05", "2026-11-25T09:00", "2026-11-26T13:00"):
        site.clock.instant = datetime.fromisoformat(when).replace(tzinfo=LOS_ANGELES)
        answers += says(site, f"no contesta {n}")
    assert answers[-1] == f"Anotado: no contestan en la tarea {n}. Era el ultimo intento, asi que se cerro."
    assert site.services.tasks.get(n).status_reason == "unreached"


def test_foreign_unknown_and_unclaimed_tasks_are_answered_clearly(sqlite_site: Site, rosa: str) -> None:
    site = sqlite_site
    luis = chw(site, "luis", LUIS)
    far, near, taken = callback(site, 1, spa=2), callback(site, 2), callback(site, 3)
    site.services.casework.claim(taken.id, luis, taken.version)
    for number in (far.number, 999, 0):
        for verb in ("CLAIM", "DONE", "NO ANSWER"):
            assert says(site, f"{verb} {number}") == [f"There is no task {number} for you. Check the number."]
    assert says(site, f"CLAIM {taken.number}") == [f"Somebody else has task {taken.number}."]
    assert says(site, f"DONE {taken.number}") == [f"Somebody else has task {taken.number}."]
    assert says(site, f"done {near.number}") == [
        f"Task {near.number} is not yours yet. Text CLAIM {near.number} first."
    ]
    assert says(site, "tomar") == ["¿Cual tarea? Mande TOMAR y su numero, como TOMAR 123."]
    assert site.services.tasks.get(far.number).assignee_id is None


def test_a_repeated_delivery_gets_the_same_answer_and_does_nothing(sqlite_site: Site, rosa: str) -> None:
    site, n = sqlite_site, callback(sqlite_site).number
    says(site, f"claim {n}")
    first = says(site, f"no answer {n}", sid="SM" + "a" * 32)
    assert says(site, f"no answer {n}", sid="SM" + "a" * 32) == first
    assert site.services.tasks.get(n).attempts == 1


def test_help_lists_the_commands_and_everything_else_is_anybodys_text(sqlite_site: Site, rosa: str) -> None:
    site = sqlite_site
    (told,) = says(site, "HELP")
    assert all(word in told for word in ("CLAIM 123", "DONE 123", "NO ANSWER 123", "STOP"))
    with site.services.database.read() as db_session:
        assert db_session.scalar(select(func.count()).select_from(Person)) == 0, "commands make nobody a resident"
    assert "answer to i need food" in " ".join(says(site, "i need food"))
    crisis = " ".join(says(site, "i want to kill myself"))
    assert "988" in crisis
    with site.services.database.read() as db_session:
        assert db_session.scalars(select(Task.kind)).all() == ["crisis"]
        texts = site.services.messages.history(db_session.scalars(select(Person.id)).one())
    assert {text.body for text in texts} == {"i need food", "i want to kill myself"}


def test_an_unregistered_or_unverified_phone_commands_nothing(sqlite_site: Site, rosa: str) -> None:
    site, n = sqlite_site, callback(sqlite_site).number
    site.services.registered_phones.register(rosa, LUIS)  # a new phone, not proved yet: the old one no longer counts
    for phone in (ROSA, LUIS, ANA):
        assert not any("yours" in reply for reply in says(site, f"CLAIM {n}", phone=phone))
    assert site.services.tasks.get(n).assignee_id is None
    unsigned = site.client.post("/twilio/sms", data={"From": ROSA, "Body": f"CLAIM {n}", "MessageSid": "SM1"})
    assert unsigned.status_code == 403


def test_stop_ends_notices_by_text_and_start_brings_them_back(sqlite_site: Site, rosa: str) -> None:
    site = sqlite_site
    for words, stopped in (("STOP", True), ("START", False)):
        says(site, words)
        seen = site.services.registered_phones.of(rosa)
        assert seen is not None and seen.stopped is stopped
    with site.services.database.read() as db_session:
        assert db_session.scalar(select(func.count()).select_from(Message)) == 2, "they went the way of everybody's"


def test_nothing_a_command_is_answered_with_tells_of_anybody(sqlite_site: Site, rosa: str) -> None:
    site, task = sqlite_site, callback(sqlite_site)
    replies = [*says(site, f"claim {task.number}"), *says(site, f"no answer {task.number}"), *says(site, "help")]
    for reply in replies:
        assert "Zorbulax" not in reply and "food" not in reply and "0200" not in reply
        assert count(reply).encoding == "GSM-7" and count(reply).segments <= 2


def test_the_calendar_is_served_to_who_has_its_address_alone(sqlite_site: Site, rosa: str) -> None:
    site, task = sqlite_site, callback(sqlite_site)
    site.services.casework.claim(task.id, rosa, task.version)
    address = site.services.calendar_feeds.make(rosa)
    path = address.removeprefix("https://puente.example.org")
    got = site.client.get(path)
    assert (got.status_code, got.content_type) == (200, "text/calendar; charset=utf-8")
    assert f"SUMMARY:Call\\, task {task.number}" in got.text
    assert "no-store" in got.headers["Cache-Control"]
    site.services.calendar_feeds.revoke(rosa)
    assert site.client.get(path).status_code == 404
    assert site.client.get("/calendar/.ics").status_code == 404
