"""What is read in a text before Rasa: the language to answer in, a place or a time standing alone."""

from __future__ import annotations

from datetime import datetime
from functools import cache

import httpx
import pytest

from bot.callbacks.times import TimeReader
from bot.clock import LOS_ANGELES
from bot.dialogue.client import RasaClient
from bot.dialogue.understanding import Understanding
from bot.directory.places import Gazetteer

NOW = datetime(2026, 12, 2, 10, 15, tzinfo=LOS_ANGELES)


@cache
def understanding() -> Understanding:
    nobody = RasaClient("http://rasa", "token", 1, httpx.MockTransport(lambda _: httpx.Response(500)))
    return Understanding(Gazetteer.load(), TimeReader(), nobody)


@pytest.mark.parametrize("text", ["more", "skip", "call me", "thank you so much", "cool", "fine", "good", "ok bye"])
def test_small_talk_in_english_is_answered_in_the_persons_spanish(text: str) -> None:
    assert understanding().read(text, "es", NOW).language == "es"


def test_a_whole_sentence_changes_the_language() -> None:
    assert understanding().read("i need a place to stay tonight", "es", NOW).language == "en"
    assert understanding().read("necesito trabajo para mi hijo", "en", NOW).language == "es"


def test_a_place_alone_is_told_from_one_among_other_words() -> None:
    assert understanding().read("im in compton", "en", NOW).place_alone
    assert not understanding().read("need food in compton", "en", NOW).place_alone


def test_a_time_alone_is_told_from_one_among_other_words() -> None:
    assert understanding().read("tomorrow at 3", "en", NOW).time_alone
    assert not understanding().read("i was at the shelter tomorrow at 3", "en", NOW).time_alone


def test_what_is_read_travels_as_json_like_metadata() -> None:
    metadata = understanding().read("90011 tomorrow at 3", "en", NOW).as_metadata()
    assert metadata["place"]["zip"] == "90011"
    assert metadata["time"]["start"] == "2026-12-03T15:00:00-08:00"
