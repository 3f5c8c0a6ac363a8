"""Builds every room once and hands each what it needs: the one place where parts are chosen and joined."""

from __future__ import annotations

from datetime import timedelta

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
from bot.dialogue.client import RasaClient
from bot.dialogue.consent_talk import ConsentTalk
from bot.dialogue.erasure_talk import ErasureTalk
from bot.dialogue.follow_up import FollowUpTalk
from bot.dialogue.keyword_talk import KeywordTalk
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
from bot.settings import Settings
from webhooks.keeping import open_trackers
from webhooks.runtime import rasa_url
from webhooks.sending import make_calls, make_line, make_quiet_hours, make_sender
from webhooks.services import Services


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
    consent_talk = ConsentTalk(Consents(database, clock), tasks)
    erasure_talk = ErasureTalk(messages, cases, outcomes, clock)
    keywords = KeywordTalk(people, tasks, consent_talk, erasure_talk, understanding, clock)
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
            consent_talk,
            understanding,
            rasa,
            trackers,
            clock,
            cases=cases,
            known_facts=known_facts,
            follow_ups=FollowUpTalk(follow_ups, outcomes, directory),
            keywords=keywords,
            unsure_turns=UnsureTurns(anonymizer, understanding, messages, rasa),
            handover=Handover(database, vault, clock, hours, rules),
            meters=meters,
        ),
    )


def login_sessions(settings: Settings, database: Database, clock: Clock) -> LoginSessions:
    """Login sessions as long as the settings say."""
    idle, longest = timedelta(minutes=settings.puente_idle_minutes), timedelta(hours=settings.puente_login_hours)
    return LoginSessions(database, clock, idle, longest)
