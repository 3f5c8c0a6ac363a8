"""Rows that point at nothing are found before anything is written."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.directory.importing.stage import Stage
from bot.directory.shape import TableShape, shapes

Link = tuple[str, str, str]
"""(field, table pointed at, identifier)."""


def drop_dangling(stage: Stage, db_session: Session) -> None:
    """Report and leave out every staged row whose reference is neither staged nor in the database.

    Parents are looked at first, so what hangs on a row left out is left out too, each with its own
    report.
    """
    done, rows = 0, stage.count_all()
    for shape in stage.kinds():
        for chunk in stage.chunks(shape.name):
            known = _known(stage, db_session, [link for _, _, row in chunk for link in _links(shape, row)])
            bad: list[str] = []
            for file, line, row in chunk:
                missing = [(field, kind) for field, kind, target in _links(shape, row) if target not in known[kind]]
                for field, kind in missing[:1]:
                    stage.fault(file, line, field, f"refers to no {kind} in the feed or the directory")
                    bad.append(row["id"])
            stage.drop(shape.name, bad)
            done += len(chunk)
            stage.progress("checking", done, rows)


def _links(shape: TableShape, row: dict[str, Any]) -> list[Link]:
    links = [(column.name, column.refers_to, row[column.name]) for column in shape.references if column.refers_to]
    if shape.name == "attribute":
        links.append(("link_id", row["link_entity"], row["link_id"]))
    if shape.name == "metadata":
        links.append(("resource_id", row["resource_type"], row["resource_id"]))
    return [link for link in links if link[2]]


def _known(stage: Stage, db_session: Session, links: list[Link]) -> dict[str, set[str]]:
    wanted: dict[str, set[str]] = defaultdict(set)
    for _, kind, target in links:
        wanted[kind].add(target)
    known: dict[str, set[str]] = {}
    for kind, targets in wanted.items():
        found = stage.present(kind, targets)
        missing = targets - found
        if missing:
            table = shapes()[kind].table
            found |= set(db_session.scalars(select(table.c.id).where(table.c.id.in_(missing))))
        known[kind] = found
    return known
