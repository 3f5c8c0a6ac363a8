"""What people say became of a referral, and what follows: two independent bad reports hide a listing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.db import Database
from bot.directory.models import DirectoryEntry, ListingReport, Service, ServiceAtLocation
from bot.errors import InvalidInput, NotFound
from bot.tally import details, tally

OUTCOMES: tuple[str, ...] = ("reached", "full", "closed", "wrong_number", "no_answer", "did_not_go")
BAD = frozenset({"closed", "wrong_number"})
"""Outcomes that say the listing is wrong. A full shelter is a right listing."""
REPORTS_TO_HIDE = 2


@dataclass(frozen=True)
class ReportedListing:
    """One listing with unchecked bad reports, for staff."""

    service_at_location_id: str
    name: str
    bad_reports: int
    first_reported_at: datetime
    hidden: bool


class ListingReports:
    """Reports on listings. `reporter` is a person's pseudonym: it only tells two people apart."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def record(self, service_at_location_id: str, reporter: str, outcome: str) -> bool:
        """Keep what one person said; True when this report hid the listing.

        What the same person says again before staff have checked replaces what they said before.
        Raises InvalidInput, NotFound.
        """
        if outcome not in OUTCOMES:
            raise InvalidInput(f"an outcome is one of {', '.join(OUTCOMES)}", code="unknown_outcome")
        with self._database.write() as db_session:
            if db_session.get(ServiceAtLocation, service_at_location_id) is None:
                raise NotFound(f"no listing {service_at_location_id}")
            said = self._open_report(db_session, service_at_location_id, reporter)
            if said.outcome not in BAD:
                said.reported_at = self._clock.now()
            said.outcome = outcome
            db_session.flush()
            if outcome not in BAD or self._is_hidden(db_session, service_at_location_id):
                return False
            if self._reporters(db_session, service_at_location_id) < REPORTS_TO_HIDE:
                return False
            now = self._clock.now()
            said.hid_listing_at = now
            first = db_session.scalar(
                select(func.min(ListingReport.reported_at)).where(
                    ListingReport.service_at_location_id == service_at_location_id,
                    ListingReport.outcome.in_(BAD),
                    ListingReport.checked_at.is_(None),
                )
            )
            tally(db_session, "listings_hidden", now, detail=details.HIDING.label(now - (first or now)))
            self._set_hidden(db_session, service_at_location_id, True)
            return True

    def reported(self) -> Sequence[ReportedListing]:
        """Listings with bad reports nobody has checked, hidden ones first, then the oldest."""
        query = (
            select(
                ListingReport.service_at_location_id,
                Service.name,
                func.count(ListingReport.reporter.distinct()),
                func.min(ListingReport.reported_at),
                func.max(ListingReport.hid_listing_at),
            )
            .join(ServiceAtLocation, ServiceAtLocation.id == ListingReport.service_at_location_id)
            .join(Service, Service.id == ServiceAtLocation.service_id)
            .where(ListingReport.outcome.in_(BAD), ListingReport.checked_at.is_(None))
            .group_by(ListingReport.service_at_location_id, Service.name)
        )
        with self._database.read() as db_session:
            found = [
                ReportedListing(listing, name, count, first, hidden is not None)
                for listing, name, count, first, hidden in db_session.execute(query)
            ]
        return sorted(found, key=lambda each: (not each.hidden, each.first_reported_at))

    def settle(self, service_at_location_id: str, staff: str) -> None:
        """Staff have checked: the reports are closed and the listing is shown again.

        Whether it is also corrected or withdrawn is bot/directory/editing.py's business.
        """
        with self._database.write() as db_session:
            db_session.execute(
                update(ListingReport)
                .where(
                    ListingReport.service_at_location_id == service_at_location_id,
                    ListingReport.checked_at.is_(None),
                )
                .values(checked_at=self._clock.now(), checked_by=staff)
            )
            self._set_hidden(db_session, service_at_location_id, False)

    def forget(self, reporter: str) -> int:
        """Delete what one person reported; a listing hidden already stays hidden until checked."""
        with self._database.write() as db_session:
            mine = ListingReport.reporter == reporter
            hiding = mine & ListingReport.hid_listing_at.is_not(None)
            db_session.execute(update(ListingReport).where(hiding).values(reporter="forgotten"))
            gone = db_session.execute(delete(ListingReport).where(mine).returning(ListingReport.id)).all()
            return len(gone)

    def _open_report(self, db_session: Session, listing: str, reporter: str) -> ListingReport:
        """What this person said of the listing since staff last checked it, or a new report."""
        said = db_session.scalar(
            select(ListingReport).where(
                ListingReport.service_at_location_id == listing,
                ListingReport.reporter == reporter,
                ListingReport.checked_at.is_(None),
            )
        )
        if said is None:
            said = ListingReport(
                service_at_location_id=listing, reporter=reporter, outcome="", reported_at=self._clock.now()
            )
            db_session.add(said)
        return said

    @staticmethod
    def _reporters(db_session: Session, listing: str) -> int:
        query = select(func.count(ListingReport.reporter.distinct())).where(
            ListingReport.service_at_location_id == listing,
            ListingReport.outcome.in_(BAD),
            ListingReport.checked_at.is_(None),
        )
        return db_session.scalar(query) or 0

    @staticmethod
    def _is_hidden(db_session: Session, listing: str) -> bool:
        query = select(ListingReport.id).where(
            ListingReport.service_at_location_id == listing,
            ListingReport.hid_listing_at.is_not(None),
            ListingReport.checked_at.is_(None),
        )
        return db_session.scalar(query.limit(1)) is not None

    @staticmethod
    def _set_hidden(db_session: Session, listing: str, hidden: bool) -> None:
        db_session.execute(
            update(DirectoryEntry).where(DirectoryEntry.service_at_location_id == listing).values(hidden=hidden)
        )
