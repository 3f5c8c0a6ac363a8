"""A made-up quarter of 20,000 people, counted through the same counters as real ones, to look at pages with.

    PUENTE_INSTANCE=/tmp/made-up .venv/bin/python -m benchmarks.simulated_quarter [--people 20000] [--seed 7]

Fills the newest quarter that is over and the weeks since at the same pace, publishes them week by week, and says
what it did. Nobody in it is real and no row of a person is written; how likely what is, is plausible and nothing
more. Refuses a database in which anything was ever counted.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import func, select

from bot.clock import FixedClock, SystemClock
from bot.db import Database
from bot.directory.shipped import ensure_shipped
from bot.errors import Conflict
from bot.metrics.models import PublishedFigure
from bot.metrics.periods import Week, period_of, week_of, weeks_between
from bot.metrics.publishing import SETTLES, Publisher
from bot.migrations import upgrade
from bot.needs.programmes import programme_of
from bot.needs.taxonomy import NEEDS
from bot.settings import load_settings
from bot.tally import Tally, details, tally

_AREAS = (5, 18, 15, 14, 4, 20, 12, 10)
_COMMON = ("housing", "food", "employment", "mental_health", "case_management", "substance_use", "identification")
_NEEDS = [*_COMMON, *(need.code for need in NEEDS if need.code not in _COMMON)]
_HOURS = (1, 1, 1, 1, 1, 2, 4, 6, 9, 10, 10, 9, 9, 9, 8, 8, 8, 7, 7, 6, 5, 4, 3, 2)


class MadeUpPerson:
    """One person's way through Puente; every step raises the counters that a real one raises."""

    def __init__(self, chance: random.Random, first_text: datetime) -> None:
        self.chance = chance
        self.at = first_text
        self.language = "es" if chance.random() < 0.34 else "en"
        self.channel = chance.choices(("sms", "whatsapp", "web"), (88, 5, 7))[0]
        self.spa = chance.choices(range(1, 9), _AREAS)[0] if chance.random() < 0.86 else None
        self.needs = chance.sample(
            _NEEDS, k=chance.choices((1, 2, 3), (62, 28, 10))[0], counts=range(len(_NEEDS), 0, -1)
        )
        self.needs = list(dict.fromkeys(self.needs))
        self.slower = 1.25 if self.language == "es" else 1.0

    def live(self, database_session: object, until: datetime) -> None:
        """All that becomes of the person before `until`."""
        self.count = partial(tally, database_session, language=self.language, channel=self.channel)  # type: ignore[arg-type]
        self.until = until
        self._talks(new=True)
        self._is_screened()
        if self.chance.random() < 0.31:
            self._is_called()
        while self.chance.random() < 0.38:
            self.at += timedelta(days=self.chance.uniform(4, 24))
            if self.at >= until:
                return
            self._talks(new=False)
        if self.chance.random() < 0.035:
            kinds = ("answer", "follow_up", "call_reminder", "call_news", "consent")
            self.count("opt_outs", self.at, detail=self.chance.choices(kinds, (50, 22, 14, 9, 5))[0])

    def likely(self, probability: float) -> bool:
        return self.chance.random() < probability

    def _talks(self, *, new: bool) -> None:
        texts = self.chance.randint(2, 8)
        waited = timedelta(seconds=self.chance.lognormvariate(0.55, 0.75) * self.slower)
        self.count("conversations", self.at, spa=self.spa, detail=details.REPLY.label(waited))
        if new:
            self.count("new_people", self.at, spa=self.spa)
        unsure = 0.11 if self.language == "es" else 0.08
        for _ in range(texts):
            how = self.chance.choices(details.ANSWERED, (1 - unsure - 0.075, unsure, 0.005, 0.07))[0]
            self.count("texts_received", self.at, detail=how)
            self.count("texts_sent", self.at, detail=self._kind(how))
            self._costs("received", 1)
            self._costs("reply", self.chance.choices((1, 2, 3), (35, 45, 20))[0])
            if how == details.OTHER and self.likely(0.09):
                self.count("crises", self.at, detail=self.chance.choices(details.CRISES[:4], (55, 12, 23, 10))[0])
        self._delivered(texts)

    def _kind(self, how: str) -> str:
        if how == "without_model":
            return "menu"
        other = ("consent", "keyword", "identity", "crisis")
        return self.chance.choices(other, (50, 30, 14, 6))[0] if how == details.OTHER else "answer"

    def _costs(self, kind: str, segments: int) -> None:
        if self.channel == "sms":
            self.count("segments", self.at, detail=kind, by=segments)

    def _delivered(self, texts: int) -> None:
        if self.channel != "web":
            for _ in range(texts):
                self.count(
                    "deliveries", self.at,
                    detail=self.chance.choices(details.CARRIER_OUTCOMES, (955, 22, 8, 9, 3, 3))[0],
                )  # fmt: skip

    def _begun(self, kind: str, at: datetime) -> None:
        if at < self.until and self.channel != "web":
            self.count("texts_sent", at, detail=kind)
            self._costs("begun", 1)
            self._delivered(1)

    def _is_screened(self) -> None:
        at, step = self.at, partial(self.count, spa=self.spa)
        if not self.likely(0.93):
            return
        step("screening_started", at)
        if not self.likely(0.94):
            return
        step("people_with_need", at)
        for need in self.needs:
            step("needs_found", at, need=need)
            if self.likely(0.16):
                step("needs_urgent", at, need=need)
        if not self.likely(0.9):
            return
        step("screening_completed", at)
        waited = timedelta(minutes=self.chance.lognormvariate(0.9, 1.1) * self.slower)
        offered = at + waited
        if offered >= self.until:
            return
        far = {1: 0.3, 5: 0.14}.get(self.spa or 0, 0.06)
        for number, need in enumerate(self.needs):
            if self.likely(far):
                spoken = 0.4 if self.language == "es" else 0.0
                step("needs_unmet", at, need=need, detail=self.chance.choices(details.UNMET, (5, 3, 10 * spoken))[0])
            step("services_offered", offered, need=need, by=3 if number == 0 else 2)
        step("people_offered", offered, detail=details.REFERRAL.label(waited))
        if self.likely(0.52):
            step("people_consenting", offered)
        if self.likely(0.41):
            self._accepts(offered + timedelta(hours=self.chance.expovariate(1 / 6)))

    def _accepts(self, at: datetime) -> None:
        step = partial(self.count, spa=self.spa)
        if at >= self.until:
            return
        step("referrals_accepted", at, need=self.needs[0])
        step("people_accepting", at)
        self._begun("follow_up", at + timedelta(days=2))
        said = at + timedelta(days=self.chance.uniform(2, 9))
        if said < self.until and self.likely(0.34 if self.language == "es" else 0.38):
            step("services_received", said, need=self.needs[0])
            step("people_served", said)
            if programme := programme_of(self.needs[0]):
                step("connections", said, detail=programme)

    def _is_called(self) -> None:
        call = partial(self.count, spa=self.spa)
        call("callbacks_asked", self.at)
        if not self.likely(0.87):
            return
        booked = self.at
        call("callbacks_booked", booked)
        window = booked + timedelta(hours=self.chance.uniform(3, 70) * self.slower)
        self._begun("call_reminder", window - timedelta(hours=2))
        if window >= self.until:
            return
        kept = self.likely(0.88 if self.language == "es" else 0.92)
        if not kept:
            call("call_promises", window, detail="missed")
            self._begun("call_news", window)
            window += timedelta(hours=20)
        if window >= self.until or not self.likely(0.97):
            return
        call("callbacks_attempted", window)
        call("call_promises", window, detail="kept")
        if self.likely(0.71):
            call("callbacks_reached", window, detail=details.CONTACT.label(window - booked))
        elif window + timedelta(days=9) < self.until:
            call("callbacks_unreached", window + timedelta(days=9))


def simulate(database: Database, weeks: Sequence[Week], people_a_week: int, seed: int) -> int:
    """Count so many made-up people a week and publish each week when it is over; how many people.

    Raises Conflict, changing nothing, where anything was counted before.
    """
    with database.read() as db_session:
        if db_session.scalar(select(func.count()).select_from(Tally)):
            raise Conflict("this database has counters already; made-up ones are not mixed with them", code="not_empty")
    chance = random.Random(seed)
    until = weeks[-1].ends
    people = 0
    for week in weeks:
        with database.write() as db_session:
            for _ in range(round(people_a_week * chance.uniform(0.9, 1.1))):
                day, hour = (
                    chance.choices(range(7), (17, 16, 16, 15, 15, 11, 10))[0],
                    chance.choices(range(24), _HOURS)[0],
                )
                first = week.ends - timedelta(days=7 - day) + timedelta(hours=hour, minutes=chance.uniform(0, 59))
                MadeUpPerson(chance, first).live(db_session, until)
                people += 1
            if chance.random() < 0.6:
                shut = week.ends - timedelta(days=chance.uniform(1, 6))
                for _ in range(chance.randint(1, 3)):
                    taken = timedelta(days=chance.expovariate(1 / 9))
                    tally(db_session, "listings_hidden", shut, detail=details.HIDING.label(taken))
    for week in weeks:
        Publisher(database, FixedClock(week.ends + 2 * SETTLES)).publish_due()
    return people


def newest_weeks(now: datetime) -> list[Week]:
    """The weeks of the newest quarter that is over at `now`, and those that are over since."""
    running = week_of(now)
    last = Week(running.monday - timedelta(days=7))
    past = weeks_between(Week(running.monday - timedelta(weeks=40)), last)
    quarters = list(dict.fromkeys(period_of(week, "quarter") for week in [*past, running]))
    over = quarters[-2]
    return [week for week in past if period_of(week, "quarter") in (over, quarters[-1])]


def main() -> None:
    parser = argparse.ArgumentParser(description="A made-up quarter, to look at the figures with.")
    parser.add_argument("--people", type=int, default=20_000, help="people in a quarter of 13 weeks")
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    database = Database(load_settings().database_url)
    upgrade(database)
    ensure_shipped(database, SystemClock())
    weeks = newest_weeks(datetime.now(UTC))
    began = time.perf_counter()
    people = simulate(database, weeks, asked.people // 13, asked.seed)
    with database.read() as db_session:
        rows = db_session.execute(
            select(func.count(), func.count(PublishedFigure.count)).select_from(PublishedFigure)
        ).one()
    print(f"{people} people in {len(weeks)} weeks from {weeks[0].label} to {weeks[-1].label}")
    print(f"{rows[0]} published figures that are not 0, {rows[0] - rows[1]} of them withheld")
    print(f"{time.perf_counter() - began:.0f} s, all weeks published")


if __name__ == "__main__":
    main()
