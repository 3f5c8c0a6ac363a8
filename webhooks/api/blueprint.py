"""The routes of `/api/v1/`: the directory as HSDS, open to read for anybody, at a measured pace."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from bot.directory.packaging import HSDS_VERSION
from bot.directory.publishing import PublishedServices, ServicesQuery
from bot.errors import InvalidInput
from webhooks import pages
from webhooks.api.description import openapi
from webhooks.api.parameters import read_parameters
from webhooks.services import Services

RATE = "120 per minute; 3000 per hour"
_PROFILE = "https://docs.openreferral.org/en/3.1/hsds/"
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)


def create_api_blueprint(services: Services) -> Blueprint:
    """`/api/v1`. Needs `init_limiter` on the app."""
    blueprint = Blueprint("api", __name__)
    published = PublishedServices(services.database)
    here = f"{services.settings.public_base_url}/api/v1"

    @blueprint.before_request
    def slow_down() -> ResponseReturnValue | None:
        if not pages.within_rate(RATE, "api"):
            return jsonify(error="too_many_requests"), 429
        return None

    @blueprint.get("/")
    def about() -> ResponseReturnValue:
        return jsonify(version=HSDS_VERSION, profile=_PROFILE, openapi_url=f"{here}/openapi.json")

    @blueprint.get("/openapi.json")
    def description() -> ResponseReturnValue:
        return jsonify(openapi(here))

    @blueprint.get("/services")
    def list_services() -> ResponseReturnValue:
        parameters = read_parameters(request.args)
        query = parameters.query()
        if parameters.format == "ndjson":
            return Response(_lines(published, query), mimetype="application/x-ndjson")
        page = published.page(query)
        pages_in_all = -(-page.total_items // query.per_page)
        return jsonify(
            total_items=page.total_items,
            total_pages=pages_in_all,
            page_number=query.page,
            size=len(page.contents),
            first_page=query.page == 1,
            last_page=query.page >= pages_in_all,
            empty=not page.contents,
            contents=page.contents,
        )

    @blueprint.get("/services/<identifier>")
    def one_service(identifier: str) -> ResponseReturnValue:
        if not _UUID.fullmatch(identifier.lower()):
            raise InvalidInput("a service's id is a UUID", code="bad_parameter")
        return jsonify(published.service(identifier.lower()))

    return blueprint


def _lines(published: PublishedServices, query: ServicesQuery) -> Iterator[str]:
    for document in published.stream(query):
        yield json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n"
