"""Staff in the directory: what is reported and old, search, correcting, confirming, withdrawing and adding."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.directory.importing.entry import import_path
from bot.directory.models import Metadata
from bot.directory.reports import ListingReports
from tests.directory.packages import add_service, made_id, small_directory, write_package
from tests.webhooks.console.conftest import Office
from tests.webhooks.pages_app import Browser

FIRST, SECOND = (made_id("service_at_location", number) for number in (0, 1))
HOME = "/console/directory/"


@pytest.fixture
def desk(office: Office, tmp_path: Path) -> Office:
    tables = small_directory(3)
    tables["service"][1]["assured_date"] = "2019-05-02"
    add_service(tables, 7, need="safety", service={"name": "Safe house"})
    import_path(office.services.database, write_package(tmp_path / "p", tables), office.clock)
    return office


def report(desk: Office, listing: str, *people: str, outcome: str = "closed") -> None:
    for person in people:
        ListingReports(desk.services.database, desk.clock).record(listing, person, outcome)


def send(browser: Browser, where: str, **typed: Any) -> str:
    """The form on this page with `typed` filled in; needs as they are ticked."""
    ticked = [
        part.split('"')[0] for part in browser.source.split('name="needs" value="')[1:] if " checked" in part[:60]
    ]
    values: dict[str, Any] = {**browser.form(where), "needs": ticked, **typed}
    return browser.post(where, values)


def offered(desk: Office) -> list[str]:
    return [each.name for each in desk.services.directory.nearest("food", 34.05, -118.24, limit=5)]


def test_only_staff_and_administrators_may_look(desk: Office) -> None:
    for name, status in (("rosa", 403), ("stella", 200), ("ada", 200)):
        browser = desk.browser(name)
        browser.get(HOME)
        assert browser.status == status
    nobody = desk.browser()
    nobody.get(f"{HOME}{FIRST}")
    assert nobody.address == "/console/login"


def test_what_is_reported_comes_first_and_else_what_is_old(desk: Office) -> None:
    browser = desk.browser("stella")
    page = browser.get(HOME)
    assert "Pantry 1" in page and "Checked May 2, 2019" in page and "Pantry 0" not in page
    report(desk, FIRST, "ana", "ben")
    page = browser.get(HOME)
    assert "Pantry 0" in page and "Hidden" in page and "Reported by 2, first on Nov 23" in page


@pytest.mark.parametrize("words", ["pantry 2", "helpers 2", "3 main", "(213) 555-0002", "5550002"])
def test_a_listing_is_found_by_what_staff_know_of_it(desk: Office, words: str) -> None:
    page = desk.browser("stella").get(f"{HOME}?q={words}")
    assert "Pantry 2" in page


def test_strange_words_find_nothing_and_break_nothing(desk: Office) -> None:
    browser = desk.browser("stella")
    for words in ("%", "_", "'; drop table", "<b>x</b>", "x" * 5000):
        page = browser.get(HOME, query_string={"q": words})
        assert browser.status == 200 and "Nothing was found" in page
    browser.get(f"{HOME}?show=stale&page=99999999")
    assert browser.status == 200
    browser.get(f"{HOME}not-a-listing")
    assert browser.status == 404
    assert "There is no such listing" in browser.get(f"{HOME}{made_id('nothing')}")


def test_a_correction_is_searched_at_once_and_says_who(desk: Office) -> None:
    browser = desk.browser("stella")
    browser.get(f"{HOME}{SECOND}")
    page = send(browser, f"{HOME}{SECOND}/correct", name="Better pantry", hours="Mon-Fri 8am-4pm")
    assert "Saved. It counts as checked today." in page and "Checked Nov 23, 2026" in page
    assert "stella@example.org" in page and "Pantry 1" in page, "the trail, with the name it had"
    assert "Better pantry" in offered(desk)
    with desk.services.database.read() as db_session:
        named = {row.field_name: row.updated_by for row in db_session.query(Metadata)}
    assert set(named) == {"name", "hours", "assured_date"}, "what was not touched leaves no trace"
    assert not any("@" in by for by in named.values()), "trails are published"
    assert [event.entity_id for event in desk.events("listing.corrected")] == [SECOND]


def test_two_people_see_each_others_change(desk: Office) -> None:
    stella, ada = desk.browser("stella"), desk.browser("ada")
    stella.get(f"{HOME}{FIRST}")
    ada.get(f"{HOME}{FIRST}")
    send(stella, f"{HOME}{FIRST}/correct", phone="213-555-9999")

    page = send(ada, f"{HOME}{FIRST}/correct", name="Ada's pantry", phone="213-555-1111")

    assert ada.status == 409
    assert "stella@example.org changed it, last at 10:00 am." in page and "213-555-9999" in page
    assert ada.form(f"{HOME}{FIRST}/correct")["name"] == "Ada's pantry", "what was typed is kept"
    assert "Pantry 0" in offered(desk)
    send(ada, f"{HOME}{FIRST}/correct")
    assert ada.status == 200 and "Ada's pantry" in offered(desk)


@pytest.mark.parametrize("way", ["confirm", "withdraw"])
def test_a_short_form_from_an_old_page_is_stopped_too(desk: Office, way: str) -> None:
    stella, ada = desk.browser("stella"), desk.browser("ada")
    stella.get(f"{HOME}{FIRST}")
    ada.get(f"{HOME}{FIRST}")
    send(stella, f"{HOME}{FIRST}/correct", name="New name")
    ada.submit(f"{HOME}{FIRST}/{way}", **({"reason": "gone"} if way == "withdraw" else {}))
    assert ada.status == 409
    assert "New name" in offered(desk)


def test_checking_a_hidden_listing_brings_it_back(desk: Office) -> None:
    report(desk, FIRST, "ana", "ben")
    assert "Pantry 0" not in offered(desk)
    browser = desk.browser("stella")
    page = browser.get(f"{HOME}{FIRST}")
    assert "Closed: 2" in page and "Two people found it wrong" in page
    page = browser.submit(f"{HOME}{FIRST}/confirm")
    assert "Confirmed." in page and "Two people found it wrong" not in page
    assert "Pantry 0" in offered(desk)


def test_withdrawing_needs_a_reason_and_can_be_undone(desk: Office) -> None:
    browser = desk.browser("stella")
    browser.get(f"{HOME}{FIRST}")
    page = browser.submit(f"{HOME}{FIRST}/withdraw", reason=" ")
    assert browser.status == 400 and "Say why" in page
    page = browser.submit(f"{HOME}{FIRST}/withdraw", reason="closed for good")
    assert "Withdrawn. Nobody is sent there any more." in page and "closed for good" in page
    assert "Pantry 0" not in offered(desk)
    assert "Pantry 0" in browser.get(f"{HOME}?q=pantry 0"), "still found by staff"
    browser.get(f"{HOME}{FIRST}")
    browser.submit(f"{HOME}{FIRST}/restore", reason="open again")
    assert "Pantry 0" in offered(desk)


def test_a_new_listing_stands_where_its_zip_code_is(desk: Office) -> None:
    browser = desk.browser("stella")
    browser.get(f"{HOME}new")
    page = send(browser, f"{HOME}new", name="New kitchen", address="1 New St")
    assert browser.status == 400 and "1 New St" in browser.source, "what was typed is kept"
    assert "A listing needs a name" in page
    page = send(browser, f"{HOME}new", needs=["food"], city="Compton", postal_code="90220", phone="310-555-0100")
    assert "Added." in page and "1 New St" in browser.source
    found = desk.services.directory.nearest("food", 33.88, -118.24, limit=1)[0]
    assert (found.name, found.organization, found.phone) == ("New kitchen", "New kitchen", "+13105550100")
    assert found.distance_miles is not None and found.distance_miles < 3


def test_a_confidential_address_is_not_shown_to_staff_either(desk: Office) -> None:
    browser = desk.browser("stella")
    assert "8 Main St" not in browser.get(f"{HOME}?q=safe house")
    assert "Nothing was found" in browser.get(f"{HOME}?q=8 main")
    page = browser.get(f"{HOME}{made_id('service_at_location', 7)}")
    assert "kept secret" in page and "8 Main St" not in browser.source
    send(browser, f"{HOME}{made_id('service_at_location', 7)}/correct", address="9 Elm St", name="Safer house")
    assert browser.status == 200 and "9 Elm St" not in browser.source


def test_bad_forms_get_words_not_a_crash(desk: Office) -> None:
    browser = desk.browser("stella")
    browser.get(f"{HOME}{FIRST}")
    address = f"{HOME}{FIRST}/correct"
    for typed in ({"name": ""}, {"name": "x" * 501}, {"needs": []}, {"name": "a\x00b"}):
        send(browser, address, **typed)
        assert browser.status == 400 and "Not saved" in browser.page
        browser.get(f"{HOME}{FIRST}")
    browser.post(address, {"csrf_token": browser.form(address)["csrf_token"]})
    assert browser.status == 400
    browser.post(address, {"name": "no token"})
    assert browser.status == 400
    assert "Pantry 0" in offered(desk)


def test_the_pages_speak_spanish(desk: Office) -> None:
    browser = desk.browser("stella")
    browser.get(HOME)
    page = browser.submit("/console/language", language="es")
    assert "Directorio de servicios" in page and "Sin revisar en un año" in page
