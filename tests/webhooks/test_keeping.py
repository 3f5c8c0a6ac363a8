"""One round of housekeeping reaches everything that is kept: the case store, Rasa's conversations, Twilio's copies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cases.messages import Messages
from bot.cases.people import People
from bot.messaging.provider_copies import TwilioCopies
from tests.twilio_account import ACCOUNT, SERVICE, TwilioAccount, running_twilio_account
from tests.webhooks.conftest import Site
from webhooks.cli import cli
from webhooks.keeping import Keeper, open_trackers
from webhooks.stores import Stores

PHONE, OURS = "+13235557391", "+12135550199"


@pytest.fixture
def account() -> Iterator[TwilioAccount]:
    with running_twilio_account() as running:
        yield running


@pytest.fixture
def keeper(sqlite_site: Site, account: TwilioAccount) -> Keeper:
    services = sqlite_site.services
    copies = TwilioCopies(ACCOUNT, "token", messaging_service_sid=SERVICE, api_base=account.url)
    trackers = services.trackers
    trackers._now = lambda: services.clock.now().timestamp()
    return Keeper(sqlite_site.settings, services.database, services.vault, services.clock, trackers, copies)


def talk(site: Site, account: TwilioAccount) -> str:
    """A text and its answer, as Rasa and Twilio keep them too; the person's pseudonym."""
    site.sms("need food", phone=PHONE)
    account.add(PHONE, OURS, "need food", sent=site.clock.now(), pictures=1)
    account.add(OURS, PHONE, "answer", direction="outbound-reply", sent=site.clock.now())
    person = site.services.people.find("sms", PHONE)
    assert person is not None
    site.services.trackers.append(person.pseudonym, "[]", 1)
    return person.pseudonym


def test_an_erasure_reaches_rasa_and_twilio_also_when_twilio_was_down(
    sqlite_site: Site, keeper: Keeper, account: TwilioAccount
) -> None:
    pseudonym = talk(sqlite_site, account)
    person = sqlite_site.services.people.find("sms", PHONE)
    assert person is not None
    sqlite_site.services.cases.erase(person.id)
    account.refuse = (503, 20503)
    sqlite_site.clock.instant += timedelta(minutes=15)
    assert keeper.settle() == 1
    assert sqlite_site.services.trackers.load(pseudonym) == []
    assert PHONE in account.everything()
    assert keeper.outside.owed().error_codes == ("twilio_20503",)
    account.refuse = None
    sqlite_site.clock.instant += timedelta(minutes=2)
    assert keeper.settle() == 1
    assert account.texts == {}
    assert keeper.outside.owed().copies == 0


def test_each_kind_of_thing_goes_when_its_own_time_is_up(
    sqlite_site: Site, keeper: Keeper, account: TwilioAccount
) -> None:
    pseudonym = talk(sqlite_site, account)
    keeper.purge()
    sqlite_site.clock.instant += timedelta(days=6)
    assert keeper.purge().conversations == 0
    sqlite_site.clock.instant += timedelta(days=2)
    assert keeper.purge().conversations == 1
    assert sqlite_site.services.trackers.load(pseudonym) == []
    assert [text.body for text in account.texts.values()] == ["need food", "answer"]
    sqlite_site.clock.instant += timedelta(days=24)
    done = keeper.purge()
    assert done.purged.words == 1
    assert [(text.body, text.pictures) for text in account.texts.values()] == [("", []), ("", [])]
    sqlite_site.clock.instant += timedelta(days=730)
    assert keeper.purge().purged.people == 1


def test_the_commands_rotate_keys_under_a_whole_instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUENTE_INSTANCE", str(tmp_path))
    stores = Stores()
    person = People(stores.database, stores.vault, stores.clock).get_or_create("sms", PHONE, "en")
    Messages(stores.database, stores.vault, stores.clock).record_inbound(person.id, "sms", "SM1", "need food")
    open_trackers(stores.settings, stores.vault).append(person.pseudonym, "[]", 1)
    run = CliRunner().invoke
    fresh = run(cli, ["keys", "new", "k2"]).output.strip()
    monkeypatch.setenv("PUENTE_DATA_KEYS", f"{fresh},{stores.settings.puente_data_keys}")
    assert "3 values under older keys" in run(cli, ["keys", "status"]).output
    rotated = run(cli, ["keys", "rotate", "--batch", "1"])
    assert rotated.exit_code == 0, rotated.output
    assert "everything is sealed with the current key" in run(cli, ["keys", "status"]).output
    lookup = next(entry for entry in stores.settings.puente_data_keys.split(",") if entry.startswith("lookup:"))
    monkeypatch.setenv("PUENTE_DATA_KEYS", f"{fresh},{lookup}")
    shown = run(cli, ["case", "show", PHONE])
    assert shown.exit_code == 0, shown.output
    assert "need food" in shown.output


@pytest.mark.parametrize("name", ["lookup", "lookup2", "with:colon", "a,b", "", "x" * 40])
def test_a_key_may_not_be_named_so(name: str) -> None:
    assert CliRunner().invoke(cli, ["keys", "new", name]).exit_code == 2
