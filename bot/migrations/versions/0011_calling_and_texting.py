"""Calling and texting from the console"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "takeover",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("task_id", sa.String(length=36), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("active_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_why", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_takeover_account_id_account")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_takeover_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_takeover_task_id_task"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_takeover")),
    )
    with op.batch_alter_table("takeover", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_takeover_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_takeover_task_id"), ["task_id"], unique=False)
        batch_op.create_index("ix_takeover_waiting_since", ["waiting_since"], unique=False)
        batch_op.create_index(
            "uq_takeover_person_id_held",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "bridged_call",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("task_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("staff_sid", sa.String(length=64), nullable=True),
        sa.Column("staff_status", sa.String(length=16), nullable=True),
        sa.Column("person_sid", sa.String(length=64), nullable=True),
        sa.Column("person_status", sa.String(length=16), nullable=True),
        sa.Column("answered_by", sa.String(length=24), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("dialled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("attempt_id", sa.String(length=36), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error_code", sa.String(length=24), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_bridged_call_account_id_account")),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_bridged_call_attempt_id_attempt"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["task.id"], name=op.f("fk_bridged_call_task_id_task"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bridged_call")),
        sa.UniqueConstraint("staff_sid", name=op.f("uq_bridged_call_staff_sid")),
    )
    with op.batch_alter_table("bridged_call", schema=None) as batch_op:
        batch_op.create_index("ix_bridged_call_decided_at", ["decided_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_bridged_call_task_id"), ["task_id"], unique=False)
        batch_op.create_index(
            "uq_bridged_call_account_id_running",
            ["account_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.create_index(
            "uq_bridged_call_task_id_running",
            ["task_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("author_id", sa.String(length=36), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_message_author_id_account"), "account", ["author_id"], ["id"])

    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("author_id", sa.String(length=36), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_outbox_message_author_id_account"), "account", ["author_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_outbox_message_author_id_account"), type_="foreignkey")
        batch_op.drop_column("author_id")

    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_message_author_id_account"), type_="foreignkey")
        batch_op.drop_column("author_id")

    with op.batch_alter_table("bridged_call", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_bridged_call_task_id_running",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(
            "uq_bridged_call_account_id_running",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_bridged_call_task_id"))
        batch_op.drop_index("ix_bridged_call_decided_at")

    op.drop_table("bridged_call")
    with op.batch_alter_table("takeover", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_takeover_person_id_held",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index("ix_takeover_waiting_since")
        batch_op.drop_index(batch_op.f("ix_takeover_task_id"))
        batch_op.drop_index(batch_op.f("ix_takeover_person_id"))

    op.drop_table("takeover")
