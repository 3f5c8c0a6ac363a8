"""Inside Rasa's own environment the tracker store keeps and folds conversations as Rasa needs them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from bot.dialogue.model import DIALOGUE, rasa_environment, rasa_python
from bot.errors import ConfigurationError
from bot.settings import PROJECT_ROOT

KEYS = "k1:" + "QUFB" * 10 + "QUE="
SCRIPT = """
import asyncio, json, sys, time, warnings
warnings.simplefilter("ignore")
from rasa.core.tracker_store import TrackerStore, create_tracker_store
from rasa.core.utils import AvailableEndpoints
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import *
import bot.dialogue.tracker_store as module

domain = Domain.load(sys.argv[1] + "/domain")
endpoint = AvailableEndpoints.read_endpoints(sys.argv[1] + "/endpoints.yml").tracker_store

async def play():
    store = create_tracker_store(endpoint, domain)
    told = {"type": type(store).__name__}
    tracker = await store.get_or_create_tracker("somebody")
    async def turn(text, *events):
        tracker = await store.retrieve("somebody")
        tracker.update(UserUttered(text, {"name": "need", "confidence": 0.9}), domain)
        for event in events:
            tracker.update(event, domain)
        tracker.update(ActionExecuted("action_listen"), domain)
        await store.save(tracker)
        await store.save(tracker)
        return tracker
    await turn("canary words", SlotSet("needs", ["food"]), ActionExecuted("find_services_form"), ActiveLoop("find_services_form"), SlotSet("requested_slot", "place"))
    tracker = await store.retrieve("somebody")
    told["texts"] = [event.text for event in tracker.events if isinstance(event, UserUttered)]
    told["state"] = [tracker.get_slot("needs"), tracker.active_loop_name, tracker.latest_action_name]
    module.FOLD_EVENTS = 5
    tracker = await store.retrieve("somebody")
    told["folded_texts"] = [event.text for event in tracker.events if isinstance(event, UserUttered)]
    told["folded_state"] = [tracker.get_slot("needs"), tracker.active_loop_name, tracker.latest_action_name, tracker.get_slot("requested_slot")]
    module.FOLD_EVENTS = 200
    await turn("after folding")
    tracker = await store.retrieve("somebody")
    told["after_texts"] = [event.text for event in tracker.events if isinstance(event, UserUttered)]
    told["after_needs"] = tracker.get_slot("needs")
    store._seconds = -1
    await store.retrieve("somebody")
    store._seconds = 1e9
    tracker = await store.retrieve("somebody")
    told["aged_texts"] = [event.text for event in tracker.events if isinstance(event, UserUttered)]
    told["aged_needs"] = tracker.get_slot("needs")
    told["keys"] = list(await store.keys())
    print(json.dumps(told))

asyncio.run(play())
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What happened in Rasa's environment, played once for all tests here."""
    try:
        python = rasa_python()
    except ConfigurationError as missing:
        pytest.skip(str(missing))
    path = tmp_path_factory.mktemp("rasa") / "trackers.sqlite3"
    environment = rasa_environment(PUENTE_TRACKERS=f"sqlite:///{path}", PUENTE_TRACKER_KEYS=KEYS)
    command = [str(python), "-W", "ignore", "-c", SCRIPT, str(DIALOGUE)]
    done = subprocess.run(command, env=environment, cwd=PROJECT_ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    raw = b"".join(file.read_bytes() for file in Path(path.parent).iterdir())
    return {**json.loads(done.stdout.splitlines()[-1]), "raw": raw}


def test_rasa_runs_on_our_store_and_not_on_the_one_it_falls_back_to(told: dict[str, object]) -> None:
    # Rasa takes its in-memory store, with a mere warning, where it cannot import the one that is asked for.
    assert told["type"] == "SealedTrackerStore"


def test_a_conversation_comes_back_as_it_was_left_and_saving_twice_keeps_it_once(told: dict[str, object]) -> None:
    assert told["texts"] == ["canary words"]
    assert told["state"] == [["food"], "find_services_form", "action_listen"]
    assert told["keys"] == ["somebody"]


def test_a_long_conversation_is_folded_and_goes_on_in_the_same_form(told: dict[str, object]) -> None:
    assert told["folded_texts"] == []
    assert told["folded_state"] == [["food"], "find_services_form", "action_listen", "place"]
    assert told["after_texts"] == ["after folding"]
    assert told["after_needs"] == ["food"]


def test_words_older_than_their_time_are_folded_away_while_the_person_goes_on_writing(told: dict[str, object]) -> None:
    assert told["aged_texts"] == []
    assert told["aged_needs"] == ["food"]


def test_no_word_rests_in_clear(told: dict[str, object]) -> None:
    assert isinstance(told["raw"], bytes)
    assert b"somebody" in told["raw"]
    assert b"canary" not in told["raw"]
    assert b"food" not in told["raw"]
