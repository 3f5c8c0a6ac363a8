"""The tables of reviewing, and how a turn gets into them: in the transaction that stores its reply.

A candidate hangs on its person until the week is over, so that erasing the person takes it along. A card hangs on
nobody (bot/reviewing/release.py). Neither ever holds what somebody wrote, only what may be shown of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Date, ForeignKey, LargeBinary, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.cases.models import Case, Need
from bot.db import Base, UtcDateTime, new_id
from bot.needs.taxonomy import PART2_NEEDS
from bot.privacy.encryption import Vault
from bot.tally import monday_of


@dataclass(frozen=True)
class Sample:
    """What a turn gives to reviewing. `shown`: its text with everything hidden. `why`: unsure or restarted."""

    shown: str
    why: str
    part2: bool


class ReviewCandidate(Base):
    """A turn of a week that is not over, with whom it came from."""

    __tablename__ = "review_candidate"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    week: Mapped[date] = mapped_column(Date, index=True)
    """The Monday of its ISO week in Los Angeles; nothing finer is kept."""
    language: Mapped[str] = mapped_column(String(2))
    why: Mapped[str] = mapped_column(String(12))
    part2: Mapped[bool] = mapped_column(Boolean)
    """True when it may be about substance use, for reviewers with leave only."""
    text_sealed: Mapped[bytes] = mapped_column(LargeBinary)


class ReviewCard(Base):
    """A turn of some week and nobody, to be labelled."""

    __tablename__ = "review_card"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    week: Mapped[date] = mapped_column(Date, index=True)
    language: Mapped[str] = mapped_column(String(2))
    why: Mapped[str] = mapped_column(String(12))
    part2: Mapped[bool] = mapped_column(Boolean)
    text_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(8), default="new")
    """new, labelled (by one reviewer) or agreed (by a second)."""
    label: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """bot/reviewing/labels.py says what stands in it."""
    labelled_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    agreed_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))


class ReviewSkip(Base):
    """A reviewer who passed a card over, and does not see it again."""

    __tablename__ = "review_skip"

    card_id: Mapped[str] = mapped_column(ForeignKey("review_card.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


def keep_candidate(
    db_session: Session, vault: Vault, person_id: str, language: str, sample: Sample, at: datetime
) -> None:
    """Put a turn aside for reviewing, in the caller's transaction. `at`: when the text came; only its week is kept."""
    row_id = new_id()
    told = select(Need.id).join(Case).where(Case.person_id == person_id, Need.code.in_(PART2_NEEDS)).limit(1)
    db_session.add(
        ReviewCandidate(
            id=row_id,
            person_id=person_id,
            week=monday_of(at),
            language=language,
            why=sample.why,
            part2=sample.part2 or db_session.scalar(told) is not None,
            text_sealed=vault.seal(sample.shown, f"review_candidate.text:{row_id}"),
        )
    )
