"""CHWs told, on call and texting back; referrals made; why a task closed"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "calendar_feed",
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_calendar_feed_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feed_token_hash")),
    )
    op.create_table(
        "notice_settings",
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("by", sa.String(length=8), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("new_tasks", sa.Boolean(), nullable=False),
        sa.Column("overdue_tasks", sa.Boolean(), nullable=False),
        sa.Column("quiet_from", sa.Time(), nullable=False),
        sa.Column("quiet_until", sa.Time(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_notice_settings_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_notice_settings")),
    )
    op.create_table(
        "on_call",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_on_call_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_on_call")),
    )
    with op.batch_alter_table("on_call", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_on_call_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_on_call_ends_at"), ["ends_at"], unique=False)

    op.create_table(
        "registered_phone",
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("number_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("number_hash", sa.String(length=64), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("code_hash", sa.String(length=64), nullable=True),
        sa.Column("code_sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("codes_sent", sa.Integer(), nullable=False),
        sa.Column("code_tries", sa.Integer(), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_registered_phone_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_registered_phone")),
    )
    with op.batch_alter_table("registered_phone", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registered_phone_number_hash"), ["number_hash"], unique=False)
        batch_op.create_index(
            "uq_registered_phone_number_hash_verified",
            ["number_hash"],
            unique=True,
            sqlite_where=sa.text("verified_at IS NOT NULL"),
            postgresql_where=sa.text("verified_at IS NOT NULL"),
        )

    op.create_table(
        "staff_text",
        sa.Column("provider_sid", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("reply", sa.String(length=480), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_staff_text_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("provider_sid", name=op.f("pk_staff_text")),
    )
    with op.batch_alter_table("staff_text", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_text_account_id"), ["account_id"], unique=False)

    op.create_table(
        "staff_notice",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("task_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("dedupe_key", sa.String(length=128), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by", sa.String(length=8), nullable=True),
        sa.Column("error_code", sa.String(length=24), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_staff_notice_account_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["task.id"], name=op.f("fk_staff_notice_task_id_task"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_notice")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_staff_notice_dedupe_key")),
    )
    with op.batch_alter_table("staff_notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_notice_account_id"), ["account_id"], unique=False)
        batch_op.create_index("ix_staff_notice_state_due_at", ["state", "due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_staff_notice_task_id"), ["task_id"], unique=False)

    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.add_column(sa.Column("outcome_by", sa.String(length=8), nullable=True))
        batch_op.add_column(sa.Column("made_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("made_by_id", sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column("task_id", sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column("shared", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.create_index(batch_op.f("ix_referral_task_id"), ["task_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_referral_task_id_task"), "task", ["task_id"], ["id"], ondelete="SET NULL"
        )
        batch_op.create_foreign_key(batch_op.f("fk_referral_made_by_id_account"), "account", ["made_by_id"], ["id"])

    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.add_column(sa.Column("missed_start", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("missed_end", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("disposition", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("former_id", sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_task_former_id_account"), "account", ["former_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_task_former_id_account"), type_="foreignkey")
        batch_op.drop_column("escalated_at")
        batch_op.drop_column("returned_at")
        batch_op.drop_column("former_id")
        batch_op.drop_column("disposition")
        batch_op.drop_column("missed_end")
        batch_op.drop_column("missed_start")

    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_referral_made_by_id_account"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_referral_task_id_task"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_referral_task_id"))
        batch_op.drop_column("shared")
        batch_op.drop_column("task_id")
        batch_op.drop_column("made_by_id")
        batch_op.drop_column("made_at")
        batch_op.drop_column("outcome_by")

    with op.batch_alter_table("staff_notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_notice_task_id"))
        batch_op.drop_index("ix_staff_notice_state_due_at")
        batch_op.drop_index(batch_op.f("ix_staff_notice_account_id"))

    op.drop_table("staff_notice")
    with op.batch_alter_table("staff_text", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_text_account_id"))

    op.drop_table("staff_text")
    with op.batch_alter_table("registered_phone", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_registered_phone_number_hash_verified",
            sqlite_where=sa.text("verified_at IS NOT NULL"),
            postgresql_where=sa.text("verified_at IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_registered_phone_number_hash"))

    op.drop_table("registered_phone")
    with op.batch_alter_table("on_call", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_on_call_ends_at"))
        batch_op.drop_index(batch_op.f("ix_on_call_account_id"))

    op.drop_table("on_call")
    op.drop_table("notice_settings")
    op.drop_table("calendar_feed")
