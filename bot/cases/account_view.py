"""What an account is: its role, agency, areas and languages, and what of these may be."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, cast

from bot.cases.models import Account
from bot.errors import InvalidInput
from bot.i18n import LANGUAGES

Role = Literal["chw", "staff", "admin", "reviewer"]
SPAS = range(1, 9)


@dataclass(frozen=True)
class AccountView:
    id: str
    email: str
    role: Role
    active: bool
    agency: str | None = None
    spas: tuple[int, ...] = ()
    """Service Planning Areas; none means all."""
    languages: tuple[str, ...] = ()
    supervisor: bool = False
    """A CHW who also sees what the CHWs of their agency have."""
    sees_part2: bool = False
    """May see substance-use needs and notes."""
    second_factor: bool = False
    """True once it has been set up."""
    password_temporary: bool = False


def check_supervisor(supervisor: bool, role: str) -> None:
    """Raises InvalidInput (`bad_supervisor`) for a supervisor who is no CHW."""
    if supervisor and role != "chw":
        raise InvalidInput("a supervisor is a CHW; administrators see every agency as it is", code="bad_supervisor")


def tidy_agency(name: str | None) -> str | None:
    """An agency's name with single spaces, None for nothing. Raises InvalidInput (`bad_agency`)."""
    tidy = " ".join((name or "").split())
    if len(tidy) > 80 or not (tidy.isprintable() or not tidy):
        raise InvalidInput("an agency's name has at most 80 characters", code="bad_agency")
    return tidy or None


def tidy_areas(areas: Collection[int]) -> list[int]:
    """Service Planning Areas in order, each once. Raises InvalidInput (`bad_spa`)."""
    if not set(areas) <= set(SPAS):
        raise InvalidInput("Service Planning Areas are 1 to 8", code="bad_spa")
    return sorted(set(areas))


def tidy_languages(languages: Collection[str]) -> list[str]:
    """Languages in order, each once. Raises InvalidInput (`bad_language`)."""
    if not set(languages) <= set(LANGUAGES):
        raise InvalidInput(f"languages are {', '.join(LANGUAGES)}", code="bad_language")
    return sorted(set(languages))


def account_view(row: Account) -> AccountView:
    """The row as the rest of Puente sees it."""
    return AccountView(
        id=row.id,
        email=row.email,
        role=cast(Role, row.role),
        active=row.active,
        agency=row.agency,
        spas=tuple(row.spas),
        languages=tuple(row.languages),
        supervisor=row.supervisor,
        sees_part2=row.sees_part2,
        second_factor=row.totp_since is not None,
        password_temporary=row.password_temporary,
    )
