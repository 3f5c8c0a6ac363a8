"""Virtual residents: made-up people who text the running server as Twilio would bring it, for demos and for load."""

from __future__ import annotations

import random
import statistics
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import InvalidInput, Unavailable
from bot.messaging.phone import Address

MOST_PEOPLE = 100_000
MOST_TEXTS_A_SECOND = 500.0
_CONVERSATIONS = Path(__file__).with_name("virtual_residents.toml")
_AREA_CODES = (213, 310, 323, 424, 562, 626, 661, 747, 818, 909)
_NUMBERS_AN_AREA = 10_000
_AT_ONCE = 64
"""Texts that may wait for an answer at the same time."""
_TEXTS_EACH = 5
"""About so many has a conversation; so much faster do texts come than people."""

Send = Callable[[Address, str], "Heard"]


@dataclass(frozen=True)
class Heard:
    """What the webhook said: HTTP `status`, 0 where nothing answered; `milliseconds` from text to answer."""

    status: int
    replies: tuple[str, ...]
    milliseconds: float


@dataclass(frozen=True)
class Turn:
    """One text of a virtual resident and what came of it."""

    phone: str
    text: str
    heard: Heard


@dataclass
class Totals:
    """What all turns came to. `lost`: texts that were refused or that nothing answered."""

    texts: int = 0
    replies: int = 0
    lost: int = 0
    times: list[float] = field(default_factory=list)

    def add(self, turn: Turn) -> None:
        self.texts += 1
        self.replies += len(turn.heard.replies)
        self.lost += turn.heard.status != 200
        self.times.append(turn.heard.milliseconds)

    @property
    def median(self) -> float:
        """Milliseconds."""
        return statistics.median(self.times)

    @property
    def p95(self) -> float:
        """Milliseconds; of a single text, its own."""
        return statistics.quantiles(self.times, n=20, method="inclusive")[-1] if len(self.times) > 1 else self.times[0]


def load_conversations(path: Path = _CONVERSATIONS) -> list[list[str]]:
    """What virtual residents text, a conversation each."""
    return [one["texts"] for one in tomllib.loads(path.read_text(encoding="utf-8"))["conversation"]]


def simulate(
    send: Send,
    people: int,
    rate: float,
    conversations: Sequence[Sequence[str]],
    seed: int | None = None,
) -> Iterator[Turn]:
    """Each of `people` holds one conversation; all together text `rate` times a second, no faster.

    Nobody texts again before their answer is there, and people come one after another, not all at first. When the
    server cannot follow, texts wait for it. Turns are yielded as they are answered; the same `seed` gives the same
    people. Raises InvalidInput for numbers out of range.
    """
    if not 1 <= people <= MOST_PEOPLE:
        raise InvalidInput(f"between 1 and {MOST_PEOPLE:,} people", code="bad_people")
    if not 0 < rate <= MOST_TEXTS_A_SECOND:
        raise InvalidInput(f"above 0 and up to {MOST_TEXTS_A_SECOND:g} texts a second", code="bad_rate")
    chance = random.Random(seed)  # noqa: S311
    first = chance.randrange(len(_AREA_CODES) * _NUMBERS_AN_AREA)
    coming = [_Resident(_number(first + each), list(chance.choice(conversations))) for each in range(people)]
    free: list[_Resident] = []
    answering: dict[Future[Turn], _Resident] = {}
    due = time.monotonic()
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        while coming or free or answering:
            if (coming or free) and len(answering) < _AT_ONCE:
                comes = coming and (not free or chance.random() * _TEXTS_EACH < 1)
                resident = coming.pop() if comes else free.pop(chance.randrange(len(free)))
                time.sleep(max(0.0, due - time.monotonic()))
                due = max(due, time.monotonic()) + 1 / rate
                answering[pool.submit(_turn, send, resident)] = resident
                done, _ = wait(answering, 0)
            else:
                done, _ = wait(answering, return_when=FIRST_COMPLETED)
            for one in done:
                resident = answering.pop(one)
                if resident.texts:
                    free.append(resident)
                yield one.result()


@dataclass
class _Resident:
    address: Address
    texts: list[str]
    """Still to be sent."""


def _number(position: int) -> Address:
    area, line = divmod(position % (len(_AREA_CODES) * _NUMBERS_AN_AREA), _NUMBERS_AN_AREA)
    return Address("sms", f"+1{_AREA_CODES[area]}555{line:04d}")


def _turn(send: Send, resident: _Resident) -> Turn:
    text = resident.texts.pop(0)
    began = time.monotonic()
    try:
        heard = send(resident.address, text)
    except Unavailable:
        heard = Heard(0, (), (time.monotonic() - began) * 1000)
    return Turn(resident.address.number, text, heard)
