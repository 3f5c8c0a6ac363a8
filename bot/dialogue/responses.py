"""Turns a response name and its arguments into the words a resident reads (Rasa's NLG).

Plain responses come straight from the catalogue; those that list or read back something are put
together here from catalogue entries, kept short enough for the three texts' worth one reply may cost.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from bot.clock import LOS_ANGELES
from bot.i18n import Language, as_language, has_response, render, say_day, say_time
from bot.messaging.segments import gsm7_safe

REPLY_LIMIT = 450
"""Characters one reply may have: three GSM-7 parts hold 459."""

_NAME_LIMIT = 44
_ADDRESS_LIMIT = 44
_HOURS_LIMIT = 60
_ELIGIBILITY_LIMIT = 120

Arguments = dict[str, Any]


def compose(name: str, language: Language, arguments: Arguments) -> str:
    """The words of response `name`. Raises NotFound for a name no catalogue has."""
    composer = _COMPOSERS.get(name)
    return composer(name, language, arguments) if composer else render(name, language)


def is_response(name: str) -> bool:
    """True when `compose` has words for `name`."""
    return name in _COMPOSERS or has_response(name)


def need_words(code: str, language: Language) -> str:
    """A need as residents call it: `a place to stay`."""
    return render(f"need_{code}", language)


def _menu(name: str, language: Language, arguments: Arguments) -> str:
    choices = " ".join(
        f"{number} {render('menu_more' if code == 'more' else f'menu_{code}', language)}"
        for number, code in enumerate(arguments["options"], 1)
    )
    return render(name, language, choices=choices)


def _which_need(name: str, language: Language, arguments: Arguments) -> str:
    first, second = arguments["needs"]
    return render(name, language, first=need_words(first, language), second=need_words(second, language))


def _ask_place(name: str, language: Language, arguments: Arguments) -> str:
    needs = [need_words(code, language) for code in arguments.get("needs", [])]
    return render(name, language, needs=join_words(needs[:3], language)) if needs else render("utter_ask_place_only", language)


def _window(name: str, language: Language, arguments: Arguments) -> str:
    when = say_window(arguments["window"], language)
    person = arguments.get("name")
    if person:
        return render(f"{name}_name", language, when=when, name=person)
    return render(name, language, when=when)


def _which_service(name: str, language: Language, arguments: Arguments) -> str:
    return render(name, language, last=arguments["last"])


def _switched(name: str, language: Language, arguments: Arguments) -> str:
    return render(name, as_language(arguments.get("language"), language))


def _services(name: str, language: Language, arguments: Arguments) -> str:
    """Lists services, dropping hours, then addresses, until the reply fits."""
    for detail in (2, 1, 0):
        text = _services_with(language, arguments, detail)
        if len(gsm7_safe(text)) <= REPLY_LIMIT:
            break
    return text


def _services_with(language: Language, arguments: Arguments, detail: int) -> str:
    lines: list[str] = []
    any_near = False
    for group in arguments["groups"]:
        need = need_words(group["need"], language)
        near = [service for service in group["services"] if not service["countywide"]]
        any_near = any_near or bool(near)
        place = arguments.get("place")
        if near and place:
            lines.append(render("services_near", language, need=_capital(need), place=place))
        else:
            lines.append(render("services_countywide", language, need=_capital(need)))
        lines.extend(_service_line(service, language, detail) for service in group["services"])
    if arguments.get("urgent") and any(group["need"] == "housing" for group in arguments["groups"]):
        lines.append(render("services_urgent_housing", language))
    lines.append(render("services_footer" if any_near else "services_footer_countywide", language))
    return "\n".join(lines)


def _service_line(service: Arguments, language: Language, detail: int) -> str:
    parts = [_short(service["name"], _NAME_LIMIT)]
    if service["miles"] is not None and not service["countywide"]:
        parts.append(f"{service['miles']:.1f} mi")
    if service["phone"]:
        parts.append(service["phone"])
    if service["address"] and (detail >= 1 or not service["phone"]):
        parts.append(_short(service["address"], _ADDRESS_LIMIT))
    hours = say_hours(service, language)
    if hours and detail >= 2:
        parts.append(hours)
    return f"{service['number']}) " + ", ".join(parts)


def _service_detail(name: str, language: Language, arguments: Arguments) -> str:
    service = arguments["service"]
    lines = [service["name"]]
    if service["address"]:
        lines.append(service["address"] if not service["city"] or service["city"] in service["address"] else f"{service['address']}, {service['city']}")
    if service["phone"]:
        lines.append(service["phone"])
    hours = say_hours(service, language) or (service["hours_text"] and _short(service["hours_text"], 100))
    if hours:
        lines.append(_capital(hours))
    if service["eligibility"]:
        lines.append(render("service_for", language, who=_short(service["eligibility"], _ELIGIBILITY_LIMIT)))
    if service["assured_date"]:
        lines.append(render("service_checked", language, year=date.fromisoformat(service["assured_date"]).year))
    lines.append(render("service_detail_footer", language))
    return "\n".join(lines)


def say_hours(service: Arguments, language: Language) -> str:
    """Today's hours in words, or an empty text when they are not known."""
    if service["open_now"] and service["spans"]:
        opens, closes = (time.fromisoformat(value) for value in service["spans"][0])
        if opens == closes or (opens <= time(0, 1) and closes >= time(23, 58)):
            return render("hours_all_day", language)
        return render("hours_open_until", language, time=_clock(_closing(service["spans"]), language))
    if service["open_now"] is False and service["next_open"]:
        opens_at = datetime.fromisoformat(service["next_open"]).astimezone(LOS_ANGELES)
        if service["spans"] and opens_at.time() in [time.fromisoformat(span[0]) for span in service["spans"]]:
            return render("hours_opens_at", language, time=_clock(opens_at, language))
        return render("hours_opens_on", language, day=say_day(opens_at.date(), language).split(",")[0].split(" ")[0], time=_clock(opens_at, language))
    if service["hours_text"] and len(service["hours_text"]) <= _HOURS_LIMIT:
        return str(service["hours_text"]).strip()
    return ""


def _closing(spans: list[list[str]]) -> time:
    """When today's last span closes; the reader is told the end of the day, not a lunch break."""
    return max(time.fromisoformat(closes) for _, closes in spans)


def say_window(window: dict[str, str], language: Language) -> str:
    """`Monday, November 23 at 3:00 pm`, or `…, between 12:00 pm and 5:00 pm`."""
    start = datetime.fromisoformat(window["start"]).astimezone(LOS_ANGELES)
    end = datetime.fromisoformat(window["end"]).astimezone(LOS_ANGELES)
    day = say_day(start.date(), language)
    if window["kind"] == "exact":
        return render("window_exact", language, day=day, time=_clock(start, language))
    return render("window_between", language, day=day, start=_clock(start, language), end=_clock(end, language))


def _clock(moment: time | datetime, language: Language) -> str:
    """A time of day with the article Spanish needs: `las 3:00 pm`, `la 1:00 pm`."""
    return render("clock_one" if moment.hour in (1, 13) else "clock", language, time=say_time(moment, language))


def join_words(words: list[str], language: Language) -> str:
    """`food, a job and ID`."""
    if len(words) < 2:
        return "".join(words)
    return render("and_join", language, first=", ".join(words[:-1]), last=words[-1])


def _short(text: str, limit: int) -> str:
    """`text` cut at a word, without an ellipsis: GSM-7 has none and three dots cost three characters."""
    text = " ".join(str(text).split())
    if len(text) <= limit:
        return text
    cut = text[: limit + 1].rsplit(" ", 1)[0]
    return cut.rstrip(" ,;-(&") or text[:limit]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


_COMPOSERS: dict[str, Callable[[str, Language, Arguments], str]] = {
    "utter_ask_needs": _menu,
    "utter_ask_needs_more": _menu,
    "utter_ask_which_need": _which_need,
    "utter_ask_place": _ask_place,
    "utter_ask_callback_confirmed": _window,
    "utter_ask_callback_moved": _window,
    "utter_callback_booked": _window,
    "utter_callback_status": _window,
    "utter_callback_missed": _window,
    "utter_which_service": _which_service,
    "utter_language_switched": _switched,
    "utter_services": _services,
    "utter_service_detail": _service_detail,
}
