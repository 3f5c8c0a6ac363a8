"""Whole conversations as residents have them, through the signed webhook and the trained model (see script.py)."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tests.conversations.script import SCRIPTS as SCRIPT_FILES
from tests.conversations.script import Script, play, read_scripts, standing
from tests.live import Puente, Somebody

pytestmark = [pytest.mark.dialogue, pytest.mark.timeout(1200)]  # the first of them may train the model

SCRIPTS = list(read_scripts())


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_conversation(puente: Puente, somebody: Somebody, script: Script) -> None:
    faults = play(puente, somebody.phone, script)
    assert not faults, "\n\n" + "\n\n".join(faults)
    found = standing(puente, somebody.phone)
    assert {key: found.get(key) for key in script.stands} == script.stands


def test_there_are_enough_conversations_in_each_language() -> None:
    counted = Counter(script.lang for script in SCRIPTS)
    assert counted["en"] >= 30
    assert counted["es"] >= 20
    assert counted["mixed"] >= 10


def test_no_conversation_hides_another_of_its_name() -> None:
    # YAML keeps the last of two equal keys and says nothing.
    written = sum(
        len(re.findall(r"^[^\s#].*:$", path.read_text(), re.MULTILINE)) for path in SCRIPT_FILES.glob("*.yml")
    )
    assert written == len(SCRIPTS)
