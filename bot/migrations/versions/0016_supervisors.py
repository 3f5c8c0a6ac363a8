"""Supervisors within an agency, and what became of notices that were texted"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("supervisor", sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table("staff_notice", schema=None) as batch_op:
        batch_op.add_column(sa.Column("delivery_status", sa.String(length=16), nullable=True))
    with op.batch_alter_table("registered_phone", schema=None) as batch_op:
        batch_op.add_column(sa.Column("code_text_id", sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column("code_status", sa.String(length=16), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("registered_phone", schema=None) as batch_op:
        batch_op.drop_column("code_status")
        batch_op.drop_column("code_text_id")
    with op.batch_alter_table("staff_notice", schema=None) as batch_op:
        batch_op.drop_column("delivery_status")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_column("supervisor")
