"""When a service last changed; follow-ups on services"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("hsds_service", schema=None) as batch_op:
        batch_op.add_column(sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_hsds_service_changed_at"), ["changed_at"], unique=False)
    op.execute("UPDATE hsds_service SET changed_at = CURRENT_TIMESTAMP")


def downgrade() -> None:
    with op.batch_alter_table("hsds_service", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hsds_service_changed_at"))
        batch_op.drop_column("changed_at")
