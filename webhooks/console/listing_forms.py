"""What the directory's forms bring back, and what stands in them again: fields, changes, differences and mistakes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request

from bot.directory.listing_change import ListingChanges
from bot.directory.listing_details import ListingDetails
from bot.errors import InvalidInput
from bot.needs.taxonomy import NEED_CODES
from webhooks.console.desk import Trouble, say

LONGEST = 500
"""Characters of one field."""
TEXT_FIELDS = ("name", "phone", "address", "city", "postal_code", "hours", "eligibility", "url")
OTHER_FIELDS = ("version", "organization", "countywide", "reason")

Typed = dict[str, str]


def typed_fields() -> Typed:
    """What the form brought, every field there, needs as codes with spaces between."""
    typed = {name: " ".join(request.form.get(name, "").split()) for name in (*TEXT_FIELDS, *OTHER_FIELDS)}
    typed["needs"] = " ".join(code for code in request.form.getlist("needs") if code in NEED_CODES)
    return typed


def changes_from(typed: Typed, before: ListingDetails | None = None) -> ListingChanges:
    """The fields that differ from `before` (all that are filled in, where there is none). Raises InvalidInput."""
    if any(len(typed[name]) > LONGEST for name in TEXT_FIELDS):
        raise InvalidInput(code="too_long")
    if not typed["name"]:
        raise InvalidInput(code="incomplete_listing")
    held = {name: getattr(before, name) if before else "" for name in TEXT_FIELDS}
    of_the_place = {"address", "city", "postal_code"} if before and before.confidential else set()
    changed: dict[str, Any] = {
        name: typed[name]
        for name in TEXT_FIELDS
        if typed[name] != " ".join(held[name].split()) and name not in of_the_place
    }
    needs = tuple(typed["needs"].split())
    if set(needs) != set(before.needs if before else ()):
        if not needs:
            raise InvalidInput(code="incomplete_listing")
        changed["needs"] = needs
    return ListingChanges(**changed)


def form_values(held: ListingDetails, typed: Typed | None) -> Mapping[str, str]:
    """What stands in the form: what was typed, else what the directory holds."""
    return {
        name: typed[name] if typed and _was_sent(typed) else " ".join(getattr(held, name).split())
        for name in TEXT_FIELDS
    }


def _was_sent(typed: Typed) -> bool:
    """True for the long form; the short ones (withdraw, confirm) bring no name."""
    return bool(typed["name"] or typed["needs"])


def differing(held: ListingDetails, typed: Typed) -> list[tuple[str, str]]:
    """(Field, what stands in the directory now) where the typed words differ."""
    if not _was_sent(typed):
        return []
    return [(name, getattr(held, name)) for name in TEXT_FIELDS if typed[name] != " ".join(getattr(held, name).split())]


def mistake_in_words(error: InvalidInput) -> Trouble:
    """Why a form was not taken."""
    known = ("incomplete_listing", "too_long", "no_reason")
    code = error.code if error.code in known else "bad_value"
    return Trouble(say("listing.mistake.title"), [say(f"listing.mistake.{code}", longest=LONGEST)])
