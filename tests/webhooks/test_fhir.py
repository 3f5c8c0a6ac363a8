"""What other systems read is FHIR R4, names nobody, and is only what their token covers."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from bot.cases.county.systems import SCOPES, CountySystems
from bot.cases.models import AuditEvent, Referral
from bot.cases.part2 import record_consent
from tests.canaries import found_in
from tests.webhooks.conftest import Site

NAME, PHONE = "Quetzalcoatl", "+13235559137"
PUBLISHED = Path(__file__).parents[2] / ".tools" / "schemas" / "fhir" / "fhir.schema.json"


class Reader:
    """A system with a token, reading."""

    def __init__(
        self, site: Site, name: str = "case-hub", scopes: tuple[str, ...] = SCOPES, spas: tuple[int, ...] = ()
    ):
        self.site = site
        systems = CountySystems(site.services.database, site.clock)
        self.view, self.token = systems.add(name, scopes, spas=spas, lasts=timedelta(days=90), actor="test")

    def ask(self, path: str) -> TestResponse:
        return self.site.client.get(f"/api/v1/fhir/{path}", headers={"Authorization": f"Bearer {self.token}"})

    def read(self, path: str) -> dict[str, Any]:
        answer = self.ask(path)
        assert (answer.status_code, answer.mimetype) == (200, "application/fhir+json"), answer.text
        document: dict[str, Any] = answer.json
        return document

    def every(self, path: str) -> list[dict[str, Any]]:
        """All resources of a search, page by page."""
        found, url = [], path
        while url:
            bundle = self.read(url)
            found += [entry["resource"] for entry in bundle.get("entry", ())]
            following = [link["url"] for link in bundle["link"] if link["relation"] == "next"]
            url = following[0].partition("/fhir/")[2] if following else ""
        return found


def somebody(site: Site, phone: str, needs: tuple[str, ...] = ("food",), spa: int | None = None) -> tuple[str, str]:
    """A person with needs, an offered service for each and a callback; their id and their case's."""
    services = site.services
    person = services.people.get_or_create("sms", phone, "en")
    services.people.set_name(person.id, NAME)
    case = services.cases.open_case(person.id)
    services.cases.record_needs(case, needs, True, "en")
    for need in needs:
        services.cases.record_referrals(case, need, [(f"listing-{need}", 1.5)], "en")
    window = (site.clock.now() + timedelta(hours=20), site.clock.now() + timedelta(hours=21))
    services.tasks.create(person.id, "callback", needs=needs, language="en", spa=spa, window=window)
    if spa is not None:
        services.people.set_place(person.id, None, spa)
    return person.id, case


@pytest.mark.skipif(not PUBLISHED.exists(), reason="FHIR's published schema is not here; deploy/published-schemas.py")
def test_everything_answered_is_valid_by_the_published_schema(site: Site) -> None:
    person, _ = somebody(site, "+13235550111", ("food", "housing"))
    chw = site.services.accounts.add("maya@example.org", "correct horse battery", "chw", agency="Hope")
    task = site.services.tasks.open_callback(person)
    assert task is not None
    claimed = site.services.casework.claim(task.id, chw.id, task.version)
    site.services.attempts.record(task.id, chw.id, "no_answer", "words", claimed.version)
    site.services.tasks.create(person, "crisis", language="en", reason="suicide", priority="stat")
    schema = json.loads(PUBLISHED.read_text())
    reader = Reader(site)
    documents = [reader.read(kind) for kind in ("metadata", "Task", "ServiceRequest", "QuestionnaireResponse")]
    documents += [entry["resource"] for bundle in documents[1:] for entry in bundle["entry"]]
    documents.append(reader.ask("Task?_count=0").json)
    assert {each["resourceType"] for each in documents} == {
        "CapabilityStatement", "Bundle", "Task", "ServiceRequest", "QuestionnaireResponse", "OperationOutcome"
    }  # fmt: skip
    for document in documents:
        by_kind = {"$ref": f"#/definitions/{document['resourceType']}", "definitions": schema["definitions"]}
        jsonschema.Draft6Validator(by_kind).validate(document)
    wrong = documents[-2] | {"status": "soon"}
    assert list(
        jsonschema.Draft6Validator(by_kind | {"$ref": f"#/definitions/{wrong['resourceType']}"}).iter_errors(wrong)
    )


def test_a_callback_is_told_as_it_stands_and_names_nobody(sqlite_site: Site) -> None:
    person, _ = somebody(sqlite_site, PHONE)
    sqlite_site.services.tasks.create(person, "crisis", language="en", reason="suicide", priority="stat")
    reader = Reader(sqlite_site)
    callback, crisis = sorted(reader.every("Task"), key=lambda task: str(task["code"]))
    assert (callback["status"], callback["intent"], callback["priority"]) == ("requested", "order", "routine")
    assert callback["reasonCode"]["coding"][0]["code"] == "food"
    assert callback["restriction"]["period"]["start"].endswith("Z")
    assert "suicide" not in json.dumps(crisis)
    (offer,) = reader.every("ServiceRequest")
    assert (offer["status"], offer["intent"]) == ("draft", "proposal")
    (screening,) = reader.every("QuestionnaireResponse")
    assert screening["item"][0]["answer"][0]["item"][0]["answer"] == [{"valueBoolean": True}]
    everything = json.dumps([callback, crisis, offer, screening])
    assert found_in(everything.encode(), [NAME, PHONE[2:], person]) == []


def test_what_became_of_a_referral_is_told(sqlite_site: Site) -> None:
    somebody(sqlite_site, "+13235550111")
    reader = Reader(sqlite_site)
    with sqlite_site.services.database.write() as db_session:
        row = db_session.scalars(select(Referral)).one()
        row.made_at = row.outcome_at = sqlite_site.clock.now()
        row.status = "full"
    (told,) = reader.every("ServiceRequest")
    assert (told["status"], told["intent"]) == ("revoked", "order")
    assert told["extension"][0]["valueCodeableConcept"]["coding"][0]["code"] == "full"


def test_a_page_follows_another_without_gap_or_repeat(site: Site) -> None:
    for number in range(7):
        somebody(site, f"+132355502{number:02}")
        site.clock.instant += timedelta(minutes=number % 2)
    reader = Reader(site)
    for resource in ("Task", "ServiceRequest", "QuestionnaireResponse"):
        ids = [each["id"] for each in reader.every(f"{resource}?_count=2")]
        assert len(ids) == len(set(ids)) == 7
        assert ids == [each["id"] for each in reader.every(resource)]
    since = (site.clock.now() - timedelta(seconds=30)).isoformat().replace("+00:00", "Z")
    assert 0 < len(reader.every(f"Task?_lastUpdated=ge{since}&_count=1")) < 7
    assert reader.every("Task?status=completed,cancelled") == []


def test_substance_use_leaves_only_with_a_signed_consent(sqlite_site: Site) -> None:
    person, _ = somebody(sqlite_site, "+13235550111", ("substance_use", "food"))
    reader = Reader(sqlite_site)

    def told() -> str:
        return json.dumps([reader.every(kind) for kind in ("Task", "ServiceRequest", "QuestionnaireResponse")])

    assert "substance_use" not in told() and "food" in told()
    account = sqlite_site.services.accounts.add("a@example.org", "correct horse battery", "chw", sees_part2=True)
    for granted in (True, False):
        with sqlite_site.services.database.write() as db_session:
            record_consent(
                db_session, person, granted, account_id=account.id, language="en", at=sqlite_site.clock.now()
            )
        assert ("substance_use" in told()) is granted


def test_a_system_sees_its_own_areas_and_kinds_alone_and_its_own_pseudonyms(sqlite_site: Site) -> None:
    somebody(sqlite_site, "+13235550111", spa=6)
    somebody(sqlite_site, "+13235550112", spa=2)
    all_, six = Reader(sqlite_site), Reader(sqlite_site, "south", ("system/Task.read",), (6,))
    assert len(all_.every("Task")) == 2
    (task,) = six.every("Task")
    assert six.ask("ServiceRequest").status_code == 403
    other = next(each["id"] for each in all_.every("Task") if each["id"] != task["id"])
    assert six.ask(f"Task/{other}").status_code == 404
    assert six.ask(f"Task/{task['id']}").headers["ETag"] == 'W/"1"'
    assert all_.read(f"Task/{task['id']}")["for"] != six.read(f"Task/{task['id']}")["for"]


def test_no_token_a_wrong_a_revoked_and_an_old_one_open_nothing(sqlite_site: Site) -> None:
    reader = Reader(sqlite_site)
    systems = CountySystems(sqlite_site.services.database, sqlite_site.clock)
    bare = sqlite_site.client.get("/api/v1/fhir/Task")
    assert (bare.status_code, bare.json["resourceType"]) == (401, "OperationOutcome")
    for header in ("", "Bearer", "Bearer x", f"Basic {reader.token}", "Bearer " + "a" * 20_000):
        assert sqlite_site.client.get("/api/v1/fhir/Task", headers={"Authorization": header}).status_code == 401
    assert reader.ask("Task").status_code == 200
    sqlite_site.clock.instant += timedelta(days=91)
    assert reader.ask("Task").status_code == 401
    later = Reader(sqlite_site, "later")
    systems.revoke("later", "test")
    assert later.ask("Task").status_code == 401


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("Patient", 404), ("Task/none", 404), ("Task/a%20b", 400), ("Task?_count=0", 400), ("Task?_count=9999", 400),
        ("Task?_count=-1", 400), ("Task?_count=x", 400), ("Task?status=done", 400), ("Task?name=ana", 400),
        ("Task?_lastUpdated=yesterday", 400), ("Task?_lastUpdated=ge2026-13-01", 400), ("Task?_cursor=%00", 400),
        ("Task?_cursor=" + "A" * 3000, 400), ("Task?_count=1&_count=2", 400), ("ServiceRequest?status=draft", 400),
        ("Task?_lastUpdated=ge2026-11-01", 200),
    ],
)  # fmt: skip
def test_what_cannot_be_searched_is_refused_as_fhir_says(sqlite_site: Site, path: str, status: int) -> None:
    answer = Reader(sqlite_site).ask(path)
    assert answer.status_code == status
    assert answer.json["resourceType"] == ("Bundle" if status == 200 else "OperationOutcome")


def test_every_read_is_audited(sqlite_site: Site) -> None:
    somebody(sqlite_site, "+13235550111")
    reader = Reader(sqlite_site)
    reader.read("Task")
    reader.ask("Task/none")
    with sqlite_site.services.database.read() as db_session:
        events = db_session.scalars(select(AuditEvent).where(AuditEvent.what == "county_system.read")).all()
        assert [event.details for event in events] == [
            {"resource": "Task", "count": 1},
            {"resource": "Task", "count": 0},
        ]
        assert {event.actor for event in events} == {f"county:{reader.view.id}"}
        assert db_session.scalar(select(func.count()).select_from(AuditEvent)) > 2
