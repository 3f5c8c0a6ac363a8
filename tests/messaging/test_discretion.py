"""Nothing Puente begins by itself, and nothing left on a machine, tells anybody what the person's matter is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.i18n import LANGUAGES, Language, catalogue, placeholders
from bot.messaging.discretion import proactive_entries, telling_words
from bot.messaging.segments import count, gsm7_safe

ROOT = Path(__file__).resolve().parents[2]
MARKED = [
    (domain, language, key)
    for domain in ("messages", "console")
    for language in LANGUAGES
    for key in sorted(proactive_entries(domain))
]
HARMLESS = {"when", "day", "time", "start", "end", "choices"}
"""What may be filled in: an hour. Never a name, a need, a place or a service."""


@pytest.mark.parametrize(("domain", "language", "key"), MARKED)
def test_an_entry_marked_proactive_tells_nothing(domain: str, language: Language, key: str) -> None:
    text = catalogue(language, domain)[key]
    assert telling_words(text) == ()
    assert placeholders(text) <= HARMLESS


def test_reminders_questions_how_it_went_and_the_voicemail_script_are_marked() -> None:
    assert {"utter_callback_reminder", "utter_callback_tried", "proactive_follow_up"} <= proactive_entries()
    assert "voicemail.script" in proactive_entries("console")


def test_what_is_named_proactive_is_marked_so() -> None:
    assert {key for key in catalogue("en") if key.startswith("proactive_")} <= proactive_entries()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_proactive_text_costs_one_segment(language: Language) -> None:
    for key in proactive_entries():
        assert (
            count(gsm7_safe(catalogue(language)[key].format(when="tomorrow, Tuesday, December 1 at 3:00 pm"))).segments
            == 1
        )


def test_words_of_no_entry_reach_the_outbox_only_where_a_chw_types_them() -> None:
    free = {
        str(path.relative_to(ROOT))
        for room in ("bot", "webhooks")
        for path in (ROOT / room).rglob("*.py")
        if re.search(r"\benqueue_typed\(", path.read_text())
    }
    assert free == {"bot/messaging/outbox.py", "bot/callbacks/staff_texts.py"}
    assert "sendable(body)" in (ROOT / "bot/callbacks/staff_texts.py").read_text(), "which refuses telling ones"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Your court date is Monday", ("court",)),
        ("Su cita en la clínica es el lunes", ("clínica",)),
        ("Ask for the parole officer at the jail", ("parole", "officer", "jail")),
        ("La libertad condicional", ("libertad",)),
        ("detox bed ready, bring your Medi-Cal card", ("detox", "Medi-Cal")),
        ("la reunión de AA", ("AA",)),
        ("the 12-step meeting", ("12-step",)),
        ("ICE and the PO", ("ICE", "PO")),
        ("su probation le espera", ("probation",)),
        ("a shelter from abuse", ("shelter", "abuse")),
        ("salud mental", ("salud", "mental")),
        ("REHAB", ("REHAB",)),
    ],
)
def test_telling_words_are_found_in_both_languages_as_written(text: str, told: tuple[str, ...]) -> None:
    assert telling_words(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "Hi, this is Ana. I'll call you tomorrow at 3.",
        "Hola, le habla Ana. ¿Le queda bien a las 3?",
        "nice, in case you need ice",
        "It's going to be na big deal",
        "A qué hora puede, por favor",
        "I have patience",
        "",
    ],
)
def test_plain_words_raise_no_alarm(text: str) -> None:
    assert telling_words(text) == ()
