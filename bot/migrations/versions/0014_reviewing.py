"""Reviewing"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("caused_by", sa.String(length=16), nullable=True))

    op.create_table(
        "heartbeat",
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_heartbeat")),
    )
    op.create_table(
        "review_candidate",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("why", sa.String(length=12), nullable=False),
        sa.Column("part2", sa.Boolean(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_review_candidate_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_candidate")),
    )
    with op.batch_alter_table("review_candidate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_candidate_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_review_candidate_week"), ["week"], unique=False)

    op.create_table(
        "review_card",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("why", sa.String(length=12), nullable=False),
        sa.Column("part2", sa.Boolean(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("label", sa.JSON(), nullable=True),
        sa.Column("labelled_by", sa.String(length=36), nullable=True),
        sa.Column("agreed_by", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["agreed_by"], ["account.id"], name=op.f("fk_review_card_agreed_by_account")),
        sa.ForeignKeyConstraint(["labelled_by"], ["account.id"], name=op.f("fk_review_card_labelled_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_card")),
    )
    with op.batch_alter_table("review_card", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_card_week"), ["week"], unique=False)

    op.create_table(
        "review_skip",
        sa.Column("card_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_review_skip_account_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["card_id"], ["review_card.id"], name=op.f("fk_review_skip_card_id_review_card"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("card_id", "account_id", name=op.f("pk_review_skip")),
    )


def downgrade() -> None:

    op.drop_table("review_skip")
    with op.batch_alter_table("review_card", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_review_card_week"))

    op.drop_table("review_card")
    with op.batch_alter_table("review_candidate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_review_candidate_week"))
        batch_op.drop_index(batch_op.f("ix_review_candidate_person_id"))

    op.drop_table("review_candidate")
    op.drop_table("heartbeat")
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.drop_column("caused_by")
