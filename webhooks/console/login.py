"""Logging in: the login session of a CHW or county staff, its end by idleness, and what each role may see."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import flask_login
from flask import Blueprint, Flask, redirect, request, session, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response

from bot.cases.accounts import AccountView, Role
from bot.clock import Clock
from webhooks import pages
from webhooks.services import Services

LOGIN_RATE = "10 per minute; 100 per hour"
IDLE_ENDS = timedelta(minutes=60)
LOGIN_ENDS = timedelta(hours=12)
SEES_PEOPLE: frozenset[Role] = frozenset({"chw", "admin"})
SEES_METRICS: frozenset[Role] = frozenset({"staff", "admin"})
TYPED_FIELDS = ("outcome", "note", "version")
"""What a form may carry across a login, so that an expired one loses no words."""

_SEEN, _SINCE = "seen_at", "signed_in_at"
Resume = Callable[[str, dict[str, str]], Response | None]


class ConsoleAccount(flask_login.UserMixin):  # type: ignore[misc]
    """The account behind this request, as pages see it."""

    def __init__(self, account: AccountView) -> None:
        self.id = account.id
        self.email = account.email
        self.role: Role = account.role

    @property
    def sees_people(self) -> bool:
        return self.role in SEES_PEOPLE

    @property
    def sees_metrics(self) -> bool:
        return self.role in SEES_METRICS

    @property
    def home(self) -> str:
        return url_for("console.queue" if self.sees_people else "metrics.show")


def init_login(app: Flask, services: Services) -> flask_login.LoginManager:
    """Set up login sessions on `app`: 60 minutes without a click or 12 hours in all end them."""
    pages.init_pages(app, services)
    manager = flask_login.LoginManager(app)

    @manager.user_loader  # type: ignore[untyped-decorator]
    def load(account_id: str) -> ConsoleAccount | None:
        if not _login_session_lives(services.clock):
            return None
        account = services.accounts.get(account_id)
        return ConsoleAccount(account) if account and account.active else None

    return manager


def current_account() -> ConsoleAccount | None:
    """Who is signed in, or None."""
    user = flask_login.current_user
    return user._get_current_object() if user.is_authenticated else None


def require_role(
    services: Services, roles: Iterable[Role], open_endpoints: Iterable[str] = ()
) -> Callable[[], Response | None]:
    """A before_request guard: a login with one of `roles`, and this browser's form token on every POST."""
    allowed, unguarded = frozenset(roles), frozenset(open_endpoints)

    def guard() -> Response | None:
        if request.endpoint in unguarded:
            return None
        account = current_account()
        if account is None:
            return _ask_to_sign_in()
        if account.role not in allowed:
            return refused(403, "refused.role", "refused.role_why")
        try:
            pages.protect_form()
        except CSRFError:
            return refused(400, "refused.form", "refused.form_why")
        _note_click(services.clock)
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


def add_login_routes(blueprint: Blueprint, services: Services, resume: Resume) -> None:
    """`/login`, `/logout` and `/language`. `resume` draws the page for words typed before a login ended."""

    @blueprint.route("/login", methods=["GET", "POST"])
    def login() -> Response:
        if request.method == "GET":
            account = current_account()
            return redirect(account.home, 303) if account else _login_page(_safe(request.args.get("next")), {})
        return _log_in(services, resume)

    @blueprint.post("/logout")
    def logout() -> Response:
        flask_login.logout_user()
        language = pages.browser_language()
        session.clear()
        pages.choose_language(language)
        return redirect(url_for("console.login"), 303)

    @blueprint.post("/language")
    def change_language() -> Response:
        try:
            pages.protect_form()
        except CSRFError:
            return refused(400, "refused.form", "refused.form_why")
        pages.choose_language(request.form.get("language"))
        return redirect(_safe(request.form.get("next")) or url_for("console.login"), 303)


def _log_in(services: Services, resume: Resume) -> Response:
    target = _safe(request.form.get("next"))
    typed = {name: request.form[f"typed_{name}"] for name in TYPED_FIELDS if request.form.get(f"typed_{name}")}
    email = request.form.get("email", "")
    try:
        pages.protect_form()
    except CSRFError:
        return _login_page(target, typed, "login.trouble.form", email, 400)
    if not pages.within_rate(LOGIN_RATE, "login"):
        return _login_page(target, typed, "login.trouble.fast", email, 429)
    account = services.accounts.authenticate(email, request.form.get("password", ""))
    if account is None:
        return _login_page(target, typed, "login.trouble.wrong", email, 401)
    language = pages.browser_language()
    session.clear()  # nothing set before the login may outlive it
    pages.choose_language(language)
    session[_SINCE] = int(services.clock.now().timestamp())
    _note_click(services.clock)
    signed_in = ConsoleAccount(account)
    flask_login.login_user(signed_in)
    resumed = resume(target, typed) if typed and signed_in.sees_people else None
    return resumed or redirect(target or signed_in.home, 303)


def _login_page(target: str, typed: dict[str, str], trouble: str = "", email: str = "", status: int = 200) -> Response:
    return framed_page("console/login.html", status=status, next=target, typed=typed, trouble=trouble, email=email)


def _ask_to_sign_in() -> Response:
    if "HX-Request" in request.headers:  # a page refreshing itself: send the whole page to the login
        response = Response(status=401)
        back = _path_of(request.headers.get("HX-Current-URL", ""))
        response.headers["HX-Redirect"] = url_for("console.login", next=back)
        return response
    if request.method == "GET":
        return redirect(url_for("console.login", next=request.full_path.rstrip("?")), 303)
    typed = {name: request.form[name] for name in TYPED_FIELDS if request.form.get(name)}
    number = (request.view_args or {}).get("number")
    target = url_for("console.task", number=number) if number else ""
    return _login_page(target, typed, "login.trouble.ended", "", 401)


def _note_click(clock: Clock) -> None:
    if "HX-Request" not in request.headers:  # a page refreshing itself keeps nobody signed in
        session[_SEEN] = int(clock.now().timestamp())


def _login_session_lives(clock: Clock) -> bool:
    now = clock.now().timestamp()
    idle, age = now - session.get(_SEEN, 0), now - session.get(_SINCE, 0)
    return bool(idle <= IDLE_ENDS.total_seconds() and age <= LOGIN_ENDS.total_seconds())


def _safe(target: str | None) -> str:
    """`target` if it is one of our own pages behind the login, else nothing."""
    good = bool(target) and target is not None and target.startswith(("/console/", "/metrics/")) and "\\" not in target
    return target if good and target else ""


def _path_of(address: str) -> str:
    parts = urlsplit(address)
    return _safe(f"{parts.path}?{parts.query}" if parts.query else parts.path)
