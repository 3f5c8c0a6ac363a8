"""Who is signed in, what each role may open, and the frame around every page behind the login."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

import flask_login
import structlog
from flask import Flask, redirect, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response

from bot.cases.account_view import AccountView, Role
from webhooks import pages
from webhooks.console.kept import KeptForm, safe_path, sent_form
from webhooks.services import Services

log = structlog.get_logger(__name__)

SEES_PEOPLE: frozenset[Role] = frozenset({"chw", "admin"})
SEES_METRICS: frozenset[Role] = frozenset({"staff", "admin"})
REVIEWS: frozenset[Role] = frozenset({"reviewer", "admin"})
EVERYONE: frozenset[Role] = SEES_PEOPLE | SEES_METRICS | REVIEWS


class ConsoleAccount(flask_login.UserMixin):  # type: ignore[misc]
    """The account behind this request, as pages see it."""

    def __init__(self, account: AccountView, token: str) -> None:
        self.id = account.id
        self.email = account.email
        self.role: Role = account.role
        self.agency = account.agency
        self.spas = account.spas
        self.languages = account.languages
        self.supervises = account.supervisor or account.role == "admin"
        self.sees_part2 = account.sees_part2
        self.token = token
        """Names this login session; kept in the cookie."""

    def get_id(self) -> str:
        """What Flask-Login keeps in the cookie: the login session, not the account, so that it can be ended."""
        return self.token

    @property
    def sees_people(self) -> bool:
        return self.role in SEES_PEOPLE

    @property
    def sees_metrics(self) -> bool:
        return self.role in SEES_METRICS

    @property
    def reviews(self) -> bool:
        return self.role in REVIEWS

    @property
    def home(self) -> str:
        return url_for("console.today" if self.sees_people else "metrics.show" if self.sees_metrics else "review.card")


def init_login(app: Flask, services: Services) -> flask_login.LoginManager:
    """Set up login sessions on `app`; how long they last is in bot/settings.py."""
    pages.init_pages(app, services)
    manager = flask_login.LoginManager(app)

    @manager.user_loader  # type: ignore[untyped-decorator]
    def load(token: str) -> ConsoleAccount | None:
        # A page refreshing itself is no click and keeps nobody signed in.
        click = request.method == "POST" or "HX-Request" not in request.headers
        login = services.logins.find(token, click=click)
        account = services.accounts.get(login.account_id) if login and login.whole else None
        return ConsoleAccount(account, token) if account else None

    return manager


def current_account() -> ConsoleAccount | None:
    """Who is signed in with both factors, or None."""
    user = flask_login.current_user
    return user._get_current_object() if user.is_authenticated else None


def signed_in() -> ConsoleAccount:
    """Who is signed in, on a page whose guard has made sure that somebody is."""
    account = current_account()
    if account is None:
        raise RuntimeError("a page behind the login was drawn without its guard")
    return account


def require_role(roles: Iterable[Role], open_endpoints: Iterable[str] = ()) -> Callable[[], Response | None]:
    """A guard for webhooks.guards.guarded: a login with one of `roles`, and this browser's form token on every POST.

    `open_endpoints` check for themselves. A form that is refused comes back with its words, to be sent again.
    """
    allowed, unguarded = frozenset(roles), frozenset(open_endpoints)

    def guard() -> Response | None:
        if request.endpoint in unguarded:
            return None
        account = current_account()
        if account is None:
            return _ask_to_sign_in()
        if account.role not in allowed:
            log.warning("access.refused", account=account.id, endpoint=request.endpoint)
            return refused(403, "refused.role", "refused.role_why")
        try:
            pages.protect_form()
        except CSRFError:
            log.warning("form.refused", account=account.id, endpoint=request.endpoint)
            # The token may be of an earlier login in this browser. Only a page of ours may offer to go on.
            ours = request.headers.get("Sec-Fetch-Site") == "same-origin"
            return send_again(sent_form(), offered=ours, status=400)
        return None

    return guard


def framed_page(template: str, /, *, status: int = 200, section: str = "", **values: Any) -> Response:
    """A console page inside its frame: navigation by role, language switch, sign-out."""
    account = current_account()
    here = request.full_path.rstrip("?") if request.method == "GET" else ""
    home = account.home if account else url_for("console.login")
    return pages.page(template, status=status, account=account, home=home, here=here, section=section, **values)


def refused(status: int, title: str, explanation: str) -> Response:
    """A page that says no and leads back."""
    return framed_page("console/refused.html", status=status, title=title, explanation=explanation)


def send_again(kept: KeptForm | None, *, offered: bool, status: int = 200) -> Response:
    """A form that was not taken, with the words in it; where `offered`, one button sends it as it was."""
    if kept is None:
        return refused(400, "refused.form", "refused.form_why")
    return framed_page("console/send_again.html", status=status, kept=kept, offered=offered)


def login_page(target: str, kept: KeptForm | None, trouble: str = "", email: str = "", status: int = 200) -> Response:
    """The page that asks for e-mail and password, carrying `kept` along."""
    return framed_page("console/login.html", status=status, next=target, kept=kept, trouble=trouble, email=email)


def _ask_to_sign_in() -> Response:
    if request.method == "POST":
        try:
            pages.protect_form()
        except CSRFError:  # nobody else's words are carried into a login
            return login_page("", None, "login.trouble.ended", status=401)
        return login_page("", sent_form(), "login.trouble.ended", status=401)
    if "HX-Request" in request.headers:  # a page refreshing itself: send the whole page to the login
        response = Response(status=401)
        parts = urlsplit(request.headers.get("HX-Current-URL", ""))
        back = safe_path(f"{parts.path}?{parts.query}" if parts.query else parts.path)
        response.headers["HX-Redirect"] = url_for("console.login", next=back)
        return response
    return redirect(url_for("console.login", next=request.full_path.rstrip("?")), 303)
