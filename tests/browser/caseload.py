"""A working day of made-up people for a real browser: forty of one CHW's, the queue, and what went wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from bot.callbacks.working_hours import Hours, WorkingWeek
from bot.cases.consents import Consents
from bot.cases.models import Task
from bot.clock import LOS_ANGELES, FixedClock
from bot.i18n import Language
from webhooks.services import Services

NAMES = (
    "María Guadalupe", "DeShawn", "Jo", "Luz", "Marcus", "Xóchitl", "Tyrone", "Big Mike", "Ángela", "Ray",
    "José Luis", "Keisha", "Smokey", "Esperanza", "Dante", "Trinidad", "Andre", "Little Joe", "Rosario", "Curtis",
    "Alejandra", "Terrell", "Chuy", "Beatriz", "Malik", "Fernanda", "Jerome", "Yesenia", "Lamar", "Socorro",
    "Darnell", "Itzel", "Reggie", "Consuelo", "Isaiah", "Mari", "Otis", "Noemí", "Vince", "Guadalupe",
)  # fmt: skip
NEEDS = (
    ["housing", "food"], ["employment"], ["identification", "benefits"], ["legal"], ["mental_health"], ["medical"],
    ["transportation"], ["family", "legal"], ["clothing_hygiene"], ["case_management"],
)  # fmt: skip
ZIPS = (("90011", 6), ("90044", 6), ("90013", 4), ("90301", 8), ("91331", 2), ("90805", 8))
OPENERS: dict[Language, str] = {
    "en": "just got out n need a place to sleep tonite",
    "es": "hola acabo de salir y necesito donde quedarme esta noche",
}
ANSWERS: dict[Language, str] = {
    "en": "A place to stay near you:\n1) Casa Esperanza, 0.8 mi, 323-555-0142, open 24 hours\nCall first. Text a number for details, MORE, or CALL ME for a person.",
    "es": "Un lugar cerca de usted:\n1) Casa Esperanza, 0.8 mi, 323-555-0142, abierto 24 horas\nLlame antes de ir. Mande un numero para detalles, MAS, o LLAMENME.",
}


def fill_caseload(services: Services, clock: FixedClock, people: int = 40) -> None:
    """Rosa has `people` people over two weeks, four calls today; nobody has nine tasks, one of them a crisis."""
    now = clock.now()
    accounts = {one.email.split("@")[0]: one for one in services.accounts.all()}
    rosa, luis = accounts["rosa"].id, accounts["luis"].id
    week = WorkingWeek(services.database, clock)
    for account_id in (rosa, luis):
        hours = [Hours(n, *each) for n in range(5) for each in ((time(8), time(12)), (time(13), time(17)))]
        week.set_hours(account_id, hours)
        week.set_profile(account_id, calls_an_hour=4, specialities=["housing", "identification"])
    week.add_days_off(rosa, date(2026, 12, 23), date(2026, 12, 31))
    week.add_days_off(None, date(2026, 11, 26), date(2026, 11, 26))
    today = now.astimezone(LOS_ANGELES).date()
    clock.instant -= timedelta(days=2)
    for number in range(people):
        day = today + timedelta(days=(0, 0, 1, 2, 4, 7, 8, 9, 10, 11)[number % 10])
        day += timedelta(days=(6 - day.weekday()) + 1 if day.weekday() >= 5 else 0)
        start = datetime.combine(day, time((9, 11, 13, 14, 15, 16)[number % 6]), LOS_ANGELES)
        task = _callback(services, number, start, NAMES[number % len(NAMES)])
        _give(services, task, rosa)
    clock.instant += timedelta(days=2)
    for number in range(people, people + 9):
        start = datetime.combine(today + timedelta(days=number % 3), time(10 + number % 7), LOS_ANGELES)
        start = max(start, now.astimezone(LOS_ANGELES) + timedelta(hours=1))
        _nobodys(services, number, start, came_back=number % 3 == 0)
    person = services.people.get_or_create("sms", "+13235550905", "en")
    services.tasks.create(person.id, "crisis", language="en", priority="stat", reason="suicide", window=None)


def _nobodys(services: Services, number: int, start: datetime, came_back: bool) -> None:
    zip, spa = ZIPS[number % len(ZIPS)]
    person = services.people.get_or_create("sms", f"+1323556{number:04d}", "en")
    made = services.tasks.create(
        person.id, "callback", needs=NEEDS[number % len(NEEDS)], language="es" if number % 4 == 0 else "en", spa=spa,
        zip=zip, priority="urgent" if number % 7 == 0 else "routine",
        window=(start.astimezone(UTC), start.astimezone(UTC) + timedelta(hours=1)),
    )  # fmt: skip
    if came_back:
        with services.database.write() as db_session:
            db_session.get_one(Task, made.id).status_reason = "untouched"


def _callback(services: Services, number: int, start: datetime, name: str | None) -> int:
    language: Language = "es" if number % 5 in (0, 3) else "en"
    zip, spa = ZIPS[number % len(ZIPS)]
    needs = NEEDS[number % len(NEEDS)]
    person = services.people.get_or_create("sms", f"+1323556{number:04d}", language)
    said = services.messages.record_inbound(person.id, "sms", f"SM-{number}-1", OPENERS[language])
    services.messages.record_reply(said.message_id, [ANSWERS[language]], "dialogue", "answered", language)
    case_id = services.cases.open_case(person.id)
    services.cases.record_needs(case_id, needs, number % 9 == 4, language, zip, spa)
    booked = services.booking.book(
        person.id, needs, language, spa, zip, start.astimezone(UTC), start.astimezone(UTC) + timedelta(hours=1), name
    )
    if number % 3 == 0:
        Consents(services.database, services.clock).record(person.id, "voicemail", True, language, "sms", asked=True)
    return booked.number


def _give(services: Services, number: int, account_id: str) -> None:
    """However the rules gave the task out, it is this account's and claimed."""
    with services.database.write() as db_session:
        task = db_session.query(Task).filter(Task.number == number).one()
        task.assignee_id, task.status = account_id, "accepted"
        task.assigned_why = [f"language:{task.language}", f"spa:{task.spa}", "load:lightest"]


def fill_person(services: Services, clock: FixedClock) -> None:
    """Task 1 has a past: texts over two days with a crisis among them, a try, places offered and one referred to."""
    number = 1
    task = services.tasks.get(number)
    rosa = services.accounts.named("rosa@example.org").id
    case_id = services.cases.open_case(task.person_id)
    listings = [each.service_at_location_id for each in services.directory.nearest("food", 34.01, -118.26, limit=3)]
    services.cases.record_referrals(case_id, "food", [(each, 0.8 + n) for n, each in enumerate(listings)], "es")
    for turn, (words, reply, crisis) in enumerate(TURNS):
        said = services.messages.record_inbound(task.person_id, "sms", f"SM-person-{turn}", words)
        services.messages.record_reply(said.message_id, [reply], "dialogue", "answered", "es", crisis=crisis)
        clock.instant += timedelta(minutes=2)
    services.attempts.record(
        task.id, rosa, "no_answer", "Sonó y se cortó. Contesta mejor después de las 4.", task.version
    )


TURNS = (
    ("gracias. y comida tambien, no he comido desde ayer", "Claro que si: comida. Central City Pantry, 323-555-0177.", None),
    ("ya no aguanto, a veces pienso que seria mejor no estar", "Siento mucho que este pasando por esto. Llame o mande texto al 988, a cualquier hora.", "suicide"),
    ("ok si llamen por favor", "Una persona le llama hoy. Si empeora, 988.", None),
)  # fmt: skip
