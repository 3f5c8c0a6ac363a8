"""The web application: its routes mounted with their guards, its errors, its log and its headers."""

from __future__ import annotations

from flask import Flask, Response, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.middleware.proxy_fix import ProxyFix

from bot import correlation
from bot.dialogue.actions.registry import build_executor
from bot.dialogue.actions.turn import Ports
from bot.settings import Settings, load_settings
from webhooks import pages
from webhooks.api import create_api_blueprint
from webhooks.api.fhir import create_fhir_blueprint
from webhooks.calendar import create_calendar_blueprint
from webhooks.chat import create_chat_blueprint
from webhooks.console import (
    create_account_blueprint,
    create_console_blueprint,
    create_listings_blueprint,
    create_review_blueprint,
    init_limiter,
    init_login,
)
from webhooks.console.login import EVERYONE, REVIEWS, SEES_METRICS, SEES_PEOPLE, require_role
from webhooks.console.once import init_once, once_only
from webhooks.console.signing_in import OPEN_ENDPOINTS
from webhooks.errors import install_error_handlers
from webhooks.guards import bearer_token, guarded, open_to_everyone, twilio_signature
from webhooks.headers import add_security_headers
from webhooks.health import create_health_blueprint
from webhooks.logs import configure_logging
from webhooks.metrics import create_metrics_blueprint
from webhooks.operators import count_requests, create_operators_blueprint, operators_only
from webhooks.rasa import create_rasa_blueprint
from webhooks.services import Services
from webhooks.simulator import create_simulator_blueprint
from webhooks.twilio import create_twilio_blueprint
from webhooks.twilio_voice import create_twilio_voice_blueprint
from webhooks.wiring import build_services

REQUEST_LIMIT_BYTES = 1_000_000
"""Rasa sends its whole tracker with every action; nothing else comes near this."""


def create_app(settings: Settings | None = None, services: Services | None = None) -> Flask:
    """The web application. With no arguments it reads the environment, as gunicorn calls it."""
    settings = settings or load_settings()
    configure_logging(settings)
    services = services or build_services(settings)
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=settings.puente_secret_key,
        MAX_CONTENT_LENGTH=REQUEST_LIMIT_BYTES,
    )
    app.extensions["puente"] = services
    if settings.production:
        # One proxy of ours stands in front; without this every visitor would share one address and one rate limit.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=0)  # type: ignore[method-assign]
    install_error_handlers(app)
    _follow_requests(app, services)
    init_login(app, services)
    init_limiter(app, services)
    init_once(app)
    _mount(app, services)

    add_security_headers(app, https=pages.secure_cookies(services))
    return app


def _follow_requests(app: Flask, services: Services) -> None:
    """One id on every log line of a request, on what it asks of Rasa and on its answer; and every answer counted."""

    @app.before_request
    def begin() -> None:
        # From outside nobody hands us an id: only Rasa's calls carry one on, in the metadata of their turn.
        correlation.begin()

    @app.after_request
    def end(response: Response) -> Response:
        response.headers[correlation.HEADER] = correlation.current() or ""
        count_requests(services.meters, request.blueprint, response.status_code)
        return response


def _mount(app: Flask, services: Services) -> None:
    settings = services.settings
    signed = twilio_signature(settings.twilio_auth_token, settings.public_base_url, services.meters)
    ours = bearer_token(settings.rasa_token)
    ports = Ports(
        clock=services.clock,
        people=services.people,
        cases=services.cases,
        tasks=services.tasks,
        booking=services.booking,
        not_called=services.not_called,
        directory=services.directory,
        hours=services.hours,
        times=services.times,
        outcomes=services.outcomes,
        known_facts=services.known_facts,
    )
    app.register_blueprint(guarded(create_twilio_blueprint(services), signed), url_prefix="/twilio")
    voice = guarded(create_twilio_voice_blueprint(services), signed)
    app.register_blueprint(voice, url_prefix="/twilio/voice")
    app.register_blueprint(guarded(create_rasa_blueprint(build_executor(ports)), ours), url_prefix="/rasa")
    app.register_blueprint(guarded(create_health_blueprint(services), open_to_everyone))
    app.register_blueprint(guarded(create_operators_blueprint(services), operators_only(settings)))
    app.register_blueprint(guarded(create_chat_blueprint(services), open_to_everyone), url_prefix="/chat")
    app.register_blueprint(guarded(create_api_blueprint(services), open_to_everyone), url_prefix="/api/v1")
    app.register_blueprint(guarded(create_fhir_blueprint(services), open_to_everyone), url_prefix="/api/v1/fhir")
    app.register_blueprint(guarded(create_calendar_blueprint(services), open_to_everyone), url_prefix="/calendar")
    for_people = require_role(SEES_PEOPLE, OPEN_ENDPOINTS)
    app.register_blueprint(
        once_only(guarded(create_console_blueprint(services), for_people), services.sent_forms), url_prefix="/console"
    )
    account = guarded(create_account_blueprint(services), require_role(EVERYONE))
    app.register_blueprint(once_only(account, services.sent_forms), url_prefix="/console/account")
    listings = guarded(create_listings_blueprint(services), require_role(SEES_METRICS))
    app.register_blueprint(once_only(listings, services.sent_forms), url_prefix="/console/directory")
    review = guarded(create_review_blueprint(services), require_role(REVIEWS))
    app.register_blueprint(once_only(review, services.sent_forms), url_prefix="/console/review")
    app.register_blueprint(
        guarded(create_metrics_blueprint(services), require_role(SEES_METRICS)), url_prefix="/metrics"
    )
    if not settings.production:
        app.register_blueprint(guarded(create_simulator_blueprint(services), open_to_everyone), url_prefix="/simulator")

    @app.get("/")
    def home() -> ResponseReturnValue:
        return redirect("/chat/" if settings.production else "/simulator/")
