"""What may be asked of `/api/v1/services`, checked before anything is looked up."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from werkzeug.datastructures import MultiDict

from bot.directory.publishing import ServicesQuery
from bot.errors import InvalidInput

PER_PAGE_LIMIT = 200
_WHOLE_NUMBER = re.compile(r"\d{1,7}", re.ASCII)


def _whole(value: Any) -> Any:
    """Pydantic alone would also take "1.0" and " 1 " for a whole number."""
    if isinstance(value, str) and not _WHOLE_NUMBER.fullmatch(value):
        raise ValueError("must be a whole number")
    return value


def _instant(value: Any) -> Any:
    try:
        parsed = datetime.fromisoformat(value)
    except ValueError:
        raise ValueError("must be a date and time (RFC 3339)") from None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


_Identifier = Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
_Switch = Literal["true", "false"]


class ServicesParameters(BaseModel):
    """The query string of `/services`; its JSON schema stands in the OpenAPI description."""

    model_config = ConfigDict(extra="forbid")

    search: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]+$")] | None = Field(
        None, description="Only services with these words in their name, description or organization's name."
    )
    taxonomy_term_id: _Identifier | None = Field(None, description="Only services with this taxonomy term.")
    taxonomy_id: _Identifier | None = Field(None, description="Only services with any term of this taxonomy.")
    organization_id: _Identifier | None = Field(None, description="Only services of this organization.")
    modified_after: Annotated[datetime, BeforeValidator(_instant)] | None = Field(
        None, description="Only services that changed in this directory at this time or later (RFC 3339)."
    )
    minimal: _Switch = Field("false", description="Only `id` and `last_modified`.")
    full: _Switch = Field("false", description="Each service with everything in it.")
    page: Annotated[int, Field(ge=1, le=1_000_000), BeforeValidator(_whole)] = Field(1, description="Page, from 1.")
    per_page: Annotated[int, Field(ge=1, le=PER_PAGE_LIMIT), BeforeValidator(_whole)] = Field(
        50, description="Services a page."
    )
    format: Literal["json", "ndjson"] = Field(
        "json", description="`ndjson` streams every service, one a line, without pages."
    )

    def query(self) -> ServicesQuery:
        return ServicesQuery(
            search=self.search or "",
            taxonomy_term_id=self.taxonomy_term_id or "",
            taxonomy_id=self.taxonomy_id or "",
            organization_id=self.organization_id or "",
            modified_after=self.modified_after,
            minimal=self.minimal == "true",
            full=self.full == "true",
            page=self.page,
            per_page=self.per_page,
        )


def read_parameters(arguments: MultiDict[str, str]) -> ServicesParameters:
    """The parameters of a request. Raises InvalidInput that names each parameter that cannot be used."""
    twice = [name for name, values in arguments.lists() if len(values) > 1]
    if twice:
        raise InvalidInput(f"given more than once: {', '.join(sorted(twice))[:200]}", code="bad_parameter")
    try:
        return ServicesParameters.model_validate(arguments.to_dict())
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, fault['loc']))[:40]}: {fault['msg']}" for fault in error.errors()]
        raise InvalidInput("; ".join(faults)[:600], code="bad_parameter") from None
