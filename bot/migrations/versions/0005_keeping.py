"""Retention and erasure"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "outside_copy",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("where_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error_code", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_copy")),
    )
    op.create_index("ix_outside_copy_due_at", "outside_copy", ["due_at"])
    with op.batch_alter_table("outbox_message") as batch:
        batch.alter_column("body_sealed", existing_type=sa.LargeBinary(), nullable=True)


def downgrade() -> None:
    # Nothing may stand in a column that cannot be empty: what was purged is a text that went out long ago.
    op.execute("DELETE FROM outbox_message WHERE body_sealed IS NULL")
    with op.batch_alter_table("outbox_message") as batch:
        batch.alter_column("body_sealed", existing_type=sa.LargeBinary(), nullable=False)
    op.drop_table("outside_copy")
