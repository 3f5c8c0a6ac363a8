"""Notices to CHWs and supervisors, planned with the change that causes them; bot/callbacks/notice_worker.py sends them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import or_, select, true
from sqlalchemy.orm import Session

from bot.callbacks.on_call import on_call_for
from bot.callbacks.rules import CallbackRules
from bot.callbacks.staff_models import NoticeSettings, StaffNotice
from bot.cases import audit
from bot.cases.models import Account, Task
from bot.clock import LOS_ANGELES, Clock
from bot.db import Database, insert_or_conflict, new_id
from bot.errors import InvalidInput, NotFound
from bot.i18n import LANGUAGES, Language, as_language

NEW, URGENT, OVERDUE, ESCALATED, RETURNED, WROTE = "new", "urgent", "overdue", "escalated", "returned", "wrote"
AT_ONCE = frozenset({URGENT, ESCALATED})
"""Kinds that no wish and no quiet hour holds back: being on call, or a supervisor, means to hear of them."""
WAYS = ("text", "email", "none")


@dataclass(frozen=True)
class Wishes:
    """What an account wants to hear of by itself. `quiet_from` and `quiet_until`: Los Angeles wall time, over midnight
    where until is earlier; equal means none."""

    by: str = "text"
    """text (e-mail where no phone is verified), email or none."""
    language: Language = "en"
    new_tasks: bool = True
    overdue_tasks: bool = True
    quiet_from: time = time(20)
    quiet_until: time = time(7)


class NoticeWishes:
    """Each account's own wishes."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def of(self, account_id: str) -> Wishes:
        """What the account wished for, or what stands where it wished for nothing. Raises NotFound."""
        with self._database.read() as db_session:
            account = db_session.get(Account, account_id)
            if account is None:
                raise NotFound("no such account", code="account_unknown")
            return wishes_of(db_session, account)

    def set(self, account_id: str, wishes: Wishes, actor: str | None = None) -> None:
        """Replace the account's wishes. Raises InvalidInput (`bad_wishes`) and NotFound."""
        if wishes.by not in WAYS or wishes.language not in LANGUAGES:
            raise InvalidInput(f"notices come by {', '.join(WAYS)}, in {', '.join(LANGUAGES)}", code="bad_wishes")
        with self._database.write() as db_session:
            if db_session.get(Account, account_id, with_for_update=True) is None:
                raise NotFound("no such account", code="account_unknown")
            db_session.merge(NoticeSettings(account_id=account_id, **vars(wishes)))
            audit.record(
                db_session, actor or audit.by_account(account_id), "account.notices_set", "account", account_id,
                {"by": wishes.by}, at=self._clock.now(),
            )  # fmt: skip


class Notices:
    """Works inside the caller's transaction, which holds the task's row."""

    def __init__(self, clock: Clock, rules: CallbackRules) -> None:
        self._clock = clock
        self._rules = rules

    def assigned(self, db_session: Session, task: Task) -> None:
        """The task was given to somebody who did not ask for it."""
        if task.assignee_id and task.assigned_at:
            self._put(db_session, task.assignee_id, task, NEW, task.assigned_at)

    def overdue(self, db_session: Session, task: Task) -> bool:
        """The task's window is over and nobody called; False where its CHW was told so, or will not hear of it."""
        if not task.assignee_id or task.window_end is None:
            return False
        return self._put(db_session, task.assignee_id, task, OVERDUE, task.window_end)

    def urgent(self, db_session: Session, task: Task, about: datetime | None = None) -> None:
        """The task cannot wait: whoever is on call is told at once; where nobody is, the supervisors.

        Once for what it is `about`, the task itself or a window of it that was missed.
        """
        on_call = on_call_for(db_session, task, self._rules.assign, self._clock.now())
        for account_id in on_call:
            self._put(db_session, account_id, task, URGENT, about or task.created_at)
        if not on_call and task.escalated_at is None:
            self.escalate(db_session, task)

    def escalate(self, db_session: Session, task: Task) -> int:
        """Tell the task's supervisors and the administrators of a task nobody touched; how many."""
        task.escalated_at = self._clock.now()
        told = dict.fromkeys((*_supervisors(db_session, task), *_administrators(db_session, task)))
        return sum(self._put(db_session, each, task, ESCALATED, task.escalated_at) for each in told)

    def returned(self, db_session: Session, task: Task, by: str) -> None:
        """Nobody has the task any more: its supervisors are told, where there are none the administrators.

        `by`: the actor of bot/cases/audit.py who gave it back, and need not be told.
        """
        if task.returned_at is None:
            return
        for account_id in _supervisors(db_session, task) or _administrators(db_session, task):
            if by != audit.by_account(account_id):
                self._put(db_session, account_id, task, RETURNED, task.returned_at)

    def wrote(self, db_session: Session, task: Task, account_id: str, since: datetime) -> bool:
        """The person of the task wrote to the account, which answers them, at `since`; False where it knows already."""
        return self._put(db_session, account_id, task, WROTE, since)

    def _put(self, db_session: Session, account_id: str, task: Task, kind: str, about: datetime) -> bool:
        """Plan one notice, once for what it is `about`; False where it was planned before or is not wanted."""
        account, now = db_session.get(Account, account_id), self._clock.now()
        if account is None or not account.active:
            return False
        wishes = wishes_of(db_session, account)
        late = wishes.overdue_tasks
        wanted = {NEW: wishes.new_tasks, OVERDUE: late, RETURNED: late}.get(kind, True)
        if kind not in AT_ONCE and not (wanted and wishes.by != "none"):
            return False
        statement = (
            insert_or_conflict(db_session, StaffNotice)
            .values(
                id=new_id(), account_id=account_id, task_id=task.id, kind=kind, state="pending", attempts=0,
                dedupe_key=f"{kind}:{task.id}:{account_id}:{int(about.timestamp())}",
                due_at=now if kind in AT_ONCE else after_quiet(wishes, now), created_at=now,
            )
            .on_conflict_do_nothing(index_elements=[StaffNotice.dedupe_key])
            .returning(StaffNotice.id)
        )  # fmt: skip
        return db_session.execute(statement).first() is not None


def _supervisors(db_session: Session, task: Task) -> list[str]:
    """Who sees the task besides whoever has it: bot/cases/reach.py. Where nobody ever had it, those of every agency."""
    former = db_session.get(Account, task.assignee_id or task.former_id or "")
    agency = task.agency or (former.agency if former else None)
    theirs = Account.agency == agency if agency else Account.agency.is_(None) if former else true()
    found = select(Account.id).where(Account.role == "chw", Account.supervisor, Account.active, theirs)
    return list(db_session.scalars(found.order_by(Account.id)))


def _administrators(db_session: Session, task: Task) -> list[str]:
    """Those of the task's agency, and those of none."""
    theirs = or_(Account.agency.is_(None), Account.agency == task.agency) if task.agency else true()
    found = select(Account.id).where(Account.role == "admin", Account.active, theirs)
    return list(db_session.scalars(found.order_by(Account.id)))


def wishes_of(db_session: Session, account: Account) -> Wishes:
    """The account's wishes; without any, in a language it said it speaks."""
    row = db_session.get(NoticeSettings, account.id)
    if row is None:
        return Wishes(language=as_language(account.languages[0]) if len(account.languages) == 1 else "en")
    return Wishes(
        row.by, as_language(row.language), row.new_tasks, row.overdue_tasks, row.quiet_from, row.quiet_until
    )  # fmt: skip


def after_quiet(wishes: Wishes, instant: datetime) -> datetime:
    """`instant`, or the end of the quiet hours it lies in."""
    local = instant.astimezone(LOS_ANGELES)
    begins, ends, at = wishes.quiet_from, wishes.quiet_until, local.time()
    over_midnight = begins > ends
    quiet = (at >= begins or at < ends) if over_midnight else begins <= at < ends
    if not quiet:
        return instant
    day = local.date() + timedelta(days=1 if over_midnight and at >= begins else 0)
    return datetime.combine(day, ends, LOS_ANGELES)
