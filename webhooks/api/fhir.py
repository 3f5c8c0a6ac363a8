"""The routes of `/api/v1/fhir/`: callbacks, referrals and screenings as FHIR R4, to systems that hold a token."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, g, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from bot.cases.county.sharing import LARGEST_PAGE, Sharing, Wanted
from bot.cases.county.systems import RESOURCES, CountySystems
from bot.cases.task_status import TRANSITIONS
from bot.clock import LOS_ANGELES
from bot.errors import InvalidInput, NotFound
from webhooks import pages
from webhooks.services import Services

RATE = "300 per minute"
_JSON = "application/fhir+json"
_SINCE = re.compile(r"ge(\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d))?)", re.ASCII)
_ID = re.compile(r"[A-Za-z0-9.-]{1,64}")
_SEARCHED = {"Task": ("status",), "ServiceRequest": (), "QuestionnaireResponse": ()}
_EVERYWHERE = ("_lastUpdated", "_count", "_cursor", "_format")


def create_fhir_blueprint(services: Services) -> Blueprint:
    """`/api/v1/fhir`. Needs `init_limiter` on the app."""
    blueprint = Blueprint("fhir", __name__)
    here = f"{services.settings.public_base_url}/api/v1/fhir"
    systems = CountySystems(services.database, services.clock)
    sharing = Sharing(services.database, services.vault, services.clock, here)

    @blueprint.errorhandler(NotFound)
    def not_there(error: NotFound) -> ResponseReturnValue:
        return _outcome(404, "not-found", error.detail)

    @blueprint.errorhandler(InvalidInput)
    def refused(error: InvalidInput) -> ResponseReturnValue:
        return _outcome(400, "invalid", error.detail)

    @blueprint.errorhandler(HTTPException)
    def refused_by_http(error: HTTPException) -> ResponseReturnValue:
        return _outcome(error.code or 500, "processing", error.name)

    @blueprint.before_request
    def only_with_a_token() -> ResponseReturnValue | None:
        if not pages.within_rate(RATE, "fhir"):
            return _outcome(429, "throttled", "too many requests")
        if request.endpoint == "fhir.metadata":
            return None
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        system = systems.known_by(token.strip()) if kind.lower() == "bearer" and token else None
        if system is None:
            refusal = _outcome(401, "login", "a bearer token that is known and not over is needed")
            refusal.headers["WWW-Authenticate"] = 'Bearer realm="puente"'
            return refusal
        resource = (request.view_args or {}).get("resource", "")
        if resource in RESOURCES and not system.may_read(resource):
            return _outcome(403, "forbidden", f"the token does not cover {resource}")
        g.county_system = system
        return None

    @blueprint.get("/metadata")
    def metadata() -> ResponseReturnValue:
        return _answer(_capabilities(here))

    @blueprint.get("/<resource>")
    def search(resource: str) -> ResponseReturnValue:
        wanted = _wanted(resource)
        page = sharing.page(g.county_system, resource, wanted)
        asked = {name: value for name, value in request.args.items(multi=True) if name != "_cursor"}
        links = [{"relation": "self", "url": _url(here, resource, request.args.to_dict())}]
        if page.next:
            links.append({"relation": "next", "url": _url(here, resource, asked | {"_cursor": page.next})})
        bundle: dict[str, Any] = {"resourceType": "Bundle", "type": "searchset", "link": links}
        if page.resources:
            bundle["entry"] = [
                {"fullUrl": f"{here}/{resource}/{each['id']}", "resource": each, "search": {"mode": "match"}}
                for each in page.resources
            ]
        return _answer(bundle)

    @blueprint.get("/<resource>/<identifier>")
    def read(resource: str, identifier: str) -> ResponseReturnValue:
        if not _ID.fullmatch(identifier):
            raise InvalidInput("an id is 1 to 64 letters, digits, dots and dashes", code="bad_id")
        found = sharing.one(g.county_system, resource, identifier)
        answer = _answer(found)
        if version := found["meta"].get("versionId"):
            answer.headers["ETag"] = f'W/"{version}"'
        return answer

    return blueprint


def _wanted(resource: str) -> Wanted:
    known = (*_EVERYWHERE, *_SEARCHED.get(resource, ()))
    if unknown := sorted(set(request.args) - set(known)):
        raise InvalidInput(f"not searched by {unknown[0][:40]}, but by {', '.join(known)}", code="bad_parameter")
    if repeated := [name for name in request.args if len(request.args.getlist(name)) > 1]:
        raise InvalidInput(f"{repeated[0]} stands twice", code="bad_parameter")
    count = request.args.get("_count", "50")
    if not (count.isascii() and count.isdigit() and len(count) < 6):
        raise InvalidInput(f"_count is 1 to {LARGEST_PAGE}", code="bad_count")
    statuses = request.args.get("status")
    if statuses is not None and (wrong := sorted(set(statuses.split(",")) - set(TRANSITIONS))):
        raise InvalidInput(f"no status {wrong[0][:40]}; there are {', '.join(TRANSITIONS)}", code="bad_parameter")
    return Wanted(
        since=_since(request.args.get("_lastUpdated")),
        statuses=statuses.split(",") if statuses is not None else None,
        count=int(count),
        after=request.args.get("_cursor"),
    )


def _since(given: str | None) -> datetime | None:
    if given is None:
        return None
    found = _SINCE.fullmatch(given)
    try:
        moment = datetime.fromisoformat(found[1]) if found else None
    except ValueError:
        moment = None
    if moment is None:
        raise InvalidInput("_lastUpdated is ge and a date, or an instant with its offset", code="bad_parameter")
    return (moment if moment.tzinfo else moment.replace(tzinfo=LOS_ANGELES)).astimezone(UTC)


def _url(here: str, resource: str, arguments: dict[str, str]) -> str:
    return f"{here}/{resource}" + (f"?{urlencode(arguments)}" if arguments else "")


def _answer(document: dict[str, Any], status: int = 200) -> Response:
    return Response(json.dumps(document, ensure_ascii=False, separators=(",", ":")), status, mimetype=_JSON)


def _outcome(status: int, code: str, words: str) -> Response:
    """`code`: FHIR issue-type."""
    issue = {"severity": "error", "code": code, "diagnostics": words}
    return _answer({"resourceType": "OperationOutcome", "issue": [issue]}, status)


def _capabilities(here: str) -> dict[str, Any]:
    since = {"name": "_lastUpdated", "type": "date"}
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": "2026-11-22",
        "kind": "instance",
        "implementation": {"description": "Puente: callbacks, referrals and screenings, to read", "url": here},
        "fhirVersion": "4.0.1",
        "format": ["json"],
        "rest": [
            {
                "mode": "server",
                "security": {"description": "A bearer token, made by the command line for one system and its scopes"},
                "resource": [
                    {
                        "type": resource,
                        "interaction": [{"code": "read"}, {"code": "search-type"}],
                        "searchParam": [since, *({"name": name, "type": "token"} for name in _SEARCHED[resource])],
                    }
                    for resource in RESOURCES
                ],
            }
        ],
    }
