"""What people said of themselves that decides where they are taken in: kept on their case, sealed, never more than said."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases.follow_up_models import CaseFacts
from bot.cases.models import Case
from bot.clock import Clock
from bot.db import Database
from bot.privacy.encryption import Vault

Facts = dict[str, Any]
"""Codes and numbers by name, ready for JSON; bot/dialogue/person_facts.py says which."""


class KnownFacts:
    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock

    def remember(self, case_id: str, said: Mapping[str, Any]) -> None:
        """Add what was said to what is known; a fact said anew replaces the old one, None takes it back.

        A case that is gone (erased in this very turn) is passed over.
        """
        with self._database.write() as db_session:
            if db_session.get(Case, case_id, with_for_update=True) is None:
                return
            row = db_session.get(CaseFacts, case_id)
            known = {**(_opened(row, self._vault) if row else {}), **said}
            sealed = self._vault.seal(
                json.dumps({name: value for name, value in known.items() if value is not None}), _bound_to(case_id)
            )
            if row is None:
                db_session.add(CaseFacts(case_id=case_id, facts_sealed=sealed, said_at=self._clock.now()))
            else:
                row.facts_sealed, row.said_at = sealed, self._clock.now()

    def of(self, person_id: str) -> Facts:
        """What is known of the person in the case that is not closed."""
        with self._database.read() as db_session:
            return facts_of(db_session, self._vault, person_id)


def facts_of(db_session: Session, vault: Vault, person_id: str) -> Facts:
    """`KnownFacts.of` inside the caller's transaction."""
    row = db_session.scalar(
        select(CaseFacts)
        .join(Case, CaseFacts.case_id == Case.id)
        .where(Case.person_id == person_id, Case.status != "closed")
    )
    return _opened(row, vault) if row else {}


def _opened(row: CaseFacts, vault: Vault) -> Facts:
    found: Facts = json.loads(vault.open(row.facts_sealed, _bound_to(row.case_id)))
    return found


def _bound_to(case_id: str) -> str:
    return f"case_facts.facts:{case_id}"
