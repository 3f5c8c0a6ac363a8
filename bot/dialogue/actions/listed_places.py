"""Which places of the list shown a text means: by number, by a word of their name, or the closest of them. Pure."""

from __future__ import annotations

import re
from typing import Any

from bot.dialogue.actions.short_answers import mentioned_number, read_number, read_numbers, says_both
from bot.dialogue.actions.side_questions import asks_closest
from bot.dialogue.actions.turn import Turn
from bot.dialogue.components.text import plain

_TELLING = 5
"""Letters from which a word of a service's name tells which one is meant."""


_AN_HOUR = re.compile(r"\b(?:at|a las?|like|como|around)\b")


def picks_from_list(turn: Turn) -> bool:
    """True for `el 1 y el 4` after a list, which reads like two days of the month. `a las 4` stays an hour."""
    listed = turn.active_form is None and turn.slot("shown_services")
    return bool(listed and read_numbers(turn.text)) and not _AN_HOUR.search(plain(turn.text))


def number_meant(turn: Turn) -> int | None:
    """The number of the listed service that the text means, by number or by a word of its name, or None."""
    listed: list[dict[str, Any]] = turn.slot("shown_services") or []
    if number := read_number(turn.text) or mentioned_number(turn.text):
        return number if listed else None
    if asks_closest(turn.text):
        return _closest(turn)
    said = {word for word in plain(turn.text).split() if len(word) >= _TELLING}
    telling = [said & {word for word in plain(each["name"]).split() if len(word) >= _TELLING} for each in listed]
    best = max((len(words) for words in telling), default=0)
    matching = [number for number, words in enumerate(telling, 1) if best and len(words) == best]
    return matching[0] if len(matching) == 1 else None


def numbers_meant(turn: Turn) -> list[int]:
    """The numbers of the listed services that the text means, where it means several: `1 and 3`, `both` of two."""
    if numbers := read_numbers(turn.text):
        return numbers
    return [1, 2] if says_both(turn.text) and int(turn.slot("shown_count") or 0) == 2 else []


def _closest(turn: Turn) -> int | None:
    """The number of the nearest place of the last list, None where it says of none how far it is."""
    listed: list[dict[str, Any]] = (turn.slot("shown_services") or [])[: int(turn.slot("shown_count") or 0)]
    far = [(each["miles"], number) for number, each in enumerate(listed, 1) if each.get("miles") is not None]
    return min(far)[1] if far else None


def names_listed_service(turn: Turn) -> bool:
    """True where a text that is a landmark's name means the service of that name on the list."""
    landmark = turn.place is not None and turn.place.get("kind") == "landmark" and turn.intent == "inform_place"
    return landmark and turn.active_form is None and number_meant(turn) is not None
