"""The steps of a person on the way to help, each kept the first time so that it counts once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.cases.keeping import insert_unless_there
from bot.cases.models import Person
from bot.db import Base, UtcDateTime
from bot.tally import tally


class PersonStep(Base):
    """A step a person has taken. Goes with the person, so somebody erased who comes back counts again."""

    __tablename__ = "person_step"

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    step: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


def take_step(
    db_session: Session,
    person: Person,
    step: str,
    now: datetime,
    *,
    language: str,
    measure: str | None = None,
    spa: int | None = None,
    need: str | None = None,
    detail: str | None = None,
) -> bool:
    """Count the step under `measure` (`step`, where None is named) if the person takes it for the first time."""
    if not insert_unless_there(db_session, PersonStep, {"person_id": person.id, "step": step, "at": now}):
        return False
    tally(
        db_session, measure or step, now, language=language, channel=person.channel, spa=spa or person.spa, need=need,
        detail=detail,
    )  # fmt: skip
    return True


def step_is_over(db_session: Session, person_id: str, step: str) -> None:
    """The step may be taken, and counts, again."""
    db_session.execute(delete(PersonStep).where(PersonStep.person_id == person_id, PersonStep.step == step))
