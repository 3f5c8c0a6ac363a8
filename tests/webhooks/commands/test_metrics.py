"""`puente metrics monthly`: a page and a PDF of a month that is over."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.clock import LOS_ANGELES, SystemClock
from bot.metrics.periods import period_of, week_of
from bot.tally import tally
from tests.webhooks.commands.conftest import Puente
from webhooks.stores import Stores


def test_a_month_is_written_as_page_and_pdf(puente: Puente, tmp_path: Path) -> None:
    stores = Stores()
    now = SystemClock().now()
    first_of_month = now.astimezone(LOS_ANGELES).replace(day=1)
    month = period_of(week_of(first_of_month - timedelta(days=12)), "month").label
    for weeks in range(12):
        with stores.database.write() as db_session:
            tally(db_session, "conversations", now - timedelta(weeks=weeks), language="en", channel="sms", by=100)
    folder = tmp_path / "out" / "deep"

    result = puente("metrics", "monthly", "--month", month, "--lang", "es", "--out", str(folder))

    assert result.exit_code == 0, result.output
    page, paper = (Path(line) for line in result.stdout.split())
    assert page == folder / f"puente-{month}-es.html" and "Informe mensual" in page.read_text()
    assert paper.read_bytes().startswith(b"%PDF-1.7")


def test_a_month_without_figures_is_refused_and_nothing_is_written(puente: Puente, tmp_path: Path) -> None:
    for month in ("2019-10", "10-2026", "=1+1"):
        result = puente("metrics", "monthly", "--month", month, "--out", str(tmp_path / "out"))

        assert result.exit_code == 2 and "bad_period" in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_language_nobody_speaks_here_is_refused(puente: Puente, tmp_path: Path) -> None:
    assert puente("metrics", "monthly", "--month", "2026-10", "--lang", "fr", "--out", str(tmp_path)).exit_code == 2
