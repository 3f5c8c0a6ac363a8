"""Reads conversations written in YAML, plays them, and says where a reply is not what it should be.

    a ZIP is corrected:                     # what it shows
      lang: en                              # en, es or mixed: what the person writes
      talk:
        - need some food: <utter_ask_place> # what they text, and what must be in the reply
        - "90044": [Food near 90044, "3) "]
        - no i said 90011: [Food near 90011, "! 90044"]
        - "@+2d": …                         # the clock moves on: m, h or d
      stands: {zip: "90011", needs: [food]} # what the case store then holds

An expectation is words that stand in the reply; `! words` that do not; `/pattern/`; `<key>` the catalogue's
entry, whatever fills its placeholders, in the language the person writes; `<es:key>` that in Spanish.
Accents do not count: a text message has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml

from bot.dialogue.responses import REPLY_LIMIT
from bot.i18n import Language, as_language, catalogue
from bot.messaging.segments import count, gsm7_safe
from tests.live import Puente

SCRIPTS = Path(__file__).parent
_CLOCK = re.compile(r"@\+(\d+)([mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_DIALOGUE_PARTS = 3


@dataclass
class Script:
    """One conversation. `talk`: (text, expectations); `stands`: fields of the case store at the end."""

    name: str
    lang: str
    talk: list[tuple[str, list[str]]]
    stands: dict[str, Any] = field(default_factory=dict)


def read_scripts() -> Iterator[Script]:
    """Every conversation of every file here, in order."""
    for path in sorted(SCRIPTS.glob("*.yml")):
        for name, body in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            talk = [(str(text), _listed(expected)) for turn in body["talk"] for text, expected in turn.items()]
            yield Script(f"{path.stem}: {name}", body["lang"], talk, body.get("stands") or {})


def play(puente: Puente, phone: str, script: Script) -> list[str]:
    """What is wrong with the replies, each fault with the text it answers; empty when nothing is."""
    faults: list[str] = []
    for text, expected in script.talk:
        moved = _CLOCK.fullmatch(text)
        if moved:
            puente.clock.instant += timedelta(**{_UNITS[moved[2]]: int(moved[1])})
            continue
        replies = puente.text(phone, text)
        said = "\n".join(replies)
        wrong = [f"not so: {one}" for one in expected if not _holds(one, said, script.lang)]
        wrong += always_wrong(replies)
        if wrong:
            faults.append(f"> {text}\n{said}\n   {'; '.join(wrong)}")
    return faults


def always_wrong(replies: list[str]) -> list[str]:
    """Faults no reply may have: silence, the menu of the broken-down day, several questions, more than three parts."""
    wrong = [] if replies else ["no reply"]
    said = "\n".join(replies)
    if any(_matches("fallback_menu", language, said) for language in ("en", "es")):
        wrong.append("the dialogue broke down")
    own = [reply for reply in replies if not any(_matches("first_contact", lang, reply) for lang in ("en", "es"))]
    if "\n".join(own).count("?") > 1:
        wrong.append("more than one question")
    for reply in replies:
        counted = count(reply)
        if counted.encoding != "GSM-7" or counted.segments > _DIALOGUE_PARTS or len(reply) > REPLY_LIMIT:
            wrong.append(f"costs {counted.segments} parts in {counted.encoding}")
    return wrong


def standing(puente: Puente, phone: str) -> dict[str, Any]:
    """What the case store holds on the person, in the words of a script; empty when it holds nothing."""
    person = puente.services.people.find("sms", phone)
    if person is None:
        return {}
    held = puente.services.cases.everything_about(person.id)
    callback = puente.services.tasks.open_callback(person.id)
    shown: dict[str, Any] = {
        "name": person.name,
        "language": person.preferred_language,
        "zip": person.zip,
        "spa": person.spa,
        "opted_out": person.opted_out,
        "needs": sorted({need["code"] for need in held["needs"]}),
        "urgent": sorted(need["code"] for need in held["needs"] if need["urgent"]),
        "referrals": len(held["referrals"]),
        "tasks": sorted(f"{task['kind']} {task['status']}" for task in held["tasks"]),
        "call": None,
        "consent": held["consent_now"],
    }
    if callback:
        task = callback.as_json()
        shown["call"] = f"{task['window_start'][:16]} to {task['window_end'][11:16]}"
        shown |= {"call_needs": task["needs"], "call_language": task["language"], "call_spa": task["spa"]}
    return shown


def _listed(expected: Any) -> list[str]:
    if expected is None:
        return []
    return [str(one) for one in expected] if isinstance(expected, list) else [str(expected)]


def _holds(expected: str, said: str, lang: str) -> bool:
    if expected.startswith("! "):
        return not _holds(expected[2:], said, lang)
    if expected.startswith("/"):
        return bool(re.search(gsm7_safe(expected.strip("/")), gsm7_safe(said), re.MULTILINE))
    if expected.startswith("<"):
        language, _, key = expected.strip("<>").rpartition(":")
        return _matches(key, as_language(language or lang, "es"), said)
    return gsm7_safe(expected).lower() in gsm7_safe(said).lower()


def _matches(key: str, language: Language, said: str) -> bool:
    """True when the catalogue's entry stands in `said`, its placeholders filled with anything."""
    pattern = re.sub(r"\\\{\w+\\\}", r"[\\s\\S]+?", re.escape(gsm7_safe(catalogue(language)[key])))
    return bool(re.search(pattern, gsm7_safe(said)))
