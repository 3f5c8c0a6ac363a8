"""A form of the console is carried out once, however often it arrives: a repeat leads where the first one led."""

from __future__ import annotations

import secrets

from flask import Blueprint, Flask, Response, flash, g, redirect, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from bot.cases.sent_forms import SentForms
from bot.i18n import render
from webhooks import pages
from webhooks.console.kept import safe_path
from webhooks.console.login import current_account

FIELD = "form_key"


def once_only(blueprint: Blueprint, sent_forms: SentForms) -> Blueprint:
    """`blueprint`, whose POSTs with a key are carried out once. Call it after the guard is attached."""

    @blueprint.before_request
    def known_already() -> AnyResponse | None:
        key, account = request.form.get(FIELD, "") if request.method == "POST" else "", current_account()
        if not key or account is None:
            return None
        known = sent_forms.begin(key, account.id)
        if known is None:
            g.form_key = key
            return None
        flash(render("once.already" if known.led_to else "once.running", pages.browser_language(), pages.DOMAIN))
        back = known.led_to or safe_path(request.path.rpartition("/")[0])
        return redirect(back or url_for("console.today"), 303)

    @blueprint.after_request
    def remember(response: Response) -> Response:
        key, account = g.pop("form_key", None), current_account()
        if key and account:
            # Only what was carried out redirects; a mistake or a conflict is drawn, and may be mended and sent again.
            done = response.status_code == 303
            sent_forms.end(key, account.id, safe_path(response.location) or url_for("console.today") if done else None)
        return _in_place(response)

    return blueprint


def _in_place(response: Response) -> Response:
    """htmx follows a redirect to the page it is on by itself; one to another page is made a real change of page."""
    if response.status_code == 303 and "HX-Request" in request.headers and request.method == "POST":
        here, there = request.headers.get("HX-Current-URL", ""), response.location or ""
        if not here.partition("#")[0].partition("?")[0].endswith(there.partition("#")[0]):
            response.status_code = 204
            response.headers["HX-Redirect"] = there
            del response.headers["Location"]
    return response


def init_once(app: Flask) -> None:
    """`{{ form_key() }}` in templates: the hidden field that makes a form one that is carried out once."""

    def form_key() -> Markup:
        return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, secrets.token_hex(16))

    app.jinja_env.globals["form_key"] = form_key
