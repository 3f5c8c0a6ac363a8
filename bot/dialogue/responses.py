"""Turns a response name and its arguments into the words a resident reads (Rasa's NLG).

Plain responses come straight from the catalogue; those that list or read back something are put
together here and in bot/dialogue/listings.py from catalogue entries, kept short enough for the
three texts' worth one reply may cost.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.callbacks.saying import say_window
from bot.dialogue.listings import REPLY_LIMIT, say_detail, say_hours, say_services
from bot.i18n import Language, has_response, render

__all__ = ["REPLY_LIMIT", "compose", "is_response", "join_words", "need_words", "say_hours", "say_window"]

_NEEDS_NAMED = 4
"""Needs named in a question; the list that follows names them all."""

_AREAS = ("spa_1", "spa_2", "spa_3", "spa_4", "spa_5", "spa_6", "spa_7", "spa_8")
"""What people call the eight Service Planning Areas."""

_NEAR = {"utter_greet_back": "utter_greet_back_near", "utter_no_more": "utter_no_more_near"}
"""What is said instead where a place is known."""

_HELD = {
    "number": ("held_number", ""),
    "chat": ("held_chat", ""),
    "name": ("held_name", ""),
    "place": ("held_place", ""),
    "texts": ("held_texts_one", "held_texts_many"),
    "needs": ("held_needs_one", "held_needs_many"),
    "calls": ("held_calls_one", "held_calls_many"),
}
"""Kinds of what is kept on a person: the words for one, and for several."""

Arguments = dict[str, Any]


def compose(name: str, language: Language, arguments: Arguments) -> str:
    """The words of response `name`. Raises NotFound for a name no catalogue has."""
    composer = _COMPOSERS.get(name)
    return composer(name, language, arguments) if composer else render(name, language)


def is_response(name: str) -> bool:
    """True when `compose` has words for `name`."""
    return name in _COMPOSERS or has_response(name)


def need_words(code: str, language: Language) -> str:
    """A need as residents call it: `a place to stay`."""
    return render(f"need_{code}", language)


def say_needs(codes: list[str], language: Language) -> str:
    """The first few needs in words: `food, work and ID and papers`."""
    return join_words([need_words(code, language) for code in codes[:_NEEDS_NAMED]], language)


def join_words(words: list[str], language: Language) -> str:
    """`food and work`; only commas where one of the words has an "and" of its own: `food, clothes and showers`."""
    if len(words) < 2:
        return "".join(words)
    joint = render("and_join", language, first="", last="").strip()
    if any(f" {joint} " in word or " e " in word for word in words):
        return ", ".join(words)
    return render("and_join", language, first=", ".join(words[:-1]), last=words[-1])


def _menu(name: str, language: Language, arguments: Arguments) -> str:
    choices = " ".join(
        f"{number} {render('menu_more' if code == 'more' else f'menu_{code}', language)}"
        for number, code in enumerate(arguments["options"], 1)
    )
    return render(name, language, choices=choices)


def _which_need(name: str, language: Language, arguments: Arguments) -> str:
    first, second = arguments["needs"]
    return render(name, language, first=need_words(first, language), second=need_words(second, language))


def _ask_place(name: str, language: Language, arguments: Arguments) -> str:
    needs = say_needs(arguments.get("needs") or [], language)
    if not needs:
        return render("utter_ask_place_only", language)
    return render("utter_ask_place_urgent" if arguments.get("urgent") else name, language, needs=needs)


def _area(name: str, language: Language, arguments: Arguments) -> str:
    choices = " ".join(
        f"{number} {render(_AREAS[spa - 1], language)}" for number, spa in enumerate(arguments["areas"], 1)
    )
    return render(name, language, place=arguments["place"], choices=choices)


def _window(name: str, language: Language, arguments: Arguments) -> str:
    ends = arguments.get("ends")
    values = {
        "when": say_window(arguments["window"], language, arguments.get("today")),
        "number": render("number_ending" if ends else "number_this", language, ends=ends),
    }
    if arguments.get("was"):
        values["was"] = say_window(arguments["was"], language, arguments.get("today"))
    if arguments.get("name"):
        return render(f"{name}_name", language, **values, name=arguments["name"])
    return render(name, language, **values)


def _windows(name: str, language: Language, arguments: Arguments) -> str:
    choices = "; ".join(
        f"{number} {say_window(window, language, arguments.get('today'))}"
        for number, window in enumerate(arguments["windows"], 1)
    )
    return render(name, language, choices=choices)


def _needs_and_place(name: str, language: Language, arguments: Arguments) -> str:
    needs, place = say_needs(arguments["needs"], language), arguments.get("place")
    if place:
        return render(_NEAR[name], language, needs=needs, place=place)
    return render(name, language, needs=needs)


def _with_last(name: str, language: Language, arguments: Arguments) -> str:
    return render(name, language, last=arguments["last"])


def _with_place(name: str, language: Language, arguments: Arguments) -> str:
    return render(name, language, place=arguments["place"])


def _held(name: str, language: Language, arguments: Arguments) -> str:
    words = [render(_HELD[kind][count > 1], language, count=count) for kind, count in arguments["kinds"].items()]
    return render(name, language, kinds=join_words(words, language))


_COMPOSERS: dict[str, Callable[[str, Language, Arguments], str]] = {
    "utter_ask_needs": _menu,
    "utter_ask_needs_more": _menu,
    "utter_ask_needs_person": _menu,
    "utter_ask_which_need": _which_need,
    "utter_ask_place": _ask_place,
    "utter_place_noted": _with_place,
    "utter_ask_callback_area": _area,
    "utter_ask_callback_confirmed": _window,
    "utter_ask_callback_choose": _windows,
    "utter_ask_callback_full": _windows,
    "utter_ask_callback_closed": _window,
    "utter_ask_callback_past": _window,
    "utter_callback_booked": _window,
    "utter_callback_status": _window,
    "utter_callback_due": _window,
    "utter_callback_kept": _window,
    "utter_callback_missed": _window,
    "utter_callback_missed_again": _window,
    "utter_callback_not_yet": _window,
    "utter_callback_tried_again": _window,
    "utter_callback_tried": _window,
    "utter_callback_reminder": _window,
    "utter_greet_back": _needs_and_place,
    "utter_no_more": _needs_and_place,
    "utter_which_service": _with_last,
    "utter_held": _held,
    "utter_services": say_services,
    "utter_service_detail": say_detail,
}
