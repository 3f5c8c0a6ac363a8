"""The worker watched from outside: its heartbeat, the daily proof of the audit trail, and reviewing's weekly release."""

from __future__ import annotations

import time

import httpx
import structlog

from bot.cases.audit_anchors import add_anchor, read_anchors
from bot.cases.audit_chain import prove
from bot.clock import Clock
from bot.db import Database
from bot.heartbeat import AUDIT, WORKER, beat
from bot.privacy.anonymize import Anonymizer
from bot.privacy.encryption import Vault
from bot.privacy.lexicon import Lexicon
from bot.reviewing.release import Release
from bot.settings import Settings

ANCHORS = "audit_anchors"
"""The file in PUENTE_INSTANCE."""
_BEAT_SECONDS = 15.0
_PING_SECONDS = 60.0
_PROOF_SECONDS = 24 * 3600.0

log = structlog.get_logger(__name__)


class Watch:
    """What the worker does about itself."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        vault: Vault,
        clock: Clock,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """`transport`: for tests."""
        self._settings = settings
        self._database = database
        self._vault = vault
        self._clock = clock
        self._http = httpx.Client(timeout=5.0, transport=transport)
        self._release = Release(database, vault, clock, Anonymizer(Lexicon.load()), settings.puente_body_days)
        self._beat_next = self._ping_next = self._proof_next = 0.0

    def after_round(self) -> None:
        """After a round in which nothing failed: beat, and tell PUENTE_HEARTBEAT_URL where there is one.

        Neither more often than is of use.
        """
        now = time.monotonic()
        if now >= self._beat_next:
            beat(self._database, self._clock, WORKER)
            self._beat_next = now + _BEAT_SECONDS
        if self._settings.puente_heartbeat_url and now >= self._ping_next:
            self._ping(self._settings.puente_heartbeat_url)
            self._ping_next = now + _PING_SECONDS

    def at_leisure(self) -> None:
        """Cards of weeks that are over; once a day the proof of the audit trail."""
        released = self._release.run_due()
        if released.cards or released.given_up or released.expired:
            log.info("review.released", cards=released.cards, given_up=released.given_up, expired=released.expired)
        if time.monotonic() >= self._proof_next:
            self.prove_trail()
            self._proof_next = time.monotonic() + _PROOF_SECONDS

    def prove_trail(self) -> None:
        """Prove the whole trail, and put an anchor into the file and the log, to be kept where nobody changes it."""
        path = self._settings.puente_instance / ANCHORS
        proof = prove(self._database, self._vault, read_anchors(path))
        if proof.fault is not None:
            log.error("audit.not_whole", fault=proof.fault, at_event=proof.at_id)
            return
        if proof.head is not None:
            add_anchor(path, proof.head)
            log.info("audit.anchor", anchor=f"{proof.head.last_id} {proof.head.mac}", events=proof.events)
        beat(self._database, self._clock, AUDIT)

    def _ping(self, url: str) -> None:
        """The dead man's switch: whoever listens there raises the alarm when this stops."""
        try:
            self._http.get(url).raise_for_status()
        except httpx.HTTPError as error:
            log.warning("heartbeat.not_heard", error=type(error).__name__)
