"""The directory as HSDS over HTTP: its description is true, and what it gives out is HSDS."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import schemathesis
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from bot.clock import FixedClock
from bot.db import Database
from bot.directory.editing import DirectoryEditor
from bot.directory.importing.entry import import_path
from bot.directory.publishing import PublishedServices, ServicesQuery
from tests.directory.packages import small_directory, write_package
from tests.webhooks.conftest import Site
from webhooks.api.description import openapi

PUBLISHED = Path(__file__).parents[2] / ".tools" / "schemas" / "hsds"
HSDS: dict[str, Any] = json.loads((Path(__file__).parents[1] / "vectors" / "hsds_3_1.json").read_text())["tables"]

CALM = settings(max_examples=30, suppress_health_check=list(HealthCheck))


@pytest.fixture
def database(shipped_template: Path, tmp_path: Path) -> Iterator[Database]:
    """The shipped directory on SQLite; what PostgreSQL does differently has its own test below."""
    made = Database(f"sqlite:///{shutil.copy(shipped_template, tmp_path / 'shipped.sqlite3')}")
    yield made
    made.dispose()


@pytest.fixture
def api(site: Site, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    monkeypatch.setattr("webhooks.api.blueprint.RATE", "1000000 per minute")
    return site.client


def get(api: FlaskClient, path: str, status: int = 200) -> Any:
    answer = api.get(f"/api/v1{path}")
    assert answer.status_code == status, answer.text
    return answer.json


def valid(api: FlaskClient, name: str, document: Any) -> None:
    schema = {"$ref": f"#/components/schemas/{name}", "components": get(api, "/openapi.json")["components"]}
    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(document)


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode))
def test_the_description_holds_for_whatever_is_asked(api: FlaskClient, mode: schemathesis.GenerationMode) -> None:
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", api.application)
    tried = 0
    for result in described.get_all_operations():
        operation = result.ok()
        if mode is schemathesis.GenerationMode.NEGATIVE and not (operation.query or operation.path_parameters):
            continue  # nothing can be asked wrongly

        @CALM
        @given(case=operation.as_strategy(generation_mode=mode))
        def holds(case: schemathesis.Case) -> None:
            nonlocal tried
            tried += 1
            case.call_and_validate()

        holds()
    assert tried > 40


def test_it_says_what_it_is(api: FlaskClient) -> None:
    about = get(api, "/")
    valid(api, "api", about)
    assert about["version"].startswith("3.1")
    assert about["openapi_url"] == "https://puente.example.org/api/v1/openapi.json"


def test_every_shipped_service_is_valid_in_full_and_in_pages(api: FlaskClient) -> None:
    lines = api.get("/api/v1/services?format=ndjson&full=true").text.splitlines()
    total = get(api, "/services?per_page=1")["total_items"]
    assert len(lines) == total > 900
    schema = {"$ref": "#/components/schemas/service", "components": get(api, "/openapi.json")["components"]}
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    for line in lines:
        validator.validate(json.loads(line))
    for asked in ("", "?minimal=true", "?full=true&per_page=5"):
        valid(api, "services_page", get(api, f"/services{asked}"))


@pytest.mark.skipif(not PUBLISHED.exists(), reason="HSDS's published schemas are not here; deploy/published-schemas.py")
def test_every_shipped_service_is_valid_by_the_published_schemas(api: FlaskClient) -> None:
    published = {path.name: json.loads(path.read_text()) for path in PUBLISHED.glob("*.json")}
    found = Registry[Any]().with_resources(
        (name, Resource.from_contents(schema, default_specification=DRAFT202012)) for name, schema in published.items()
    )
    service = jsonschema.Draft202012Validator(
        published["service.json"], registry=found, format_checker=jsonschema.FormatChecker()
    )
    services = [json.loads(line) for line in api.get("/api/v1/services?format=ndjson&full=true").text.splitlines()]
    assert len(services) > 900
    for each in services:
        service.validate(each)
    assert not service.is_valid(services[0] | {"status": "open"})


def test_pages_follow_on_without_gap_or_repeat(api: FlaskClient) -> None:
    everything = [json.loads(line)["id"] for line in api.get("/api/v1/services?format=ndjson").text.splitlines()]
    seen: list[str] = []
    page = 1
    while True:
        answer = get(api, f"/services?minimal=true&per_page=200&page={page}")
        assert answer["first_page"] == (page == 1) and answer["size"] == len(answer["contents"])
        seen += [one["id"] for one in answer["contents"]]
        if answer["last_page"]:
            break
        page += 1
    assert seen == everything == sorted(set(everything))
    assert get(api, f"/services?per_page=200&page={page + 1}")["empty"]


def test_filters_narrow_what_is_listed(api: FlaskClient, clock: FixedClock) -> None:
    everything = get(api, "/services?full=true&per_page=200")
    one = next(each for each in everything["contents"] if each.get("attributes"))
    term = one["attributes"][0]["taxonomy_term"]
    for name, value in (
        ("organization_id", one["organization_id"]),
        ("taxonomy_term_id", term["id"]),
        ("taxonomy_id", term["taxonomy_id"]),
        ("search", one["name"].upper()[:40]),
    ):
        found = [json.loads(line)["id"] for line in
                 api.get("/api/v1/services", query_string={name: value, "format": "ndjson"}).text.splitlines()]  # fmt: skip
        assert one["id"] in found, name
        assert name == "taxonomy_id" or len(found) < everything["total_items"], name
    assert get(api, "/services?search=%25")["total_items"] < 20, "a percent sign is a percent sign"


def test_what_changed_since_is_found(api: FlaskClient, site: Site) -> None:
    site.clock.instant += timedelta(days=1)
    since = site.clock.now().isoformat().replace("+00:00", "Z")
    assert get(api, f"/services?modified_after={since}")["empty"]
    one = get(api, "/services?full=true&per_page=20")["contents"]
    listed = next(each for each in one if each.get("service_at_locations"))
    DirectoryEditor(site.services.database, site.clock).withdraw(
        listed["service_at_locations"][0]["id"], "an-account", "closed for good"
    )
    (changed,) = get(api, f"/services?modified_after={since}&minimal=true")["contents"]
    assert changed["id"] == listed["id"]
    assert get(api, f"/services/{listed['id']}")["status"] == "inactive"


@pytest.mark.parametrize(
    "asked",
    ["page=0", "page=x", "per_page=100000", "page=1&page=2", "modified_after=yesterday", "full=maybe", "pge=2",
     "search=" + "a" * 5000, "search=%00", "format=xml"],
)  # fmt: skip
def test_what_cannot_be_used_is_named(api: FlaskClient, asked: str) -> None:
    refused = get(api, f"/services?{asked}", 400)
    assert refused["error"] == "bad_parameter"
    assert asked.partition("=")[0] in refused["detail"]


def test_an_unknown_service_is_not_found(api: FlaskClient) -> None:
    assert get(api, "/services/00000000-0000-4000-8000-000000000000", 404)["error"] == "no_such_service"
    assert get(api, "/services/none", 400)["error"] == "bad_parameter"


def test_nobody_may_read_without_pause(site: Site) -> None:
    answers = [site.client.get("/api/v1/").status_code for _ in range(125)]
    assert answers[0] == 200 and answers[-1] == 429


def test_sqlite_and_postgresql_publish_the_same(
    sqlite_database: Database, postgres_database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    package = write_package(tmp_path / "package", small_directory(40))
    published = []
    for each in (sqlite_database, postgres_database):
        import_path(each, package, clock)
        published.append(PublishedServices(each))
    one, two = published
    everything = list(one.stream(ServicesQuery(full=True)))
    assert len(everything) == 40
    for query in (
        ServicesQuery(full=True),
        ServicesQuery(page=2, per_page=7),
        ServicesQuery(search=everything[3]["name"].lower()),
        ServicesQuery(organization_id=everything[5]["organization_id"]),
        ServicesQuery(modified_after=clock.now(), minimal=True),
        ServicesQuery(modified_after=clock.now() + timedelta(seconds=1)),
    ):
        assert one.page(query) == two.page(query)
        assert list(one.stream(query)) == list(two.stream(query))


@pytest.mark.parametrize("name", sorted(HSDS))
def test_the_description_says_of_every_table_what_the_standard_says(name: str) -> None:
    published, schema = HSDS[name], openapi("https://puente.example.org/api/v1")["components"]["schemas"][name]
    fields = {field for field in schema["properties"] if field not in published["nested"]}
    assert fields == set(published["fields"])
    for field, kind in published["fields"].items():
        said = schema["properties"][field]
        assert said.get("enum") == (kind if isinstance(kind, list) else None), field
        assert said["type"] == ("number" if kind == "number" else "string"), field
        if kind in ("uuid", "date", "date-time"):
            assert said["format"] == kind, field
    promised = {field for field in published["required"] if field in published["fields"]}
    assert promised <= set(schema["required"])
