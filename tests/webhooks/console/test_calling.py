"""The console's calls over a Twilio account that rings: the CHW's phone, 1, the person's, and what becomes of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from twilio.request_validator import RequestValidator

from bot.callbacks.attempts import Attempts
from bot.callbacks.call_models import BridgedCall
from bot.callbacks.pausing import Pauses
from bot.callbacks.staff_models import RegisteredPhone
from bot.cases.consents import Consents
from bot.cases.models import Account, Person
from bot.cases.number_changes import set_aside
from bot.clock import LOS_ANGELES, FixedClock
from bot.db import Database
from bot.messaging.reassigned import Holder, RecordingNumberCheck
from bot.privacy.encryption import Vault
from tests.twilio_voice import ACCOUNT, COUNTY, Bridge, VoiceAccount, running_voice_account
from tests.webhooks.console.conftest import TEAM, TODAY_AT_THREE, Office
from tests.webhooks.pages_app import Browser, add_account, make_app, make_services, make_settings
from webhooks.sending import make_calls, make_line

ANA, ROSA = "+13235550100", "+13105550171"


@dataclass
class CallingOffice(Office):
    """An office with a telephone line, and CHWs whose phones are registered."""

    twilio: VoiceAccount

    def post(self, path: str, form: dict[str, str], *, token: str = "12345") -> Any:
        """One form, signed as Twilio signs it with this token."""
        signed = RequestValidator(token).compute_signature(f"http://localhost{path}", form)
        return self.app.test_client().post(path, data=form, headers={"X-Twilio-Signature": signed})

    def rosa_claims(self, **values: Any) -> Browser:
        """Rosa with task 1 on her screen, which is hers."""
        self.callback(phone=ANA, **values)
        browser = self.browser("rosa")
        browser.get("/console/tasks/1")
        browser.submit("/console/tasks/1/claim")
        return browser

    def outcomes(self) -> list[str]:
        """What was recorded on task 1, in order."""
        with self.services.database.read() as db_session:
            rosa = db_session.scalar(select(Account.id).where(Account.email == "rosa@example.org"))
        record = self.services.caseload.open_record(rosa or "", 1)
        return [attempt.outcome for attempt in record.attempts]

    def call(self) -> BridgedCall:
        with self.services.database.read() as db_session:
            newest = select(BridgedCall).order_by(BridgedCall.created_at.desc())
            return db_session.scalars(newest).all()[0]


def make_calling_office(database: Database, vault: Vault, clock: FixedClock, twilio: VoiceAccount) -> CallingOffice:
    settings = make_settings(twilio_account_sid=ACCOUNT, twilio_from=COUNTY, twilio_api_base=twilio.url)
    services = make_services(database, vault, clock, settings=settings)
    attempts = Attempts(database, vault, clock)
    calls, progress = make_calls(settings, database, vault, clock, attempts, make_line(settings))
    services = replace(services, calls=calls, call_progress=progress, attempts=attempts)
    for name, role in TEAM:
        register_phone(database, vault, clock, add_account(services, name, role).id)
    office = CallingOffice(services, make_app(services), clock, twilio)
    twilio.post = office.post
    return office


def register_phone(database: Database, vault: Vault, clock: FixedClock, account_id: str, number: str = ROSA) -> None:
    with database.write() as db_session:
        db_session.add(
            RegisteredPhone(
                account_id=account_id, number_sealed=vault.seal(number, f"registered_phone.number:{account_id}"),
                number_hash=vault.phone_hash(number + account_id), verified_at=clock.now(), code_sent_at=clock.now(),
            )
        )  # fmt: skip


@pytest.fixture
def office(sqlite_database: Database, vault: Vault, clock: FixedClock) -> Iterator[CallingOffice]:  # type: ignore[override]
    with running_voice_account() as twilio:
        yield make_calling_office(sqlite_database, vault, clock, twilio)


@pytest.fixture
def either_office(database: Database, vault: Vault, clock: FixedClock) -> Iterator[CallingOffice]:
    """Over SQLite and over PostgreSQL."""
    with running_voice_account() as twilio:
        yield make_calling_office(database, vault, clock, twilio)


def pressed(office: CallingOffice, browser: Browser) -> Bridge:
    """Rosa presses Call, answers her phone and presses 1."""
    browser.submit("/console/tasks/1/call")
    assert browser.status == 200, browser.page
    bridge = office.twilio.last
    bridge.staff_answers()
    bridge.presses("1")
    return bridge


def test_claim_call_no_answer_next_planned_and_reached(either_office: CallingOffice) -> None:
    office = either_office
    office.clock.instant = TODAY_AT_THREE + timedelta(minutes=5)
    browser = office.rosa_claims()

    page = browser.submit("/console/tasks/1/call")
    assert "Your phone is ringing" in page and 'action="/console/tasks/1/call"' not in browser.source
    bridge = office.twilio.last
    assert (bridge.staff.to, bridge.staff.sender) == (ROSA, COUNTY)
    whispered = bridge.staff_answers()
    assert "task 1" in whispered and "press 1" in whispered and "leave no message" in whispered
    assert "Ana" not in whispered and bridge.person is None, "nobody is dialled before 1"
    bridge.presses("1")
    assert bridge.person is not None and bridge.person.to == ANA and bridge.person.sender == COUNTY
    assert "Calling the person" in browser.get("/console/tasks/1")
    bridge.reports("ringing")
    bridge.reports("no-answer", 0)
    assert bridge.dialling_ends("no-answer") == "Nobody answered. Goodbye."
    bridge.staff_leg("completed")

    assert office.outcomes() == ["no_answer"]
    planned = office.services.tasks.get(1)
    assert planned.status == "in-progress" and planned.window_start
    assert planned.window_start.astimezone(LOS_ANGELES).date() > office.clock.now().astimezone(LOS_ANGELES).date()
    page = browser.get("/console/tasks/1")
    assert "No answer" in page and 'action="/console/tasks/1/call"' in browser.source

    office.clock.instant = planned.window_start
    browser = office.browser("rosa")
    browser.get("/console/tasks/1")
    bridge = pressed(office, browser)
    bridge.reports("in-progress")
    assert "You are connected" in browser.get("/console/tasks/1")
    bridge.is_heard_as("human")
    bridge.reports("completed", 250)
    assert bridge.dialling_ends("completed", 250) == "", "after a talk nothing is said"
    bridge.staff_leg("completed")

    assert office.outcomes() == ["no_answer", "reached"]
    assert office.services.tasks.get(1).status == "in-progress", "open until the CHW says whom they reached"
    page = browser.get("/console/tasks/1")
    assert "4 min 10 s" in page and "Say below how it went" in page
    page = browser.submit("/console/tasks/1/attempts", outcome="reached", note="Goes to the pantry today")
    assert "Saved: Reached." in page and "Goes to the pantry today" in page
    assert office.outcomes() == ["no_answer", "reached"], "the same attempt, in the CHW's words"
    assert office.services.tasks.get(1).status == "completed"


def test_no_number_is_on_a_page_in_an_address_or_given_a_name(office: CallingOffice) -> None:
    browser = office.rosa_claims()
    bridge = pressed(office, browser)
    assert bridge.person is not None
    pages = [browser.get("/console/tasks/1"), browser.get("/console/tasks/1/calling"), browser.source]
    asked = [
        value
        for call in (bridge.staff, bridge.person)
        for name, value in call.form.items()
        if name not in ("To", "From", "callerId")
    ]
    for shown in (*pages, *asked):
        assert not re.search(r"555\D?\d{4}|\+1\d{3}", shown), shown
    assert not {name for name in bridge.staff.form if "FriendlyName" in name or "Record" in name}


def test_a_voicemail_or_a_stranger_at_the_chws_phone_presses_no_1(office: CallingOffice) -> None:
    browser = office.rosa_claims()
    browser.submit("/console/tasks/1/call")
    bridge = office.twilio.last
    bridge.staff_answers()
    assert bridge.presses("5") == "Nobody was called. Goodbye." and bridge.person is None
    bridge.staff_leg("completed")

    assert "You did not press 1" in browser.get("/console/tasks/1")
    assert office.outcomes() == [] and 'action="/console/tasks/1/call"' in browser.source


def test_a_voicemail_is_hung_up_on_unless_the_person_said_that_a_message_may_be_left(office: CallingOffice) -> None:
    browser = office.rosa_claims()
    bridge = pressed(office, browser)
    assert bridge.person is not None
    bridge.reports("in-progress")
    bridge.is_heard_as("machine_start")
    assert bridge.person.status == "completed", "cut off by us, before a word"
    bridge.reports("completed", 6)
    bridge.dialling_ends("completed", 6)
    assert office.outcomes() == ["no_answer"]

    consents = Consents(office.services.database, office.services.clock)
    consents.record(office.services.tasks.get(1).person_id, "voicemail", True, "en", "sms", asked=True)
    office.clock.instant += timedelta(days=1)
    browser = office.browser("rosa")
    browser.get("/console/tasks/1")
    browser.submit("/console/tasks/1/call")
    bridge = office.twilio.last
    assert "you may leave a first name and a number" in bridge.staff_answers()
    bridge.presses("1")
    assert bridge.person is not None
    bridge.reports("in-progress")
    bridge.is_heard_as("machine_start")
    assert bridge.person.status == "in-progress", "the CHW may speak"
    bridge.reports("completed", 30)
    assert office.outcomes() == ["no_answer", "no_answer"]

    page = browser.get("/console/tasks/1")
    assert "A machine answered" in page
    browser.submit(f"/console/tasks/1/calls/{office.call().id}/outcome", outcome="left_message")
    assert office.outcomes() == ["no_answer", "left_message"]


def test_the_person_hears_nothing_of_ours(office: CallingOffice) -> None:
    bridge = pressed(office, office.rosa_claims())
    assert bridge.person is not None and bridge.twiml is not None
    number = bridge.twiml.find("Dial/Number")
    dial = bridge.twiml.find("Dial")
    assert number is not None and dial is not None
    assert "url" not in number.attrib and number.attrib["machineDetection"] == "Enable"
    assert dial.attrib["answerOnBridge"] == "true" and "record" not in dial.attrib


@pytest.mark.parametrize(
    ("status", "recorded", "shown"),
    [
        ("busy", ["no_answer"], "Busy"),
        ("no-answer", ["no_answer"], "No answer"),
        ("failed", [], "did not go through"),
        ("canceled", [], "Ended before anybody answered"),
    ],
)
def test_each_way_a_call_ends(office: CallingOffice, status: str, recorded: list[str], shown: str) -> None:
    browser = office.rosa_claims()
    bridge = pressed(office, browser)
    bridge.reports(status, 0)
    bridge.staff_leg("completed")
    assert office.outcomes() == recorded
    assert shown in browser.get("/console/tasks/1")


def test_reports_that_come_again_late_or_out_of_order_record_one_attempt(office: CallingOffice) -> None:
    bridge = pressed(office, office.rosa_claims())
    bridge.reports("completed", 40)
    bridge.staff_leg("completed")
    for status in ("in-progress", "ringing", "initiated", "no-answer", "completed"):
        bridge.reports(status, 40)
    bridge.dialling_ends("completed", 40)
    bridge.is_heard_as("human")
    bridge.staff_leg("ringing")
    bridge.staff_leg("completed")

    assert office.outcomes() == ["reached"]
    call = office.call()
    assert (call.outcome, call.seconds, call.person_status) == ("answered", 40, "completed")
    assert len(office.events("call.ended")) == 1


def test_the_chws_leg_may_be_reported_over_before_the_persons(office: CallingOffice) -> None:
    bridge = pressed(office, office.rosa_claims())
    bridge.reports("ringing")
    bridge.staff_leg("completed")
    assert office.outcomes() == []
    bridge.reports("no-answer", 0)
    assert office.outcomes() == ["no_answer"]


def test_a_machine_heard_of_late_makes_it_no_answer_while_the_chw_has_not_spoken(office: CallingOffice) -> None:
    browser = office.rosa_claims()
    bridge = pressed(office, browser)
    bridge.reports("completed", 9)
    assert office.outcomes() == ["reached"]
    bridge.is_heard_as("machine_start")
    assert office.outcomes() == ["no_answer"] and office.call().outcome == "machine"


def test_what_the_chw_said_stands_whatever_is_reported_later(office: CallingOffice) -> None:
    browser = office.rosa_claims()
    bridge = pressed(office, browser)
    bridge.reports("completed", 9)
    browser.get("/console/tasks/1")
    browser.submit("/console/tasks/1/attempts", outcome="declined", note="")
    bridge.is_heard_as("machine_start")
    assert office.outcomes() == ["declined"] and office.services.tasks.get(1).status == "cancelled"


def test_a_form_that_was_open_before_the_call_ended_is_not_stale(office: CallingOffice) -> None:
    browser = office.rosa_claims()
    bridge = pressed(office, browser)
    browser.get("/console/tasks/1")
    bridge.reports("completed", 61)

    page = browser.submit("/console/tasks/1/attempts", outcome="reached", note="typed while talking")
    assert browser.status == 200 and "Saved: Reached." in page and "typed while talking" in page


def test_a_wrong_number_is_set_right_by_the_chw(office: CallingOffice) -> None:
    browser = office.rosa_claims()
    bridge = pressed(office, browser)
    bridge.reports("completed", 12)
    browser.get("/console/tasks/1")
    browser.submit("/console/tasks/1/attempts", outcome="wrong_number", note="a stranger")
    assert office.outcomes() == ["wrong_number"] and office.services.tasks.get(1).status == "failed"


def test_the_third_no_answer_closes_the_task_by_itself(office: CallingOffice) -> None:
    browser = office.rosa_claims()
    for when in ("2026-11-23T10:00", "2026-11-24T13:00", "2026-11-25T17:30"):
        office.clock.instant = datetime.fromisoformat(when).replace(tzinfo=LOS_ANGELES)
        browser = office.browser("rosa")
        browser.get("/console/tasks/1")
        pressed(office, browser).reports("no-answer", 0)
    task = office.services.tasks.get(1)
    assert (task.status, task.status_reason) == ("failed", "unreached")
    page = browser.get("/console/tasks/1")
    assert "This task is closed." in page


def test_forged_and_unknown_requests_are_refused(office: CallingOffice) -> None:
    bridge = pressed(office, office.rosa_claims())
    call = office.call()
    form = {"CallSid": bridge.staff.sid, "Digits": "1", "CallStatus": "completed", "AnsweredBy": "machine_start"}
    for path in ("staff", "key", "done", "person-status", "answered-by", "staff-status"):
        assert office.post(f"/twilio/voice/{call.id}/{path}", form, token="guessed").status_code == 403
        assert office.app.test_client().post(f"/twilio/voice/{call.id}/{path}", data=form).status_code == 403
        unknown = office.post(f"/twilio/voice/11111111-2222-3333-4444-555555555555/{path}", form)
        assert unknown.status_code == 404, path
        assert office.post(f"/twilio/voice/{call.id}/{path}", {"Digits": "1"}).status_code == 400, "no CallSid"
    for path in ("staff", "key", "done", "staff-status"):
        other = office.post(f"/twilio/voice/{call.id}/{path}", {**form, "CallSid": "CA" + "f" * 32})
        assert other.status_code == 404 and ANA not in other.text, "another call's leg"
    assert office.call().outcome is None and office.outcomes() == []


def test_a_request_replayed_after_the_call_tells_no_number(office: CallingOffice) -> None:
    browser = office.rosa_claims()
    bridge = pressed(office, browser)
    call_id = office.call().id
    bridge.reports("no-answer", 0)
    bridge.staff_leg("completed")
    replayed = office.post(f"/twilio/voice/{call_id}/key?l=en", {"CallSid": bridge.staff.sid, "Digits": "1"})
    assert replayed.status_code == 200 and ANA not in replayed.text and "<Dial" not in replayed.text
    assert "<Gather" not in office.post(f"/twilio/voice/{call_id}/staff", {"CallSid": bridge.staff.sid}).text


def test_a_double_press_and_a_second_task_ring_once(either_office: CallingOffice) -> None:
    office = either_office
    browser = office.rosa_claims()
    rosa = next(each.id for each in office.services.accounts.all() if each.email.startswith("rosa"))

    def press(_: int) -> str:
        try:
            return office.services.calls.begin(rosa, 1, "en").step
        except Exception as error:
            return str(getattr(error, "code", error))

    with ThreadPoolExecutor(8) as pool:
        came = list(pool.map(press, range(8)))
    assert sorted(came) == ["call_running"] * 7 + ["ringing_you"]
    assert len(office.twilio.calls) == 1

    second = office.callback(phone="+13235550177")
    office.services.casework.claim(second.id, rosa, second.version)
    page = browser.get(f"/console/tasks/{second.number}")
    assert "A call for this task, or one of yours, is under way." in page


def test_two_chws_with_two_tasks_of_one_person_do_not_ring_them_at_once(either_office: CallingOffice) -> None:
    office = either_office
    office.rosa_claims()
    accounts, calls = office.services.accounts, office.services.calls
    rosa, luis = accounts.named("rosa@example.org").id, accounts.named("luis@example.org").id
    person = office.services.tasks.get(1).person_id
    other = office.services.tasks.create(person, "follow_up", language="en", spa=6, reason="not_called")
    office.services.casework.claim(other.id, luis, other.version)

    def press(pair: tuple[str, int]) -> str:
        try:
            return calls.begin(*pair, "en").step
        except Exception as error:
            return str(getattr(error, "code", error))

    with ThreadPoolExecutor(2) as pool:
        came = list(pool.map(press, [(rosa, 1), (luis, other.number)]))

    assert sorted(came) == ["call_person_busy", "ringing_you"]
    assert len(office.twilio.calls) == 1
    waits, number = ("luis", other.number) if came[0] == "ringing_you" else ("rosa", 1)
    page = office.browser(waits).get(f"/console/tasks/{number}")
    assert "A colleague is calling this person right now" in page
    office.twilio.last.staff_leg("completed")
    assert "A colleague is calling" not in office.browser(waits).get(f"/console/tasks/{number}")


def test_twilio_refusing_the_call_leaves_nothing_under_way(office: CallingOffice) -> None:
    browser = office.rosa_claims()
    office.twilio.refuse = (400, 21215)
    page = browser.submit("/console/tasks/1/call")
    assert browser.status == 409 and "did not take the call" in page
    assert (office.call().outcome, office.call().error_code) == ("failed", "21215")
    office.twilio.refuse = None
    assert "Your phone is ringing" in browser.submit("/console/tasks/1/call")


def _opt_out(office: CallingOffice, person_id: str) -> None:
    office.services.people.opt_out(person_id)


def _pause(office: CallingOffice, person_id: str) -> None:
    Pauses(office.services.database, office.services.vault, office.clock).pause(person_id, "system")


def _take_back_consent(office: CallingOffice, person_id: str) -> None:
    Consents(office.services.database, office.clock).record(person_id, "callback", False, "en", "sms", asked=False)


def _set_aside(office: CallingOffice, person_id: str) -> None:
    with office.services.database.write() as db_session:
        set_aside(db_session, db_session.get_one(Person, person_id), "unsure", office.clock.now())


def _night(office: CallingOffice, person_id: str) -> None:
    office.clock.instant = datetime(2026, 11, 23, 21, 0, tzinfo=LOS_ANGELES)


def _no_phone(office: CallingOffice, person_id: str) -> None:
    with office.services.database.write() as db_session:
        for row in db_session.scalars(select(RegisteredPhone)):
            row.verified_at = None


_REFUSED = {
    "opted out": (_opt_out, "asked us to stop"),
    "in custody": (_pause, "is paused"),
    "consent taken back": (_take_back_consent, "has not agreed to be called"),
    "number unsure": (_set_aside, "Somebody else may have the number"),
    "at night": (_night, "8:00 am to 9:00 pm"),
    "no phone registered": (_no_phone, "Confirm your phone"),
}


@pytest.mark.parametrize("why", _REFUSED)
def test_nobody_is_called_against_the_rules_also_not_once_the_phone_rings(office: CallingOffice, why: str) -> None:
    happens, words = _REFUSED[why]
    browser = office.rosa_claims()
    browser.submit("/console/tasks/1/call")
    bridge = office.twilio.last
    bridge.staff_answers()
    happens(office, office.services.tasks.get(1).person_id)
    if why != "no phone registered":
        assert bridge.presses("1") == "Nobody was called. Goodbye." and bridge.person is None, "it changed meanwhile"
    bridge.staff_leg("completed")

    browser = office.browser("rosa")
    page = browser.get("/console/tasks/1")
    assert words in page and 'action="/console/tasks/1/call"' not in browser.source
    token = browser.form("/console/logout")["csrf_token"]
    page = browser.post("/console/tasks/1/call", {"csrf_token": token})
    assert browser.status == 409 and words in page and len(office.twilio.calls) == 1


def test_a_crisis_is_called_at_night_after_stop_and_without_a_yes(office: CallingOffice) -> None:
    person = office.services.people.get_or_create("sms", ANA, "en")
    office.services.tasks.create(person.id, "crisis", language="en", priority="stat", reason="suicide")
    office.services.people.opt_out(person.id)
    _night(office, person.id)
    browser = office.browser("rosa")
    browser.get("/console/tasks/1")
    browser.submit("/console/tasks/1/claim")
    bridge = pressed(office, browser)
    assert bridge.person is not None and bridge.person.to == ANA


def test_a_number_silent_for_long_is_looked_up_before_it_is_dialled(office: CallingOffice) -> None:
    browser = office.rosa_claims()
    check = RecordingNumberCheck([Holder.NO_ANSWER, Holder.SOMEBODY_ELSE])
    office.services.calls._number_check = check
    office.clock.instant += timedelta(days=60)
    browser = office.browser("rosa")
    browser.get("/console/tasks/1")
    assert "could not check whose number" in browser.submit("/console/tasks/1/call")
    page = browser.submit("/console/tasks/1/call")
    assert "belongs to somebody else" in page and office.twilio.calls == {}
    assert [number for number, _ in check.asked] == [ANA, ANA]
    assert not office.services.people.get(office.services.tasks.get(1).person_id).has_number


def test_only_who_has_the_task_calls(office: CallingOffice) -> None:
    office.rosa_claims()
    luis = office.browser("luis")
    token = luis.form("/console/logout")["csrf_token"]
    luis.post("/console/tasks/1/call", {"csrf_token": token})
    assert luis.status == 404 and office.twilio.calls == {}


def test_a_call_nothing_more_is_heard_of_is_looked_up(office: CallingOffice) -> None:
    bridge = pressed(office, office.rosa_claims())
    assert bridge.person is not None
    bridge.reports("ringing")
    assert office.services.call_progress.find_lost() == 0, "not yet"
    office.clock.instant += timedelta(minutes=4)
    bridge.person.status, bridge.person.seconds, bridge.staff.status = "no-answer", 0, "completed"
    assert office.services.call_progress.find_lost() == 1
    assert office.outcomes() == ["no_answer"] and office.call().ended_at is not None
    assert office.services.call_progress.find_lost() == 0


def test_a_call_twilio_never_heard_of_does_not_stand_in_the_way(office: CallingOffice) -> None:
    bridge = pressed(office, office.rosa_claims())
    office.twilio.calls.clear()
    office.clock.instant += timedelta(minutes=4)
    assert office.services.call_progress.find_lost() == 0, "it may have been asked for a moment ago"
    office.clock.instant += timedelta(minutes=10)
    assert office.services.call_progress.find_lost() == 1
    assert (office.call().outcome, office.outcomes(), bridge.staff.sid) == ("lost", [], office.call().staff_sid)


def test_a_talk_that_lasts_is_left_alone(office: CallingOffice) -> None:
    bridge = pressed(office, office.rosa_claims())
    bridge.reports("in-progress")
    office.clock.instant += timedelta(minutes=20)
    assert office.services.call_progress.find_lost() == 0 and office.call().ended_at is None


def test_a_task_closed_during_the_call_keeps_its_status(office: CallingOffice) -> None:
    bridge = pressed(office, office.rosa_claims())
    office.services.tasks.cancel_open(office.services.tasks.get(1).person_id)
    bridge.reports("completed", 30)
    assert office.services.tasks.get(1).status == "cancelled" and office.outcomes() == ["reached"]


def test_the_whisper_speaks_the_chws_language(office: CallingOffice) -> None:
    browser = office.rosa_claims()
    browser.submit("/console/language", language="es")
    browser.get("/console/tasks/1")
    browser.submit("/console/tasks/1/call")
    bridge = office.twilio.last
    assert "oprima 1" in bridge.staff_answers()
    assert bridge.twiml is not None and {each.attrib["language"] for each in bridge.twiml.iter("Say")} == {"es-US"}
    assert bridge.presses("1") == "Llamando."
    bridge.reports("busy", 0)
    assert "ocupada" in bridge.dialling_ends("busy")


def test_each_step_is_an_audit_event_without_a_number(office: CallingOffice) -> None:
    bridge = pressed(office, office.rosa_claims())
    bridge.reports("completed", 30)
    steps = [office.events(what) for what in ("call.begun", "call.joined", "call.ended")]
    assert [len(each) for each in steps] == [1, 1, 1]
    assert steps[2][0].details["outcome"] == "answered" and steps[2][0].details["seconds"] == 30
    told = str([event.details for each in steps for event in each])
    assert not re.search(r"\+1\d{10}|\b\d{10,11}\b", told)


def test_without_a_phone_line_the_page_says_that_nobody_is_called(
    sqlite_database: Database, vault: Vault, clock: FixedClock
) -> None:
    services = make_services(sqlite_database, vault, clock)
    rosa = add_account(services, "rosa", "chw")
    register_phone(sqlite_database, vault, clock, rosa.id)
    office = Office(services, make_app(services), clock)
    office.callback()
    browser = office.browser("rosa")
    browser.get("/console/tasks/1")
    page = browser.submit("/console/tasks/1/claim")
    assert "nobody is called" in page
    page = browser.submit("/console/tasks/1/call")
    assert "Nobody was called: there is no phone line here" in page
    assert 'action="/console/tasks/1/call"' in browser.source and services.tasks.get(1).attempts == 0
