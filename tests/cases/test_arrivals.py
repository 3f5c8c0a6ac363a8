"""A number may be several people's, or somebody else's since yesterday: nobody is answered with another's history."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import select

from bot.callbacks.attempts import Attempts
from bot.callbacks.booking import Booking
from bot.callbacks.casework import Casework
from bot.callbacks.tasks import Tasks
from bot.cases.accounts import Accounts
from bot.cases.arrivals import Arrival, Arrivals, Change, Claim, Text
from bot.cases.correspondence import CaseCorrespondence
from bot.cases.messages import Messages
from bot.cases.models import Case, Message, Person
from bot.cases.people import People
from bot.cases.store import Cases
from bot.clock import FixedClock
from bot.db import Database
from bot.messaging.models import OutboxMessage
from bot.messaging.outbox import enqueue_typed
from bot.privacy.encryption import Vault

PHONE = "+13235550100"
WORDS = ("koala", "panda", "cobra", "puma")
NEW, NOT_ME, BACK = Claim("new_person"), Claim("someone_else"), Claim("back")
_sids = count(1)


class Number:
    """One phone number and what comes from it."""

    def __init__(self, database: Database, vault: Vault, clock: FixedClock) -> None:
        self.arrivals = Arrivals(database, vault, clock, WORDS, timedelta(days=45))
        self.people = People(database, vault, clock)
        self.clock = clock

    def texts(self, body: str = "hola", claim: Claim = Claim(), sid: str = "", channel: str = "sms") -> Arrival:  # noqa: B008
        self.clock.instant += timedelta(seconds=1)
        seen = self.people.find(channel, PHONE)
        text = Text(channel, PHONE, sid or f"SM{next(_sids)}", body)
        return self.arrivals.receive(text, claim, seen.id if seen else None, lambda: "es")


@pytest.fixture
def number(database: Database, vault: Vault, clock: FixedClock) -> Number:
    return Number(database, vault, clock)


@pytest.fixture
def booking(database: Database, vault: Vault, clock: FixedClock) -> Booking:
    return Booking(database, vault, clock)


@pytest.fixture
def tasks(database: Database, vault: Vault, clock: FixedClock) -> Tasks:
    return Tasks(database, vault, clock)


def book(booking: Booking, person_id: str, clock: FixedClock, name: str = "Maria") -> None:
    soon = clock.now() + timedelta(hours=3)
    booking.book(person_id, ["food"], "es", 6, "90011", soon, soon + timedelta(hours=1), name)


def test_texts_of_one_person_stay_with_one_person(number: Number, messages: Messages) -> None:
    first, second = number.texts("uno"), number.texts("dos")
    assert first.person.id == second.person.id
    assert first.change is second.change is Change.NONE
    assert [one.body for one in messages.history(first.person.id)] == ["uno", "dos"]


def test_a_text_delivered_twice_changes_the_number_once(number: Number, people: People) -> None:
    number.texts()
    made = number.texts("new person", NEW, sid="SM-new")
    again = number.texts("new person", NEW, sid="SM-new")
    assert (again.first, again.message_id, again.person.id) == (False, made.message_id, made.person.id)
    assert len(people.on_number("sms", PHONE)) == 2


def test_whoever_writes_after_a_long_silence_starts_clean(
    number: Number, clock: FixedClock, booking: Booking, cases: Cases
) -> None:
    old = number.texts().person
    book(booking, old.id, clock)
    clock.instant += timedelta(days=45)
    returned = number.texts("necesito comida")

    assert returned.change is Change.RETURNED
    assert returned.person.id != old.id and returned.person.pseudonym != old.pseudonym
    assert (returned.person.name, returned.person.introduced) == (None, False)
    assert cases.everything_about(returned.person.id)["tasks"] == []


def test_a_silence_of_a_few_weeks_is_no_reason(number: Number, clock: FixedClock) -> None:
    old = number.texts().person
    clock.instant += timedelta(days=44)
    assert number.texts().person.id == old.id


def test_who_says_to_be_the_same_takes_up_where_they_were_with_what_was_said_since(
    number: Number, clock: FixedClock, booking: Booking, cases: Cases, messages: Messages, people: People, tasks: Tasks
) -> None:
    old = number.texts("antes").person
    book(booking, old.id, clock)
    clock.instant += timedelta(days=50)
    stand_in = number.texts("necesito ropa").person
    cases.record_needs(cases.open_case(stand_in.id), ["clothing_hygiene"], False, "es", "90013", 4)
    back = number.texts("soy yo", BACK)

    assert (back.change, back.person.id, back.person.name) == (Change.BACK, old.id, "Maria")
    assert tasks.open_callback(old.id) is not None
    held = cases.everything_about(old.id)
    assert {need["code"] for need in held["needs"]} == {"clothing_hygiene"}
    assert [one.body for one in messages.history(old.id)] == ["antes", "necesito ropa", "soy yo"]
    assert [one.id for one in people.on_number("sms", PHONE)] == [old.id], "nobody is left over"
    assert number.texts("otra").person.id == old.id


def test_of_two_running_cases_one_goes_on(number: Number, clock: FixedClock, cases: Cases, database: Database) -> None:
    old = number.texts().person
    first = cases.open_case(old.id)
    clock.instant += timedelta(days=50)
    cases.open_case(number.texts().person.id)
    number.texts("its me", BACK)

    with database.read() as db_session:
        rows = {row.id: (row.status, row.disposition) for row in db_session.scalars(select(Case))}
    assert rows.pop(first) == ("open", None)
    assert list(rows.values()) == [("closed", "taken_up")]


def test_it_is_me_as_the_first_word_after_the_silence_is_enough(number: Number, clock: FixedClock) -> None:
    old = number.texts().person
    clock.instant += timedelta(days=60)
    back = number.texts("its me", BACK)
    assert (back.change, back.person.id) == (Change.BACK, old.id)


def test_it_is_me_says_nothing_where_nobody_doubts_it(number: Number) -> None:
    old = number.texts().person
    assert number.texts("its me", BACK).change is Change.NONE
    assert number.texts("im back lucky", Claim("back", word="lucky")).person.id == old.id


def test_somebody_else_on_the_number_ends_the_old_link_and_keeps_the_case(
    number: Number, clock: FixedClock, booking: Booking, cases: Cases, people: People, database: Database, vault: Vault,
    tasks: Tasks,
) -> None:  # fmt: skip
    old = number.texts("soy Maria, necesito comida").person
    book(booking, old.id, clock)
    tasks.create(old.id, "crisis", language="es", reason="suicide")
    with database.write() as db_session:
        enqueue_typed(db_session, vault, clock, person_id=old.id, body="Su llamada es hoy", dedupe_key="r:1")
    changed = number.texts("no soy Maria", NOT_ME)

    assert (changed.change, changed.person.name) == (Change.SOMEONE_ELSE, None)
    assert changed.person.id != old.id
    gone = people.get(old.id)
    assert (gone.number_link, gone.address, gone.has_number, gone.name) == ("ended", "", False, "Maria")
    held = cases.everything_about(old.id)
    assert held["cases"][0]["disposition"] == "number_changed"
    assert {(task["kind"], task["status"]) for task in held["tasks"]} == {
        ("callback", "cancelled"), ("crisis", "requested"),
    }  # fmt: skip
    with database.read() as db_session:
        assert db_session.scalars(select(OutboxMessage.state)).all() == ["cancelled"]
        assert db_session.get_one(Person, old.id).address_sealed is None
    recipient = CaseCorrespondence(database, vault, clock).recipient(old.id)
    assert recipient is not None and not recipient.reachable
    assert cases.everything_about(changed.person.id)["needs"] == []
    assert number.texts("its me", BACK).person.id == changed.person.id, "the old conversation is never given out"


def test_a_caller_who_reaches_a_wrong_number_stops_the_texts_until_somebody_writes(casework: Casework, attempts: Attempts, 
    number: Number, clock: FixedClock, booking: Booking, tasks: Tasks, accounts: Accounts, database: Database,
    vault: Vault,
) -> None:  # fmt: skip
    old = number.texts().person
    book(booking, old.id, clock)
    chw = accounts.add("rosa@example.org", "correct horse battery", "chw")
    task = tasks.open_callback(old.id)
    assert task is not None
    claimed = casework.claim(task.id, chw.id, task.version)
    attempts.record(task.id, chw.id, "wrong_number", None, claimed.version)

    recipient = CaseCorrespondence(database, vault, clock).recipient(old.id)
    assert recipient is not None and not recipient.reachable
    stranger = number.texts("hola")
    assert (stranger.change, stranger.person.id == old.id) == (Change.RETURNED, False)
    assert number.texts("soy yo", BACK).person.id == old.id


def test_who_was_never_heard_of_has_no_history_to_end(number: Number, people: People) -> None:
    number.texts("wrong number", NOT_ME)
    assert [one.number_link for one in people.on_number("sms", PHONE)] == ["here"]


def test_two_people_share_a_phone_each_with_a_word(
    number: Number, messages: Messages, database: Database, vault: Vault, clock: FixedClock
) -> None:
    ana = number.texts("soy Ana").person
    shared = number.texts("otra persona", NEW)
    beto, (ana_word, beto_word) = shared.person, shared.words
    assert shared.change is Change.NEW_PERSON and ana_word != beto_word and {ana_word, beto_word} <= set(WORDS)
    assert beto.id != ana.id
    number.texts("soy Beto")

    assert number.texts(f"volvi {ana_word}", Claim("back", word=ana_word)).person.id == ana.id
    number.texts("de Ana")
    assert number.texts(f"volvi {beto_word}", Claim("back", word=beto_word)).person.id == beto.id
    assert [one.body for one in messages.history(ana.id)] == ["soy Ana", f"volvi {ana_word}", "de Ana"]
    recipient = CaseCorrespondence(database, vault, clock).recipient(ana.id)
    assert recipient is not None and recipient.reachable, "a shared phone still takes their texts"


def test_new_person_said_twice_makes_one(number: Number, people: People) -> None:
    number.texts()
    first = number.texts("new person", NEW)
    second = number.texts("new person", NEW)
    assert second.person.id == first.person.id
    assert second.words == ("", first.words[1])
    assert len(people.on_number("sms", PHONE)) == 2


def test_a_wrong_word_opens_nothing_and_guessing_ends(number: Number, database: Database, clock: FixedClock) -> None:
    number.texts()
    shared = number.texts("new person", NEW)
    right = shared.words[0]
    for _ in range(5):
        refused = number.texts("back lion", Claim("back", word="lion"))
        assert refused.change is Change.BACK_REFUSED and refused.person.id == shared.person.id
        with database.write() as db_session:
            db_session.get_one(Message, refused.message_id).intent = "wrong_word"
    assert number.texts(f"back {right}", Claim("back", word=right)).change is Change.BACK_REFUSED
    clock.instant += timedelta(days=1, minutes=1)
    assert number.texts(f"back {right}", Claim("back", word=right)).change is Change.BACK


def test_a_word_of_ones_own_is_asked_for_after_a_long_silence(number: Number, clock: FixedClock) -> None:
    old = number.texts().person
    assert number.texts("my word is tiger", Claim("word", word="tiger")).change is Change.WORD_SET
    clock.instant += timedelta(days=50)
    stranger = number.texts("hi")
    asked = number.texts("its me", BACK)
    assert (asked.change, asked.person.id) == (Change.BACK_NEEDS_WORD, stranger.person.id)
    assert number.texts("back tiger", Claim("back", word="tiger")).person.id == old.id


def test_a_word_another_one_has_is_refused(number: Number) -> None:
    number.texts()
    taken = number.texts("new person", NEW).words[0]
    assert number.texts(f"my word is {taken}", Claim("word", word=taken)).change is Change.WORD_TAKEN


def test_an_opt_out_holds_for_everybody_on_the_number_and_for_who_comes_next(number: Number, people: People) -> None:
    ana = number.texts().person
    beto = number.texts("new person", NEW).person
    people.opt_out(beto.id)
    assert people.get(ana.id).opted_out
    third = number.texts("new person", NEW)
    number.texts("x")
    assert number.texts("no soy yo", NOT_ME).person.opted_out
    assert third.person.opted_out
    assert people.opt_in(number.texts("x").person.id)
    assert not people.get(beto.id).opted_out


def test_web_chat_is_never_taken_for_a_number_that_changed_hands(number: Number, clock: FixedClock) -> None:
    old = number.texts(channel="web").person
    clock.instant += timedelta(days=100)
    assert number.texts(channel="web").person.id == old.id


def test_two_first_texts_at_once_make_one_person(number: Number, people: People) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda n: number.texts(f"text {n}").person.id, range(8)))
    assert len(set(found)) == 1
    assert len(people.on_number("sms", PHONE)) == 1


def test_two_texts_at_once_after_a_silence_make_one_newcomer(
    number: Number, clock: FixedClock, people: People, messages: Messages
) -> None:
    old = number.texts().person
    clock.instant += timedelta(days=50)
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda n: number.texts(f"text {n}"), range(6)))
    assert len({one.person.id for one in found}) == 1
    assert [one.change for one in found].count(Change.RETURNED) == 1
    assert sorted(one.number_link for one in people.on_number("sms", PHONE)) == ["here", "unsure"]
    assert len(messages.history(old.id)) == 1


def test_new_person_and_another_text_at_once_leave_two_people_and_lose_nothing(
    number: Number, people: People, messages: Messages
) -> None:
    number.texts("antes")
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda n: number.texts(f"text {n}", NEW if n % 2 else Claim()), range(6)))
    everybody = people.on_number("sms", PHONE)
    assert [one.number_link for one in everybody].count("here") == 1
    assert sum(len(messages.history(one.id)) for one in everybody) == 7
