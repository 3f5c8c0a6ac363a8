"""Finding a task again by its number, its person's phone number or their first name, within an account's reach."""

from __future__ import annotations

import re
import unicodedata

from sqlalchemy import ColumnElement, select

from bot.callbacks.listing import Listed, listed, listing
from bot.cases import audit
from bot.cases.models import Case, Person, Task
from bot.cases.people import address_hash
from bot.cases.reach import reach_of, within_reach
from bot.clock import Clock
from bot.db import Database
from bot.errors import InvalidInput
from bot.messaging.phone import parse
from bot.privacy.encryption import Vault

MOST = 30
_LONGEST = 80
_NUMBER = re.compile(r"#?\s*(\d{1,6})")


class Finder:
    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock

    def find(self, account_id: str, words: str) -> list[Listed]:
        """At most MOST tasks, open or closed, newest first; that somebody searched, and by what, is audited.

        `words`: a task's number, a phone number, or the beginning of a first name. Names are looked for among the
        account's own people, since another's is shown only for a reason. Raises InvalidInput (`nothing_to_find`).
        """
        sought = " ".join(words.split())[:_LONGEST]
        if not any(character.isalnum() for character in sought):
            raise InvalidInput("nothing to look for", code="nothing_to_find")
        with self._database.write() as db_session:
            reach = reach_of(db_session, account_id)
            by, which = "name", Task.assignee_id == account_id
            matching: ColumnElement[bool]
            if number := _NUMBER.fullmatch(sought):
                by, which, matching = "number", within_reach(reach), Task.number == int(number[1])
            elif phone := _phone(sought):
                by, which = "phone", within_reach(reach)
                matching = Person.address_hash == address_hash(self._vault, "sms", phone)
            else:
                theirs = select(Person.id, Person.name_sealed).join(Case).join(Task).where(which).distinct()
                wanted = _plain(sought)
                ids = [
                    row.id
                    for row in db_session.execute(theirs.where(Person.name_sealed.is_not(None)))
                    if any(
                        part.startswith(wanted)
                        for part in _parts(self._vault.open(row.name_sealed, f"person.name:{row.id}"))
                    )
                ]
                matching = Person.id.in_(ids)
            found = listed(
                db_session,
                self._vault,
                reach,
                listing(which, Task.case.has(Case.person.has(matching)) if by != "number" else matching)
                .order_by(None)
                .order_by(Task.number.desc())
                .limit(MOST),
            )
            told = {"by": by, "found": len(found)}
            audit.record(
                db_session, audit.by_account(account_id), "people.searched", "account", account_id, told,
                at=self._clock.now(),
            )  # fmt: skip
            return found


def _phone(words: str) -> str | None:
    if sum(character.isdigit() for character in words) < 7:
        return None
    try:
        return parse(words).number
    except InvalidInput:
        return None


def _plain(words: str) -> str:
    """Without accents and capitals, as people type names on a phone."""
    return "".join(each for each in unicodedata.normalize("NFD", words.casefold()) if not unicodedata.combining(each))


def _parts(name: str) -> list[str]:
    """The whole name, and each word of it."""
    plain = _plain(name)
    return [plain, *plain.split()]
