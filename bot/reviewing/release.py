"""From candidates to cards, once a week is over: the link to the person is cut, and few people make no cards.

One text a person and week, hidden once more with all that is known of them by then, in no order. A language in which
fewer than eleven people wrote that week gives none: whoever knows that somebody wrote could guess.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bot.cases.models import Account, Case, Message, Person, Task
from bot.cases.review_models import ReviewCandidate, ReviewCard
from bot.clock import LOS_ANGELES, Clock
from bot.db import Database, new_id
from bot.privacy.anonymize import Anonymizer, Known
from bot.privacy.encryption import Vault
from bot.tally import monday_of

FEWEST_PEOPLE = 11
"""As CalHHS withholds counts below eleven (Data De-Identification Guidelines)."""


@dataclass(frozen=True)
class Released:
    """What one run came to: cards made, candidates given up, cards whose time was over."""

    cards: int = 0
    given_up: int = 0
    expired: int = 0


class Release:
    """`body_days`: how long after its week a card is kept, as long as the words of messages."""

    def __init__(self, database: Database, vault: Vault, clock: Clock, anonymizer: Anonymizer, body_days: int) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._anonymizer = anonymizer
        self._body_days = timedelta(days=body_days)
        self._chance = random.SystemRandom()

    def run_due(self) -> Released:
        """Turn every week that is over into cards, and delete cards that are over their time. Safe to run at any time."""
        this_week = monday_of(self._clock.now())
        cards = given_up = 0
        with self._database.read() as db_session:
            weeks = list(
                db_session.scalars(select(ReviewCandidate.week).where(ReviewCandidate.week < this_week).distinct())
            )
        for week in sorted(weeks):
            with self._database.write() as db_session:
                made, all_of_them = self._close(db_session, week)
            cards, given_up = cards + made, given_up + all_of_them - made
        last = (self._clock.now() - self._body_days).astimezone(LOS_ANGELES).date() - timedelta(days=7)
        with self._database.write() as db_session:
            old = list(db_session.scalars(select(ReviewCard.id).where(ReviewCard.week <= last)))
            db_session.execute(delete(ReviewCard).where(ReviewCard.id.in_(old)))
        return Released(cards, given_up, len(old))

    def _close(self, db_session: Session, week: date) -> tuple[int, int]:
        """The candidates of a week become cards of nobody; how many, and how many candidates there were."""
        # Locked, so that of two workers one makes the cards.
        rows = db_session.scalars(select(ReviewCandidate).where(ReviewCandidate.week == week).with_for_update()).all()
        theirs: dict[tuple[str, str], list[ReviewCandidate]] = {}
        for row in rows:
            theirs.setdefault((row.language, row.person_id), []).append(row)
        many = {language for language, _ in theirs if _people_of(db_session, week, language) >= FEWEST_PEOPLE}
        cards = [
            self._card(db_session, self._chance.choice(one))
            for (language, _), one in theirs.items()
            if language in many
        ]
        # The row ids are random, and rows are written in their order: nothing tells which candidate was which.
        cards.sort(key=lambda card: card.id)
        db_session.add_all(cards)
        db_session.execute(delete(ReviewCandidate).where(ReviewCandidate.id.in_([row.id for row in rows])))
        return len(cards), len(rows)

    def _card(self, db_session: Session, row: ReviewCandidate) -> ReviewCard:
        shown = self._vault.open(row.text_sealed, f"review_candidate.text:{row.id}")
        hidden = self._anonymizer.hide_again(shown, _known_of(db_session, self._vault, row.person_id))
        card_id = new_id()
        return ReviewCard(
            id=card_id,
            week=row.week,
            language=row.language,
            why=row.why,
            part2=row.part2,
            state="new",
            text_sealed=self._vault.seal(hidden, f"review_card.text:{card_id}"),
        )


def _people_of(db_session: Session, week: date, language: str) -> int:
    """How many people wrote in the language in that week."""
    starts = datetime.combine(week, time(), LOS_ANGELES)
    ends = datetime.combine(week + timedelta(days=7), time(), LOS_ANGELES)
    wrote = select(func.count(Message.person_id.distinct())).where(
        Message.direction == "inbound",
        Message.language == language,
        Message.created_at >= starts,
        Message.created_at < ends,
    )
    return db_session.scalar(wrote) or 0


def _known_of(db_session: Session, vault: Vault, person_id: str) -> Known:
    """The person's name and ZIP code, and by what their CHWs may be called."""
    person = db_session.get_one(Person, person_id)
    chws = (
        select(Account.email).join(Task, Task.assignee_id == Account.id).join(Case).where(Case.person_id == person_id)
    )
    names = [email.partition("@")[0] for email in db_session.scalars(chws.distinct())]
    if person.name_sealed:
        names.append(vault.open(person.name_sealed, f"person.name:{person.id}"))
    return Known(names=tuple(names), places=(person.zip,) if person.zip else ())
