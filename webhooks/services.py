"""What a route may use: the wired rooms, built once by webhooks/wiring.py and passed to each blueprint."""

from __future__ import annotations

from dataclasses import dataclass

from bot.callbacks.attempts import Attempts
from bot.callbacks.booking import Booking
from bot.callbacks.calendar_feed import CalendarFeeds
from bot.callbacks.call_progress import CallProgress
from bot.callbacks.calls import Calls
from bot.callbacks.caseload import Caseload
from bot.callbacks.casework import Casework
from bot.callbacks.diary import Diary
from bot.callbacks.finding import Finder
from bot.callbacks.hours import CallbackHours
from bot.callbacks.not_called import NotCalled
from bot.callbacks.notices import NoticeWishes
from bot.callbacks.on_call import OnCallRota
from bot.callbacks.overviews import Overviews
from bot.callbacks.page_marks import PageMarks
from bot.callbacks.pausing import Pauses
from bot.callbacks.referrals import Referrals
from bot.callbacks.registered_phones import RegisteredPhones
from bot.callbacks.staff_deliveries import StaffDeliveries
from bot.callbacks.staff_texts import StaffTexts
from bot.callbacks.tasks import Tasks
from bot.callbacks.texted_commands import TextedCommands
from bot.callbacks.times import TimeReader
from bot.callbacks.working_hours import WorkingWeek
from bot.cases.accounts import Accounts
from bot.cases.facts import KnownFacts
from bot.cases.login_sessions import LoginSessions
from bot.cases.messages import Messages
from bot.cases.people import People
from bot.cases.second_factor import SecondFactor
from bot.cases.sent_forms import SentForms
from bot.cases.store import Cases
from bot.clock import Clock
from bot.conversation import Conversation
from bot.db import Database
from bot.dialogue.client import RasaClient
from bot.dialogue.outcomes import ServiceOutcomes
from bot.dialogue.tracker_table import TrackerTable
from bot.dialogue.understanding import Understanding
from bot.directory.places import Gazetteer
from bot.directory.search import DirectorySearch
from bot.messaging.sender import Sender
from bot.meters import Meters
from bot.privacy.encryption import Vault
from bot.settings import Settings


@dataclass(frozen=True)
class Services:
    settings: Settings
    clock: Clock
    database: Database
    vault: Vault
    people: People
    messages: Messages
    cases: Cases
    known_facts: KnownFacts
    tasks: Tasks
    casework: Casework
    attempts: Attempts
    referrals: Referrals
    on_call: OnCallRota
    notice_wishes: NoticeWishes
    registered_phones: RegisteredPhones
    texted_commands: TextedCommands
    calendar_feeds: CalendarFeeds
    caseload: Caseload
    overviews: Overviews
    page_marks: PageMarks
    working_week: WorkingWeek
    finder: Finder
    diary: Diary
    pauses: Pauses
    sent_forms: SentForms
    gazetteer: Gazetteer
    booking: Booking
    calls: Calls
    call_progress: CallProgress
    staff_texts: StaffTexts
    staff_deliveries: StaffDeliveries
    not_called: NotCalled
    accounts: Accounts
    second_factor: SecondFactor
    logins: LoginSessions
    directory: DirectorySearch
    outcomes: ServiceOutcomes
    sender: Sender
    rasa: RasaClient
    trackers: TrackerTable
    hours: CallbackHours
    times: TimeReader
    understanding: Understanding
    conversation: Conversation
    meters: Meters
