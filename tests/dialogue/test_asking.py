"""The questions of the forms: what is asked, and what is remembered before and after."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from rasa_sdk.executor import CollectingDispatcher

from bot.callbacks.booking import Booking
from bot.callbacks.hours import CallbackHours
from bot.callbacks.not_called import NotCalled
from bot.callbacks.pausing import Pauses
from bot.callbacks.tasks import Tasks
from bot.callbacks.times import TimeReader
from bot.callbacks.working_hours import Hours, WorkingWeek
from bot.cases.facts import KnownFacts
from bot.cases.follow_ups import FollowUps
from bot.cases.models import Account
from bot.cases.people import People, PersonView
from bot.cases.store import Cases
from bot.clock import LOS_ANGELES, FixedClock
from bot.db import Database
from bot.dialogue.actions import asking, calling, filling, talking
from bot.dialogue.actions.turn import CALLBACK_FORM, ERASE_FORM, SEARCH_FORM, Ports, PuenteAction
from bot.dialogue.outcomes import ServiceOutcomes
from bot.directory.reports import ListingReports
from bot.directory.search import DirectorySearch
from bot.privacy.encryption import Vault
from tests.dialogue.turns import place_of, tracker_of


@pytest.fixture
def ports(sqlite_database: Database, vault: Vault, clock: FixedClock) -> Ports:
    hours = CallbackHours()
    return Ports(
        clock=clock,
        people=People(sqlite_database, vault, clock),
        cases=Cases(sqlite_database, vault, clock),
        tasks=Tasks(sqlite_database, vault, clock),
        not_called=NotCalled(sqlite_database, clock),
        booking=Booking(sqlite_database, vault, clock),
        directory=DirectorySearch(sqlite_database, clock),
        hours=hours,
        times=TimeReader(hours),
        outcomes=ServiceOutcomes(FollowUps(sqlite_database, vault, clock), ListingReports(sqlite_database, clock)),
        known_facts=KnownFacts(sqlite_database, vault, clock),
    )


@pytest.fixture
def person(ports: Ports) -> PersonView:
    return ports.people.get_or_create("sms", "+13235550100", "en")


def run(
    action: type[PuenteAction], ports: Ports, text: str, intent: str, **read: Any
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """What the action says (response and arguments) and the slots it sets."""
    dispatcher = CollectingDispatcher()
    events = action(ports).run(dispatcher, tracker_of(text, intent, **read), {})
    return list(dispatcher.messages), {event["name"]: event["value"] for event in events if event["event"] == "slot"}


def confirm(ports: Ports, wanted: dict[str, Any], **read: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    said, slots = run(
        asking.AskCallbackConfirmed, ports, "at 3", "inform_time", form=CALLBACK_FORM, callback_time=wanted, **read
    )
    return said[0], slots["callback_time"]


def wanted(kind: str, start: datetime | None = None, hours: float = 1) -> dict[str, Any]:
    return {
        "kind": kind,
        "start": start.isoformat() if start else None,
        "end": (start + timedelta(hours=hours)).isoformat() if start else None,
    }


MONDAY_TEN = datetime(2026, 11, 23, 10, tzinfo=LOS_ANGELES)


class TestTheTimeReadBack:
    def test_a_time_inside_hours_is_offered_as_said(self, ports: Ports) -> None:
        said, window = confirm(ports, wanted("exact", MONDAY_TEN.replace(day=24, hour=15)), callback_name="Ray")
        assert said["response"] == "utter_ask_callback_confirmed"
        assert said["name"] == "Ray"
        assert window == {"kind": "exact", "start": "2026-11-24T15:00:00-08:00", "end": "2026-11-24T16:00:00-08:00"}

    def test_a_time_outside_hours_is_moved_to_the_nearest(self, ports: Ports) -> None:
        said, window = confirm(ports, wanted("outside_hours", MONDAY_TEN.replace(day=29, hour=3)))
        assert said["response"] == "utter_ask_callback_closed"
        assert window["start"] == "2026-11-30T08:00:00-08:00", "Sunday night becomes Monday morning"

    def test_a_time_gone_by_is_moved(self, ports: Ports) -> None:
        said, window = confirm(ports, wanted("past", MONDAY_TEN.replace(day=22, hour=16)))
        assert said["response"] == "utter_ask_callback_past"
        assert datetime.fromisoformat(window["end"]) > ports.clock.now()

    def test_a_window_that_ended_while_we_waited_is_moved(self, ports: Ports) -> None:
        said, window = confirm(ports, wanted("exact", MONDAY_TEN - timedelta(days=3)))
        assert said["response"] == "utter_ask_callback_past"
        assert datetime.fromisoformat(window["end"]) > ports.clock.now()

    def test_any_time_is_the_rest_of_today(self, ports: Ports, person: PersonView) -> None:
        said, window = confirm(ports, wanted("any"), pseudonym=person.pseudonym)
        assert said["response"] == "utter_ask_callback_confirmed"
        assert window == {"kind": "window", "start": "2026-11-23T10:00:00-08:00", "end": "2026-11-23T20:00:00-08:00"}

    def test_right_now_is_promised_for_the_coming_hour(self, ports: Ports) -> None:
        assert confirm(ports, wanted("exact", MONDAY_TEN))[1]["kind"] == "window"

    def test_every_minute_of_a_week_is_offered_a_time_that_is_open_and_to_come(
        self, ports: Ports, person: PersonView, clock: FixedClock
    ) -> None:
        for step in range(0, 7 * 24 * 60, 97):
            clock.instant = (MONDAY_TEN + timedelta(minutes=step)).astimezone(clock.instant.tzinfo)
            window = confirm(ports, wanted("any"), pseudonym=person.pseudonym)[1]
            start = datetime.fromisoformat(window["start"]).astimezone(LOS_ANGELES)
            assert datetime.fromisoformat(window["end"]) > clock.now()
            assert start.weekday() != 6
            assert 8 <= start.hour < 20


class TestTheMenuAskedAgain:
    """Nobody is shown the same menu over and over without a word, or without a way to a person."""

    def ask(self, ports: Ports, times: int, *, meanwhile: str = "action_extract_slots") -> list[str]:
        tracker = tracker_of("need daycare", "need", form=SEARCH_FORM, asked="needs")
        text = {"event": "user", "text": "x"}
        asked = {"event": "slot", "name": "requested_slot", "value": "needs"}
        tracker.events = [*[text, asked] * times, text, {"event": "action", "name": meanwhile}]
        dispatcher = CollectingDispatcher()
        asking.AskNeeds(ports).run(dispatcher, tracker, {})
        return [said["response"] for said in dispatcher.messages]

    def test_the_first_time_it_comes_alone(self, ports: Ports, person: PersonView) -> None:
        assert self.ask(ports, 0) == ["utter_ask_needs"]

    def test_then_with_a_word_of_regret_unless_the_text_was_answered(self, ports: Ports, person: PersonView) -> None:
        assert self.ask(ports, 1) == ["utter_not_understood", "utter_ask_needs"]
        assert self.ask(ports, 1, meanwhile="action_handle_doubt") == ["utter_ask_needs"]

    def test_and_then_with_a_person(self, ports: Ports, person: PersonView) -> None:
        assert self.ask(ports, 2) == ["utter_ask_needs_person"]
        assert self.ask(ports, 5) == ["utter_ask_needs_person"]


class TestNoCallToTellOf:
    def tell(self, ports: Ports, person: PersonView, **read: Any) -> tuple[list[str], list[dict[str, Any]]]:
        dispatcher = CollectingDispatcher()
        tracker = tracker_of("nobody called me", "callback_status", pseudonym=person.pseudonym, **read)
        events = calling.TellCallback(ports).run(dispatcher, tracker, {})
        return [said["response"] for said in dispatcher.messages], events

    def test_a_yes_to_a_call_is_offered_and_nothing_else_is_asked(self, ports: Ports, person: PersonView) -> None:
        said, events = self.tell(ports, person, form=SEARCH_FORM, asked="needs")
        assert said == ["utter_no_callback_sorry"]
        assert {"event": "active_loop", "timestamp": None, "name": None} in events

    def test_no_yes_is_asked_for_where_it_would_erase_everything(self, ports: Ports, person: PersonView) -> None:
        assert self.tell(ports, person, form=ERASE_FORM, asked="erase_confirmed") == (["utter_no_callback"], [])

    def test_while_one_is_set_up_that_is_said(self, ports: Ports, person: PersonView) -> None:
        said, events = self.tell(ports, person, form=CALLBACK_FORM, asked="callback_name")
        assert (said, events) == (["utter_no_callback_yet"], [])


class TestAYesAfterANo:
    def next_form(self, ports: Ports, person: PersonView, text: str, before: str) -> list[dict[str, Any]]:
        tracker = tracker_of(text, "affirm", pseudonym=person.pseudonym)
        earlier = [{"event": "user", "text": "no"}, {"event": "action", "name": before}]
        tracker.events = [*earlier, {"event": "user", "text": text}]
        return talking.WhatNext(ports).run(CollectingDispatcher(), tracker, {})

    def test_takes_back_what_was_let_go(self, ports: Ports, person: PersonView) -> None:
        assert self.next_form(ports, person, "si mejor si", "action_erase_data")[0]["name"] == ERASE_FORM
        assert self.next_form(ports, person, "yes", "action_book_callback")[0]["name"] == CALLBACK_FORM

    def test_a_mere_ok_takes_it_as_it_is(self, ports: Ports, person: PersonView) -> None:
        assert self.next_form(ports, person, "ok", "action_cancel_callback") == []


class TestBeforeTheQuestion:
    def read(self, ports: Ports, person: PersonView, text: str, intent: str, **read: Any) -> dict[str, Any]:
        return run(filling.ValidateSlotMappings, ports, text, intent, pseudonym=person.pseudonym, **read)[1]

    def test_a_lone_number_is_a_time_where_a_time_was_asked(self, ports: Ports, person: PersonView) -> None:
        asked = {"form": CALLBACK_FORM, "asked": "callback_time", "callback_name": ""}
        slots = self.read(ports, person, "4", "result_detail", **asked)
        assert slots["callback_time"]["start"] == "2026-11-23T16:00:00-08:00"
        assert "callback_time" not in self.read(ports, person, "4", "result_detail")

    def test_a_time_without_a_day_stays_on_the_day_offered(self, ports: Ports, person: PersonView) -> None:
        friday = wanted("exact", MONDAY_TEN.replace(day=27, hour=15))
        asked = {"form": CALLBACK_FORM, "asked": "callback_confirmed", "callback_name": "", "callback_time": friday}
        slots = self.read(ports, person, "no, at 4", "deny", **asked)
        assert slots["callback_time"]["start"] == "2026-11-27T16:00:00-08:00"

    def test_a_day_said_moves_it(self, ports: Ports, person: PersonView) -> None:
        friday = wanted("exact", MONDAY_TEN.replace(day=27, hour=15))
        asked = {"form": CALLBACK_FORM, "asked": "callback_confirmed", "callback_name": "", "callback_time": friday}
        slots = self.read(ports, person, "tomorrow at 4", "inform_time", **asked)
        assert slots["callback_time"]["start"] == "2026-11-24T16:00:00-08:00"

    def test_a_known_name_is_not_asked_for_again(self, ports: Ports, person: PersonView) -> None:
        ports.people.set_name(person.id, "Tina")
        assert self.read(ports, person, "call me", "callback_request")["callback_name"] == "Tina"

    def test_a_language_asked_for_is_kept(self, ports: Ports, person: PersonView) -> None:
        slots = self.read(ports, person, "en español por favor", "switch_language")
        assert slots["preferred_language"] == "es"
        known = ports.people.get(person.id)
        assert (known.preferred_language, known.language_chosen) == ("es", True)

    def test_how_long_the_person_was_away(self, ports: Ports, person: PersonView, clock: FixedClock) -> None:
        first = self.read(ports, person, "hi", "greet")
        assert first["away_hours"] is None
        clock.instant += timedelta(hours=5)
        assert self.read(ports, person, "hi", "greet", seen_at=first["seen_at"])["away_hours"] == 5

    def test_only_a_split_place_leaves_the_area_to_be_asked(self, ports: Ports, person: PersonView) -> None:
        split = place_of("90058", "90058", spa=None, spa_choices=[7, 6])
        assert self.read(ports, person, "90058", "inform_place", place=split)["callback_area"] is None
        assert self.read(ports, person, "compton", "inform_place", place=place_of())["callback_area"] == 0
        assert self.read(ports, person, "call me", "callback_request")["callback_area"] == 0

    def test_a_text_is_read_once(self, ports: Ports, person: PersonView) -> None:
        tracker = tracker_of("food", "need", needs=("food",), pseudonym=person.pseudonym)
        tracker.events.append({"event": "action", "name": "action_open_search"})
        assert filling.ValidateSlotMappings(ports).run(CollectingDispatcher(), tracker, {}) == []


class TestQuestions:
    def test_the_menu_is_remembered_with_its_numbers(self, ports: Ports) -> None:
        said, slots = run(asking.AskNeeds, ports, "hi", "greet", form=SEARCH_FORM)
        assert said[0]["response"] == "utter_ask_needs"
        assert slots["need_options"][:2] == ["housing", "food"]

    def test_the_pages_of_the_menu_come_round(self, ports: Ports) -> None:
        for page in range(1, 5):
            said, slots = run(asking.AskNeeds, ports, "6", "inform_time", form=SEARCH_FORM, menu_page=page)
            assert slots["menu_page"] == page % 4
            assert said[0]["response"] == ("utter_ask_needs" if page == 4 else "utter_ask_needs_more")

    def test_every_need_is_on_the_menu_once(self) -> None:
        offered = [code for page in asking.MENU for code in page if code != "more"]
        assert len(offered) == len(set(offered)) == 21

    @pytest.mark.parametrize("problem", ["vague", "unknown", "outside", "wide"])
    def test_a_place_that_was_no_answer_is_asked_for_in_other_words(self, ports: Ports, problem: str) -> None:
        said, slots = run(asking.AskPlace, ports, "x", "inform_place", form=SEARCH_FORM, place_problem=problem)
        assert said[0]["response"] == f"utter_ask_place_{problem}"
        assert slots["place_problem"] is None

    def test_a_place_said_in_passing_is_acknowledged(self, ports: Ports) -> None:
        here = place_of()
        said, _ = run(
            asking.AskCallbackTime, ports, "im in compton", "inform_place", form=CALLBACK_FORM, place=here, known=here
        )
        assert [one["response"] for one in said] == ["utter_place_noted", "utter_ask_callback_time"]

    def test_a_time_not_understood_is_asked_for_in_other_words(self, ports: Ports) -> None:
        said, _ = run(asking.AskCallbackTime, ports, "when ever", "inform_time", form=CALLBACK_FORM, time_tries=1)
        assert said[0]["response"] == "utter_ask_callback_time_again"


def working(ports: Ports, database: Database, *, calls_an_hour: int = 1) -> None:
    """One CHW who calls Monday to Friday, nine to seven, whoever asks."""
    with database.write() as db_session:
        db_session.add(Account(id="rosa", email="rosa@example.org", password_hash="x", role="chw", created_at=THEN))
    week = WorkingWeek(database, ports.clock)
    week.set_hours("rosa", [Hours(day, time(9), time(19)) for day in range(5)])
    week.set_profile("rosa", calls_an_hour=calls_an_hour, specialities=[])


THEN = datetime(2026, 11, 1, tzinfo=LOS_ANGELES)
ANY_TIME = {"kind": "any", "start": None, "end": None}
FREE = [
    ["2026-11-23T10:00:00-08:00", "2026-11-23T12:00:00-08:00"],
    ["2026-11-23T12:00:00-08:00", "2026-11-23T17:00:00-08:00"],
    ["2026-11-23T17:00:00-08:00", "2026-11-23T19:00:00-08:00"],
]


def test_who_says_any_time_is_offered_the_soonest_three_and_picks_one_by_number(
    ports: Ports, person: PersonView, sqlite_database: Database
) -> None:
    working(ports, sqlite_database)
    (said,), filled = run(
        asking.AskCallbackConfirmed, ports, "any time", "inform_time", pseudonym=person.pseudonym,
        callback_time=ANY_TIME,
    )  # fmt: skip
    assert said["response"] == "utter_ask_callback_choose"
    assert filled["callback_time"]["choices"] == FREE

    _, answered = run(
        filling.ValidateSlotMappings, ports, "2", "inform_time", pseudonym=person.pseudonym, form=CALLBACK_FORM, asked="callback_confirmed", **filled,
    )  # fmt: skip
    assert answered["callback_confirmed"] is True
    assert answered["callback_time"] == {"kind": "window", "start": FREE[1][0], "end": FREE[1][1]}


def test_a_window_that_filled_up_meanwhile_is_said_and_others_are_offered(
    ports: Ports, person: PersonView, sqlite_database: Database
) -> None:
    working(ports, sqlite_database)
    other = ports.people.get_or_create("sms", "+13235550101", "en")
    eleven = datetime(2026, 11, 23, 11, tzinfo=LOS_ANGELES)
    ports.booking.book(other.id, ["food"], "en", 6, None, eleven, eleven + timedelta(hours=1), None)
    agreed = {"kind": "exact", "start": eleven.isoformat(), "end": (eleven + timedelta(hours=1)).isoformat()}

    said, filled = run(
        calling.BookCallback, ports, "yes", "affirm", pseudonym=person.pseudonym,
        callback_time=agreed, callback_confirmed=True,
    )  # fmt: skip
    assert said == []
    assert (filled["callback_time"]["kind"], filled["callback_confirmed"]) == ("full", None)
    assert ports.tasks.open_callback(person.id) is None

    (said_next,), offered = run(
        asking.AskCallbackConfirmed, ports, "yes", "affirm", pseudonym=person.pseudonym, **filled
    )
    assert said_next["response"] == "utter_ask_callback_full"
    assert offered["callback_time"]["choices"][0] == ["2026-11-23T10:00:00-08:00", "2026-11-23T11:00:00-08:00"]


def test_nothing_is_booked_for_a_paused_case_and_a_chw_hears_that_the_person_wrote(
    ports: Ports, person: PersonView, sqlite_database: Database, vault: Vault, clock: FixedClock
) -> None:
    Pauses(sqlite_database, vault, clock).pause(person.id, "system")
    eleven = datetime(2026, 11, 23, 11, tzinfo=LOS_ANGELES)
    agreed = {"kind": "exact", "start": eleven.isoformat(), "end": (eleven + timedelta(hours=1)).isoformat()}

    (said,), filled = run(
        calling.BookCallback, ports, "yes", "affirm", pseudonym=person.pseudonym,
        callback_time=agreed, callback_confirmed=True,
    )  # fmt: skip

    assert said["response"] == "utter_callback_paused"
    assert filled["callback_time"] is None
    assert ports.tasks.open_callback(person.id) is None
    (told,) = ports.tasks.queue()
    assert (told.kind, told.reason, told.priority) == ("follow_up", "wrote_while_paused", "urgent")
