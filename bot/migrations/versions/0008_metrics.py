"""Metrics: counters raised as things happen, and what was published of them"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "tally",
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("measure", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("spa", sa.String(length=8), nullable=False),
        sa.Column("need", sa.String(length=24), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("week", "measure", "language", "channel", "spa", "need", name=op.f("pk_tally")),
    )
    op.create_table(
        "published_figure",
        sa.Column("measure", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("by", sa.String(length=24), nullable=False),
        sa.Column("values", sa.String(length=40), nullable=False),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("measure", "kind", "period", "by", "values", name=op.f("pk_published_figure")),
    )
    op.create_table(
        "published_week",
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("week", name=op.f("pk_published_week")),
    )


def downgrade() -> None:
    op.drop_table("published_week")
    op.drop_table("published_figure")
    op.drop_table("tally")
