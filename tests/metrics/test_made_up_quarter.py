"""The benchmark's made-up quarter, kept in a file for the next time: whole, or begun anew, or refused in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from benchmarks import metrics as benchmark
from bot.metrics.models import PublishedWeek


def test_one_that_was_interrupted_is_begun_anew_and_a_whole_one_is_used_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, weeks = tmp_path / "quarter.sqlite3", benchmark.newest_weeks(benchmark.NOW)[:2]
    simulate = benchmark.simulate

    def interrupted(database: object, weeks: list[object], people: int, seed: int) -> int:
        simulate(database, weeks[:1], 5, seed)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(benchmark, "simulate", interrupted)
    with pytest.raises(KeyboardInterrupt):
        benchmark.made_up_quarter(kept, weeks)
    assert not kept.exists()

    monkeypatch.setattr(benchmark, "simulate", lambda made, weeks, people, seed: simulate(made, weeks, 5, seed))
    benchmark.made_up_quarter(kept, weeks).dispose()
    monkeypatch.setattr(benchmark, "simulate", interrupted)
    quarter = benchmark.made_up_quarter(kept, weeks)
    with quarter.read() as db_session:
        assert db_session.scalar(select(func.count()).select_from(PublishedWeek)) == 2
    quarter.dispose()


def test_a_file_that_holds_something_else_is_named_and_left_alone(tmp_path: Path) -> None:
    kept, holds = tmp_path / "notes", "no database, but somebody's notes " * 40
    kept.write_text(holds)

    with pytest.raises(SystemExit, match="notes is not the whole made-up quarter"):
        benchmark.made_up_quarter(kept, benchmark.newest_weeks(benchmark.NOW))

    assert kept.read_text() == holds
