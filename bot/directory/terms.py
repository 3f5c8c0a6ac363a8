"""Puente's own taxonomies in the directory: the needs, and the conditions of getting in."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from bot.directory.models import Taxonomy, TaxonomyTerm
from bot.needs.taxonomy import NEED_CODES, NEEDS

NEEDS_TAXONOMY = "puente-needs"
CONDITIONS_TAXONOMY = "puente-conditions"
CONDITIONS: tuple[str, ...] = (
    "adults_only",
    "appointment_only",
    "confidential_address",
    "families_only",
    "field_visits_only",
    "hospital",
    "men_only",
    "needs_id",
    "no_beds",
    "no_id_needed",
    "no_registrants",
    "older_or_disabled_only",
    "recovery",
    "reentry",
    "referral_only",
    "takes_families",
    "veterans_only",
    "walk_ins",
    "women_only",
)
"""Whom and how a service takes in. `no_beds`: for housing an office that helps to find a place.
`recovery`: beds for people who leave drugs or alcohol behind. `no_registrants`: not for people on the sex-offense
registry."""

FRONT_DOOR = "front door"
"""Value of a need's attribute where the service is the first address to turn to for that need."""

_ID_SPACE = uuid.UUID("b6a0c6f4-92a8-5a5e-8f4e-6b1f0f3c2d77")
_OPEN_ELIGIBILITY = {
    path.split(" > ")[-1].casefold(): need.code for need in NEEDS for path in need.open_eligibility
}  # fmt: skip


def taxonomy_id(taxonomy: str) -> str:
    return str(uuid.uuid5(_ID_SPACE, taxonomy))


def term_id(taxonomy: str, code: str) -> str:
    return str(uuid.uuid5(_ID_SPACE, f"{taxonomy}|{code}"))


def term_rows() -> Iterator[tuple[str, dict[str, Any]]]:
    """(table, row) for both taxonomies and all their terms."""
    needs = [(need.code, "; ".join(need.open_eligibility)) for need in NEEDS]
    for taxonomy, terms in ((NEEDS_TAXONOMY, needs), (CONDITIONS_TAXONOMY, [(code, "") for code in CONDITIONS])):
        yield "taxonomy", {"id": taxonomy_id(taxonomy), "name": taxonomy}
        for code, description in terms:
            yield (
                "taxonomy_term",
                {
                    "id": term_id(taxonomy, code),
                    "code": code,
                    "name": code.replace("_", " "),
                    "description": description,
                    "taxonomy": taxonomy,
                    "taxonomy_id": taxonomy_id(taxonomy),
                    "language": "en",
                },
            )


def need_of_term(code: str | None, name: str, taxonomy: str | None) -> str | None:
    """The need a term stands for: Puente's own code, or a term of Open Eligibility by its name
    (github auntbertha/openeligibility, TAXONOMIES.md); None for any other."""
    if code in NEED_CODES and (taxonomy or "") in (NEEDS_TAXONOMY, ""):
        return code
    if taxonomy == CONDITIONS_TAXONOMY:
        return None
    return _OPEN_ELIGIBILITY.get(name.strip().casefold())


def ensure_terms(db_session: Session) -> None:
    """Puente's own taxonomies and terms in the database, added where missing."""
    for kind, row in term_rows():
        model: type[Taxonomy] | type[TaxonomyTerm] = Taxonomy if kind == "taxonomy" else TaxonomyTerm
        if db_session.get(model, row["id"]) is None:
            db_session.add(model(**({"description": ""} | row)))
    db_session.flush()
