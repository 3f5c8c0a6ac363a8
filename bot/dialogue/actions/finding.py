"""Shows services: the nearest that fit, more of them, and the details of one."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from bot.cases.people import PersonView
from bot.clock import LOS_ANGELES
from bot.dialogue.actions.answers import SKIPPED
from bot.dialogue.actions.turn import PuenteAction, Turn, slots
from bot.directory.search import FoundService
from bot.errors import NotFound

SHOWN_TOGETHER = 3
"""Services on one list, over all the needs it answers; more would cost the reader a second text."""


class FindServices(PuenteAction):
    called = "action_find_services"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        needs: list[str] = turn.slot("needs") or []
        urgent = bool(turn.slot("urgent"))
        place: dict[str, Any] = turn.slot("place") or {}
        person = self.person(turn)
        case_id = self.ports.cases.open_case(person.id)
        self.ports.cases.record_needs(case_id, needs, urgent, turn.language, place.get("zip"), place.get("spa"))
        if not place.get(SKIPPED):
            self.ports.people.set_place(person.id, place.get("zip"), place.get("spa"))
        events = _show(self, dispatcher, turn, person, needs, place, page=0)
        return [*events, *slots(needs=None, urgent=None, need_options=None, menu_page=0)]


class FindServicesFirst(FindServices):
    """For a text that names a need and a place and asks for a call too: the list goes before the questions."""

    called = "action_find_services_first"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        return super().act(dispatcher, turn) if turn.slot("needs") and turn.slot("place") else []


class MoreServices(PuenteAction):
    called = "action_more_services"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        needs = turn.slot("shown_needs")
        if not needs:
            return [FollowupAction("find_services_form")]
        page = int(turn.slot("shown_page") or 0) + 1
        return _show(self, dispatcher, turn, self.person(turn), needs, turn.slot("place") or {}, page)


class ShowService(PuenteAction):
    called = "action_show_service"

    def act(self, dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
        shown: list[dict[str, Any]] = turn.slot("shown_services") or []
        number = turn.slot("chosen_number") or (1 if len(shown) == 1 else None)
        if not shown:
            return [FollowupAction("find_services_form")]
        if not number or not 1 <= number <= len(shown):
            dispatcher.utter_message(response="utter_which_service", last=len(shown))
            return []
        chosen = shown[number - 1]
        place = turn.slot("place") or {}
        try:
            service = self.ports.directory.by_id(chosen["id"], chosen["need"], place.get("lat"), place.get("lon"))
        except NotFound:
            dispatcher.utter_message(response="utter_service_gone")
            return []
        dispatcher.utter_message(response="utter_service_detail", service=_as_json(service, number))
        return []


def _show(
    action: PuenteAction,
    dispatcher: CollectingDispatcher,
    turn: Turn,
    person: PersonView,
    needs: list[str],
    place: dict[str, Any],
    page: int,
) -> list[EventType]:
    """Utters page `page` of the services for `needs` near `place`, and remembers what its numbers mean."""
    each = max(1, SHOWN_TOGETHER // max(1, len(needs)))
    if len(needs) == 2:
        each = 2
    case_id = action.ports.cases.open_case(person.id)
    shown: list[dict[str, Any]] = []
    groups: list[dict[str, Any]] = []
    for need in needs:
        found = action.ports.directory.nearest(
            need, place.get("lat"), place.get("lon"), limit=each, offset=page * each
        )
        if page and found and all(service.countywide for service in found) and turn.slot("shown_page") is not None:
            found = found[:1]
        services = []
        for service in found:
            shown.append({"id": service.service_at_location_id, "need": need})
            services.append(_as_json(service, len(shown)))
        groups.append({"need": need, "services": services})
        action.ports.cases.record_referrals(
            case_id, need, [(s.service_at_location_id, s.distance_miles) for s in found], turn.language
        )
    dispatcher.utter_message(
        response="utter_services", groups=groups, place=_said_place(place), urgent=bool(turn.slot("urgent")), page=page
    )
    return slots(shown_needs=needs, shown_services=shown, shown_page=page, offered="callback")


def _said_place(place: dict[str, Any]) -> str | None:
    """The place the way the person said it: a ZIP stays a ZIP."""
    return place.get("zip") if place.get("kind") == "zip" else place.get("name")


def _as_json(service: FoundService, number: int) -> dict[str, Any]:
    hours = service.hours
    return {
        "number": number,
        "need": service.need,
        "name": service.name,
        "organization": service.organization,
        "address": service.address,
        "city": service.city,
        "phone": service.phone_display,
        "miles": service.distance_miles,
        "countywide": service.countywide,
        "call_first": service.call_first,
        "open_now": hours.open_now if hours else None,
        "spans": [[opens.isoformat(), closes.isoformat()] for opens, closes in hours.spans] if hours else [],
        "next_open": hours.next_open.astimezone(LOS_ANGELES).isoformat() if hours and hours.next_open else None,
        "hours_text": service.hours_text,
        "eligibility": service.eligibility,
        "url": service.url,
        "assured_date": service.assured_date.isoformat() if service.assured_date else None,
    }
