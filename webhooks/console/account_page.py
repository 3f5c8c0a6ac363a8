"""One's own account: password, recovery codes, and the browsers signed in to it."""

from __future__ import annotations

import flask_login
from flask import Blueprint, flash, get_flashed_messages, redirect, request, session, url_for
from werkzeug.wrappers import Response

from bot.errors import InvalidInput
from bot.i18n import render
from webhooks import pages
from webhooks.console.login import framed_page, signed_in
from webhooks.console.signing_in import LOGIN_RATE
from webhooks.services import Services


def create_account_blueprint(services: Services) -> Blueprint:
    """`/console/account`, for every role. What matters asks for the password again."""
    blueprint = Blueprint("account", __name__)

    def draw(trouble: str = "", status: int = 200) -> Response:
        account = signed_in()
        return framed_page(
            "console/account.html",
            status=status,
            section="account",
            trouble=trouble,
            told=" ".join(map(str, get_flashed_messages())),
            codes_left=services.second_factor.recovery_codes_left(account.id),
            logins=services.logins.open_logins(account.id),
            open_counts=services.overviews.counts(account.id) if account.sees_people else None,
        )

    def password_wrong() -> bool:
        allowed = pages.within_rate(LOGIN_RATE, "login")
        return not allowed or not services.accounts.is_password(signed_in().id, request.form.get("password", ""))

    @blueprint.get("/")
    def show() -> Response:
        return draw()

    @blueprint.post("/password")
    def change_password() -> Response:
        if password_wrong():
            return draw("account.wrong_password", 400)
        try:
            services.accounts.set_password(signed_in().id, request.form.get("new_password", ""))
        except InvalidInput as error:
            return draw(f"password.{error.code}", 400)
        language = pages.browser_language()
        flask_login.logout_user()
        session.clear()
        pages.choose_language(language)
        flash(render("account.password_changed", language, pages.DOMAIN))
        return redirect(url_for("console.login"), 303)

    @blueprint.post("/recovery-codes")
    def recovery_codes() -> Response:
        if password_wrong():
            return draw("account.wrong_password", 400)
        codes = services.second_factor.new_recovery_codes(signed_in().id)
        return framed_page("console/recovery_codes.html", codes=codes, next=url_for("account.show"), kept=None)

    @blueprint.post("/logins/end")
    def end_other_logins() -> Response:
        account = signed_in()
        services.logins.end_others(account.id, account.token)
        flash(render("account.others_ended", pages.browser_language(), pages.DOMAIN))
        return redirect(url_for("account.show"), 303)

    return blueprint
