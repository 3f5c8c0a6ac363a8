"""What operators see: `/prometheus` with every meter, of every process, behind a token or on this machine alone."""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterator
from datetime import datetime

from flask import Blueprint, Response, abort, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy import case, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool

from bot.cases.outside_copies import OutsideCopy
from bot.clock import Clock
from bot.db import Database
from bot.heartbeat import AUDIT, PURGE, WORKER, silent_for
from bot.messaging.models import OutboxMessage
from bot.messaging.quiet_hours import QuietHours
from bot.meters import OUTBOX_KINDS, Meters
from bot.settings import Settings
from webhooks.guards import Guard
from webhooks.services import Services

MULTIPROCESS = "PROMETHEUS_MULTIPROC_DIR"
"""prometheus_client's own setting: the folder in which the processes of one machine share their meters."""


def operators_only(settings: Settings) -> Guard:
    """Lets pass who carries PUENTE_OPS_TOKEN; without such a token, in development, this machine alone.

    In production there is no other way in: behind a proxy every request may seem to come from this machine.
    """
    token = settings.puente_ops_token

    def check() -> None:
        given = request.headers.get("Authorization", "").encode("utf-8", "replace")
        if token and hmac.compare_digest(given, f"Bearer {token}".encode()):
            return
        if token or settings.production or request.remote_addr not in ("127.0.0.1", "::1"):
            abort(403)

    return check


def create_operators_blueprint(services: Services) -> Blueprint:
    routes = Blueprint("operators", __name__)

    @routes.get("/prometheus")
    def prometheus() -> Response:
        return Response(expose(services), content_type=CONTENT_TYPE_LATEST)

    return routes


def expose(services: Services) -> bytes:
    """Every meter in Prometheus's text format."""
    settings = services.settings
    quiet_hours = QuietHours(settings.puente_texts_from, settings.puente_texts_until)
    state = StateCollector(services.database, services.clock, quiet_hours)
    gathered = CollectorRegistry()
    gathered.register(state)
    if os.environ.get(MULTIPROCESS):
        MultiProcessCollector(gathered)  # type: ignore[no-untyped-call]
        return generate_latest(gathered)
    return generate_latest(services.meters.registry) + generate_latest(gathered)


def count_requests(meters: Meters, surface: str | None, status: int) -> None:
    """Count one answered request by the blueprint that answered it and the class of its status."""
    meters.requests.labels(surface or "none", f"{status // 100}xx").inc()


class StateCollector(Collector):
    """What only the database knows, asked when it is scraped. Says nothing while the database does not answer."""

    def __init__(self, database: Database, clock: Clock, quiet_hours: QuietHours) -> None:
        self._database = database
        self._clock = clock
        self._quiet_hours = quiet_hours

    def collect(self) -> Iterator[GaugeMetricFamily]:
        now = self._clock.now()
        answers = True
        try:
            yield from self._outbox(now)
            yield from self._silences()
        except SQLAlchemyError:
            answers = False
        yield _gauge("puente_database_up", "1 while the database answers.", float(answers))
        yield _gauge(
            "puente_texts_allowed",
            "1 while Puente may begin a text (quiet hours).",
            float(self._quiet_hours.allow(now)),
        )
        pool = self._database.engine.pool
        if isinstance(pool, QueuePool):
            yield _gauge("puente_database_connections_used", "Of the process that answers.", float(pool.checkedout()))
            yield _gauge("puente_database_connections_kept", "Of the process that answers.", float(pool.size()))

    def _outbox(self, now: datetime) -> Iterator[GaugeMetricFamily]:
        kind = case(*((OutboxMessage.dedupe_key.startswith(f"{one}:"), one) for one in OUTBOX_KINDS), else_="other")
        due = select(kind, func.count(), func.min(OutboxMessage.due_at)).where(
            OutboxMessage.state == "pending", OutboxMessage.due_at <= now
        )
        with self._database.read() as db_session:
            rows = {row[0]: (row[1], row[2]) for row in db_session.execute(due.group_by(kind))}
            copies = db_session.execute(select(func.count(), func.min(OutsideCopy.due_at))).one()
        waiting = GaugeMetricFamily("puente_outbox_due", "Texts that are due and not sent.", labels=["kind"])
        for one in (*OUTBOX_KINDS, "other"):
            waiting.add_metric([one], float(rows.get(one, (0, None))[0]))
        yield waiting
        oldest = min((since for _, since in rows.values()), default=now)
        yield _gauge(
            "puente_outbox_oldest_seconds", "How long the oldest of them is due.", (now - oldest).total_seconds()
        )
        yield _gauge("puente_copies_owed", "Copies elsewhere still to be deleted.", float(copies[0]))
        late = (now - copies[1]).total_seconds() if copies[1] else 0.0
        yield _gauge("puente_copies_owed_oldest_seconds", "How long the oldest of them is due.", max(late, 0.0))

    def _silences(self) -> Iterator[GaugeMetricFamily]:
        silences = GaugeMetricFamily(
            "puente_silent_seconds",
            "Since what the worker does was last done; absent when it never was.",
            labels=["what"],
        )
        for name in (WORKER, PURGE, AUDIT):
            silence = silent_for(self._database, self._clock, name)
            if silence is not None:
                silences.add_metric([name], silence.total_seconds())
        yield silences


def _gauge(name: str, documentation: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, documentation, value=value)
