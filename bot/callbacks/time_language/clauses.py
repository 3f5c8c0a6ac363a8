"""Whether the time words of a clause are about the call, about something else, or asked in a question."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from bot.callbacks.time_language import vocabulary as words
from bot.callbacks.time_language.grammar import TAKEN, blanked
from bot.callbacks.time_language.model import Mention
from bot.callbacks.time_language.small_words import SMALL_WORDS


class About(Enum):
    """What the times of a clause are about."""

    CALL = "the call, or when the person can talk"
    BARE = "nothing but time and small words"
    BUSY = "when the person is taken: after it ends they can talk"
    ASKED = "a need or a question, with the times it has"
    OTHER = "something else: a court date, a call of the past, a refusal"
    UNSURE = "nobody says"


@dataclass(frozen=True)
class Clause:
    """A stretch [start, end) of the regular text and what its times are about.

    `extra_words` counts the words that are neither time nor small words; `marker` is where the word about the call
    stands, None where there is none; `call_named` is true where it names the call itself.
    """

    start: int
    end: int
    about: About
    extra_words: int
    marker: int | None = None
    call_named: bool = False


_SPLIT = re.compile(
    r"[.;!?\n]+(?!\d)|,(?! ?\d)|--+|\b(?:so|but|pero|because|cause|cuz|coz|bc|cos|porque|por que|asi que|entonces|and i|and then|"
    r"plus|also|though|although|except that|y luego|pues|osea|o sea|y (?=tengo|necesito|mi|me|no)|since(?= (?:i|im|my|its|theres|they|we|\x01+ ?(?:is|a|s))\b))\b|"
    r"(?<! me) (?=tengo (?:cita|corte|que|trabajo|clase|jale))| "
    rf"(?={words.REQUEST})"
)
_NEW_SUBJECT = re.compile(
    r"(?<=[\w\x01~]) (?=(?<!when )(?<!after )(?<!before )(?<!if )(?<!until )(?<!once )(?<!cause )(?<!that )(?<!as )"
    r"(?:i|ive|im|he|hes|she|shes|they|we|my|mi) (?!can\b|could|want|think|guess|dont (?:care|mind)|free|need it|am free|"
    r"prefer))"
)
_SUBORDINATE = re.compile(
    r" (?=(?:when|cuando|while|mientras|en cuanto|ya que|once (?:i|im|my|the)|thats when|a es[ao]s? horas?|(?:before|after) (?:que|i|my|they|\w*[aei]r(?:me|lo|la)?)|"
    rf"(?<={TAKEN} )que)\b)|(?:(?<=please)|(?<=favor)|(?<=porfa)) (?=(?:i|im|ill|my|estoy|ando|voy|me|mi|tengo|salgo|es que|el|la|los|las|the|theres|hay)\b|\x01+ (?:hay|is|are|ya|no)\b)"
)
_REFUSED_THEN = re.compile(rf"\b(?:(?:dont|do not) (?:call|text)|no me \w+)(?: me)?(?: (?:on|in the|at))? ?{TAKEN}")
"""`dont call me in the morning` is about when, not whether."""
_WORD = re.compile(r"[a-z]+")
_MOST_WORDS_THAT_SUIT = 3
"""A clause that only calls something good (`works`, `better`) is about the call while it says little else."""


def split_clauses(text: str, mentions: list[Mention]) -> list[Clause]:
    """The clauses of a regular text in order, each with what its times are about."""
    skeleton = blanked(text, mentions)
    bounds = [0]
    for match in _SPLIT.finditer(skeleton):
        bounds += [match.start(), match.end()] if match[0].strip() else [match.end()]
    bounds.append(len(text))
    soon = any(mention.kind in ("minutes", "later") for mention in mentions)
    chosen = [mention.start for mention in mentions if mention.kind == "any" and not mention.weak]
    clauses: list[Clause] = []
    for start, end in pairwise(bounds):
        for begin, finish in _after_bare_time(skeleton, start, end, soon=soon) or _at_subjects(
            skeleton, start, end, chosen
        ):
            clauses.append(_judged(skeleton, begin, finish, asked="?" in text[finish : finish + 2]))
    return clauses


def call_cancelled(text: str) -> bool:
    """True where a call is called off: then the times in the text say which one, not when to call."""
    return bool(words.CANCELLED.search(text))


def _after_bare_time(text: str, start: int, end: int, *, soon: bool) -> list[tuple[int, int]]:
    """Cut before `when my kids are asleep` where nothing but a time stands before it; empty where it does not.

    `soon`: the time is counted from now, so that `im on the bus` after it says why, and not where one will be.
    """
    found = _SUBORDINATE.search(text, start, end) or (words.TAKEN_UP_NOW.search(text, start, end) if soon else None)
    if found is None or TAKEN not in text[start : found.start()]:
        return []
    bare = _judged(text, start, found.start(), asked=False).about is About.BARE
    return [(start, found.start()), (found.end(), end)] if bare else []


def _at_subjects(text: str, start: int, end: int, chosen: list[int]) -> list[tuple[int, int]]:
    """Cut before `i got court…` where what stands before it asks for a call, and before `i work…` after a time.

    `chosen`: where `any time` stands; nothing but a call is offered for any time.
    """
    for match in _NEW_SUBJECT.finditer(text, start, end):
        before, after = text[start : match.start()], text[match.end() : end]
        asks = "except" in before or any(start <= place < match.start() for place in chosen)
        asks = asks or any(found.search(before) for found in (words.CALL, words.FREE, words.SUITS))
        free = words.FREE.search(after)
        offers = free or any(found.search(after) for found in (words.CALL, words.SUITS))
        elsewhere = words.EVENT.search(after) and not free and not words.SUITS.search(after)
        agreed = words.TIME_SUITS.search(before) and not offers  # `tomorrow morning works my baby sleeps until 11`
        if agreed or (asks and elsewhere) or (words.BUSY.search(after) and TAKEN in before and not free):
            return [(start, match.start()), (match.end(), end)]
    return [(start, end)]


def _judged(text: str, start: int, end: int, *, asked: bool) -> Clause:
    plain = re.sub(TAKEN + "+", TAKEN, text[start:end]).strip()
    extra = sum(word not in SMALL_WORDS for word in _WORD.findall(plain))
    about = _about(plain, asked=asked, extra=extra)
    if about is not About.CALL:
        return Clause(start, end, about, extra)
    named = words.CALL.search(text, start, end)
    marker = named or words.FREE.search(text, start, end) or words.TIME_SUITS.search(text, start, end)
    return Clause(start, end, about, extra, marker.start() if marker else None, named is not None)


def _about(plain: str, *, asked: bool, extra: int) -> About:
    if words.QUESTION.search(plain) or (asked and words.QUESTION_ABOUT_HOURS.search(plain)):
        return About.ASKED
    if words.PAST_CALL.search(plain) or (words.REFUSAL.search(plain) and not _REFUSED_THEN.search(plain)):
        return About.OTHER
    if words.CALL.search(plain):
        return About.CALL
    free, need = words.FREE.search(plain), words.NEED.search(plain)
    if not free and not need and words.BUSY.search(plain):
        return About.BUSY
    suits = extra <= _MOST_WORDS_THAT_SUIT and words.SUITS.search(plain)
    if (free or suits) and not (need and extra > 2):
        return About.CALL
    if words.EVENT.search(plain):
        return About.ASKED if need else About.OTHER
    if extra == 0:
        return About.BARE
    return About.ASKED if need else About.UNSURE
