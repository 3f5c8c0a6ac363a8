"""Both catalogues hold the same keys and placeholders, every key is used, and none costs too much."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.dialogue.listings import REASONS
from bot.dialogue.responses import is_response
from bot.dialogue.service_facts import GUESTS
from bot.i18n import LANGUAGES, LOCALES, catalogue, placeholders, read_catalogue
from bot.messaging.segments import count, gsm7_safe
from bot.needs.taxonomy import NEEDS

ROOT = Path(__file__).resolve().parents[2]
DOMAINS = ("messages", "console")


@pytest.mark.parametrize("domain", DOMAINS)
def test_both_languages_have_the_same_keys(domain: str) -> None:
    assert set(catalogue("en", domain)) == set(catalogue("es", domain))


@pytest.mark.parametrize("domain", DOMAINS)
def test_both_languages_have_the_same_placeholders(domain: str) -> None:
    english, spanish = catalogue("en", domain), catalogue("es", domain)
    differing = [key for key in english if placeholders(english[key]) != placeholders(spanish[key])]
    assert differing == []


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_entry_is_empty_or_twice_there(domain: str, language: str) -> None:
    path = LOCALES / language / "LC_MESSAGES" / f"{domain}.po"
    keys = re.findall(r'^msgid "(.+)"$', path.read_text(), re.MULTILINE)
    assert len(keys) == len(set(keys))
    assert all(str(message.string).strip() for message in read_catalogue(path) if message.id)


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_template_lists_every_key(domain: str) -> None:
    template = {str(message.id) for message in read_catalogue(LOCALES / f"{domain}.pot") if message.id}
    assert template == set(catalogue("en", domain))


def test_every_response_of_the_domain_has_words() -> None:
    domain = (ROOT / "bot/dialogue/domain/actions.yml").read_text()
    named = set(re.findall(r"utter_\w+", domain))
    named |= {
        name
        for path in (ROOT / "bot/dialogue/actions").glob("*.py")
        for name in re.findall(r'"(utter_\w+)"', path.read_text())
    }
    assert {name for name in named if not is_response(name)} == set()


def test_no_entry_is_unused() -> None:
    code = "\n".join(
        path.read_text()
        for room in ("bot", "webhooks", "nlu_data")
        for path in (ROOT / room).rglob("*")
        if path.suffix in (".py", ".yml", ".html")
    )
    made = {f"{prefix}_{need.code}" for prefix in ("need", "menu") for need in NEEDS}
    made |= {f"crisis_{kind}" for kind in ("suicide", "overdose", "violence", "medical_emergency")}
    made |= {f"reason_{code}" for code in REASONS}
    made |= {f"utter_ask_place_{problem}" for problem in ("vague", "outside", "unknown")}
    made |= {f"who_{name}" for name in GUESTS.values()}
    unused = [
        key
        for key in catalogue("en")
        if key not in made and not re.search(rf"\b({key}|{key.removesuffix('_name')})\b", code)
    ]
    assert unused == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_plain_responses_fit_two_gsm7_parts(language: str) -> None:
    for key, text in catalogue(language).items():  # type: ignore[arg-type]
        counted = count(gsm7_safe(text))
        assert counted.encoding == "GSM-7", f"{key} has a character outside GSM-7"
        assert counted.segments <= 2, f"{key} costs {counted.segments} parts"
