"""Other systems hear of every change, in order, once they can be reached; and can prove who tells them."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from bot.callbacks.tasks import Tasks
from bot.cases.county.hooks import BACKOFF, CountyHooks
from bot.cases.county.models import CountyHook
from bot.cases.county.sharing import Sharing, Wanted
from bot.cases.county.systems import CountySystems, SystemView
from bot.cases.follow_ups import FollowUps
from bot.cases.people import People
from bot.cases.store import Cases
from bot.clock import FixedClock
from bot.db import Database
from bot.errors import Conflict, InvalidInput, NotFound, Unavailable
from bot.privacy.encryption import Vault
from tests.local_json import answering
from webhooks.sending import post_message

URL = "https://hub.example.org/puente"
BOTH = ("system/Task.read", "system/ServiceRequest.read")


class Hub:
    """The other system: keeps what it was told; `status` is what it answers, None nothing at all."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str, Mapping[str, str]]] = []
        self.status: int | None = 204
        self._lock = threading.Lock()

    def __call__(self, url: str, body: str, headers: Mapping[str, str]) -> int:
        with self._lock:
            self.told.append((url, body, headers))
        if self.status is None:
            raise Unavailable("down")
        return self.status

    @property
    def heard(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body, _ in self.told]


class County:
    def __init__(self, database: Database, vault: Vault, clock: FixedClock) -> None:
        self.database, self.clock = database, clock
        self.people, self.cases = People(database, vault, clock), Cases(database, vault, clock)
        self.tasks, self.follow_ups = Tasks(database, vault, clock), FollowUps(database, vault, clock)
        self.sharing = Sharing(database, vault, clock, "https://puente.example.org/api/v1/fhir")
        self.hooks = CountyHooks(database, vault, clock, self.sharing)
        self.systems = CountySystems(database, clock)

    def system(self, name: str = "hub", scopes: tuple[str, ...] = BOTH) -> SystemView:
        return self.systems.add(name, scopes, lasts=timedelta(days=30), actor="test")[0]

    def callback(self, phone: str = "+13235550111") -> str:
        """The id of a person who asked for one."""
        person = self.people.get_or_create("sms", phone, "en")
        self.tasks.create(person.id, "callback", needs=["food"], language="en")
        return person.id

    def later(self, wait: timedelta) -> None:
        self.clock.instant += wait


@pytest.fixture
def county(database: Database, vault: Vault, clock: FixedClock) -> County:
    return County(database, vault, clock)


def test_a_change_is_told_once_signed_and_without_saying_what(county: County) -> None:
    county.clock.instant = datetime.now(UTC)  # its reader refuses what is minutes old
    county.callback("+13235550110")  # before anybody listened
    county.system()
    _, secret = county.hooks.add("hub", URL, "test")
    hub = Hub()
    assert county.hooks.run_once(hub) == 0
    county.callback()
    assert (county.hooks.run_once(hub), county.hooks.run_once(hub)) == (1, 0)
    ((url, body, headers),) = hub.told
    assert url == URL
    message = Webhook(secret).verify(body, dict(headers))
    assert message["type"] == "Task.changed" and set(message["data"]) == {"resourceType", "id"}
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body.replace("Task", "Tusk"), dict(headers))


def test_while_it_cannot_be_reached_nothing_is_lost_or_overtaken(county: County) -> None:
    county.system()
    county.hooks.add("hub", URL, "test")
    hub = Hub()
    hub.status = 503
    for number in range(3):
        county.callback(f"+132355501{number:02}")
    assert county.hooks.run_once(hub) == 0 and len(hub.told) == 1
    assert county.hooks.run_once(hub) == 0 and len(hub.told) == 1  # it waits
    county.later(BACKOFF[0])
    hub.status = None
    county.hooks.run_once(hub)
    assert (county.hooks.all()[0].failures, county.hooks.all()[0].last_error) == (2, "no_answer")
    county.later(BACKOFF[1])
    hub.status, hub.told = 200, []
    assert county.hooks.run_once(hub) == 3
    ids = [headers["webhook-id"] for _, _, headers in hub.told]
    assert ids == sorted(ids, key=lambda each: int(each.partition("_")[2])) and len(set(ids)) == 3
    (hook,) = county.hooks.all()
    assert (hook.failures, hook.last_error, hook.waiting) == (0, None, 0)


def test_given_up_it_is_stopped_and_goes_on_where_it_stood(county: County) -> None:
    county.system()
    hook, _ = county.hooks.add("hub", URL, "test")
    hub = Hub()
    hub.status = 500
    county.callback()
    for wait in (*BACKOFF, timedelta()):
        county.hooks.run_once(hub)
        county.later(wait)
    assert len(hub.told) == len(BACKOFF) + 1
    assert county.hooks.all()[0].stopped_at is not None
    hub.status = 200
    assert county.hooks.run_once(hub) == 0
    county.hooks.start(hook.id, "test")
    assert county.hooks.run_once(hub) == 1


def test_whoever_says_gone_is_told_no_more(county: County) -> None:
    county.system()
    county.hooks.add("hub", URL, "test")
    hub = Hub()
    hub.status = 410
    county.callback()
    county.hooks.run_once(hub)
    assert county.hooks.all()[0].stopped_at == county.clock.now()


def test_only_what_the_system_may_read_is_told(county: County) -> None:
    county.system("tasks", ("system/Task.read",))
    county.system("referrals", ("system/ServiceRequest.read",))
    for name in ("tasks", "referrals"):
        county.hooks.add(name, f"https://{name}.example.org", "test")
    person = county.callback()
    case = county.cases.open_case(person)
    for need in ("food", "substance_use"):
        county.cases.record_referrals(case, need, [(f"at-{need}", 1.0)], "en")
        county.follow_ups.note_outcome(person, [f"at-{need}"], "reached")
    hub = Hub()
    county.hooks.run_once(hub)
    told = sorted((url.partition("//")[2].partition(".")[0], json.loads(body)["type"]) for url, body, _ in hub.told)
    assert told == [("referrals", "ServiceRequest.changed"), ("tasks", "Task.changed")]


def test_an_erased_person_is_told_of_by_the_pseudonym_the_system_knows(county: County) -> None:
    system = county.system()
    county.hooks.add("hub", URL, "test")
    person = county.callback()
    (task,) = county.sharing.page(system, "Task", Wanted()).resources
    county.cases.erase(person)
    hub = Hub()
    county.hooks.run_once(hub)
    assert hub.heard[-1]["type"] == "person.erased"
    assert hub.heard[-1]["data"] == {"subject": task["for"]["identifier"]["value"]}


def test_revoked_over_or_stopped_it_hears_nothing(county: County) -> None:
    county.system()
    hook, _ = county.hooks.add("hub", URL, "test")
    county.callback()
    hub = Hub()
    county.hooks.stop(hook.id, "test")
    assert county.hooks.run_once(hub) == 0
    county.hooks.start(hook.id, "test")
    county.later(timedelta(days=31))
    assert county.hooks.run_once(hub) == 0
    county.clock.instant -= timedelta(days=31)
    county.systems.revoke("hub", "test")
    county.systems.revoke("hub", "test")
    assert county.hooks.run_once(hub) == 0
    with pytest.raises(NotFound):
        county.hooks.add("hub", URL, "test")


def test_two_workers_tell_it_once(county: County) -> None:
    county.system()
    county.hooks.add("hub", URL, "test")
    for number in range(10):
        county.callback(f"+132355501{number:02}")
    hub = Hub()
    with ThreadPoolExecutor(4) as pool:
        taken = sum(pool.map(lambda _: county.hooks.run_once(hub), range(4)))
    assert taken == len(hub.told) == 10


def test_a_worker_that_died_is_followed_by_another(county: County) -> None:
    county.system()
    county.hooks.add("hub", URL, "test")
    county.callback()

    def dies(url: str, body: str, headers: Mapping[str, str]) -> int:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        county.hooks.run_once(dies)
    hub = Hub()
    assert county.hooks.run_once(hub) == 0
    county.later(timedelta(minutes=3))
    assert county.hooks.run_once(hub) == 1


@pytest.mark.parametrize(
    "url", ["", "hub", "http://hub.example.org", "ftp://hub", "https://", "https://u:p@hub", "https://[", "https://h/" + "a" * 600]
)  # fmt: skip
def test_an_address_that_is_none_is_refused(county: County, url: str) -> None:
    county.system()
    with pytest.raises(InvalidInput):
        county.hooks.add("hub", url, "test")


@pytest.mark.parametrize(
    ("name", "scopes", "spas", "days"),
    [("x", ("system/Task.read",), (), 9), ("hub", (), (), 9), ("hub", ("all",), (), 9),
     ("hub", ("system/Task.read",), (9,), 9), ("hub", ("system/Task.read",), (), 0),
     ("hub", ("system/Task.read",), (), 900), ("<b>", ("system/Task.read",), (), 9)],
)  # fmt: skip
def test_a_system_is_refused_in_words(
    county: County, name: str, scopes: tuple[str, ...], spas: tuple[int, ...], days: int
) -> None:
    with pytest.raises(InvalidInput):
        county.systems.add(name, scopes, spas=spas, lasts=timedelta(days=days), actor="test")


def test_a_name_is_given_once(county: County) -> None:
    county.system()
    with pytest.raises(Conflict):
        county.system()


def test_a_hook_whose_row_went_meanwhile_is_forgotten(county: County) -> None:
    county.system()
    county.hooks.add("hub", URL, "test")
    county.callback()

    def removes(url: str, body: str, headers: Mapping[str, str]) -> int:
        with county.database.write() as db_session:
            db_session.execute(delete(CountyHook))
        return 204

    county.hooks.run_once(removes)
    with county.database.read() as db_session:
        assert db_session.scalars(select(CountyHook)).all() == []


def test_over_the_wire_an_answer_is_its_status_and_silence_is_no_answer() -> None:
    heard: list[str] = []

    def answer(method: str, path: str, form: dict[str, str]) -> tuple[int, object]:
        heard.append(f"{method} {path}")
        return (302 if path == "/moved" else 202), None

    with answering(answer) as url:
        assert post_message(f"{url}/in", "{}", {"webhook-id": "1"}) == 202
        assert post_message(f"{url}/moved", "{}", {}) == 302
    assert heard == ["POST /in", "POST /moved"]
    with pytest.raises(Unavailable):
        post_message(url, "{}", {})
