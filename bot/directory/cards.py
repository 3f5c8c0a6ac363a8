"""The card of a listing: all that ranking and showing need, in one piece of JSON.

Keys: name, organization, address, city, phone, phone_display, phone_extension, schedules (rules as
lists), hours_text, languages, eligibility, url, low, high (ages), conditions, accessible, needs
(how many the service is for), front_door (needs it is the first address for), hours_day (ISO day
the hours were last checked, when known apart).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

import phonenumbers

from bot.directory.models import (
    Address,
    Language,
    Location,
    Organization,
    Phone,
    RequiredDocument,
    Schedule,
    Service,
)
from bot.directory.opening_hours import Schedule as OpeningRule
from bot.directory.opening_hours import schedule_from_hsds

_IDENTITY = re.compile(r"\b(?:ID|identification|driver'?s? licen[cs]e|passport|birth certificate)\b", re.IGNORECASE)
_LONGEST_HOURS = 120
_UNUSABLE_PHONES = {"fax", "pager", "textphone"}


@dataclass(frozen=True)
class ServiceFacts:
    """One service at one location with the rows around it; phones and schedules nearest first."""

    service: Service
    organization: Organization
    place: Location
    addresses: Sequence[Address]
    phones: Sequence[Phone]
    schedules: Sequence[Schedule]
    languages: Sequence[Language]
    documents: Sequence[RequiredDocument]
    accessible: bool
    conditions: frozenset[str] | set[str]
    need_count: int
    front_door: frozenset[str] | set[str]
    """Needs for which this is the first address to turn to."""
    hours_day: date | None
    """When the hours were last checked, if that is known apart from the rest."""


def card_of(facts: ServiceFacts) -> dict[str, Any] | None:
    """The card, or None when there is neither a phone nor a public address to give."""
    address = None if facts.place.confidential else _street_address(facts.addresses)
    phone = next((each for each in facts.phones if (each.type or "voice").lower() not in _UNUSABLE_PHONES), None)
    dialled = _dialled(phone.number) if phone else None
    if dialled is None and address is None:
        return None
    rules, text = _hours(facts.schedules)
    conditions = set(facts.conditions)
    if any(_IDENTITY.search(document.document or "") for document in facts.documents):
        conditions.add("needs_id")
    return {
        "name": facts.service.name,
        "organization": facts.organization.name,
        "address": _one_line(address) if address else None,
        "city": address.city or None if address else None,
        "phone": dialled,
        "phone_display": _display(phone, dialled),
        "phone_extension": str(int(phone.extension)) if phone and phone.extension is not None else None,
        "schedules": [rule_to_list(rule) for rule in rules],
        "hours_text": text,
        "languages": sorted({language.code for language in facts.languages if language.code}),
        "eligibility": facts.service.eligibility_description,
        "url": facts.service.url or facts.organization.website,
        "low": facts.service.minimum_age,
        "high": facts.service.maximum_age,
        "conditions": sorted(conditions),
        "accessible": facts.accessible,
        "needs": facts.need_count,
        "front_door": sorted(facts.front_door),
        "hours_day": facts.hours_day.isoformat() if facts.hours_day else None,
    }


def rule_to_list(rule: OpeningRule) -> list[Any]:
    """An opening rule as JSON; `rule_from_list` reads it back."""
    return [
        rule.freq,
        [list(day) for day in rule.days],
        list(rule.month_days),
        rule.opens.isoformat("minutes") if rule.opens else None,
        rule.closes.isoformat("minutes") if rule.closes else None,
        *(each.isoformat() if each else None for each in (rule.valid_from, rule.valid_to, rule.dtstart, rule.until)),
        rule.interval,
        rule.certain,
    ]


def rule_from_list(parts: Sequence[Any]) -> OpeningRule:
    freq, days, month_days, opens, closes, valid_from, valid_to, dtstart, until, interval, certain = parts
    return OpeningRule(
        freq=freq,
        days=tuple((occurrence, weekday) for occurrence, weekday in days),
        month_days=tuple(month_days),
        opens=time.fromisoformat(opens) if opens else None,
        closes=time.fromisoformat(closes) if closes else None,
        valid_from=_day(valid_from),
        valid_to=_day(valid_to),
        dtstart=_day(dtstart),
        until=_day(until),
        interval=interval,
        certain=certain,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _hours(schedules: Sequence[Schedule]) -> tuple[list[OpeningRule], str | None]:
    rules: list[OpeningRule] = []
    texts: list[str] = []
    for row in schedules:
        rule = schedule_from_hsds(
            freq=row.freq, byday=row.byday, opens_at=row.opens_at, closes_at=row.closes_at,
            bymonthday=row.bymonthday, valid_from=row.valid_from, valid_to=row.valid_to,
            dtstart=row.dtstart, until=row.until, interval=row.interval, count=row.count,
        )  # fmt: skip
        if rule:
            rules.append(rule)
        if row.description and row.description not in texts:
            texts.append(row.description)
    return rules, _shortened("; ".join(texts)) or None


def _shortened(text: str) -> str:
    """Whole sentences from the beginning, as many as a text message can carry."""
    if len(text) <= _LONGEST_HOURS:
        return text
    kept = ""
    for sentence in re.split(r"(?<=[.;]) ", text):
        if len(kept) + len(sentence) >= _LONGEST_HOURS:
            break
        kept = f"{kept} {sentence}".strip()
    return kept


def _street_address(addresses: Sequence[Address]) -> Address | None:
    return next((each for each in addresses if each.address_type == "physical"), None)


def _one_line(address: Address) -> str:
    street = ", ".join(filter(None, (address.address_1, address.address_2)))
    place = " ".join(filter(None, (address.city, address.postal_code)))
    return ", ".join(filter(None, (street, place)))


def _dialled(raw: str) -> str | None:
    """E.164, or a short line of three digits; None when nobody could dial it."""
    if re.fullmatch(r"\d{3}", raw):
        return raw
    try:
        parsed = phonenumbers.parse(raw, "US")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _display(phone: Phone | None, dialled: str | None) -> str | None:
    if phone is None or dialled is None:
        return None
    if phone.description and re.fullmatch(r"[\d-]{3,12}", phone.description):
        return phone.description
    if dialled.startswith("+1") and len(dialled) == 12:
        return f"{dialled[2:5]}-{dialled[5:8]}-{dialled[8:]}"
    return dialled
