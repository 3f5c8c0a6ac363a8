"""The steps of signing in: password, a password of one's own, second factor; and signing out."""

from __future__ import annotations

from typing import Any

import flask_login
import segno
from flask import Blueprint, flash, redirect, request, session, url_for
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFError
from markupsafe import Markup
from werkzeug.wrappers import Response

from bot.cases.account_view import AccountView
from bot.errors import Conflict, InvalidInput
from bot.i18n import render
from webhooks import pages
from webhooks.console.kept import KeptForm, safe_path, unpack
from webhooks.console.login import (
    ConsoleAccount,
    current_account,
    framed_page,
    login_page,
    refused,
    send_again,
)
from webhooks.services import Services

LOGIN_RATE = "30 per minute; 300 per hour"
"""Per network address and process: bounds what password hashing costs. Guessing is stopped by bot/cases/lockout.py."""
OPEN_ENDPOINTS = tuple(
    f"console.{name}"
    for name in ("login", "own_password", "set_up", "code", "go_on", "begin", "logout", "change_language")
)
"""They check for themselves: nobody is signed in there yet, or anybody may be."""
_HALF = "half_login"
"""Cookie key of a login whose second factor is still to come."""


def add_login_routes(blueprint: Blueprint, services: Services) -> None:
    """`/login` and its steps, `/logout` and `/language`."""
    steps = _Steps(services)

    @blueprint.route("/login", methods=["GET", "POST"])
    def login() -> Response:
        if request.method == "GET":
            account = current_account()
            return redirect(account.home, 303) if account else login_page(safe_path(request.args.get("next")), None)
        return steps.password()

    @blueprint.post("/login/password")
    def own_password() -> Response:
        return steps.own_password()

    @blueprint.post("/login/setup")
    def set_up() -> Response:
        return steps.set_up()

    @blueprint.post("/login/code")
    def code() -> Response:
        return steps.code()

    @blueprint.post("/login/continue")
    def go_on() -> Response:
        account = current_account()
        if account is None or not _form_is_ours():
            return login_page("", None, "login.trouble.form", status=400)
        return _arrive(account, safe_path(request.form.get("next")), unpack(request.form.get("kept", "")))

    @blueprint.get("/login/<path:step>")
    def begin(step: str) -> Response:
        """A step reached by address, as after a reload, starts at the beginning."""
        return redirect(url_for("console.login"), 303)

    @blueprint.post("/logout")
    def logout() -> Response:
        if not _form_is_ours():
            return refused(400, "refused.form", "refused.form_why")
        if account := current_account():
            services.logins.end(account.token)
        flask_login.logout_user()
        _forget_browser()
        return redirect(url_for("console.login"), 303)

    @blueprint.post("/language")
    def change_language() -> Response:
        if not _form_is_ours():
            return refused(400, "refused.form", "refused.form_why")
        pages.choose_language(request.form.get("language"))
        return redirect(safe_path(request.form.get("next")) or url_for("console.login"), 303)


class _Steps:
    """Each step's form, and which step comes next."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def password(self) -> Response:
        target, kept = safe_path(request.form.get("next")), unpack(request.form.get("kept", ""))
        email = request.form.get("email", "")
        if not _form_is_ours():
            return login_page(target, kept, "login.trouble.form", email, 400)
        if not pages.within_rate(LOGIN_RATE, "login"):
            return login_page(target, kept, "login.trouble.fast", email, 429)
        try:
            account = self._services.accounts.authenticate(
                email, request.form.get("password", ""), get_remote_address()
            )
        except Conflict:
            return login_page(target, kept, "login.trouble.locked", email, 429)
        if account is None:
            return login_page(target, kept, "login.trouble.wrong", email, 401)
        _forget_browser()  # nothing set before the login may outlive it
        session[_HALF] = self._services.logins.begin(account.id)
        return self._next_step(account, target, kept)

    def own_password(self) -> Response:
        account, target, kept = self._half()
        if account is None:
            return login_page(target, kept, "login.trouble.form", status=400)
        chosen = request.form.get("new_password", "")
        try:
            if self._services.accounts.is_password(account.id, chosen):
                raise InvalidInput("this is the password it replaces", code="password_same")
            self._services.accounts.set_password(account.id, chosen)
        except InvalidInput as error:
            return self._next_step(account, target, kept, f"password.{error.code}", 400)
        session[_HALF] = self._services.logins.begin(account.id)
        return self._next_step(self._services.accounts.get(account.id) or account, target, kept)

    def set_up(self) -> Response:
        account, target, kept = self._half()
        if account is None:
            return login_page(target, kept, "login.trouble.form", status=400)
        codes = self._services.second_factor.confirm(account.id, request.form.get("code", ""))
        if codes is None or not self._complete(account):
            again = self._services.accounts.get(account.id) or account
            return self._next_step(again, target, kept, "login.trouble.code", 401)
        return framed_page("console/recovery_codes.html", codes=codes, next=target, kept=kept)

    def code(self) -> Response:
        account, target, kept = self._half()
        if account is None:
            return login_page(target, kept, "login.trouble.form", status=400)
        typed = request.form.get("code", "")
        if not self._services.second_factor.check(account.id, typed):
            return self._next_step(account, target, kept, "login.trouble.code", 401)
        signed_in = self._complete(account)
        if signed_in is None:
            return login_page(target, kept, "login.trouble.form", status=400)
        if len(typed.strip()) > 6:
            left = self._services.second_factor.recovery_codes_left(account.id)
            flash(render("login.recovery_left", pages.browser_language(), pages.DOMAIN, left=left))
        return _arrive(signed_in, target, kept)

    def _half(self) -> tuple[AccountView | None, str, KeptForm | None]:
        """The account whose password was just proved in this browser, if the form is ours and not too late."""
        target, kept = safe_path(request.form.get("next")), unpack(request.form.get("kept", ""))
        login = self._services.logins.find(session.get(_HALF, ""), click=False)
        if login is None or login.whole or not _form_is_ours() or not pages.within_rate(LOGIN_RATE, "login"):
            return None, target, kept
        return self._services.accounts.get(login.account_id), target, kept

    def _next_step(
        self, account: AccountView, target: str, kept: KeptForm | None, trouble: str = "", status: int = 200
    ) -> Response:
        carried: dict[str, Any] = {"next": target, "kept": kept, "trouble": trouble, "status": status}
        if account.password_temporary:
            return framed_page("console/own_password.html", email=account.email, **carried)
        if account.second_factor:
            return framed_page("console/code.html", **carried)
        offer = self._services.second_factor.offer(account.id)
        picture = segno.make(offer.uri, error="m").svg_inline(scale=5, border=4, light="#fff", omitsize=True)
        spaced = " ".join(offer.secret[start : start + 4] for start in range(0, len(offer.secret), 4))
        return framed_page("console/set_up.html", picture=Markup(picture), secret=spaced, **carried)  # noqa: S704

    def _complete(self, account: AccountView) -> ConsoleAccount | None:
        token = self._services.logins.complete(session.get(_HALF, ""))
        if token is None:
            return None
        _forget_browser()
        signed_in = ConsoleAccount(account, token)
        flask_login.login_user(signed_in)
        return signed_in


def _arrive(account: ConsoleAccount, target: str, kept: KeptForm | None) -> Response:
    return send_again(kept, offered=True) if kept else redirect(target or account.home, 303)


def _forget_browser() -> None:
    """Empty the cookie but for the language."""
    language = pages.browser_language()
    session.clear()
    pages.choose_language(language)


def _form_is_ours() -> bool:
    try:
        pages.protect_form()
    except CSRFError:
        return False
    return True
