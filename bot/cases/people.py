"""People: who has texted us, found by a keyed hash of their address and known to Rasa by a pseudonym.

Who of several people on one number is texting is decided in bot/cases/arrivals.py; here the number is whose it is now.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.cases import audit
from bot.cases.keeping import SuppressedAddress, insert_unless_there
from bot.cases.models import Person
from bot.cases.opting_out import all_on_the_number, opt_out_in
from bot.clock import Clock
from bot.db import Database, new_id
from bot.errors import InvalidInput, NotFound
from bot.i18n import LANGUAGES, Language, as_language
from bot.privacy.encryption import Vault

CHANNELS = frozenset({"sms", "whatsapp", "web"})
_LONGEST_NAME = 80


@dataclass(frozen=True)
class PersonView:
    """A person as the rest of Puente sees one; `address`, `name` and `call_number` are in clear, so never log it.

    `call_number`: E.164, where calls go when that is not where the person texts from.
    """

    id: str
    pseudonym: str
    channel: str
    address: str
    name: str | None
    call_number: str | None
    preferred_language: Language
    language_chosen: bool
    zip: str | None
    spa: int | None
    introduced: bool
    opted_out: bool
    last_inbound_at: datetime | None
    number_link: str = "here"
    """here, shared, unsure or ended; see Person."""

    @property
    def has_number(self) -> bool:
        """False once the number is somebody else's: `address` is then empty, and nobody may call it."""
        return self.number_link != "ended"


def address_hash(vault: Vault, channel: str, address: str) -> str:
    """The look-up hash of an address. SMS and WhatsApp share one: a phone number is one person."""
    return vault.phone_hash(f"web:{address}" if channel == "web" else address)


class People:
    """Finds, makes and changes people. `address` is E.164 on sms and whatsapp, a session id on web."""

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock

    def find(self, channel: str, address: str) -> PersonView | None:
        """The person at `address`, or None."""
        with self._database.read() as db_session:
            found = self._at(db_session, channel, address)
            return self._view(found) if found else None

    def find_by_pseudonym(self, pseudonym: str) -> PersonView | None:
        """The person Rasa knows as `pseudonym`, or None."""
        with self._database.read() as db_session:
            found = db_session.scalar(select(Person).where(Person.pseudonym == pseudonym))
            return self._view(found) if found else None

    def get(self, person_id: str) -> PersonView:
        """The person with this id. Raises NotFound."""
        with self._database.read() as db_session:
            return self._view(_require(db_session, person_id))

    def get_or_create(self, channel: str, address: str, language: Language) -> PersonView:
        """The person at `address`, made with `language` when new; safe when two texts arrive at once.

        Somebody known who writes on another channel is answered there from now on. An address that
        opted out before its erasure is still opted out.
        """
        if channel not in CHANNELS or not address:
            raise InvalidInput("a person needs a known channel and an address", code="bad_address")
        with self._database.read() as db_session:
            found = self._at(db_session, channel, address)
            if found and found.channel == channel:
                return self._view(found)
        with self._database.write() as db_session:
            if not found:
                insert_person(db_session, self._vault, channel, address, language, self._clock.now())
            person = self._at(db_session, channel, address)
            if person is None:
                raise NotFound("the person was erased at this moment", code="person_gone")
            person.channel = channel
            return self._view(person)

    def on_number(self, channel: str, address: str) -> list[PersonView]:
        """Everybody who ever texted from `address`, who does now first; also those it no longer belongs to."""
        with self._database.read() as db_session:
            rows = db_session.scalars(
                select(Person)
                .where(Person.address_hash == address_hash(self._vault, channel, address))
                .order_by(Person.number_link != "here", Person.created_at.desc())
            )
            return [self._view(row) for row in rows]

    def set_language(self, person_id: str, language: Language, chosen: bool) -> None:
        """Answer in `language` from now on. `chosen`: asked for in words; once true it stays true.

        Somebody erased in this very turn is passed over.
        """
        if language not in LANGUAGES:
            raise InvalidInput("no such language", code="bad_language")
        with self._database.write() as db_session:
            if person := db_session.get(Person, person_id):
                person.preferred_language = language
                person.language_chosen = person.language_chosen or chosen

    def set_name(self, person_id: str, name: str | None) -> None:
        """The name to ask for on the phone; None forgets it. Cut at 80 characters."""
        with self._database.write() as db_session:
            self.set_name_in(db_session, person_id, name)

    def set_name_in(self, db_session: Session, person_id: str, name: str | None) -> None:
        """`set_name` inside the caller's transaction."""
        person = _require(db_session, person_id)
        shown = " ".join((name or "").split())[:_LONGEST_NAME]
        person.name_sealed = self._vault.seal(shown, f"person.name:{person.id}") if shown else None

    def seal_call_number(self, person_id: str, number: str) -> str:
        """`number` (E.164) as it may travel through others' hands to `set_call_number`."""
        return base64.b64encode(self._vault.seal(number, _call_number_of(person_id))).decode()

    def set_call_number(self, person_id: str, sealed: str) -> str:
        """Call the person at the number `seal_call_number` sealed from now on; returns the number, E.164.

        Raises SealBroken for what was sealed for somebody else, or not by us, and NotFound.
        """
        number = self._vault.open(base64.b64decode(sealed), _call_number_of(person_id))
        with self._database.write() as db_session:
            _require(db_session, person_id).call_number_sealed = self._vault.seal(number, _call_number_of(person_id))
        return number

    def set_place(self, person_id: str, zip: str | None, spa: int | None) -> None:
        """Where the person says they are: five-digit ZIP and Service Planning Area 1-8."""
        with self._database.write() as db_session:
            person = _require(db_session, person_id)
            person.zip, person.spa = zip, spa

    def mark_introduced(self, person_id: str) -> bool:
        """The first-contact message is being sent. True for the first of any number of callers.

        Somebody erased in this very turn is introduced each time anew.
        """
        with self._database.write() as db_session:
            person = db_session.get(Person, person_id, with_for_update=True)
            if person is None:
                return True
            if person.introduced_at is not None:
                return False
            person.introduced_at = self._clock.now()
            return True

    def opt_out(self, person_id: str, actor: str = audit.PERSON) -> bool:
        """Send nothing bot-initiated from now on. True if the person was not already opted out."""
        with self._database.write() as db_session:
            return opt_out_in(db_session, _require(db_session, person_id, lock=True), actor, self._clock.now())

    def opt_in(self, person_id: str, actor: str = audit.PERSON) -> bool:
        """Undo an opt-out, also one that outlived an erasure. True if there was one."""
        with self._database.write() as db_session:
            person = _require(db_session, person_id, lock=True)
            if kept := db_session.get(SuppressedAddress, person.address_hash):
                db_session.delete(kept)
            if not person.opted_out_at:
                return False
            for one in all_on_the_number(db_session, person):
                one.opted_out_at = None
            audit.record(db_session, actor, "person.opted_in", "person", person_id, at=self._clock.now())
            return True

    def _at(self, db_session: Session, channel: str, address: str) -> Person | None:
        found_by = address_hash(self._vault, channel, address)
        return db_session.scalar(select(Person).where(Person.address_hash == found_by, Person.number_link == "here"))

    def _view(self, person: Person) -> PersonView:
        return view_of(person, self._vault)


def insert_person(
    db_session: Session, vault: Vault, channel: str, address: str, language: Language, now: datetime
) -> bool:
    """Make the person who is `here` on the address; False when there is one. An opt-out of the number holds for them."""
    row_id = new_id()
    found_by = address_hash(vault, channel, address)
    suppressed = db_session.get(SuppressedAddress, found_by)
    opted_out_at = suppressed.opted_out_at if suppressed else None
    if opted_out_at is None:
        opted_out_at = db_session.scalar(select(func.min(Person.opted_out_at)).where(Person.address_hash == found_by))
    values = {
        "id": row_id,
        "pseudonym": new_id(),
        "channel": channel,
        "address_hash": found_by,
        "address_sealed": vault.seal(address, f"person.address:{row_id}"),
        "number_link": "here",
        "preferred_language": language,
        "language_chosen": False,
        "created_at": now,
        "opted_out_at": opted_out_at,
    }
    return insert_unless_there(db_session, Person, values)


def view_of(person: Person, vault: Vault) -> PersonView:
    """A row opened. Raises SealBroken when the keys are not those it was sealed with."""
    return PersonView(
        id=person.id,
        pseudonym=person.pseudonym,
        channel=person.channel,
        address=vault.open(person.address_sealed, f"person.address:{person.id}") if person.address_sealed else "",
        name=vault.open(person.name_sealed, f"person.name:{person.id}") if person.name_sealed else None,
        call_number=vault.open(person.call_number_sealed, _call_number_of(person.id))
        if person.call_number_sealed
        else None,
        preferred_language=as_language(person.preferred_language),
        language_chosen=person.language_chosen,
        zip=person.zip,
        spa=person.spa,
        introduced=person.introduced_at is not None,
        opted_out=person.opted_out_at is not None,
        last_inbound_at=person.last_inbound_at,
        number_link=person.number_link,
    )


def _call_number_of(person_id: str) -> str:
    """Where a number to call is sealed for (Vault's `place`)."""
    return f"person.call_number:{person_id}"


def _require(db_session: Session, person_id: str, *, lock: bool = False) -> Person:
    person = db_session.get(Person, person_id, with_for_update=lock)
    if person is None:
        raise NotFound("no such person", code="person_unknown")
    return person
