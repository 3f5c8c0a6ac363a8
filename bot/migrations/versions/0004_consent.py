"""Consent and numbers that change hands"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_HERE = sa.text("number_link = 'here'")


def upgrade() -> None:
    op.create_table(
        "consent_wording",
        sa.Column("version", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("first_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_consent_wording")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("number_link", sa.String(length=8), server_default="here", nullable=False))
        batch_op.add_column(sa.Column("return_word_sealed", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("number_checked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.alter_column("address_sealed", existing_type=sa.LargeBinary(), nullable=True)
        batch_op.drop_constraint("uq_person_address_hash", type_="unique")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_address_hash"), ["address_hash"], unique=False)
        batch_op.create_index(
            "uq_person_address_hash_here",
            ["address_hash"],
            unique=True,
            sqlite_where=_HERE,
            postgresql_where=_HERE,
        )
    op.create_table(
        "consent_question",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("wording_version", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_consent_question_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_question")),
    )
    with op.batch_alter_table("consent_question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consent_question_person_id"), ["person_id"], unique=False)
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.add_column(sa.Column("channel", sa.String(length=16), nullable=True))
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("requires_consent", sa.String(length=16), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.drop_column("requires_consent")
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.drop_column("channel")
    op.drop_table("consent_question")
    op.drop_table("consent_wording")
    # Only one person a number may stay, and each must have one.
    op.execute("DELETE FROM person WHERE number_link != 'here'")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index("uq_person_address_hash_here", sqlite_where=_HERE, postgresql_where=_HERE)
        batch_op.drop_index(batch_op.f("ix_person_address_hash"))
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_unique_constraint(batch_op.f("uq_person_address_hash"), ["address_hash"])
        batch_op.alter_column("address_sealed", existing_type=sa.LargeBinary(), nullable=False)
        batch_op.drop_column("number_checked_at")
        batch_op.drop_column("return_word_sealed")
        batch_op.drop_column("number_link")
