"""The directory for other systems to read: HSDS services, page by page, filtered as the HSDS API filters.

Source of the filters and of the page's fields: HSDS 3.1, github openreferral/specification, schema/openapi.json.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from bot.db import Database
from bot.directory.models import Attribute, Organization, Service, TaxonomyTerm
from bot.directory.public_rows import PublicRows
from bot.directory.shape import to_json
from bot.errors import NotFound

_CHUNK = 200

Document = dict[str, Any]


@dataclass(frozen=True)
class ServicesQuery:
    """What is asked for. Empty text and None are no filter; `page` counts from 1."""

    search: str = ""
    taxonomy_term_id: str = ""
    taxonomy_id: str = ""
    organization_id: str = ""
    modified_after: datetime | None = None
    minimal: bool = False
    """Only `id` and `last_modified` (when it last changed in this directory) of each service."""
    full: bool = False
    """Each service with everything in it; else only what it has one of."""
    page: int = 1
    per_page: int = 50


@dataclass(frozen=True)
class ServicesPage:
    total_items: int
    contents: list[Document]


class PublishedServices:
    """Reads only. What may not be known of a confidential place is left out by PublicRows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, query: ServicesQuery) -> ServicesPage:
        """The services of one page, in order of identifier; past the last page there are none."""
        with self._database.read() as db_session:
            matching = _matching(query)
            total = db_session.scalar(select(func.count()).select_from(matching.subquery())) or 0
            one = matching.order_by(Service.id).offset((query.page - 1) * query.per_page).limit(query.per_page)
            return ServicesPage(total, _documents(db_session, list(db_session.scalars(one)), query))

    def stream(self, query: ServicesQuery) -> Iterator[Document]:
        """Every matching service in order of identifier, a few hundred in memory at a time."""
        last = ""
        while True:
            with self._database.read() as db_session:
                more = _matching(query).where(Service.id > last).order_by(Service.id).limit(_CHUNK)
                identifiers = list(db_session.scalars(more))
                if not identifiers:
                    return
                last = identifiers[-1]
                documents = _documents(db_session, identifiers, query)
            yield from documents

    def service(self, identifier: str) -> Document:
        """One service with everything in it. Raises NotFound."""
        with self._database.read() as db_session:
            for document in _documents(db_session, [identifier], ServicesQuery(full=True)):
                return document
        raise NotFound("no service has this id", code="no_such_service")


def _matching(query: ServicesQuery) -> Select[str]:
    found = select(Service.id)
    if query.search:
        owners = select(Organization.id).where(Organization.name.icontains(query.search, autoescape=True))
        columns = (Service.name, Service.alternate_name, Service.description)
        anywhere = [column.icontains(query.search, autoescape=True) for column in columns]
        found = found.where(or_(*anywhere, Service.organization_id.in_(owners)))
    if query.organization_id:
        found = found.where(Service.organization_id == query.organization_id)
    if query.modified_after:
        found = found.where(Service.changed_at >= query.modified_after)
    if query.taxonomy_term_id or query.taxonomy_id:
        described = select(Attribute.link_id).where(Attribute.link_entity == "service")
        if query.taxonomy_term_id:
            described = described.where(Attribute.taxonomy_term_id == query.taxonomy_term_id)
        if query.taxonomy_id:
            terms = select(TaxonomyTerm.id).where(TaxonomyTerm.taxonomy_id == query.taxonomy_id)
            described = described.where(Attribute.taxonomy_term_id.in_(terms))
        found = found.where(Service.id.in_(described))
    return found


def _documents(db_session: Session, identifiers: list[str], query: ServicesQuery) -> list[Document]:
    changed = db_session.execute(select(Service.id, Service.changed_at).where(Service.id.in_(identifiers)))
    modified = {row.id: row.changed_at for row in changed}
    if query.minimal:
        documents: list[Document] = [{"id": identifier} for identifier in identifiers]
    elif query.full:
        documents = list(PublicRows(db_session).documents(identifiers))
    else:
        documents = PublicRows(db_session).summaries(identifiers)
    for document in documents:
        if modified[document["id"]]:
            document["last_modified"] = to_json(modified[document["id"]])
    return documents
