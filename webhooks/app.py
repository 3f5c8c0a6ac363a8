"""The composition root: builds every room once, wires them, and mounts the routes with their guards."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, Response, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.middleware.proxy_fix import ProxyFix

from bot import correlation
from bot.callbacks.attempts import Attempts
from bot.callbacks.booking import Booking
from bot.callbacks.calendar_feed import CalendarFeeds
from bot.callbacks.caseload import Caseload
from bot.callbacks.casework import Casework
from bot.callbacks.diary import Diary
from bot.callbacks.finding import Finder
from bot.callbacks.handover import Handover
from bot.callbacks.hours import CallbackHours
from bot.callbacks.not_called import NotCalled
from bot.callbacks.notices import NoticeWishes
from bot.callbacks.on_call import OnCallRota
from bot.callbacks.overviews import Overviews
from bot.callbacks.page_marks import PageMarks
from bot.callbacks.pausing import Pauses
from bot.callbacks.referrals import Referrals
from bot.callbacks.registered_phones import RegisteredPhones
from bot.callbacks.rules import load_rules
from bot.callbacks.staff_deliveries import StaffDeliveries
from bot.callbacks.staff_texts import StaffTexts
from bot.callbacks.tasks import Tasks
from bot.callbacks.texted_commands import TextedCommands
from bot.callbacks.times import TimeReader
from bot.callbacks.working_hours import WorkingWeek
from bot.cases.accounts import Accounts
from bot.cases.arrivals import Arrivals
from bot.cases.audit_chain import keep_audit_chain
from bot.cases.consents import Consents
from bot.cases.facts import KnownFacts
from bot.cases.follow_ups import FollowUps
from bot.cases.login_sessions import LoginSessions
from bot.cases.messages import Messages
from bot.cases.people import People
from bot.cases.second_factor import SecondFactor
from bot.cases.sent_forms import SentForms
from bot.cases.store import Cases
from bot.clock import Clock, SystemClock
from bot.conversation import Conversation
from bot.db import Database
from bot.dialogue.actions.registry import build_executor
from bot.dialogue.actions.turn import Ports
from bot.dialogue.client import RasaClient
from bot.dialogue.consent_talk import ConsentTalk
from bot.dialogue.follow_up import FollowUpTalk
from bot.dialogue.outcomes import ServiceOutcomes
from bot.dialogue.understanding import Understanding
from bot.dialogue.unsure_turns import UnsureTurns
from bot.directory.places import Gazetteer
from bot.directory.reports import ListingReports
from bot.directory.search import DirectorySearch
from bot.i18n import render
from bot.messaging.sender import Sender
from bot.messaging.voice import VoiceLine
from bot.privacy.anonymize import Anonymizer
from bot.privacy.encryption import Vault
from bot.privacy.lexicon import Lexicon
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
from webhooks.keeping import open_trackers
from webhooks.logs import configure_logging
from webhooks.metrics import create_metrics_blueprint
from webhooks.operators import count_requests, create_operators_blueprint, operators_only
from webhooks.rasa import create_rasa_blueprint
from webhooks.runtime import rasa_url
from webhooks.sending import make_calls, make_line, make_quiet_hours, make_sender
from webhooks.services import Services
from webhooks.simulator import create_simulator_blueprint
from webhooks.twilio import create_twilio_blueprint
from webhooks.twilio_voice import create_twilio_voice_blueprint

REQUEST_LIMIT_BYTES = 1_000_000
"""Rasa sends its whole tracker with every action; nothing else comes near this."""


def build_services(
    settings: Settings,
    *,
    clock: Clock | None = None,
    sender: Sender | None = None,
    line: VoiceLine | None = None,
    rasa: RasaClient | None = None,
) -> Services:
    """Every room, wired. What is passed in replaces the real one."""
    clock = clock or SystemClock()
    database = Database(settings.database_url)
    vault = Vault(settings.puente_data_keys)
    keep_audit_chain(database, vault)
    people = People(database, vault, clock)
    messages = Messages(database, vault, clock)
    hours, rules = CallbackHours(), load_rules(settings.puente_callback_rules)
    tasks = Tasks(database, vault, clock, rules)
    casework, attempts = Casework(database, vault, clock, rules), Attempts(database, vault, clock, hours, rules)
    sender = sender or make_sender(settings, database, vault, clock)
    phones = RegisteredPhones(database, vault, clock, sender)
    cases = Cases(database, vault, clock)
    known_facts = KnownFacts(database, vault, clock)
    directory = DirectorySearch(database, clock, settings.call_first_after)
    follow_ups = FollowUps(database, vault, clock)
    outcomes = ServiceOutcomes(follow_ups, ListingReports(database, clock))
    rasa = rasa or RasaClient(rasa_url(settings), settings.rasa_token, settings.puente_rasa_seconds)
    meters = rasa.meters
    trackers = open_trackers(settings, vault)
    calls, call_progress = make_calls(settings, database, vault, clock, attempts, line or make_line(settings))
    times = TimeReader(hours)
    gazetteer = Gazetteer.load()
    understanding = Understanding(gazetteer, times, rasa)
    anonymizer = Anonymizer(Lexicon.load())
    words = tuple(render("return_words", "en").split())
    arrivals = Arrivals(database, vault, clock, words, timedelta(days=settings.puente_idle_days))
    return Services(
        settings=settings,
        clock=clock,
        database=database,
        vault=vault,
        people=people,
        messages=messages,
        cases=cases,
        known_facts=known_facts,
        tasks=tasks,
        casework=casework,
        attempts=attempts,
        referrals=Referrals(database, vault, clock, directory),
        on_call=OnCallRota(database, clock),
        notice_wishes=NoticeWishes(database, clock),
        registered_phones=phones,
        texted_commands=TextedCommands(database, clock, phones, tasks, casework, attempts, settings.public_base_url),
        calendar_feeds=CalendarFeeds(database, clock, settings.public_base_url),
        caseload=Caseload(database, vault, clock, rules),
        overviews=Overviews(database, vault, clock, rules),
        page_marks=PageMarks(database, clock),
        finder=Finder(database, vault, clock),
        diary=Diary(database, clock, hours, rules),
        pauses=Pauses(database, vault, clock),
        sent_forms=SentForms(database, clock),
        gazetteer=gazetteer,
        working_week=WorkingWeek(database, clock, hours),
        booking=Booking(database, vault, clock, hours, rules),
        calls=calls,
        call_progress=call_progress,
        staff_texts=StaffTexts(database, vault, clock, make_quiet_hours(settings)),
        staff_deliveries=StaffDeliveries(database, clock),
        not_called=NotCalled(database, clock, rules),
        directory=directory,
        outcomes=outcomes,
        accounts=Accounts(database, vault, clock),
        second_factor=SecondFactor(database, vault, clock),
        logins=login_sessions(settings, database, clock),
        sender=sender,
        rasa=rasa,
        trackers=trackers,
        hours=hours,
        times=times,
        understanding=understanding,
        meters=meters,
        conversation=Conversation(
            people,
            arrivals,
            messages,
            tasks,
            ConsentTalk(Consents(database, clock), tasks),
            understanding,
            rasa,
            trackers,
            clock,
            cases=cases,
            known_facts=known_facts,
            follow_ups=FollowUpTalk(follow_ups, outcomes, directory),
            unsure_turns=UnsureTurns(anonymizer, understanding, messages, rasa),
            handover=Handover(database, vault, clock, hours, rules),
            meters=meters,
        ),
    )


def login_sessions(settings: Settings, database: Database, clock: Clock) -> LoginSessions:
    """Login sessions as long as the settings say."""
    idle, longest = timedelta(minutes=settings.puente_idle_minutes), timedelta(hours=settings.puente_login_hours)
    return LoginSessions(database, clock, idle, longest)


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
