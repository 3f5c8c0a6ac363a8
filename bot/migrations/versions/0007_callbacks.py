"""Callbacks: working hours, assignment, attempts"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "working_hours",
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("weekday", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("opens", sa.Time(), nullable=False),
        sa.Column("closes", sa.Time(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_working_hours_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "weekday", "opens", name=op.f("pk_working_hours")),
    )
    op.create_table(
        "days_off",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_days_off_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_days_off")),
    )
    with op.batch_alter_table("days_off", schema=None) as batch_op:
        for column in ("account_id", "last_day"):
            batch_op.create_index(batch_op.f(f"ix_days_off_{column}"), [column], unique=False)
    op.create_table(
        "calling_profile",
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("calls_an_hour", sa.Integer(), nullable=False),
        sa.Column("specialities", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_calling_profile_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_calling_profile")),
    )
    op.create_table(
        "call_place",
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("task_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_call_place_account_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_call_place_task_id_task"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", "starts_at", "place", name=op.f("pk_call_place")),
        sa.UniqueConstraint("task_id", name=op.f("uq_call_place_task_id")),
    )
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.add_column(sa.Column("promised_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("missed", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("reopens", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("status_reason", sa.String(length=24), nullable=True))
        batch_op.add_column(sa.Column("assigned_why", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.add_column(sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("paused_why", sa.String(length=24), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.drop_column("paused_why")
        batch_op.drop_column("paused_at")
    with op.batch_alter_table("task", schema=None) as batch_op:
        for column in ("assigned_at", "assigned_why", "status_reason", "reopens", "missed", "promised_at"):
            batch_op.drop_column(column)
    for table in ("call_place", "calling_profile", "days_off", "working_hours"):
        op.drop_table(table)
