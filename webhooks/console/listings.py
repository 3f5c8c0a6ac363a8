"""The directory's pages for county staff: what is reported or old, search, and one listing to confirm, correct or withdraw.

Every one works without scripting. What two people change at once is shown to the second, with their own words kept.
"""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from werkzeug.wrappers import Response

from bot.directory.editing import DirectoryEditor
from bot.directory.overview import DirectoryOverview
from bot.directory.reports import ListingReports
from bot.errors import Conflict, InvalidInput, NotFound
from webhooks.console.desk import say
from webhooks.console.listing_desk import ListingDesk
from webhooks.console.listing_forms import LONGEST, changes_from, typed_fields
from webhooks.console.login import refused
from webhooks.services import Services


def create_listings_blueprint(services: Services) -> Blueprint:
    """`/console/directory/`, for staff and administrators. Needs `init_login` on the app and the console mounted."""
    blueprint = Blueprint("listings", __name__, url_prefix="/console/directory")
    editor = DirectoryEditor(services.database, services.clock)
    reports = ListingReports(services.database, services.clock)
    desk = ListingDesk(
        services,
        DirectoryOverview(services.database, services.clock, services.settings.call_first_after),
        editor,
        reports,
    )

    @blueprint.errorhandler(NotFound)
    def no_such_listing(error: NotFound) -> Response:
        return refused(404, "listing.gone", "listing.gone_why")

    @blueprint.get("/")
    def overview() -> Response:
        return desk.show_list()

    @blueprint.get("/new")
    def new() -> Response:
        return desk.show_new()

    @blueprint.post("/new")
    def add() -> Response:
        typed = typed_fields()
        try:
            changes = changes_from(typed)
            made = editor.add(typed["organization"] or typed["name"], changes, desk.staff(),
                              countywide=typed["countywide"] == "yes")  # fmt: skip
        except InvalidInput as error:
            return desk.show_new(typed, error)
        desk.audit("listing.added", made)
        flash(say("listing.added"))
        return redirect(url_for("listings.listing", listing=made), 303)

    @blueprint.get("/<uuid:listing>")
    def listing(listing: object) -> Response:
        return desk.show_listing(str(listing))

    @blueprint.post("/<uuid:listing>/correct")
    def correct(listing: object) -> Response:
        typed, before = typed_fields(), desk.details(str(listing))
        try:
            changes = changes_from(typed, before)
            editor.correct(str(listing), changes, desk.staff(), typed["version"])
        except Conflict:
            return desk.show_listing(str(listing), typed=typed, conflict=True)
        except InvalidInput as error:
            return desk.show_listing(str(listing), typed=typed, mistake=error)
        return done(str(listing), "listing.corrected")

    @blueprint.post("/<uuid:listing>/confirm")
    def confirm(listing: object) -> Response:
        try:
            editor.confirm(str(listing), desk.staff(), typed_fields()["version"])
        except Conflict:
            return desk.show_listing(str(listing), conflict=True)
        return done(str(listing), "listing.confirmed")

    @blueprint.post("/<uuid:listing>/withdraw")
    def withdraw(listing: object) -> Response:
        return change_status(str(listing), "withdraw")

    @blueprint.post("/<uuid:listing>/restore")
    def restore(listing: object) -> Response:
        return change_status(str(listing), "restore")

    def change_status(listing: str, action: str) -> Response:
        typed = typed_fields()
        reason = typed["reason"]
        if not reason or len(reason) > LONGEST:
            error = InvalidInput(code="no_reason" if not reason else "too_long")
            return desk.show_listing(listing, typed=typed, mistake=error)
        change = editor.withdraw if action == "withdraw" else editor.restore
        try:
            change(listing, desk.staff(), reason, typed["version"])
        except Conflict:
            return desk.show_listing(listing, typed=typed, conflict=True)
        return done(listing, "listing.withdrawn" if action == "withdraw" else "listing.restored")

    def done(listing: str, what: str) -> Response:
        """After somebody checked it: the reports are closed, and what was done is written down."""
        reports.settle(listing, desk.staff())
        desk.audit(what, listing)
        flash(say(what))
        return redirect(url_for("listings.listing", listing=listing), 303)

    return blueprint
