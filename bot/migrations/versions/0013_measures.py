"""Counters by detail, since when each table is published, and the steps of a person that counted"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_BEFORE = ("week", "measure", "language", "channel", "spa", "need")
_NEED = ("needs_found", "needs_urgent", "services_offered")
_TEXT = ("texts_received", "crises", "opt_outs")
_PERSON = ("conversations", "new_people", "callbacks_booked", "callbacks_attempted", "callbacks_reached")
_TABLES = {
    "week": ("", "language"),
    "month": ("", "language", "channel", "spa", "need"),
    "quarter": ("", "language", "channel", "spa", "need", "need+spa", "language+need"),
    "year": ("", "language", "channel", "spa", "need", "need+spa", "language+need"),
}


def upgrade() -> None:
    with op.batch_alter_table("tally", recreate="always") as batch_op:
        batch_op.add_column(sa.Column("detail", sa.String(length=24), nullable=False, server_default="none"))
        batch_op.drop_constraint(op.f("pk_tally"), type_="primary")
        batch_op.create_primary_key(op.f("pk_tally"), [*_BEFORE, "detail"])
    tables = op.create_table(
        "published_table",
        sa.Column("measure", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("by", sa.String(length=24), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("measure", "kind", "by", name=op.f("pk_published_table")),
    )
    first = op.get_bind().scalar(sa.text("SELECT min(week) FROM published_week"))
    if first is not None:
        weeks = sa.table("published_week", sa.column("week", sa.Date()))
        since = sa.select(sa.func.min(weeks.c.week)).scalar_subquery()
        for row in _published_before():
            op.execute(sa.insert(tables).values(**row, since=since))
    op.create_table(
        "person_step",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("step", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_person_step_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "step", name=op.f("pk_person_step")),
    )
    op.create_table(
        "imported_outcome",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("event", sa.String(length=80), nullable=False),
        sa.Column("period", sa.String(length=80), nullable=False),
        sa.Column("population", sa.String(length=120), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("start_date", sa.Date(), nullable=False),
        sa.Column("numerator", sa.Integer(), nullable=False),
        sa.Column("denominator", sa.Integer(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_outcome")),
    )


def _published_before() -> list[dict[str, str]]:
    """The tables of figures that were published when there were no details yet."""
    held = {**dict.fromkeys(_TEXT, ("language", "channel")), **dict.fromkeys(_PERSON, ("language", "channel", "spa"))}
    held |= dict.fromkeys(_NEED, ("language", "channel", "spa", "need"))
    return [
        {"measure": measure, "kind": kind, "by": by}
        for measure, dimensions in held.items()
        for kind, tables in _TABLES.items()
        for by in tables
        if not by or set(by.split("+")) <= set(dimensions)
    ]


def downgrade() -> None:
    op.drop_table("imported_outcome")
    op.drop_table("person_step")
    op.drop_table("published_table")
    op.execute("DELETE FROM tally WHERE detail != 'none'")
    with op.batch_alter_table("tally", recreate="always") as batch_op:
        batch_op.drop_constraint(op.f("pk_tally"), type_="primary")
        batch_op.drop_column("detail")
        batch_op.create_primary_key(op.f("pk_tally"), list(_BEFORE))
