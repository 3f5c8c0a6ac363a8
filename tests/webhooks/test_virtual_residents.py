"""Virtual residents text no faster than told, wait for their answers, and say what was lost."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from itertools import pairwise

import pytest

from bot.errors import InvalidInput, Unavailable
from bot.messaging.phone import Address, parse
from webhooks.virtual_residents import Heard, Totals, Turn, load_conversations, simulate

_TALK = [["one", "two", "three"], ["uno", "dos"]]


class Server:
    """Answers all, and keeps what it heard of whom; two texts of one person at once would show."""

    def __init__(self) -> None:
        self.heard: dict[str, list[str]] = defaultdict(list)
        self.talking: set[str] = set()
        self.lock = threading.Lock()

    def __call__(self, address: Address, text: str) -> Heard:
        with self.lock:
            assert address.number not in self.talking
            self.talking.add(address.number)
        self.heard[address.number].append(text)
        with self.lock:
            self.talking.remove(address.number)
        return Heard(200, ("ok",), 5.0)


def test_everybody_holds_one_conversation_to_its_end() -> None:
    server = Server()
    turns = list(simulate(server, 40, 500, _TALK, seed=1))
    assert len(server.heard) == 40
    assert all(texts in _TALK for texts in server.heard.values())
    assert {tuple(texts) for texts in server.heard.values()} == {tuple(texts) for texts in _TALK}
    assert len(turns) == sum(len(texts) for texts in server.heard.values())


def test_the_same_seed_gives_the_same_people() -> None:
    first, again, other = Server(), Server(), Server()
    for server, seed in ((first, 7), (again, 7), (other, 8)):
        list(simulate(server, 10, 500, _TALK, seed=seed))
    assert first.heard == again.heard
    assert set(first.heard) != set(other.heard)


def test_texts_keep_the_rate_and_people_come_one_after_another() -> None:
    began = time.monotonic()
    texts = len(list(simulate(Server(), 5, 50, _TALK, seed=1)))
    assert time.monotonic() - began >= (texts - 1) / 50
    order: list[str] = []

    def server(address: Address, text: str) -> Heard:
        order.append(address.number)
        return Heard(200, (), 1.0)

    list(simulate(server, 30, 200, _TALK, seed=2))
    arrived = sorted(order.index(number) for number in set(order))
    assert arrived[-1] > 30, "the last comes when others have said much already"
    assert max(after - before for before, after in pairwise(arrived)) > 1


def test_what_is_refused_or_not_answered_is_told_as_lost() -> None:
    def server(address: Address, text: str) -> Heard:
        if text == "dos":
            raise Unavailable("no answer")
        return Heard(403 if text == "one" else 200, ("ok",) if text != "one" else (), 3.0)

    totals = Totals()
    for turn in simulate(server, 30, 500, _TALK, seed=1):
        totals.add(turn)
    said = totals.texts, totals.replies, totals.lost
    both = sum(1 for _ in range(30))
    assert said[2] == both, "each conversation holds one of the two"
    assert said[0] - said[2] == said[1]


def test_of_a_single_text_its_time_is_told() -> None:
    totals = Totals()
    totals.add(Turn("+12135550100", "hi", Heard(200, (), 12.0)))
    assert (totals.median, totals.p95) == (12.0, 12.0)


@pytest.mark.parametrize(
    ("people", "rate"), [(0, 1), (-3, 1), (100_001, 1), (1, 0), (1, -1), (1, 501), (1, float("nan"))]
)
def test_numbers_out_of_range_are_refused(people: int, rate: float) -> None:
    with pytest.raises(InvalidInput):
        next(simulate(Server(), people, rate, _TALK))


def test_the_shipped_conversations_are_in_both_languages_and_their_numbers_are_phones() -> None:
    conversations = load_conversations()
    first = [texts[0] for texts in conversations]
    assert len(set(first)) == len(conversations) >= 20
    assert any("necesito" in text for text in first) and any("need" in text for text in first)
    server = Server()
    list(simulate(server, 200, 500, [["hi"]], seed=3))
    assert len(server.heard) == 200
    assert all(parse(number).number == number for number in server.heard)
