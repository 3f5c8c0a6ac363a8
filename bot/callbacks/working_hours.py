"""CHWs' working hours, leave and profile, and the county's holidays: entered, shown, and audited."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from bot.callbacks.hours import CallbackHours
from bot.callbacks.models import CallingProfile, DaysOff, WorkingHours
from bot.cases import audit
from bot.cases.models import Account
from bot.clock import LOS_ANGELES, Clock
from bot.db import Database
from bot.errors import InvalidInput, NotFound
from bot.needs.taxonomy import NEED_CODES

MOST_CALLS_AN_HOUR = 12
_LONGEST_LEAVE_DAYS = 366


@dataclass(frozen=True)
class Hours:
    """A stretch of one weekday (Monday is 0), in Los Angeles wall time."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True)
class WeekView:
    """What the rota knows of one CHW. `calls_an_hour` None: as the rules say. `away`: first and last days."""

    hours: tuple[Hours, ...]
    calls_an_hour: int | None
    specialities: tuple[str, ...]
    away: tuple[tuple[date, date], ...]


class WorkingWeek:
    """`county`: the hours within which CHWs' own must lie, because residents are told of no others."""

    def __init__(self, database: Database, clock: Clock, county: CallbackHours | None = None) -> None:
        self._database = database
        self._clock = clock
        self._county = county or CallbackHours()

    def set_hours(self, account_id: str, hours: Sequence[Hours], actor: str = audit.SYSTEM) -> None:
        """Replace the CHW's week; an empty one takes them off the rota. Calls promised already keep their places.

        Raises InvalidInput for hours that are none, overlap or lie outside the county's, and NotFound for who is no CHW.
        """
        self._check(hours)
        with self._database.write() as db_session:
            _chw(db_session, account_id)
            db_session.execute(delete(WorkingHours).where(WorkingHours.account_id == account_id))
            db_session.add_all(
                WorkingHours(account_id=account_id, weekday=each.weekday, opens=each.opens, closes=each.closes)
                for each in hours
            )
            self._audit(db_session, actor, "rota.hours_set", account_id, stretches=len(hours))

    def set_profile(
        self,
        account_id: str,
        *,
        calls_an_hour: int,
        specialities: Collection[str],
        actor: str = audit.SYSTEM,
    ) -> None:
        """How many calls in an hour (1 to 12), and the needs that are theirs. Raises InvalidInput and NotFound."""
        if not 1 <= calls_an_hour <= MOST_CALLS_AN_HOUR:
            raise InvalidInput(f"calls an hour are 1 to {MOST_CALLS_AN_HOUR}", code="bad_capacity")
        if unknown := set(specialities) - NEED_CODES:
            raise InvalidInput(f"not needs of the taxonomy: {sorted(unknown)}", code="need_unknown")
        with self._database.write() as db_session:
            _chw(db_session, account_id)
            row = db_session.get(CallingProfile, account_id)
            if row is None:
                row = CallingProfile(account_id=account_id)
                db_session.add(row)
            row.calls_an_hour, row.specialities = calls_an_hour, sorted(set(specialities))
            self._audit(db_session, actor, "rota.profile_set", account_id, calls_an_hour=calls_an_hour)

    def add_days_off(self, account_id: str | None, first: date, last: date, actor: str = audit.SYSTEM) -> None:
        """Leave of a CHW, or with no account a county holiday; the same days twice change nothing.

        Raises InvalidInput for days the wrong way round, over, or more than a year, and NotFound.
        """
        today = self._clock.now().astimezone(LOS_ANGELES).date()
        if last < first or last < today or (last - first).days > _LONGEST_LEAVE_DAYS:
            raise InvalidInput("days off run from a first to a last day, not over yet, a year at most", code="bad_days")
        with self._database.write() as db_session:
            if account_id is not None:
                _chw(db_session, account_id)
            if db_session.scalars(_days_off(account_id, first, last)).first() is None:
                db_session.add(DaysOff(account_id=account_id, first_day=first, last_day=last))
                self._audit(db_session, actor, "rota.days_off", account_id or "county", days=(last - first).days + 1)

    def remove_days_off(self, account_id: str | None, first: date, last: date, actor: str = audit.SYSTEM) -> None:
        """Take entered days off back. Raises NotFound where these very days were not entered."""
        with self._database.write() as db_session:
            row = db_session.scalars(_days_off(account_id, first, last)).first()
            if row is None:
                raise NotFound("these days off were not entered", code="days_off_unknown")
            db_session.delete(row)
            self._audit(db_session, actor, "rota.days_on", account_id or "county", days=(last - first).days + 1)

    def week_of(self, account_id: str) -> WeekView:
        """What was entered for the CHW. Raises NotFound."""
        today = self._clock.now().astimezone(LOS_ANGELES).date()
        with self._database.read() as db_session:
            _chw(db_session, account_id)
            weekly = db_session.scalars(
                select(WorkingHours)
                .where(WorkingHours.account_id == account_id)
                .order_by(WorkingHours.weekday, WorkingHours.opens)
            )
            hours = tuple(Hours(each.weekday, each.opens, each.closes) for each in weekly)
            profile = db_session.get(CallingProfile, account_id)
            return WeekView(
                hours,
                profile.calls_an_hour if profile else None,
                tuple(profile.specialities if profile else ()),
                self._away(db_session, account_id, today),
            )

    def holidays(self) -> tuple[tuple[date, date], ...]:
        """The county's days on which nobody calls, from today on."""
        today = self._clock.now().astimezone(LOS_ANGELES).date()
        with self._database.read() as db_session:
            return self._away(db_session, None, today)

    def _away(self, db_session: Session, account_id: str | None, today: date) -> tuple[tuple[date, date], ...]:
        rows = db_session.scalars(
            select(DaysOff)
            .where(DaysOff.account_id == account_id, DaysOff.last_day >= today)
            .order_by(DaysOff.first_day, DaysOff.last_day)
        )
        return tuple((row.first_day, row.last_day) for row in rows)

    def _check(self, hours: Sequence[Hours]) -> None:
        county = self._county
        for each in hours:
            if each.opens >= each.closes:
                raise InvalidInput("working hours open before they close", code="bad_hours")
            if each.weekday not in county.weekdays or each.opens < county.opens or each.closes > county.closes:
                raise InvalidInput(
                    f"calls are made {county.opens:%H:%M} to {county.closes:%H:%M} on the county's days only",
                    code="outside_county_hours",
                )
        ordered = sorted((each.weekday, each.opens, each.closes) for each in hours)
        for (day, _, closes), (next_day, opens, _) in pairwise(ordered):
            if day == next_day and opens < closes:
                raise InvalidInput("working hours of one day do not overlap", code="bad_hours")

    def _audit(self, db_session: Session, actor: str, what: str, account_id: str, **details: int) -> None:
        audit.record(db_session, actor, what, "account", account_id, details, at=self._clock.now())


def _chw(db_session: Session, account_id: str) -> Account:
    account = db_session.get(Account, account_id, with_for_update=True)
    if account is None or account.role != "chw":
        raise NotFound("no such CHW", code="chw_unknown")
    return account


def _days_off(account_id: str | None, first: date, last: date) -> Select[DaysOff]:
    return select(DaysOff).where(DaysOff.account_id == account_id, DaysOff.first_day == first, DaysOff.last_day == last)
