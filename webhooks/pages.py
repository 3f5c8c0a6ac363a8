"""What every page in a browser shares: words, assets, form protection, sessions and rate limits."""

from __future__ import annotations

import hashlib
from functools import cache, partial
from pathlib import Path
from typing import Any, cast

import limits
import structlog
from flask import Flask, Response, current_app, make_response, render_template, request, session, url_for
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFProtect
from limits.errors import StorageError
from markupsafe import Markup, escape
from phonenumbers import PhoneNumberFormat, PhoneNumberMatcher, format_number

from bot.i18n import LANGUAGES, Language, as_language, render
from webhooks.services import Services

log = structlog.get_logger(__name__)

STATIC = Path(__file__).parent / "static"
DOMAIN = "console"
_LANGUAGE_KEY = "language"
_LIMITER_KEY = "puente_limiter"
_CSRF_KEY = "puente_csrf"


def init_pages(app: Flask, services: Services) -> None:
    """Set up form protection and login-session cookies on `app`. Calling it again changes nothing.

    Only blueprints that call `protect_form` are checked, so signed webhooks are left alone.
    """
    if _CSRF_KEY in app.extensions:
        return
    app.secret_key = app.secret_key or services.settings.puente_secret_key
    app.config.update(
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure_cookies(services),
        # Browsers take a __Host- cookie only over https, for this host alone and for every path.
        SESSION_COOKIE_NAME="__Host-puente" if secure_cookies(services) else "puente",
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,  # a form left open for hours must still send; the login session ends it
        WTF_CSRF_SSL_STRICT=False,  # some browsers send no Referer; token and SameSite cookie protect
    )
    app.extensions[_CSRF_KEY] = CSRFProtect(app)
    app.jinja_env.globals["asset"] = asset
    app.jinja_env.filters["with_phone_links"] = with_phone_links


def init_limiter(app: Flask, services: Services) -> Limiter:
    """Make the rate limiter: counts in Redis where REDIS_URL is set, else in this process."""
    redis = services.settings.redis_url
    options: dict[str, Any] = {"socket_connect_timeout": 1, "socket_timeout": 1} if redis else {}
    limiter = Limiter(
        get_remote_address,
        app=app,
        storage_uri=redis or "memory://",
        storage_options={"wrap_exceptions": True, **options},
        strategy="moving-window",
    )
    app.extensions[_LIMITER_KEY] = limiter
    return limiter


def within_rate(rate: str, scope: str) -> bool:
    """Count one use of `scope` by this request's address; False once `rate` ("20 per minute") is passed.

    While Redis does not answer nothing is limited: a resident comes before a count.
    """
    limiter = cast(Limiter, current_app.extensions[_LIMITER_KEY])
    try:
        return all(limiter.limiter.hit(limit, scope, get_remote_address()) for limit in limits.parse_many(rate))
    except StorageError:
        log.warning("rate_limit.storage_unavailable", scope=scope)
        return True


def protect_form() -> None:
    """Refuse a POST without this browser's form token. Raises flask_wtf.csrf.CSRFError (400)."""
    if current_app.config.get("WTF_CSRF_ENABLED", True):
        current_app.extensions[_CSRF_KEY].protect()


def secure_cookies(services: Services) -> bool:
    """True when people reach us over https, so that cookies may demand it."""
    return services.settings.public_base_url.startswith("https://")


def browser_language() -> Language:
    """The language chosen in this browser, else the best one it asks for, else English."""
    chosen = session.get(_LANGUAGE_KEY)
    return as_language(chosen or request.accept_languages.best_match(LANGUAGES))


def choose_language(language: str | None) -> None:
    """Keep `language` for this browser when it is one we speak."""
    if language in LANGUAGES:
        session[_LANGUAGE_KEY] = language


def page(template: str, /, *, status: int = 200, language: Language | None = None, **values: Any) -> Response:
    """`template` rendered with `t(name, **values)` for its words; never stored by browsers or proxies."""
    spoken = language or browser_language()
    body = render_template(template, language=spoken, t=partial(_word, spoken), **values)
    response = make_response(body, status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = spoken
    return response


def asset(name: str) -> str:
    """The address of a file in static/, with a mark that changes when its content does."""
    return url_for("static", filename=name, v=_fingerprint(name))


def with_phone_links(text: str) -> Markup:
    """`text` escaped, each telephone number in it one tap away from a call."""
    parts: list[str] = []
    end = 0
    for match in PhoneNumberMatcher(text, "US"):
        number = format_number(match.number, PhoneNumberFormat.E164)
        parts += [escape(text[end : match.start]), Markup('<a href="tel:{}">{}</a>').format(number, match.raw_string)]
        end = match.end
    return Markup("").join([*parts, escape(text[end:])])


@cache
def _fingerprint(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]


def _word(language: Language, name: str, /, **values: object) -> str:
    return render(name, language, DOMAIN, **values)
