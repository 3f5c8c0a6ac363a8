"""One card at a time for a reviewer: label it, pass it over, or say that somebody can still be known from it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, delete, func, or_, select
from sqlalchemy.orm import Session

from bot.cases import audit
from bot.cases.models import Account
from bot.cases.review_models import ReviewCard, ReviewSkip
from bot.clock import Clock
from bot.db import Database
from bot.errors import Conflict, NotFound
from bot.privacy.encryption import Vault
from bot.reviewing.labels import Label


@dataclass(frozen=True)
class Card:
    """What a reviewer sees. `label`: what the first reviewer said, None on a card that nobody labelled."""

    id: str
    text: str
    language: str
    why: str
    label: Label | None


@dataclass(frozen=True)
class Waiting:
    """How many cards wait for this reviewer: for a first label, and for a second yes."""

    first: int
    second: int


@dataclass(frozen=True)
class Agreed:
    """A text and what two reviewers say that it means."""

    text: str
    language: str
    label: Label


class ReviewDesk:
    """What reviewers do. Every act is written to the audit trail, with the card and never its words."""

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock

    def next_card(self, account_id: str, languages: tuple[str, ...] = ()) -> Card | None:
        """A card this reviewer has not labelled or passed over, those that want a second yes first; None when done.

        `languages`: those the account speaks; none named means both. That it was seen is written to the trail.
        """
        with self._database.write() as db_session:
            waits = _waits_for(db_session, account_id, languages)
            order = case((ReviewCard.state == "labelled", 0), else_=1)
            row = db_session.scalar(select(ReviewCard).where(*waits).order_by(order, ReviewCard.id).limit(1))
            if row is None:
                return None
            self._audit(db_session, account_id, "review.seen", row)
            return Card(
                row.id, self._text_of(row), row.language, row.why, Label.from_json(row.label) if row.label else None
            )

    def waiting(self, account_id: str, languages: tuple[str, ...] = ()) -> Waiting:
        """How much there is to do for this reviewer."""
        with self._database.read() as db_session:
            waits = _waits_for(db_session, account_id, languages)
            rows = db_session.execute(select(ReviewCard.state, func.count()).where(*waits).group_by(ReviewCard.state))
            counts = {row[0]: int(row[1]) for row in rows}
            return Waiting(counts.get("new", 0), counts.get("labelled", 0))

    def label(self, account_id: str, card_id: str, label: Label) -> bool:
        """Say what the card means. True when another reviewer had said just that, so that the card is agreed.

        Raises NotFound for a card that is gone, and Conflict (`card_settled`, `own_label`).
        """
        with self._database.write() as db_session:
            row = self._open_card(db_session, account_id, card_id)
            agreed = row.label is not None and Label.from_json(row.label) == label
            if agreed:
                row.state, row.agreed_by = "agreed", account_id
            else:
                row.state, row.label, row.labelled_by = "labelled", label.as_json(), account_id
                # Whoever passed it over may be asked again, now that there is something to agree to.
                db_session.execute(delete(ReviewSkip).where(ReviewSkip.card_id == card_id))
            self._audit(db_session, account_id, "review.agreed" if agreed else "review.labelled", row)
            return agreed

    def skip(self, account_id: str, card_id: str) -> None:
        """Do not show the card to this reviewer again. A card that is gone is no mistake."""
        with self._database.write() as db_session:
            if db_session.get(ReviewCard, card_id, with_for_update=True) is None:
                return
            if db_session.get(ReviewSkip, (card_id, account_id)) is None:
                db_session.add(ReviewSkip(card_id=card_id, account_id=account_id, at=self._clock.now()))

    def remove(self, account_id: str, card_id: str) -> bool:
        """Delete a card from which somebody can still be known, for everybody and at once; False when it was gone."""
        with self._database.write() as db_session:
            row = db_session.get(ReviewCard, card_id, with_for_update=True)
            if row is None or not _may_see(db_session, account_id, row):
                return False
            self._audit(db_session, account_id, "review.removed", row)
            db_session.flush()
            db_session.delete(row)
        self._database.scrub()
        return True

    def agreed(self, language: str) -> list[Agreed]:
        """What two reviewers agreed on, in the order of the words."""
        with self._database.read() as db_session:
            rows = db_session.scalars(
                select(ReviewCard).where(ReviewCard.state == "agreed", ReviewCard.language == language)
            )
            found = [Agreed(self._text_of(row), row.language, Label.from_json(row.label)) for row in rows if row.label]
        return sorted(found, key=lambda one: one.text)

    def _open_card(self, db_session: Session, account_id: str, card_id: str) -> ReviewCard:
        row = db_session.get(ReviewCard, card_id, with_for_update=True)
        if row is None or not _may_see(db_session, account_id, row):
            raise NotFound("no such card", code="card_gone")
        if row.state == "agreed":
            raise Conflict("two others agreed on it", code="card_settled")
        if row.labelled_by == account_id:
            raise Conflict("a second person says yes", code="own_label")
        return row

    def _text_of(self, row: ReviewCard) -> str:
        return self._vault.open(row.text_sealed, f"review_card.text:{row.id}")

    def _audit(self, db_session: Session, account_id: str, what: str, row: ReviewCard) -> None:
        details = {"week": row.week.isoformat(), "language": row.language}
        actor = audit.by_account(account_id)
        audit.record(db_session, actor, what, "review_card", row.id, details, at=self._clock.now())


def _may_see(db_session: Session, account_id: str, row: ReviewCard) -> bool:
    return not row.part2 or db_session.get_one(Account, account_id).sees_part2


def _waits_for(db_session: Session, account_id: str, languages: tuple[str, ...]) -> list[ColumnElement[bool]]:
    """The conditions on a card that this reviewer could be shown next."""
    passed_over = select(ReviewSkip.card_id).where(ReviewSkip.account_id == account_id)
    conditions = [
        or_(ReviewCard.state == "new", and_(ReviewCard.state == "labelled", ReviewCard.labelled_by != account_id)),
        ReviewCard.id.not_in(passed_over),
    ]
    if languages:
        conditions.append(ReviewCard.language.in_(languages))
    if not db_session.get_one(Account, account_id).sees_part2:
        conditions.append(ReviewCard.part2.is_(False))
    return conditions
