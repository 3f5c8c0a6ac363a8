"""Which mentions of time in a text are about the call, and what `after that` and `that day` point to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.callbacks.time_language.clauses import About, Clause, call_cancelled, split_clauses
from bot.callbacks.time_language.model import Mention, TimeOfDay
from bot.callbacks.time_language.refusals import with_refusals
from bot.callbacks.time_language.wishes import Wish, put_together

NEAR = 45
"""Characters between a time and the word about the call within which they belong together in a long sentence."""
NEAR_WEAK = 25
"""The same for `now`, `today` and other words that people say of anything."""
LEADING = 12
"""Characters before a time that begins its clause: `de 2 a 4 es cuando duerme la nina` is an answer."""
LONG_TEXT = 10
"""Words about other things from which on a clause of nothing but time needs a word about the call elsewhere."""


_DUTY = re.compile(r" *,? *(?:(?:i|ill) )?(?:have|got (?!out|released|let)|gotta|tengo|hay|voy|go to|work|trabajo)\b")


@dataclass(frozen=True)
class _Whole:
    """What the text says besides one mention."""

    expecting: bool
    extra_words: int
    call_elsewhere: bool
    other_mentions: bool


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
    )
    used: list[Mention] = []
    busy: list[Mention] = []
    other: list[Mention] = []
    for mention in with_refusals(text, mentions):
        clause = next((c for c in clauses if c.start <= mention.start < c.end), clauses[-1])
        refused_first = mention.excluded and expecting and mention.start - clause.start < LEADING
        if _trusted(mention, clause, whole) or refused_first:
            used.append(mention)
        elif clause.about is About.BUSY:
            busy.append(mention)
        else:
            other.append(mention)
    used = _pointed_out(used, busy, other)
    if used and not any(m.days is not None or m.kind == "any" for m in used):
        used += [replace(m, kind="day", time=None) for m in busy if m.days is not None and not m.days.several][-1:]
    used = _on_topic_day(text, used, other)
    only_days = all(m.excluded or m.kind == "day" for m in used)
    said_enough = expecting or whole.call_elsewhere
    if only_days and (
        said_enough or (whole.extra_words <= 2 and not any(m.time and m.time.shape == "range" for m in busy))
    ):
        used += _after_busy(busy, days_said=any(m.days is not None for m in used))
    used = [mention for mention in used if mention.kind != "that"]
    return put_together(text, used) if used else None


def _trusted(mention: Mention, clause: Clause, whole: _Whole) -> bool:
    """Whether `mention` is about the call, given its clause and how much else the text says."""
    if mention.only_expected and not (whole.expecting or whole.other_mentions):
        return False
    if clause.about is About.CALL:
        if mention.weak and not whole.expecting and clause.extra_words > 1:
            return (clause.call_named or clause.extra_words == 2) and _near(mention, clause, NEAR_WEAK)
        return clause.extra_words <= 4 or _near(mention, clause, NEAR)
    precise = not mention.weak and (mention.kind in ("any", "that", "minutes") or mention.clock is not None)
    if clause.about is About.BARE:
        little = whole.extra_words <= (LONG_TEXT if precise else 1 if mention.weak else 4)
        return whole.expecting or whole.call_elsewhere or little
    if clause.about is About.UNSURE:
        if whole.expecting:
            return clause.extra_words <= (2 if mention.weak else 8)
        leading = precise and mention.start - clause.start <= LEADING and clause.extra_words <= 4
        return not mention.weak and (whole.extra_words <= 1 or leading)
    return False


def _on_topic_day(text: str, used: list[Mention], other: Sequence[Mention]) -> list[Mention]:
    """`tomorrow i have court at 9 so after 1` is about tomorrow: beside an hour, a day with a duty is not refused."""
    if any(m.days is not None and not m.excluded for m in used):
        return used
    if not any(m.clock is not None and not m.excluded for m in used):
        return used
    of_duty = [m for m in (*other, *used) if m.kind == "day" and m.excluded and _DUTY.match(text, m.end)]
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
            continue
        earlier = [m for m in (*busy, *other, *used) if m.start < mention.start and m.kind in ("day", "time")]
        clock = next((m.clock for m in reversed(earlier) if m.clock is not None), None)
        if clock is not None and mention.word in ("after", "before", "time"):
            shape = "exact" if mention.word == "time" else mention.word
            said = TimeOfDay(shape, low=clock, high=clock)
            found = [m for m in found if m.days is not None or m.clock is not clock]
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
