"""Two who edit one task see each other's change; every change of status is permitted and told of."""

from __future__ import annotations

import ast
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from bot.callbacks.caseload import Caseload
from bot.callbacks.task_changes import TaskChanged
from bot.cases.task_status import TRANSITIONS
from bot.clock import FixedClock
from bot.db import Database
from bot.errors import Conflict, InvalidInput
from bot.privacy.encryption import Vault
from tests.callbacks.rota import Desk, at

ELEVEN = (at("2026-11-23T11:00"), at("2026-11-23T12:00"))


@pytest.fixture
def desk(database: Database, vault: Vault, clock: FixedClock) -> Desk:
    return Desk(database, vault, clock)


@pytest.fixture
def chw(desk: Desk) -> str:
    return desk.accounts.add("rosa@example.org", "correct horse battery", "chw").id


def test_who_comes_second_is_told_what_was_done_since(desk: Desk, chw: str) -> None:
    boss = desk.accounts.add("boss@example.org", "correct horse battery", "admin").id
    task = desk.booking.book(desk.somebody(), ["food"], "es", 6, None, *ELEVEN, None)
    seen = desk.casework.claim(task.id, chw, task.version)
    desk.clock.instant += timedelta(minutes=5)
    desk.attempts.record(task.id, chw, "no_answer", "says call later", seen.version)
    desk.booking.book(task.person_id, [], "es", None, None, *(each + timedelta(days=2) for each in ELEVEN), None)

    with pytest.raises(TaskChanged) as refused:
        desk.casework.reassign(task.id, boss, chw, "workload", seen.version)

    assert refused.value.code == "stale_version"
    assert refused.value.task == desk.tasks.get(task.number)
    told = [(change.what, change.by, change.by_person, change.status) for change in refused.value.changes]
    assert told == [
        ("task.moved", "rosa@example.org", False, "in-progress"),
        ("task.attempted", "rosa@example.org", False, "in-progress"),
        ("task.rescheduled", None, True, "in-progress"),
    ]
    assert refused.value.changes[1].details == {"outcome": "no_answer"}
    assert "later" not in repr(refused.value.changes), "no words of anybody"


def test_of_changes_made_at_once_one_is_kept_and_all_others_are_told(desk: Desk, chw: str) -> None:
    task = desk.booking.book(desk.somebody(), ["food"], "es", 6, None, *ELEVEN, None)
    mine = desk.casework.claim(task.id, chw, task.version)

    def give_back(_: int) -> str:
        try:
            return desk.casework.release(task.id, chw, mine.version).status
        except Conflict as conflict:
            return conflict.code

    with ThreadPoolExecutor(6) as pool:
        ends = sorted(pool.map(give_back, range(6)))
    assert ends == ["requested"] + ["stale_version"] * 5


def test_the_history_names_every_step(desk: Desk, chw: str) -> None:
    task = desk.booking.book(desk.somebody(), ["food"], "es", 6, None, *ELEVEN, None)
    mine = desk.casework.claim(task.id, chw, task.version)
    closed = desk.casework.close(task.id, chw, "warm_handoff", mine.version)
    assert (closed.status, closed.disposition) == ("completed", "warm_handoff")

    history = Caseload(desk.database, desk.vault, desk.clock).history(chw, task.number)
    steps = [(change.before, change.status) for change in history]
    assert steps == [
        (None, "requested"), ("requested", "accepted"), ("accepted", "in-progress"), ("in-progress", "completed"),
    ]  # fmt: skip
    for before, status in steps[1:]:
        assert status in TRANSITIONS[str(before)]
    with pytest.raises(Conflict):
        desk.casework.close(task.id, chw, "duplicate", closed.version)


@pytest.mark.parametrize(
    ("disposition", "status"),
    [("not_ours", "rejected"), ("duplicate", "entered-in-error"), ("unreached", "failed"), ("declined", "cancelled")],
)
def test_a_disposition_closes_with_its_status(desk: Desk, chw: str, disposition: str, status: str) -> None:
    task = desk.booking.book(desk.somebody(), ["food"], "es", 6, None, *ELEVEN, None)
    mine = desk.casework.claim(task.id, chw, task.version)
    with pytest.raises(InvalidInput):
        desk.casework.close(task.id, chw, "gone fishing", mine.version)
    assert desk.casework.close(task.id, chw, disposition, mine.version).status == status


def test_who_was_reached_may_be_kept_open_or_closed_in_words_of_ones_own(desk: Desk, chw: str) -> None:
    task = desk.booking.book(desk.somebody(), ["food"], "es", 6, None, *ELEVEN, None)
    mine = desk.casework.claim(task.id, chw, task.version)
    spoken = desk.attempts.record(task.id, chw, "reached", None, mine.version, keep_open=True)
    assert (spoken.status, spoken.disposition) == ("in-progress", None)
    with pytest.raises(InvalidInput):
        desk.attempts.record(task.id, chw, "no_answer", None, spoken.version, disposition="referred")
    done = desk.attempts.record(task.id, chw, "reached", None, spoken.version, disposition="referred")
    assert (done.status, done.disposition) == ("completed", "referred")


def test_a_case_closes_once_its_tasks_are(desk: Desk, chw: str) -> None:
    task = desk.booking.book(desk.somebody(), ["food"], "es", 6, None, *ELEVEN, None)
    mine = desk.casework.claim(task.id, chw, task.version)
    with pytest.raises(Conflict) as refused:
        desk.casework.close_case(task.id, chw, "needs_met", mine.version)
    assert refused.value.code == "tasks_open"
    done = desk.attempts.record(task.id, chw, "reached", None, mine.version)
    after = desk.casework.close_case(task.id, chw, "needs_met", done.version)
    with pytest.raises(Conflict):
        desk.casework.close_case(task.id, chw, "needs_met", after.version)
    again = desk.booking.book(task.person_id, ["food"], "es", 6, None, *ELEVEN, None)
    assert again.case_id != task.case_id


def test_a_status_is_set_in_one_place_only() -> None:
    wrong = []
    for path in Path(__file__).parents[2].joinpath("bot").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            targets = node.targets if isinstance(node, ast.Assign) else []
            for target in (each for one in targets for each in (one.elts if isinstance(one, ast.Tuple) else [one])):
                if isinstance(target, ast.Attribute) and ast.unparse(target) == "task.status":
                    wrong.append(path.name)
    assert wrong == ["task_life.py"]
