"""The OpenAPI description of `/api/v1/`, made from the tables and parameters that are served."""

from __future__ import annotations

import functools
from typing import Any

from bot.directory.documents import nested_in
from bot.directory.packaging import HSDS_VERSION
from bot.directory.shape import ColumnShape, shapes
from webhooks.api.parameters import ServicesParameters

Schema = dict[str, Any]

_FORMATS = {"date": "date", "instant": "date-time", "id": "uuid"}


@functools.cache
def openapi(server: str) -> Schema:
    """The description as OpenAPI 3.1, for the API mounted at `server` (its URL without a final slash)."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Puente service directory",
            "version": "1",
            "description": "Services for people coming home to Los Angeles County, as HSDS. Read only.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": server}],
        "paths": {
            "/": {"get": _get("What this API is.", "getApi", {"$ref": "#/components/schemas/api"})},
            "/openapi.json": {"get": _get("This description.", "getDescription", {"type": "object"})},
            "/services": {"get": _services()},
            "/services/{id}": {
                "get": {
                    **_get("One service with everything in it.", "getService", _ref("service"), "400", "404"),
                    "parameters": [
                        {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
                    ],
                }
            },
        },
        "components": {"schemas": _schemas()},
    }


def _get(summary: str, operation: str, answer: Schema, *refusals: str) -> Schema:
    responses: Schema = {"200": {"description": summary, "content": {"application/json": {"schema": answer}}}}
    for status in (*refusals, "429"):
        responses[status] = {
            "description": {"400": "A parameter cannot be used.", "404": "There is no such service."}.get(
                status, "Too many requests; try again in a minute."
            ),
            "content": {"application/json": {"schema": _ref("error")}},
        }
    return {"summary": summary, "operationId": operation, "responses": responses}


def _services() -> Schema:
    described = _get("Services, page by page.", "getServices", _ref("services_page"), "400")
    described["responses"]["200"]["content"]["application/x-ndjson"] = {"schema": {"type": "string"}}
    return described | {"parameters": _parameters()}


def _parameters() -> list[Schema]:
    properties = ServicesParameters.model_json_schema()["properties"]
    made = []
    for name, schema in properties.items():
        schema = dict(schema)
        schema.pop("title", None)
        words = schema.pop("description", "")
        if "anyOf" in schema:  # optional: the parameter is left out, it is never null
            schema = next(one for one in schema["anyOf"] if one != {"type": "null"})
        made.append({"name": name, "in": "query", "required": False, "description": words, "schema": schema})
    return made


def _schemas() -> Schema:
    tables = {name: _table(name) for name in shapes()}
    return {
        **tables,
        "service_summary": _summary(),
        "service_minimal": {
            "type": "object",
            "properties": {"id": {"type": "string", "format": "uuid"}, "last_modified": _instant()},
            "required": ["id"],
            "additionalProperties": False,
        },
        "services_page": _page(),
        "api": {
            "type": "object",
            "properties": {
                "version": {"type": "string", "const": HSDS_VERSION},
                "profile": {"type": "string", "format": "uri"},
                "openapi_url": {"type": "string", "format": "uri"},
                "description": {"type": "string"},
            },
            "required": ["version", "profile", "openapi_url"],
            "additionalProperties": False,
        },
        "error": {
            "type": "object",
            "properties": {"error": {"type": "string"}, "detail": {"type": "string"}},
            "required": ["error"],
        },
    }


def _table(name: str) -> Schema:
    shape = shapes()[name]
    properties: Schema = {column.name: _column(column) for column in shape.columns}
    for nested in nested_in(name):
        inner = _ref(nested.table)
        properties[nested.key] = inner if nested.single else {"type": "array", "items": inner}
    required = [column.name for column in shape.columns if column.required]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _summary() -> Schema:
    whole = _table("service")
    lists = {nested.key for nested in nested_in("service") if not nested.single}
    properties = {key: schema for key, schema in whole["properties"].items() if key not in lists}
    return whole | {"properties": properties}


def _page() -> Schema:
    kinds = [_ref("service_summary"), _ref("service_minimal"), _ref("service")]
    counts = ("total_items", "total_pages", "page_number", "size")
    properties: Schema = {name: {"type": "integer", "minimum": 0} for name in counts}
    properties |= {name: {"type": "boolean"} for name in ("first_page", "last_page", "empty")}
    properties["contents"] = {"type": "array", "items": {"anyOf": kinds}}
    return {
        "type": "object",
        "properties": properties,
        "required": sorted(properties),
        "additionalProperties": False,
    }


def _column(column: ColumnShape) -> Schema:
    if column.kind == "number":
        schema: Schema = {"type": "number"}
        if column.between:
            schema |= {"minimum": column.between[0], "maximum": column.between[1]}
        return schema
    schema = {"type": "string"}
    if column.enum:
        schema["enum"] = list(column.enum)
    if column.kind in _FORMATS:
        schema["format"] = _FORMATS[column.kind]
    return schema


def _instant() -> Schema:
    return {"type": "string", "format": "date-time"}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}
