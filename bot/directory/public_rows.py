"""The directory's rows as the world may see them: as HSDS tables or nested documents.

Confidential places go out without street, coordinates, name or anything else that tells where.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.directory.documents import Nested, nested_in
from bot.directory.models import Location
from bot.directory.shape import TableShape, shapes, to_json

_CHUNK = 500
_TELLS_WHERE = ("latitude", "longitude", "name", "alternate_name", "description", "transportation", "url",
                "external_identifier", "external_identifier_type")  # fmt: skip
_OF_A_PLACE = ("address", "accessibility")

Row = dict[str, Any]


class PublicRows:
    """Rows as they may be shown, in order of identifier."""

    def __init__(self, db_session: Session) -> None:
        self._session = db_session
        self._secret = set(db_session.scalars(select(Location.id).where(Location.confidential)))

    def kinds(self) -> list[TableShape]:
        return [
            shape
            for shape in shapes().values()
            if self._session.execute(select(shape.table.c.id).limit(1)).first() is not None
        ]

    def rows(self, shape: TableShape) -> Iterator[Row]:
        columns = [shape.table.c[column.name] for column in shape.columns]
        last = ""
        while True:
            query = select(*columns).where(shape.table.c.id > last).order_by(shape.table.c.id).limit(_CHUNK)
            found = [dict(row) for row in self._session.execute(query).mappings()]
            if not found:
                return
            last = found[-1]["id"]
            yield from self._showable(shape.name, found)

    def documents(self, service_ids: list[str] | None = None) -> Iterator[Row]:
        """Full services, parents and children nested as HSDS nests them."""
        shape = shapes()["service"]
        if service_ids is not None:
            chunks = [self._pick(shape, "id", service_ids)]
            yield from self._filled("service", [row for chunk in chunks for row in chunk])
            return
        waiting: list[Row] = []
        for row in self.rows(shape):
            waiting.append(row)
            if len(waiting) == _CHUNK // 5:
                yield from self._filled("service", waiting)
                waiting = []
        yield from self._filled("service", waiting)

    def summaries(self, service_ids: list[str]) -> list[Row]:
        """Services with what they have one of (organization, program), in order of identifier."""
        rows = self._pick(shapes()["service"], "id", service_ids)
        made = [_plain(row) for row in rows]
        for nested in (each for each in nested_in("service") if each.single):
            targets = self._pick(shapes()[nested.table], "id", [row[nested.link] for row in rows if row[nested.link]])
            documents = {row["id"]: _plain(row) for row in targets}
            for row, document in zip(rows, made, strict=True):
                if row[nested.link] in documents:
                    document[nested.key] = documents[row[nested.link]]
        return made

    def _filled(self, kind: str, rows: list[Row], above: frozenset[str] = frozenset()) -> list[Row]:
        """`rows` as JSON objects with all that belongs in them; `above` are the tables they stand in."""
        if not rows:
            return []
        made = [_plain(row) for row in rows]
        for nested in nested_in(kind):
            if nested.table in above or (kind == "organization" and nested.table == "location"):
                continue  # a service's own places are told at its service_at_locations
            self._nest(kind, nested, rows, made, above | {kind})
        return made

    def _nest(self, kind: str, nested: Nested, rows: list[Row], made: list[Row], above: frozenset[str]) -> None:
        shape = shapes()[nested.table]
        if nested.single:
            targets = self._pick(shape, "id", [row[nested.link] for row in rows if row[nested.link]])
            filled = dict(zip((row["id"] for row in targets), self._filled(nested.table, targets, above), strict=True))
            for row, document in zip(rows, made, strict=True):
                if row[nested.link] in filled:
                    document[nested.key] = filled[row[nested.link]]
            return
        children = self._pick(shape, nested.link, [row["id"] for row in rows])
        entity = {"link_id": "link_entity", "resource_id": "resource_type"}.get(nested.link)
        children = [child for child in children if entity is None or child[entity] == kind]
        by_parent: dict[str, list[Row]] = {}
        for child, document in zip(children, self._filled(nested.table, children, above), strict=True):
            by_parent.setdefault(child[nested.link], []).append(document)
        for row, document in zip(rows, made, strict=True):
            if row["id"] in by_parent:
                document[nested.key] = by_parent[row["id"]]

    def _pick(self, shape: TableShape, column: str, values: list[str]) -> list[Row]:
        columns = [shape.table.c[each.name] for each in shape.columns]
        found: list[Row] = []
        for start in range(0, len(values), _CHUNK):
            query = select(*columns).where(shape.table.c[column].in_(values[start : start + _CHUNK]))
            found += [dict(row) for row in self._session.execute(query.order_by(shape.table.c.id)).mappings()]
        return list(self._showable(shape.name, sorted(found, key=lambda row: str(row["id"]))))

    def _showable(self, kind: str, rows: list[Row]) -> Iterator[Row]:
        for row in rows:
            if kind in _OF_A_PLACE and row["location_id"] in self._secret:
                continue
            if kind == "metadata" and row["resource_id"] in self._secret:
                continue
            if kind == "location" and row["id"] in self._secret:
                row = row | dict.fromkeys(_TELLS_WHERE)
            yield row


def _plain(row: Row) -> Row:
    return {name: to_json(value) for name, value in row.items() if value is not None}
