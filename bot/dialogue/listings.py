"""The words of lists of services and of one service in detail, cut to what a reply may cost."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from bot.clock import LOS_ANGELES
from bot.dialogue.service_facts import cut, say_guests, say_week
from bot.i18n import Language, render, say_clock, say_day
from bot.messaging.segments import gsm7_safe

REPLY_LIMIT = 450
"""Characters one reply may have: three GSM-7 parts hold 459."""

_DETAIL_HOURS_LIMIT = 100

_ALWAYS = [["WEEKLY", [[None, weekday] for weekday in range(7)], "00:00", "23:59"]]
"""The rule of a place that never closes."""

_BRIEF = 2
"""Where in the list of what stands between address and end, fullest first, that of several places told at once begins."""

_FITS = ((2, 44, 44), (1, 44, 44), (0, 44, 44), (0, 30, 44), (0, 18, 44), (0, 18, 20))
"""What a line says, most first: 2 with hours and address, 1 with address, 0 with neither (but for an address without a
phone); and characters of the name and of the address."""

_BARE = 30
"""With an address this short headings name the need alone, and nothing opens the text."""


REASONS = (
    "women_only",
    "men_only",
    "veterans_only",
    "families_only",
    "takes_families",
    "adults_only",
    "recovery",
    "older_or_disabled_only",
    "referral_only",
    "appointment_only",
    "needs_id",
    "accessible",
    "walk_ins",
    "no_id_needed",
    "speaks_language",
)
"""Reasons that are told besides the hours (bot/directory/ranking.py gives them)."""

_OF_BEDS = frozenset({"takes_families", "adults_only", "recovery"})
"""Reasons that decide who sleeps at a place, and not who eats there."""

Arguments = dict[str, Any]


def say_services(name: str, language: Language, arguments: Arguments) -> str:
    """Groups of services by need, dropping hours, then addresses, then ends of names, until the reply fits."""
    text = ""
    for detail, *limits in _FITS:
        text = _services_with(language, arguments, detail, *limits)
        if len(gsm7_safe(text)) <= REPLY_LIMIT:
            break
    return text[:REPLY_LIMIT]


def say_detail(name: str, language: Language, arguments: Arguments) -> str:
    """All that is known of one service and helps in getting there; what does not fit is left out, the least first."""
    service = arguments["service"]
    brief = bool(arguments.get("brief"))
    lines = [f"{service['number']}) " * brief + cut(service["name"], 80)]
    if service["address"]:
        inside = not service["city"] or service["city"] in service["address"]
        lines.append(service["address"] if inside else f"{service['address']}, {service['city']}")
    if service["phone"]:
        lines.append(_phone(service, language))
    last = [_how_old(service, language, arguments.get("year"))] if service["call_first"] else []
    if arguments.get("offer", True):
        last.append(render("service_detail_footer", language))
    for middle in _middles(service, language)[_BRIEF if brief else 0 :]:
        text = "\n".join(line for line in (*lines, *middle, *last) if line)
        if len(gsm7_safe(text)) <= REPLY_LIMIT:
            break
    return text[:REPLY_LIMIT]


def _middles(service: Arguments, language: Language) -> list[tuple[str, ...]]:
    """Hours, conditions and guests, at their fullest first."""
    today, week = say_hours(service, language), say_week(service.get("week") or [], language)
    around_the_clock = bool(week) and week == say_week(_ALWAYS, language)
    hours = today or _capital(week) if around_the_clock else ". ".join(_capital(part) for part in (today, week) if part)
    if not hours and service["hours_text"]:
        key = "hours_text" if language == "en" else "hours_text_english"
        hours = render(key, language, text=cut(service["hours_text"], _DETAIL_HOURS_LIMIT))
    who = say_guests(service["eligibility"], language)
    facts = _capital(", ".join(say_reasons(service, language)))
    return [(_capital(hours), facts, who), (_capital(hours), facts), (_capital(today), facts), (_capital(today),), ()]


def say_hours(service: Arguments, language: Language) -> str:
    """Today's hours in words, or an empty text when they are not known."""
    if service["open_now"] and service["spans"]:
        opens, closes = (time.fromisoformat(value) for value in service["spans"][0])
        if opens == closes or (opens <= time(0, 1) and closes >= time(23, 58)):
            return render("hours_all_day", language)
        return render("hours_open_until", language, time=say_clock(_closing(service["spans"]), language))
    if service["open_now"] is False and service["next_open"]:
        opens_at = datetime.fromisoformat(service["next_open"]).astimezone(LOS_ANGELES)
        if service["spans"] and opens_at.time() in [time.fromisoformat(span[0]) for span in service["spans"]]:
            return render("hours_opens_at", language, time=say_clock(opens_at, language))
        weekday = say_day(opens_at.date(), language).split(",")[0].split(" ")[0]
        return render("hours_opens_on", language, day=weekday, time=say_clock(opens_at, language))
    return ""


def say_reasons(service: Arguments, language: Language) -> list[str]:
    """What decides whether the person gets in, most decisive first: `women only`, `bring ID`."""
    given = set(service.get("reasons", ()))
    if service["need"] != "housing":
        given -= _OF_BEDS
    told = [code for code in REASONS if code in given]
    if language == "en" and "speaks_language" in told:
        told.remove("speaks_language")
    return [render(f"reason_{code}", language) for code in told]


def _services_with(language: Language, arguments: Arguments, detail: int, name_limit: int, address_limit: int) -> str:
    bare = address_limit < _BARE
    lines: list[str] = [render(arguments["lead"], language)] if arguments.get("lead") and not bare else []
    place = arguments.get("place")
    later = bool(arguments.get("page"))
    for group in arguments["groups"]:
        need = render(f"need_{group['need']}", language)
        near = any(not service["countywide"] for service in group["services"])
        if bare:
            heading = f"{need}:"
        elif near and place:
            heading = render("services_more_near" if later else "services_near", language, need=need, place=place)
        elif place and not later and len(arguments["groups"]) == 1:
            heading = render("services_none_near", language, need=need, place=place)
        else:
            heading = render("services_countywide", language, need=need)
        lines.append(_capital(heading))
        lines.extend(
            _service_line(service, language, detail, name_limit, address_limit) for service in group["services"]
        )
    if arguments.get("urgent") and any(group["need"] == "housing" for group in arguments["groups"]):
        lines.append(render("services_urgent_housing", language))
    if arguments.get("footer"):
        lines.append(render(arguments["footer"], language))
    return "\n".join(lines)


def _service_line(service: Arguments, language: Language, detail: int, name_limit: int, address_limit: int) -> str:
    parts = [cut(service["name"], name_limit)]
    if service["miles"] is not None and not service["countywide"]:
        parts.append(render("miles", language, miles=f"{service['miles']:.1f}"))
    if service["phone"]:
        parts.append(_phone(service, language))
    if service["address"] and (detail >= 1 or not service["phone"]):
        parts.append(cut(service["address"], address_limit))
    hours = say_hours(service, language)
    if hours and detail >= 2:
        parts.append(hours)
    if detail >= 1:
        parts.extend(say_reasons(service, language)[:detail])
    return f"{service['number']}) " + ", ".join(parts)


def _how_old(service: Arguments, language: Language, this_year: int | None) -> str:
    """A place not checked this year says from when it is; else only its hours are old."""
    checked = date.fromisoformat(service["assured_date"]).year if service["assured_date"] else this_year
    if checked == this_year:
        return render("service_call_first", language)
    return render("service_checked", language, year=checked)


def _phone(service: Arguments, language: Language) -> str:
    if not service.get("extension"):
        return str(service["phone"])
    return render("phone_extension", language, phone=service["phone"], extension=service["extension"])


def _closing(spans: list[list[str]]) -> time:
    """When today's last span closes; the reader is told the end of the day, not a lunch break."""
    return max(time.fromisoformat(closes) for _, closes in spans)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
