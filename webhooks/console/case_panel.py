"""What a task's page shows besides its calls and texts: places offered, the person's other tasks, who looked, and what may be done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from bot.callbacks.casework import HANDOVERS, RETURNS
from bot.callbacks.dispositions import CASE_DISPOSITIONS, DISPOSITIONS
from bot.callbacks.referrals import CONFIRMED_BY, OUTCOMES
from bot.callbacks.windows import Window
from bot.cases.account_view import AccountView
from bot.cases.task_status import OPEN
from bot.cases.task_view import ReferralView, TaskRecord, TaskView
from bot.clock import LOS_ANGELES
from bot.directory.search import FoundService
from bot.errors import NotFound
from bot.i18n import Language, render
from webhooks.console.changes import case_of, views_of
from webhooks.console.words import capitalized, near_day, say_clock, say_code, say_moment
from webhooks.pages import DOMAIN
from webhooks.services import Services

KEEP_OPEN = "keep_open"
AFTER_REACHED = ("resolved", "referred", "warm_handoff", KEEP_OPEN)
"""How a call that reached somebody may end, the usual first."""
_PLACES = 4
"""Other places shown for each need."""
_OFFERED = 12
"""Offers shown, the newest."""


@dataclass(frozen=True)
class ShownPlace:
    """A listed service: offered by text, or near the person and not offered yet."""

    id: str
    need_code: str
    need: str
    name: str
    where: str
    phone: str
    """E.164."""
    phone_shown: str
    referral_id: str
    state: str
    """What became of it; nothing for one that is only near."""
    made: bool


@dataclass(frozen=True)
class ShownDay:
    name: str
    hours: list[tuple[str, str]]
    """Value and words of each hour."""


@dataclass(frozen=True)
class ShownView:
    who: str
    when: str
    why: str


@dataclass(frozen=True)
class CasePanel:
    """`may`: what this account may do here, by the names of the forms."""

    needs: list[tuple[str, bool]]
    places: list[ShownPlace]
    near: list[ShownPlace] | None
    """None where nobody asked for them yet."""
    others: list[tuple[int, str, str]]
    views: list[ShownView]
    case_status: str
    may: frozenset[str]
    windows: list[ShownDay]
    colleagues: list[AccountView]
    handovers: tuple[str, ...] = HANDOVERS
    returns: tuple[str, ...] = RETURNS
    dispositions: tuple[str, ...] = tuple(DISPOSITIONS)
    case_dispositions: tuple[str, ...] = CASE_DISPOSITIONS
    outcomes: tuple[str, ...] = OUTCOMES
    confirmed_by: tuple[str, ...] = CONFIRMED_BY
    after_reached: tuple[str, ...] = AFTER_REACHED


def case_panel(
    services: Services, record: TaskRecord, account: AccountView, now: datetime, language: Language, *, near: bool
) -> CasePanel:
    """The panel of `record`'s task as `account` sees it at `now`.

    `near`: with the places near the person that were not offered yet, whose search takes longer than all the rest.
    """
    task = record.task
    case = case_of(services.database, task.case_id)
    mine = task.assignee_id == account.id
    leads = account.role == "admin" or account.supervisor
    may = _may(task, mine, leads, case.status, [each.status for each in case.tasks])
    return CasePanel(
        needs=[(say_code("need", need.code, language), need.urgent) for need in record.needs],
        places=[_offered(services, each, language) for each in record.referrals[-_OFFERED:]],
        near=near_places(services, record, language) if near and "refer" in may else None,
        others=[
            (each.number, say_code("kind", each.kind, language), say_code("status", each.status, language))
            for each in case.tasks
            if each.id != task.id
        ],
        views=[
            ShownView(
                view.who or say_code("actor", "puente", language),
                capitalized(say_moment(view.at, now, language)),
                say_code("why", view.why, language),
            )
            for view in views_of(services.database, task.person_id)
        ],
        case_status=case.status,
        may=may,
        windows=days_of(services.diary.free_with(account.id), now, language) if "reschedule" in may else [],
        colleagues=_colleagues(services, account, task.assignee_id) if "reassign" in may else [],
    )


def days_of(windows: Iterable[Window], now: datetime, language: Language) -> list[ShownDay]:
    """Windows by the day, each with the value its form sends."""
    return [
        ShownDay(
            capitalized(near_day(group[0][0], now, language)),
            [
                (value_of(window), f"{say_clock(window[0], language)} \N{EN DASH} {say_clock(window[1], language)}")
                for window in group
            ],
        )
        for _, each in groupby(windows, key=lambda window: window[0].astimezone(LOS_ANGELES).date())
        if (group := list(each))
    ]


def value_of(window: Window) -> str:
    """A window as a form carries it."""
    return "/".join(edge.astimezone(LOS_ANGELES).isoformat() for edge in window)


def _may(task: TaskView, mine: bool, leads: bool, case_status: str, statuses: list[str]) -> frozenset[str]:
    open_now, running = task.status in OPEN, case_status != "paused"
    forms = {
        "reassign": (mine or leads) and open_now and running and task.assignee_id is not None,
        "reschedule": mine and open_now and running and task.kind == "callback",
        "release": mine and open_now and running,
        "pause": (mine or leads) and case_status == "open",
        "resume": (mine or leads) and case_status == "paused",
        "close": mine and open_now and running,
        "refer": mine and running,
        "close_case": mine and case_status == "open" and OPEN.isdisjoint(statuses),
    }
    return frozenset(name for name, allowed in forms.items() if allowed)


def _offered(services: Services, referral: ReferralView, language: Language) -> ShownPlace:
    """An offer as it stands; of one that is no longer listed, its name."""
    by = say_code("confirmed_by", referral.outcome_by, language) if referral.outcome_by else ""
    state = ", ".join(filter(None, (say_code("referral", referral.status, language), by)))
    made = referral.made_at is not None
    try:
        found = services.directory.by_id(referral.service_at_location_id, referral.need)
    except NotFound:
        name = services.directory.name_of(referral.service_at_location_id)
        need = say_code("need", referral.need, language)
        return ShownPlace(
            referral.service_at_location_id, referral.need, need, name or say_code("place", "gone", language),
            "", "", "", referral.id, state, made,
        )  # fmt: skip
    return _place(found, referral.need, language, referral.id, state, made)


def near_places(services: Services, record: TaskRecord, language: Language) -> list[ShownPlace]:
    """For each need, the nearest that were not offered yet: what a CHW may refer to besides."""
    place = services.gazetteer.by_zip(record.task.zip) if record.task.zip else None
    lat, lon = (place.lat, place.lon) if place else (None, None)
    known = {each.service_at_location_id for each in record.referrals}
    return [
        _place(found, need, language)
        for need in record.task.needs or [each.code for each in record.needs]
        for found in services.directory.nearest(need, lat, lon, limit=_PLACES)
        if found.service_at_location_id not in known
    ]


def _place(
    found: FoundService, need: str, language: Language, referral_id: str = "", state: str = "", made: bool = False
) -> ShownPlace:
    miles = render("place.miles", language, DOMAIN, miles=found.distance_miles) if found.distance_miles else ""
    return ShownPlace(
        found.service_at_location_id, need, say_code("need", need, language), found.name,
        ", ".join(filter(None, (found.address, found.city, miles))), found.phone or "", found.phone_display or "",
        referral_id, state, made,
    )  # fmt: skip


def _colleagues(services: Services, account: AccountView, has_it: str | None) -> list[AccountView]:
    return [
        one
        for one in services.accounts.all()
        if one.active and one.role == "chw" and one.id != has_it
        and (account.role == "admin" or one.agency == account.agency)
    ]  # fmt: skip
