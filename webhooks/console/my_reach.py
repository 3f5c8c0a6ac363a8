"""How Puente reaches whoever is signed in: their phone, what they are told of and when, and their calendar's address."""

from __future__ import annotations

from datetime import time

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from bot.callbacks.notices import WAYS, Wishes
from bot.errors import Conflict, InvalidInput, Unavailable
from bot.i18n import LANGUAGES, as_language
from webhooks.console.desk import say
from webhooks.console.live import told
from webhooks.console.login import framed_page, signed_in
from webhooks.services import Services


def add_reach_routes(blueprint: Blueprint, services: Services) -> None:
    """`/console/reach` and what is sent from it."""
    phones, wishes, feeds = services.registered_phones, services.notice_wishes, services.calendar_feeds

    def draw(trouble: str = "", status: int = 200, feed: str = "") -> Response:
        account_id = signed_in().id
        return framed_page(
            "console/my_reach.html",
            status=status,
            section="reach",
            told=told(),
            trouble=trouble,
            open_counts=services.overviews.counts(account_id),
            phone=phones.of(account_id),
            wishes=wishes.of(account_id),
            ways=WAYS,
            languages=LANGUAGES,
            has_feed=feeds.since(account_id) is not None,
            feed=feed,
        )

    def done(words: str) -> Response:
        flash(say(words))
        return redirect(url_for("console.my_reach"), 303)

    @blueprint.get("/reach")
    def my_reach() -> Response:
        return draw()

    @blueprint.post("/reach/phone")
    def register_phone() -> Response:
        try:
            phones.register(signed_in().id, request.form.get("phone", ""))
        except InvalidInput:
            return draw("reach.trouble.bad_phone", 400)
        except (Conflict, Unavailable) as error:
            return draw(f"reach.trouble.{error.code}", 409)
        return done("reach.code_sent")

    @blueprint.post("/reach/phone/code")
    def verify_phone() -> Response:
        try:
            phones.verify(signed_in().id, request.form.get("code", ""))
        except Conflict as error:
            return draw(f"reach.trouble.{error.code}", 409)
        return done("reach.phone_verified")

    @blueprint.post("/reach/phone/forget")
    def forget_phone() -> Response:
        phones.forget(signed_in().id)
        return done("reach.phone_forgotten")

    @blueprint.post("/reach/notices")
    def set_notices() -> Response:
        form = request.form
        try:
            wishes.set(
                signed_in().id,
                Wishes(
                    by=form.get("by", ""),
                    language=as_language(form.get("language")),
                    new_tasks="new_tasks" in form,
                    overdue_tasks="overdue_tasks" in form,
                    quiet_from=time.fromisoformat(form.get("quiet_from", "")).replace(second=0, tzinfo=None),
                    quiet_until=time.fromisoformat(form.get("quiet_until", "")).replace(second=0, tzinfo=None),
                ),
            )
        except (InvalidInput, ValueError):
            return draw("reach.trouble.bad_wishes", 400)
        return done("reach.saved")

    @blueprint.post("/reach/calendar")
    def make_feed() -> Response:
        # Shown on this page alone and never again: whoever has the address reads the calendar.
        return draw(feed=feeds.make(signed_in().id))

    @blueprint.post("/reach/calendar/end")
    def end_feed() -> Response:
        feeds.revoke(signed_in().id)
        return done("reach.feed_ended")
