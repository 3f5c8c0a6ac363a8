"""Lists services: which come next for each need, what their numbers mean, and what is noted of having offered them."""

from __future__ import annotations

from datetime import time
from typing import Any

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.clock import LOS_ANGELES
from bot.dialogue.actions.place_answers import UNSURE
from bot.dialogue.actions.turn import PuenteAction, Turn, said_place, slots
from bot.dialogue.person_facts import as_person_facts
from bot.directory.search import FoundService

_TOGETHER = {1: 3, 2: 2}
"""Services listed at once for each of one or two needs; for more needs one each. More would cost a second text."""

NEEDS_A_TEXT = 3
"""Needs listed in one text; where there are more, another follows."""

_LATER_PAGE = 3
"""From this page on a person is offered: the list is not helping."""

_NAME_LIMIT = 60


def show_services(
    action: PuenteAction,
    dispatcher: CollectingDispatcher,
    turn: Turn,
    needs: list[str],
    page: int,
    *,
    lead: str | None = None,
) -> list[EventType]:
    """Utters page `page` of the services for `needs` near the place known, and remembers what their numbers mean.

    `lead` names the response that opens the text. Numbers go on from page to page, so that those of an earlier page
    keep their meaning; beyond the last, those of the list before it do.
    """
    place: dict[str, Any] = turn.slot("place") or {}
    listed: list[dict[str, Any]] = turn.slot("shown_services") or []
    count = int(turn.slot("shown_count") or 0) if page else 0
    groups, shown = _next_services(action, turn, needs, place, page, count)
    if not groups:
        if lead:
            dispatcher.utter_message(response=lead)
        dispatcher.utter_message(response="utter_no_more", needs=needs, place=said_place(place))
        return slots(offered="callback")
    if place.get(UNSURE) and not page:
        lead = lead or "services_unsure_place"
    parts = _parts(groups)
    for number, part in enumerate(parts):
        last = number == len(parts) - 1
        dispatcher.utter_message(
            response="utter_services",
            groups=part,
            place=said_place(place),
            lead=lead if number == 0 else None,
            urgent=bool(turn.slot("urgent")) and last,
            page=page,
            footer=_footer(groups, place, page) if last else None,
        )
    known = listed[:count] + shown
    return slots(
        shown_needs=needs,
        shown_services=known + listed[len(known) :],
        shown_count=len(known),
        shown_page=page,
        offered="nothing",
    )


def as_json(service: FoundService, number: int) -> dict[str, Any]:
    """A service as the responses take it."""
    hours = service.hours
    return {
        "number": number,
        "need": service.need,
        "name": service.name,
        "organization": service.organization,
        "address": service.address,
        "city": service.city,
        "phone": service.phone_display,
        "extension": service.phone_extension,
        "miles": service.distance_miles,
        "countywide": service.countywide,
        "call_first": service.call_first,
        "open_now": hours.open_now if hours else None,
        "spans": [[opens.isoformat(), closes.isoformat()] for opens, closes in hours.spans] if hours else [],
        "next_open": hours.next_open.astimezone(LOS_ANGELES).isoformat() if hours and hours.next_open else None,
        "week": _week(service),
        "hours_text": service.hours_text,
        "eligibility": service.eligibility,
        "reasons": list(service.reasons),
        "url": service.url,
        "assured_date": service.assured_date.isoformat() if service.assured_date else None,
    }


def _week(service: FoundService) -> list[list[Any]]:
    """The opening rules of a usual week, as bot/dialogue/service_facts.py says them; none where one is unusual."""
    rules = [
        [rule.freq, [list(day) for day in rule.days], _time(rule.opens), _time(rule.closes)] for rule in service.rules
    ]
    usual = all(rule.certain and rule.interval == 1 and rule.days and not rule.month_days for rule in service.rules)
    return rules if usual else []


def _time(moment: time | None) -> str | None:
    return moment.isoformat(timespec="minutes") if moment else None


def _next_services(
    action: PuenteAction, turn: Turn, needs: list[str], place: dict[str, Any], page: int, count: int
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The groups to say, one for each need that has any left, and the slots' record of what was shown.

    A line that answers for two needs, as 211 does, is said once where the other need has more to show.
    """
    person = action.person(turn)
    case_id = action.ports.cases.open_case(person.id)
    facts = as_person_facts(action.ports.known_facts.of(person.id), turn.language)
    each = _TOGETHER.get(len(needs), 1)
    groups: list[dict[str, Any]] = []
    shown: list[dict[str, Any]] = []
    said: set[str | None] = set()
    for need in needs:
        found = action.ports.directory.nearest(
            need,
            place.get("lat"),
            place.get("lon"),
            limit=each,
            offset=page * each,
            facts=facts,
        )
        if not page and (why := action.ports.directory.unmet(need, place.get("lat"), place.get("lon"), facts)):
            action.ports.cases.note_unmet(person.id, need, why, turn.language)
        if not found:
            continue
        found = [service for service in found if not service.countywide or service.phone not in said] or found
        said |= {service.phone for service in found}
        first = count + len(shown) + 1
        groups.append({"need": need, "services": [as_json(service, first + at) for at, service in enumerate(found)]})
        shown += [
            {
                "id": service.service_at_location_id,
                "need": need,
                "name": service.name[:_NAME_LIMIT],
                "miles": service.distance_miles if not service.countywide else None,
            }
            for service in found
        ]
        action.ports.cases.record_referrals(
            case_id, need, [(s.service_at_location_id, s.distance_miles) for s in found], turn.language
        )
    return groups, shown


def _parts(groups: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The groups in as few texts as hold them, about as many in each."""
    texts = -(-len(groups) // NEEDS_A_TEXT)
    each = -(-len(groups) // texts)
    return [groups[start : start + each] for start in range(0, len(groups), each)]


def _footer(groups: list[dict[str, Any]], place: dict[str, Any], page: int) -> str:
    if page >= _LATER_PAGE:
        return "services_footer_later"
    if place.get("lat") is None:
        return "services_footer_no_place"
    near = any(not service["countywide"] for group in groups for service in group["services"])
    return "services_footer" if near else "services_footer_countywide"
