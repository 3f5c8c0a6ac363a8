"""What the directory's pages show of listings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from babel.dates import format_date
from flask import get_flashed_messages, request
from werkzeug.wrappers import Response

from bot.cases import audit
from bot.directory.editing import DirectoryEditor, TrailEntry
from bot.directory.hours_text import parse_hours
from bot.directory.listing_details import ListingDetails
from bot.directory.overview import DirectoryOverview, Lines, ListingLine
from bot.directory.reports import OUTCOMES, ListingReports
from bot.errors import InvalidInput
from bot.i18n import Language
from bot.needs.taxonomy import NEEDS
from webhooks import pages
from webhooks.console.desk import Trouble, say
from webhooks.console.listing_forms import (
    OTHER_FIELDS,
    TEXT_FIELDS,
    Typed,
    differing,
    form_values,
    mistake_in_words,
)
from webhooks.console.login import framed_page, signed_in
from webhooks.console.words import say_clock, say_code, say_needs, short_day
from webhooks.services import Services

SHOWS = ("reported", "stale", "search")
_RECENT = 12
"""Changes shown of a listing's trail."""


@dataclass(frozen=True)
class ShownLine:
    """One listing in a list, in words."""

    id: str
    name: str
    organization: str
    address: str
    needs: str
    checked: str
    active: bool
    reports: str = ""
    hidden: bool = False


@dataclass(frozen=True)
class ShownChange:
    """One line of the trail in words. `field` is empty where the whole listing was meant."""

    on: str
    who: str
    action: str
    field: str
    previous: str
    replacement: str


class ListingDesk:
    """The directory's pages for whoever is signed in."""

    def __init__(
        self, services: Services, overview: DirectoryOverview, editor: DirectoryEditor, reports: ListingReports
    ) -> None:
        self._services = services
        self._overview = overview
        self._editor = editor
        self._reports = reports

    def staff(self) -> str:
        """The account's id: trails are published with the directory, so never its name."""
        return signed_in().id

    def details(self, listing: str) -> ListingDetails:
        return self._overview.one(listing)

    def audit(self, what: str, listing: str) -> None:
        """Who did what to which listing; the trail says what changed."""
        with self._services.database.write() as db_session:
            audit.record(
                db_session, audit.by_account(self.staff()), what, "service_at_location", listing,
                at=self._services.clock.now(),
            )  # fmt: skip

    def show_list(self) -> Response:
        """The tab that `?show=` names; a search where `?q=` has words."""
        words = " ".join(request.args.get("q", "").split())[:100]
        page = request.args.get("page", 1, type=int)
        language = pages.browser_language()
        reported = self._reported(language)
        asked = "search" if words else request.args.get("show", "")
        show = asked if asked in SHOWS else "reported" if reported else "stale"
        stale = self._overview.stale(page if show == "stale" else 1)
        found = self._overview.search(words, page) if words else None
        lines = {"stale": stale, "search": found}.get(show)
        return framed_page(
            "console/listings.html",
            section="directory",
            show=show,
            words=words,
            told=_told(),
            counts={"reported": len(reported), "stale": stale.total},
            rows=reported if show == "reported" else [_line(row, language) for row in lines.rows] if lines else [],
            lines=lines or Lines((), len(reported), 1),
        )

    def show_listing(
        self,
        listing: str,
        *,
        typed: Typed | None = None,
        conflict: bool = False,
        mistake: InvalidInput | None = None,
    ) -> Response:
        """One listing with its form; `typed` words stay in it. Raises NotFound."""
        now_held = self._overview.one(listing)
        language = pages.browser_language()
        trail = self._editor.trail(listing)
        trouble = mistake_in_words(mistake) if mistake else None
        if conflict:
            trouble = self._conflict(now_held, trail, language)
        return framed_page(
            "console/listing.html",
            status=409 if conflict else 400 if mistake else 200,
            section="directory",
            listing=now_held,
            values=form_values(now_held, typed),
            differing=differing(now_held, typed) if conflict and typed else [],
            reason=typed["reason"] if typed else "",
            chosen=set(typed["needs"].split() if typed and typed["needs"] else now_held.needs),
            needs=_need_choices(language),
            checked=_checked(now_held, language),
            hours_read=bool(now_held.hours) and parse_hours(now_held.hours) is not None,
            reports=[f"{say_code('listing.outcome', code, language)}: {now_held.reports[code]}"
                     for code in OUTCOMES if code in now_held.reports],
            trail=self._shown(trail, language),
            trouble=trouble,
            told=_told(),
        )  # fmt: skip

    def show_new(self, typed: Typed | None = None, mistake: InvalidInput | None = None) -> Response:
        """The empty form, or the one that was sent with a mistake in it."""
        language = pages.browser_language()
        return framed_page(
            "console/listing_new.html",
            status=400 if mistake else 200,
            section="directory",
            values=typed or dict.fromkeys((*TEXT_FIELDS, *OTHER_FIELDS), ""),
            chosen=set((typed or {"needs": ""})["needs"].split()),
            needs=_need_choices(language),
            trouble=mistake_in_words(mistake) if mistake else None,
        )

    def _reported(self, language: Language) -> list[ShownLine]:
        shown = []
        for each in self._reports.reported():
            held = self._overview.one(each.service_at_location_id)
            said = say("listing.bad_reports", count=each.bad_reports, day=short_day(each.first_reported_at, language))
            address = ", ".join(filter(None, (held.address, held.city)))
            shown.append(
                ShownLine(
                    held.id, held.name, held.organization, address, say_needs(held.needs, language),
                    _checked(held, language), held.active, said, each.hidden,
                )
            )  # fmt: skip
        return shown

    def _conflict(self, held: ListingDetails, trail: tuple[TrailEntry, ...] | Any, language: Language) -> Trouble:
        newest = trail[0] if trail else None
        lines = [say("listing.conflict.kept")]
        if newest is not None:
            who = self._who(newest.by)
            time = say_clock(held.changed_at, language) if held.changed_at else ""
            lines.insert(0, say("listing.conflict.by", who=who, time=time))
        return Trouble(say("listing.conflict.title"), lines)

    def _shown(self, trail: Any, language: Language) -> list[ShownChange]:
        return [
            ShownChange(
                on=format_date(each.on, "medium", locale=language),
                who=self._who(each.by),
                action=say_code("listing.action", each.action, language),
                field=say_code("listing.field", each.field, language),
                previous=each.previous,
                replacement=each.replacement,
            )
            for each in trail[:_RECENT]
        ]

    def _who(self, by: str) -> str:
        """An account's address for its id; other names (sources of imported rows) as they are."""
        account = self._services.accounts.get(by)
        return account.email if account else by


def _line(row: ListingLine, language: Language) -> ShownLine:
    return ShownLine(
        row.id, row.name, row.organization, row.address, say_needs(row.needs, language), _checked(row, language),
        row.active,
    )  # fmt: skip


def _checked(row: ListingLine | ListingDetails, language: Language) -> str:
    if row.assured_date is None:
        return say("listing.never_checked")
    return say("listing.checked", day=format_date(row.assured_date, "medium", locale=language))


def _need_choices(language: Language) -> list[tuple[str, str]]:
    return [(need.code, say_code("need", need.code, language)) for need in NEEDS]


def _told() -> str:
    return " ".join(str(message) for message in get_flashed_messages())
