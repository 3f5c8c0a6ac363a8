"""The words of the pages: complete in both languages, all used, none missing; and the page's own rules."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from bot.callbacks.caseload import REASONS
from bot.cases.consents import QUESTIONS
from bot.cases.task_status import AFTER_OUTCOME, TRANSITIONS
from bot.directory.reports import OUTCOMES
from bot.i18n import LANGUAGES, catalogue, placeholders, render
from bot.metrics.measures import MEASURES
from bot.metrics.periods import KINDS
from bot.metrics.tables import DIMENSIONS, VALUES
from bot.needs.taxonomy import NEED_CODES
from webhooks.console.listing_desk import SHOWS as LISTING_SHOWS
from webhooks.pages import DOMAIN, STATIC, with_phone_links

WEBHOOKS = Path(__file__).parents[2] / "webhooks"
FAMILIES = {
    "need": NEED_CODES,
    "status": TRANSITIONS,
    "outcome": AFTER_OUTCOME,
    "kind": ("callback", "crisis", "follow_up"),
    "priority": ("routine", "urgent", "stat"),
    "speaks": LANGUAGES,
    "spa": "12345678",
    "crisis": ("suicide", "overdose", "violence", "medical_emergency"),
    "reason": ("rasa_down", "not_called", "wrote_while_paused", "number_reassigned", "prefers_text"),
    "consent": QUESTIONS,
    "why": REASONS,
    "password": ("password_short", "password_long", "password_common", "password_same"),
    "metrics.column": ("all", *VALUES["language"], *VALUES["channel"], "spa", "none"),
    "metrics.kind": KINDS,
    "listing": ("withdraw", "withdraw_title", "restore", "restore_title"),
    "listing.show": LISTING_SHOWS,
    "listing.empty": LISTING_SHOWS,
    "listing.outcome": OUTCOMES,
    "listing.action": ("correct", "withdraw", "restore", "add"),
    "listing.field": (
        "name",
        "organization",
        "phone",
        "address",
        "address_1",
        "city",
        "postal_code",
        "hours",
        "eligibility",
        "eligibility_description",
        "url",
        "assured_date",
        "status",
        "reason",
        "latitude",
        "longitude",
    ),
    "listing.hint": ("organization", "hours", "eligibility"),
    "listing.mistake": ("incomplete_listing", "too_long", "no_reason", "bad_value"),
    "metrics.by": [name for name in DIMENSIONS if name != "detail"],
    "measure": [name for measure in MEASURES for name in (measure, f"{measure}.what")],
}
"""Names that are put together from a code: family.code."""
COMPOSED = {f"{family}.{code}" for family, codes in FAMILIES.items() for code in codes}


TEMPLATES = sorted((WEBHOOKS / "templates").rglob("*.html"))
OURS = [*TEMPLATES, *(WEBHOOKS / "console").glob("*.py"), *(WEBHOOKS / f"{name}.py" for name in ("chat", "simulator"))]


def source(files: Iterable[Path]) -> str:
    return "\n".join(file.read_text() for file in files)


def test_both_languages_have_the_same_words_with_the_same_places_to_fill() -> None:
    english, spanish = (catalogue(language, DOMAIN) for language in LANGUAGES)

    assert english.keys() == spanish.keys()
    assert [name for name in english if placeholders(english[name]) != placeholders(spanish[name])] == []
    assert [name for name, words in (*english.items(), *spanish.items()) if not words.strip()] == []


def test_every_code_has_words() -> None:
    assert COMPOSED - catalogue("en", DOMAIN).keys() == set()


def test_every_word_asked_for_is_there_and_every_word_there_is_asked_for() -> None:
    quoted = set(
        re.findall(r"""["']([a-z_]+(?:\.[a-z0-9_]+)+|brand)["']""", source([*TEMPLATES, *WEBHOOKS.rglob("*.py")]))
    )
    known = set(catalogue("en", DOMAIN))

    asked = set(re.findall(r"""\b(?:t|say|_say)\(\s*["']([\w.]+)["']\s*[,)]""", source(OURS)))
    assert asked - known == set(), "asked for, and in no catalogue"
    # The codes of a family are put together where they are shown; then the family's name stands there.
    everything = source([*TEMPLATES, *WEBHOOKS.rglob("*.py"), *(WEBHOOKS.parent / "bot").rglob("*.py")])
    unasked = {
        name
        for name in known - quoted - COMPOSED
        if not name.startswith("measure.")
        and not re.search(rf"""["']{re.escape(name.rpartition(".")[0])}["'.]""", everything)
    }
    assert unasked == set(), "in the catalogue, and asked for nowhere"


def test_templates_hold_no_words_of_their_own() -> None:
    for file in TEMPLATES:
        if file.name in ("_kept_form.html", "_live.html"):
            continue  # the inside of a tag
        told = re.sub(r"{% block main_class %}\w*|{#.*?#}|{%.*?%}|{{.*?}}", " ", file.read_text(), flags=re.S)
        text = re.sub(r"<[^>]*>|&nbsp;", " ", told)
        assert re.findall(r"[^\W\d_]{2,}", text) == [], f"{file.name} speaks outside the catalogue"


def test_no_page_has_inline_script_or_style() -> None:
    for file in TEMPLATES:
        if file.name == "monthly.html":
            continue  # a file to keep, whole in itself; no page we serve
        html = file.read_text()
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|javascript:", html), file.name


@pytest.mark.parametrize("name", ["puente.css", "chat.js", "simulator.js"])
def test_our_own_front_end_files_stay_small(name: str) -> None:
    assert (STATIC / name).stat().st_size < 24_000


def test_vendored_files_come_with_version_and_licence() -> None:
    vendor = STATIC / "vendor"
    note = (vendor / "README.md").read_text()

    for script in vendor.glob("*.js"):
        assert script.name in note
        assert (vendor / script.name.replace(".min.js", ".LICENSE.txt")).exists()


def test_words_with_gaps_are_filled() -> None:
    assert render("attempt.saved", "es", DOMAIN, outcome="No contestó") == "Guardado: No contestó."


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("Call 213-555-0142 now", 1),
        ("(323) 555-0100 or 1-800-854-7771", 2),
        ("1200 E 41st St, 90011", 0),
        ("Open 9:00 to 17:00, 2026-11-23", 0),
    ],
)
def test_telephone_numbers_become_links(text: str, links: int) -> None:
    assert with_phone_links(text).count('href="tel:+1') == links


def test_only_telephone_numbers_become_markup() -> None:
    assert with_phone_links("<b>213-555-0142</b>") == ('&lt;b&gt;<a href="tel:+12135550142">213-555-0142</a>&lt;/b&gt;')
