"""Every word a resident reads: easy to read, kind, usted, one question at a time, and cheap to send."""

from __future__ import annotations

import re
import statistics
import warnings

import pytest

from bot.i18n import LANGUAGES, Language, catalogue, placeholders
from bot.messaging.segments import count, gsm7_safe

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # pkg_resources
    import textstat  # type: ignore[import-untyped]

HIGHEST_GRADE = 6.0
"""Flesch-Kincaid grade of English; plain-language rules for county programmes ask for sixth grade."""

EASIEST_SPANISH = 80.0
"""Fernández Huerta's score from which a text is easy."""

LONG_ENOUGH = 8
"""Neither formula says anything of fewer words."""

FILLED: dict[Language, dict[str, str]] = {
    "en": {
        "needs": "food and work", "need": "food", "place": "Inglewood", "name": "Maria", "who": "adults",
        "when": "tomorrow, Tuesday, December 1 at 3:00 pm", "choices": "1 food 2 job", "first": "food",
        "second": "work", "last": "work",
    },
    "es": {
        "needs": "comida y trabajo", "need": "comida", "place": "Inglewood", "name": "Maria", "who": "adultos",
        "when": "mañana martes 1 de diciembre a las 3:00 pm", "choices": "1 comida 2 trabajo", "first": "comida",
        "second": "trabajo", "last": "trabajo",
    },
}  # fmt: skip

_NEVER_SAID = re.compile(
    r"\b(offender|inmate|felon|convict|addict|homeless person|illegal|ex-con|criminal|eligib\w+|individual|utilize|assess\w*|navigat\w+"
    r"|disclos\w+|initiate|delincuente|preso|presa|reo|adicto|adicta|ilegal|criminal|elegib\w+|usuario|usuaria|navega\w+|proporcion\w+)\b",
    re.IGNORECASE,
)
"""Words that label a person, and words of offices."""

_FAMILIAR = re.compile(
    r"\b(tú|tu|tus|te|ti|contigo|puedes|quieres|necesitas|tienes|estás|eres|dime|mándame|escríbeme|llámame|dinos)\b",
    re.IGNORECASE,
)
_UNACCENTED = re.compile(
    r"\b(numero|codigo|telefono|tambien|aqui|ahi|asi|dia|dias|despues|ultima|entendi|perdon|llamenme|escribame|digame|mandeme"
    r"|cuidese|esta bien|donde esta\?|adios|papa|mama|policia|facil|unico|quedo|llamo|paso|guarde|anote|borre|ningun|algun)\b",
    re.IGNORECASE,
)
_TRAPS = {
    "en": re.compile(r"\b(CANCEL|END|QUIT|UNSUBSCRIBE|REVOKE)\b"),
    "es": re.compile(r"\b(CANCEL(AR)?|BAJA|PARAR|DETENER)\b"),
}
"""Words that end all texts: nobody may be told to send one for anything else."""

ENTRIES = [(language, key) for language in LANGUAGES for key in catalogue(language) if key != "return_words"]
"""All but the words that people are given to come back with: a list, no sentence."""


def shown(language: Language, key: str) -> str:
    """The entry with its placeholders filled as they usually are."""
    text = catalogue(language)[key]
    return text.format(**{name: FILLED[language].get(name, "3") for name in placeholders(text)})


def is_long(text: str) -> bool:
    return len(re.findall(r"[^\W\d_]+", text)) > LONG_ENOUGH


def grade(text: str) -> float:
    textstat.set_lang("en")
    return float(textstat.flesch_kincaid_grade(text))


def ease(text: str) -> float:
    textstat.set_lang("es")
    return float(textstat.fernandez_huerta(text))


@pytest.mark.parametrize("key", [key for language, key in ENTRIES if language == "en"])
def test_english_is_read_in_sixth_grade(key: str) -> None:
    text = shown("en", key)
    assert not is_long(text) or grade(text) <= HIGHEST_GRADE, f"{grade(text):.1f}: {text}"


@pytest.mark.parametrize("key", [key for language, key in ENTRIES if language == "es"])
def test_spanish_is_easy(key: str) -> None:
    text = shown("es", key)
    assert not is_long(text) or ease(text) >= EASIEST_SPANISH, f"{ease(text):.1f}: {text}"


def test_the_usual_entry_is_well_within_the_limits() -> None:
    english = [grade(shown("en", key)) for key in catalogue("en") if is_long(shown("en", key))]
    spanish = [ease(shown("es", key)) for key in catalogue("es") if is_long(shown("es", key))]
    assert statistics.median(english) <= 4
    assert statistics.median(spanish) >= 90


@pytest.mark.parametrize(("language", "key"), ENTRIES)
def test_an_entry_costs_two_parts_at_most(language: Language, key: str) -> None:
    counted = count(gsm7_safe(shown(language, key)))
    assert counted.encoding == "GSM-7"
    assert counted.segments <= 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_nearly_every_entry_is_one_part(language: Language) -> None:
    parts = [count(gsm7_safe(shown(language, key))).segments for key in catalogue(language)]
    assert sum(one > 1 for one in parts) <= 0.05 * len(parts)


@pytest.mark.parametrize(("language", "key"), ENTRIES)
def test_an_entry_asks_one_thing(language: Language, key: str) -> None:
    assert catalogue(language)[key].count("?") <= 1


@pytest.mark.parametrize(("language", "key"), ENTRIES)
def test_no_word_labels_a_person_or_comes_from_an_office(language: Language, key: str) -> None:
    assert not _NEVER_SAID.search(catalogue(language)[key])


@pytest.mark.parametrize(("language", "key"), ENTRIES)
def test_nobody_is_told_to_send_a_word_that_ends_all_texts(language: Language, key: str) -> None:
    assert not _TRAPS[language].search(catalogue(language)[key])


@pytest.mark.parametrize("key", [key for language, key in ENTRIES if language == "es"])
def test_spanish_says_usted(key: str) -> None:
    assert not _FAMILIAR.search(catalogue("es")[key].replace("BORRA MIS DATOS", ""))


@pytest.mark.parametrize("key", [key for language, key in ENTRIES if language == "es"])
def test_spanish_is_written_as_it_should_be(key: str) -> None:
    text = catalogue("es")[key]
    assert text.count("?") == text.count("¿")
    assert text.count("!") == text.count("¡")
    assert not _UNACCENTED.search(text), text


@pytest.mark.parametrize(("language", "key"), ENTRIES)
def test_no_mark_is_typed_twice_and_nothing_hangs_over(language: Language, key: str) -> None:
    text = catalogue(language)[key]
    assert text == text.strip()
    assert not re.search(r"  |\.\.|,,| [.,?!:;]", text)
