"""What people say of services they were sent to."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cases import audit
from bot.clock import Clock
from bot.db import Database


class ServiceFeedback:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def record(self, person_id: str, service_at_location_ids: Sequence[str]) -> None:
        """Note that the person reported on one of the services last shown, for staff to look into."""
        with self._database.write() as db_session:
            for service_id in service_at_location_ids:
                audit.record(
                    db_session,
                    audit.PERSON,
                    "service.reported",
                    "service_at_location",
                    service_id,
                    {"person_id": person_id},
                    at=self._clock.now(),
                )
