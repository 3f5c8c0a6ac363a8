"""A dump of the whole case store, on SQLite and PostgreSQL, holds no number, no name and no word of a person."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from sqlalchemy import select

from bot.cases.models import Message, Person
from bot.conversation import InboundMessage
from bot.db import Base, Database
from bot.messaging.outbox import enqueue_typed
from tests.canaries import found_in, found_under, read_apart
from tests.webhooks.conftest import Site

PHONE, WHATSAPP, BROWSER = "+13235557391", "+525512347391", "web:canary-browser-zorb"
CANARIES = (
    PHONE[1:],
    PHONE[2:],
    WHATSAPP[1:],
    "canary-browser-zorb",
    "Zalandriel",
    "zorbulax",
    "quimbarote",
    "notawordzz",
)


def dump(database: Database) -> bytes:
    """Everything the database holds: SQLite's files byte by byte, PostgreSQL's tables with what is in their bytes."""
    if database.is_sqlite:
        file = Path(database.engine.url.database or "")
        return b"".join(read_apart(path) for path in file.parent.glob(f"{file.name}*"))
    held = bytearray()
    address = database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address) as connection:
        for table in Base.metadata.sorted_tables:
            with connection.cursor().copy(f'COPY "{table.name}" TO STDOUT'.encode()) as rows:
                held += b"".join(bytes(part) for part in rows)
            with connection.cursor().copy(f'COPY "{table.name}" TO STDOUT (FORMAT binary)'.encode()) as rows:
                held += b"".join(bytes(part) for part in rows)
    return bytes(held)


@pytest.fixture
def told(site: Site) -> Site:
    """A site that was told everything, on every channel, and whose CHW wrote notes."""
    services = site.services
    site.sms("hi im zorbulax, need food", phone=PHONE)
    site.sms("notawordzz", phone=PHONE, MediaUrl0="https://api.twilio.com/zorbulax.jpg", NumMedia="1")
    site.sms("quimbarote tambien", phone=f"whatsapp:{WHATSAPP}", ProfileName="Zalandriel", WaId=WHATSAPP[1:])
    site.sms("i will kill myself zorbulax", phone=PHONE)
    services.conversation.receive(InboundMessage("web", BROWSER, "zorbulax on the web", "web-1"))
    for channel, address in (("sms", PHONE), ("whatsapp", WHATSAPP), ("web", BROWSER)):
        person = services.people.find(channel, address)
        assert person is not None
        services.people.set_name(person.id, "Zalandriel")
        task = services.tasks.create(person.id, "callback", language="en", needs=["food"])
        account = services.accounts.add(f"{channel}@example.org", "a long enough pass phrase", "admin")
        task = services.casework.claim(task.id, account.id, task.version)
        services.attempts.record(task.id, account.id, "no_answer", "zorbulax moved", task.version)
        with services.database.write() as db_session:
            enqueue_typed(
                db_session, services.vault, services.clock, person_id=person.id, body="hola Zalandriel",
                dedupe_key=f"note:{person.id}",
            )  # fmt: skip
        if channel != "web":
            services.sender.send(address, "shown to Zalandriel", f"m-{channel}")
    return site


def test_nothing_of_anybody_stands_in_a_dump_and_no_log_has_it(told: Site, capsys: pytest.CaptureFixture[str]) -> None:
    held = dump(told.services.database)
    with told.services.database.read() as db_session:
        ids = list(db_session.scalars(select(Person.id)))
    assert len(ids) == 3
    assert all(one.encode() in held for one in ids), "their rows are in this dump"
    assert found_in(held, CANARIES) == []
    assert found_under(told.settings.puente_instance, CANARIES) == []
    logged = capsys.readouterr()
    assert found_in((logged.err + logged.out).encode(), CANARIES) == []


def test_an_erasure_leaves_no_trace_of_its_person_in_a_dump(told: Site) -> None:
    services = told.services
    person = services.people.find("sms", PHONE)
    assert person is not None
    with services.database.read() as db_session:
        row = db_session.get_one(Person, person.id)
        traces = [row.pseudonym, row.address_hash]
        for message in db_session.scalars(select(Message).where(Message.person_id == person.id)):
            traces += [message.id, message.provider_sid or message.id]
    assert len(found_in(dump(services.database), traces)) == len(traces)

    services.cases.erase(person.id)
    services.database.scrub()

    assert found_in(dump(services.database), [*traces, *CANARIES]) == []
    assert services.people.find("whatsapp", WHATSAPP) is not None
