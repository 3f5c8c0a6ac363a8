"""Which mentions of time in a text are about the call, and what `after that` and `that day` point to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.callbacks.time_language.clauses import About, Clause, call_cancelled, split_clauses
from bot.callbacks.time_language.model import Mention, TimeOfDay
from bot.callbacks.time_language.openings import gives_reason, opening_answer
from bot.callbacks.time_language.refusals import with_refusals
from bot.callbacks.time_language.wishes import Wish, put_together

NEAR = 45
"""Characters between a time and the word about the call within which they belong together in a long sentence."""
NEAR_WEAK = 25
"""The same for `now`, `today` and other words that people say of anything."""
LEADING = 12
"""Characters before a time that begins its clause: `de 2 a 4 es cuando duerme la nina` is an answer."""
AT_ONCE = 4
"""The same for the whole phrase it belongs to: `el martes 8 a las 10`."""
LONG_TEXT = 10
"""Words about other things from which on a clause of nothing but time needs a word about the call elsewhere."""


_DUTY = re.compile(r" *,? *(?:(?:i|ill) )?(?:have|got (?!out|released|let)|gotta|tengo|hay|voy|go to|work|trabajo)\b")
_BESIDE = re.compile(
    r"[ ,]*(?:(?:at|on|in|the|of|like|around|about|maybe|say|a|el|la|las|en|por|para|como|tipo|or|o|and|y)\b[ ,]*)*"
)
"""What may stand between two words about time that make up one phrase."""
_WHAT_HAPPENS = re.compile(r" (?:i|im|ill|we|he|she|they|the|theres|my|mis?|me|los|las|tengo|estoy|voy|entro|salgo)\b")
"""After `after that`: what happens then, and no offer."""
_THEREFORE = re.compile(r"\b(?:so|entonces|asi que|por eso)\b")


@dataclass(frozen=True)
class _Whole:
    """What the text says besides one mention."""

    expecting: bool
    extra_words: int
    call_elsewhere: bool
    other_mentions: bool
    opening: tuple[Clause, ...]


def wish_in(text: str, mentions: list[Mention], *, expecting: bool) -> Wish | None:
    """The wish that the mentions of a regular text make up, or None where none of them is about the call."""
    if not mentions or call_cancelled(text):
        return None
    clauses = split_clauses(text, mentions)
    whole = _Whole(
        expecting=expecting,
        extra_words=sum(clause.extra_words for clause in clauses),
        call_elsewhere=any(clause.about is About.CALL for clause in clauses),
        other_mentions=any(not m.only_expected for m in mentions),
        opening=opening_answer(text, clauses, mentions),
    )
    used, busy, other = _told_apart(text, with_refusals(text, mentions), clauses, whole)
    used = _pointed_out(used, busy, other)
    if used and not any(m.days is not None or m.kind == "any" for m in used):
        used += [replace(m, kind="day", time=None) for m in busy if m.days is not None and not m.days.several][-1:]
    used = _on_topic_day(text, used, other)
    only_days = all(m.excluded or m.kind == "day" for m in used)
    said_enough = expecting or whole.call_elsewhere
    if only_days and (
        said_enough
        or (whole.extra_words <= 2 and not other and not any(m.time and m.time.shape == "range" for m in busy))
    ):
        used += _after_busy(busy, days_said=any(m.days is not None for m in used))
    used = [mention for mention in used if mention.kind != "that"]
    return put_together(text, used) if used else None


def _told_apart(
    text: str, mentions: Sequence[Mention], clauses: Sequence[Clause], whole: _Whole
) -> tuple[list[Mention], list[Mention], list[Mention]]:
    """The mentions about the call, those that say when the person is taken, and the rest."""
    used: list[Mention] = []
    busy: list[Mention] = []
    other: list[Mention] = []
    for phrase, clause in _phrases(text, mentions, clauses):
        answered = any(not m.excluded for m in used) and whole.call_elsewhere and clause.about is About.UNSURE
        trusted = _trusted_of(phrase, clause, replace(whole, expecting=False) if answered else whole)
        if used and clause.about is not About.CALL:  # `tuesday after 3, that day my kids are at school` repeats
            trusted = [m for m in trusted if m.kind != "that" or not _WHAT_HAPPENS.match(text, m.end)]
        if used and whole.opening and clause.about is not About.CALL and gives_reason(text, clause):
            trusted = []
        for mention in phrase:
            refused_first = mention.excluded and whole.expecting and mention.start - clause.start < LEADING
            if mention in trusted or refused_first:
                used.append(mention)
            else:
                (busy if clause.about is About.BUSY else other).append(mention)
    return used, busy, other


def _trusted_of(phrase: Sequence[Mention], clause: Clause, whole: _Whole) -> list[Mention]:
    """The mentions of `phrase` that are about the call: one of them brings along those beside it."""
    habit = any(mention.several for mention in phrase) and (clause.extra_words > 1 or any(m.clock for m in phrase))
    if habit and clause.about is About.UNSURE:  # `every morning at 5 i wait in line`
        return []
    trusted = [mention for mention in phrase if _trusted(mention, phrase[0].start, clause, whole)]
    if any(not mention.only_expected and mention.kind != "that" for mention in trusted):
        return [mention for mention in phrase if mention in trusted or not mention.only_expected]
    return trusted


def _phrases(
    text: str, mentions: Sequence[Mention], clauses: Sequence[Clause]
) -> Iterator[tuple[list[Mention], Clause]]:
    """The mentions that stand side by side in one clause (`tomorrow thursday between 11 and 3`), with that clause."""
    phrase: list[Mention] = []
    last = clauses[-1]
    for mention in mentions:
        clause = next((c for c in clauses if c.start <= mention.start < c.end), clauses[-1])
        if phrase and (clause is not last or not _BESIDE.fullmatch(text[phrase[-1].end : mention.start])):
            yield phrase, last
            phrase = []
        phrase.append(mention)
        last = clause
    if phrase:
        yield phrase, last


def _trusted(mention: Mention, begins: int, clause: Clause, whole: _Whole) -> bool:
    """Whether `mention` is about the call, given its clause, where its phrase begins and how much else the text says."""
    if mention.only_expected and not (whole.expecting or whole.other_mentions):
        return False
    if clause.about is About.CALL:
        if mention.weak and not whole.expecting and clause.extra_words > 1:
            return (clause.call_named or clause.extra_words == 2) and _near(mention, clause, NEAR_WEAK)
        return clause.extra_words <= 4 or _near(mention, clause, NEAR)
    precise = not mention.weak and (mention.kind in ("any", "that", "minutes") or mention.clock is not None)
    if clause.about is About.BARE:
        little = whole.extra_words <= (LONG_TEXT if precise else 1 if mention.weak else 4)
        asked_for = whole.expecting and whole.extra_words <= LONG_TEXT * (1 if mention.weak else 2)
        asked = whole.call_elsewhere and not (mention.weak and whole.extra_words > LONG_TEXT)
        return asked_for or asked or little or clause in whole.opening
    if clause.about is About.UNSURE:
        if clause in whole.opening:
            return True
        if whole.expecting:
            return clause.extra_words <= (2 if mention.weak else 8) and whole.extra_words <= 2 * LONG_TEXT
        leading = (
            precise
            and (begins - clause.start <= AT_ONCE or mention.start - clause.start <= LEADING)
            and clause.extra_words <= 4
        )
        return not mention.weak and (whole.extra_words <= 1 or leading)
    return False


def _on_topic_day(text: str, used: list[Mention], other: Sequence[Mention]) -> list[Mention]:
    """`tomorrow i have court at 9 so after 1` is about tomorrow: beside an hour, a day with a duty is not refused."""
    if any(m.days is not None and not m.excluded for m in used):
        return used
    if not any(m.clock is not None and not m.excluded for m in used):
        return used
    first = min(m.start for m in used)
    of_duty = [
        m
        for m in (*other, *used)
        if m.kind == "day"
        and ((m.excluded and _DUTY.match(text, m.end)) or (m.end < first and _THEREFORE.search(text, m.end, first)))
    ]
    rest = [m for m in used if m not in of_duty]
    return sorted([*rest, *(replace(m, excluded=False) for m in of_duty)], key=lambda m: m.start)


def _near(mention: Mention, clause: Clause, letters: int) -> bool:
    """True where about `letters` at most stand between the time and the word about the call."""
    return clause.marker is not None and -letters <= mention.start - clause.marker <= letters + 10


def _pointed_out(used: list[Mention], busy: Sequence[Mention], other: Sequence[Mention]) -> list[Mention]:
    """`after that`, `that day` replaced by what they point to in what was said before."""
    found: list[Mention] = []
    for mention in used:
        if mention.kind != "that":
            found.append(mention)
        if mention.kind != "that" or mention.excluded:  # `4 sharp, not before`
            continue
        earlier = [m for m in (*busy, *other, *used) if m.start < mention.start and m.kind in ("day", "time")]
        said = next((m.time for m in reversed(earlier) if m.clock is not None), None)
        if said is not None and mention.word in ("after", "before", "time"):
            found = [m for m in found if m.days is not None or m.time is not said]
            if mention.word != "time":
                said = TimeOfDay(mention.word, low=said.last_clock, high=said.last_clock)
            found.append(replace(mention, kind="time", time=said))
        if not any(m.days and not m.excluded for m in used):
            pointed = [m for m in earlier if m.days and (m not in used or (m.excluded and mention.shift))][-1:]
            pointed = [replace(m, excluded=False) for m in pointed]
            found += [_shifted(replace(m, kind="day", time=None), mention.shift) for m in pointed]
    return sorted(found, key=lambda mention: mention.start)


def _shifted(mention: Mention, days: int) -> Mention:
    """`the day before` a day that was said."""
    if not days or mention.days is None:
        return mention
    return replace(mention, days=replace(mention.days, shift=mention.days.shift + days))


def _after_busy(busy: Sequence[Mention], *, days_said: bool) -> list[Mention]:
    """`i get off at 5` alone means after five; `i work 6 to 2` means after two."""
    if all(mention.clock is None for mention in busy):
        return []
    found: list[Mention] = []
    for mention in busy:
        if mention.clock is not None:
            found.append(replace(mention, time=TimeOfDay("after", low=mention.clock)))
        elif mention.kind == "day" and not days_said:
            found.append(mention)
    return found
