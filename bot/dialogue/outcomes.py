"""What a person says became of a service, put in both places that need it: their case and the listing's reports."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cases.follow_ups import FollowUps
from bot.cases.people import PersonView
from bot.directory.reports import ListingReports
from bot.errors import NotFound


class ServiceOutcomes:
    """The one way in for what people report, however they come to say it."""

    def __init__(self, follow_ups: FollowUps, reports: ListingReports) -> None:
        self._follow_ups = follow_ups
        self._reports = reports

    def record(self, person: PersonView, services: Sequence[str], outcome: str) -> None:
        """Keep `outcome` (bot/directory/reports.py, OUTCOMES) for these service_at_location ids.

        A listing that is gone meanwhile is noted on the case only. Raises InvalidInput.
        """
        self._follow_ups.note_outcome(person.id, services, outcome)
        for service in services:
            try:
                self._reports.record(service, person.pseudonym, outcome)
            except NotFound:
                continue

    def choose(self, person: PersonView, service: str) -> None:
        """The person asked for the details of this listing."""
        self._follow_ups.note_choice(person.id, service)

    def last_chosen(self, person: PersonView) -> str | None:
        """The listing whose details the person asked for last, if that is not long ago."""
        return self._follow_ups.last_choice(person.id)

    def forget(self, pseudonym: str) -> None:
        """Take back what an erased person reported; a listing it hid stays hidden until it is checked."""
        self._reports.forget(pseudonym)
