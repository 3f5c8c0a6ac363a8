"""`puente review export` prints what two reviewers agreed on, as nlu_data has it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from bot.cases.review_models import ReviewCard
from bot.reviewing.labels import Label
from tests.webhooks.commands.conftest import Puente
from webhooks.stores import Stores


def agreed(text: str, label: Label, language: str = "en") -> None:
    stores = Stores()
    with stores.database.write() as db_session:
        row = ReviewCard(week=date(2026, 11, 16), language=language, why="unsure", part2=False, state="agreed",
                         label=label.as_json(), id=text, text_sealed=b"")  # fmt: skip
        row.text_sealed = stores.vault.seal(text, f"review_card.text:{text}")
        db_session.add(row)


def test_only_the_language_asked_for_and_crises_apart(puente: Puente, instance: Path) -> None:
    agreed("[name] wants a burrito", Label("need", ("food",)))
    agreed("quiero un burrito ya", Label("need", ("food",)), "es")
    agreed("i took all of them", Label(crisis="overdose"))
    done = puente("review", "export", "--lang", "en")
    assert (done.exit_code, "- Alex wants a burrito\n" in done.stdout, "quiero" in done.stdout) == (0, True, False)
    assert "2 lines" in done.stderr
    assert puente("review", "export", "--lang", "en", "--crises").stdout == "overdose|i took all of them\n"


def test_without_the_held_out_sets_nothing_is_exported(puente: Puente, instance: Path, tmp_path: Path) -> None:
    done = puente("review", "export", "--lang", "en", "--held-out", str(tmp_path / "nowhere"))
    assert done.exit_code == 2
    assert "held-out" in done.stderr
