"""Staff see what was published of the periods that are over, the same whatever days they ask for."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete

from bot.callbacks.attempts import Attempts
from bot.callbacks.booking import Booking
from bot.callbacks.casework import Casework
from bot.cases.accounts import Accounts
from bot.cases.messages import Messages
from bot.cases.models import Message
from bot.cases.people import People
from bot.cases.store import Cases
from bot.clock import FixedClock
from bot.db import Database
from bot.errors import InvalidInput
from bot.metrics.measures import MEASURES
from bot.metrics.periods import Period
from bot.metrics.publishing import Publisher
from bot.metrics.reading import report
from bot.metrics.report import Report
from bot.privacy.encryption import Vault

Texting = Callable[[int, str], str]
MONDAY = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
W48 = Period("week", "2026-W48")


@pytest.fixture
def text(people: People, messages: Messages) -> Texting:
    """A function that lets the person `n` text once, in a language."""
    sent = iter(range(10_000))

    def text_in(n: int, language: str) -> str:
        person = people.get_or_create("sms", f"+1323555{n:04d}", "en")
        recorded = messages.record_inbound(person.id, "sms", f"SM{next(sent)}", "x", 0)
        messages.record_reply(recorded.message_id, ["y"], "dialogue", "answered", language)
        return person.id

    return text_in


def after(weeks: int, database: Database, clock: FixedClock) -> Report:
    """The report so many weeks later, with all that was due published."""
    clock.instant = MONDAY + timedelta(weeks=weeks)
    Publisher(database, clock).publish_due()
    return report(database, clock)


def by_language(made: Report, measure: str, period: Period = W48) -> tuple[int | None, ...]:
    """(English, Spanish, all)."""
    return (
        made.count(measure, period, ("language",), ("en",)),
        made.count(measure, period, ("language",), ("es",)),
        made.count(measure, period),
    )


def test_a_person_is_one_conversation_a_week_and_new_once(text: Texting, database: Database, clock: FixedClock) -> None:
    for n in range(14):
        text(n, "en")
        text(n, "es")
    clock.instant = MONDAY + timedelta(days=7)
    for n in range(12):
        text(n, "es")

    made = after(2, database, clock)

    assert by_language(made, "conversations") == (14, 0, 14)
    assert by_language(made, "texts_received") == (14, 14, 28)
    assert by_language(made, "new_people") == (14, 0, 14)
    following = Period("week", "2026-W49")
    assert by_language(made, "conversations", following) == (0, 12, 12)
    assert by_language(made, "new_people", following) == (0, 0, 0)


def test_every_step_is_counted_in_the_week_it_happened_in_los_angeles(
    casework: Casework,
    attempts: Attempts,
    text: Texting,
    database: Database,
    clock: FixedClock,
    cases: Cases,
    vault: Vault,
    accounts: Accounts,
) -> None:
    booking = Booking(database, vault, clock)
    account = accounts.add("chw@example.org", "a long enough password", "chw").id
    clock.instant = datetime(2026, 11, 23, 7, 59, tzinfo=UTC)  # Sunday 23:59 in Los Angeles
    booked = []
    for n in range(11):
        person = text(n, "es")
        case = cases.open_case(person)
        cases.record_needs(case, ["food", "housing"], n < 11, "es", "90011", 6)
        cases.record_needs(case, ["food"], True, "es")
        for _ in range(2):
            cases.record_referrals(case, "food", [("s1", 1.0), ("s2", 2.0), ("s3", 3.0)], "es")
        booked.append(booking.book(person, ["food"], "es", 6, None, MONDAY, MONDAY + timedelta(hours=1), None))
    clock.instant = MONDAY + timedelta(minutes=5)
    for task in booked:
        mine = casework.claim(task.id, account, task.version)
        mine = attempts.record(task.id, account, "no_answer", None, mine.version)
        attempts.record(task.id, account, "reached", None, mine.version)

    made = after(1, database, clock)

    before = Period("week", "2026-W47")
    for name, count in (("needs_found", 22), ("needs_urgent", 22), ("services_offered", 33), ("callbacks_booked", 11)):
        assert by_language(made, name, before) == (0, count, count), name
        assert by_language(made, name, W48) == (0, 0, 0), name
    for name in ("callbacks_attempted", "call_promises", "callbacks_reached"):
        assert by_language(made, name, W48) == (0, 11, 11), name
    assert made.count("call_promises", W48, ("detail",), ("kept",)) == 11
    assert made.share("callbacks_reached", W48) is None, "nothing was booked in that week"


def test_a_month_is_told_by_area_need_and_channel(
    text: Texting, database: Database, clock: FixedClock, cases: Cases
) -> None:
    for n in range(40):
        case = cases.open_case(text(n, "en"))
        cases.record_needs(case, ["food" if n < 22 else "housing"], False, "en", None, 4 if n % 2 else 6)

    made = after(2, database, clock)

    november = Period("month", "2026-11")
    assert made.count("needs_found", november) == 40
    assert made.count("needs_found", november, ("need",), ("food",)) == 22
    assert made.count("needs_found", november, ("spa",), ("6",)) == 20
    assert made.share("needs_found", november, ("need",), ("food",)) == 0.55
    assert made.count("needs_found", november, ("channel",), ("web",)) == 0


def test_the_running_week_has_no_figures_yet(text: Texting, database: Database, clock: FixedClock) -> None:
    for n in range(20):
        text(n, "en")
    made = after(0, database, clock)

    lines = [line for line in made.lines() if line["period"] == "2026-W48"]
    assert {line["measure"] for line in lines} == set(MEASURES)
    assert all(line["count"] is None and not line["complete"] for line in lines)


def test_what_is_deleted_later_changes_no_figure(
    text: Texting, database: Database, clock: FixedClock, cases: Cases
) -> None:
    ids = [text(n, "es") for n in range(15)]
    before = list(after(1, database, clock).lines())
    with database.write() as db_session:
        db_session.execute(delete(Message))
    for person in ids[:5]:
        cases.erase(person)

    assert list(after(1, database, clock).lines()) == before


def test_a_report_of_some_days_tells_what_the_whole_report_tells(
    text: Texting, database: Database, clock: FixedClock
) -> None:
    for week in range(6):
        clock.instant = MONDAY + timedelta(days=7 * week)
        for n in range(9 + week):
            text(n, "en" if n % 3 else "es")
    after(6, database, clock)
    whole = {_name(line): line for line in report(database, clock).lines()}

    for first in range(6):
        for last in range(first, 6):
            days = [(MONDAY + timedelta(days=7 * n)).date() for n in (first, last)]
            for line in report(database, clock, days[0], days[1]).lines():
                assert whole[_name(line)] == line


def _name(line: dict[str, object]) -> tuple[object, ...]:
    return tuple(line[key] for key in ("measure", "kind", "period", "language", "channel", "spa", "need", "detail"))


def test_days_select_the_weeks_they_touch_and_longer_periods_they_hold(
    text: Texting, database: Database, clock: FixedClock
) -> None:
    text(1, "en")
    after(3, database, clock)

    made = report(database, clock, date(2026, 12, 2), date(2026, 12, 9))

    assert [each.period.label for each in made.periods] == ["2026-W49", "2026-W50"]
    assert [each.period.label for each in report(database, clock).periods] == [
        "2026-W48", "2026-W49", "2026-W50", "2026-W51", "2026-11",
    ]  # fmt: skip
    with pytest.raises(InvalidInput):
        report(database, clock, date(2026, 12, 9), date(2026, 12, 2))


def test_json_says_what_is_withheld_and_withholds_the_share_with_it(
    text: Texting, database: Database, clock: FixedClock
) -> None:
    for n in range(30):
        text(n, "en" if n > 3 else "es")

    made = json.loads(json.dumps(list(after(1, database, clock).lines())))

    wanted = ("conversations", True, "all")
    lines = {each["language"]: each for each in made if (each["measure"], each["complete"], each["detail"]) == wanted}
    assert lines["all"] == {
        "measure": "conversations", "kind": "week", "period": "2026-W48", "starts": "2026-11-23", "complete": True,
        "language": "all", "channel": "all", "spa": "all", "need": "all", "detail": "all", "count": 30,
        "counted": True, "withheld": False, "share": 1.0, "median": 0.5, "p90": 0.9,
    }  # fmt: skip
    assert (lines["es"]["count"], lines["es"]["withheld"], lines["es"]["share"]) == (None, True, None)
    assert (lines["en"]["count"], lines["en"]["share"]) == (None, None)
