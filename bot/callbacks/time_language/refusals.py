"""Which of the times in a text are ruled out: `not friday`, `el lunes no puedo`, `any day but monday`."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from bot.callbacks.time_language.model import AFTERNOON_OR_LATER, MORNING_PARTS, ClockTime, Mention, TimeOfDay, one_of

_BEFORE = one_of(
    r"""
    (?:not|no|except|besides|minus|menos|excepto|instead of|rather than|en vez del?|en lugar del?|neither|nor|ni)
    (?:cant|cannot|can not|wont|couldnt|not (?:gonna|going to|able to))(?: (?:do|make|talk|be|answer|it|call|take|the|my|a|home))*
    isnt; (?:dont|do not) (?:call|text|do|want)(?: me)?; no puedo; que no sea; no me \w+; not (?:good|available|free)
    """,
    end=r"(?: (?:on|at|in|the|el|la|los|las|en|es|a|para|it|is))* *$",
)
_SAID_BEFORE = re.compile(r"\b(?:said|put|dije|puse) *$")
_AFTER = one_of(
    r"""
    (?:i )?(?:no puedo|i? ?cant|cannot|wont|isnt); (?:is |are |r )?(?:no good|bad|not good|out); (?:doesnt|dont|wont|does not) work
    no(?= *(?:,|$|mejor|que|porque|because|cuz|bc|i |puedo|se puede)); ya no; anymore; no me (?:queda|sirve|conviene)
    ya tengo que; (?:im|estoy) (?:busy|working|ocupad\w); i (?:work|got work|have work); trabajo; tengo (?:corte|cita|que|trabajo)
    i (?:got|have) (?:court|work|class|appointment|an)
    """,
    start="^ *,? *",
    end="",
)
_MUST_AFTER = re.compile(r"^ *(?:i (?:gotta|have to|got to|need to|must)|me toca|tengo que)\b")
"""An hour with a duty of its own; after or before an hour it may be why."""
_CALL_BEFORE = re.compile(
    r"(?<!dont )(?<!not )(?<!no me )\b(?:call me|text me|hit me up|call|make it|can you do|llam\w+|marqu\w+|habl\w+)\b[^.;,!]*$"
)
_OWN_AFTER = re.compile(r"^ *(?:i|im|estoy|tengo|trabajo|no puedo)\b")
"""What someone says of the hour before it, unless a call was asked for then: `call me at 9 tomorrow i cant talk later`."""
_AFTER_ALONE = re.compile(rf"(?:{_AFTER.pattern}) *")
"""`hoy no puedo mañana`: what rules out today says nothing of tomorrow."""
_OLD_CALL_BEFORE = re.compile(
    r"\b(?:the|my|that|this|our|mi|la|esa|esta|una?) (?:phone )?(?:llamada|cita|call|callback|appointment|appt) (?:de|del|on|at|from)(?: (?:la|el|las))? *$|\bfrom *$"
)
_OLD_CALL_AFTER = re.compile(r"^ *(?:call|callback|appointment|appt|one) (?:to|for|instead|can|could)\b")
_CONTRARY = re.compile(r"\b(?:but|pero|queria|meant|mejor|instead|actually)\b")
_CORRECTED = re.compile(
    r"\b(?:wait|i mean(?:t)?|actually|scratch that|nvm|never mind|my bad|digo|perdon|mejor(?= dicho| el| la| en| a| \x01| *$)|mas bien|make (?:it|that)|"
    r"no no|changed my mind|instead)\b"
)
"""Between two days: the second replaces the first."""
_CHAIN = re.compile(r"^ *(?:and|or|y|o|ni|nor|n|/|&)(?: (?:on|the|el|la|not|no))* *$")
_SAME = re.compile(r"^(?: *(?:in the|in|at|on))? *$")


def with_refusals(text: str, mentions: list[Mention]) -> list[Mention]:
    """The mentions of a regular text, those that are ruled out marked `excluded`."""
    marked: list[Mention] = []
    for position, mention in enumerate(mentions):
        previous = marked[-1] if marked else None
        before, after = text[previous.end if previous else 0 : mention.start], text[mention.end :]
        of_previous = previous is not None and previous.excluded and _AFTER_ALONE.fullmatch(before)
        out = bool(
            (_BEFORE.search(before) and not of_previous) or _ruled_out_after(mention, text[: mention.start], after)
        )
        if out and position + 1 < len(mentions) and not _BEFORE.search(before):
            out = not _of_next_day(text[mention.end : mentions[position + 1].start], mentions[position + 1])
        if position + 1 < len(mentions):
            out = out or bool(_SAID_BEFORE.search(before) and _CONTRARY.search(after))
            onwards = mention.time is not None and mention.time.shape == "after"
            out = out or bool((_OLD_CALL_BEFORE.search(before) and not onwards) or _OLD_CALL_AFTER.search(after))
        out = out or (previous is not None and previous.excluded and _chained(previous, mention, before))
        marked.append(replace(mention, excluded=True) if out else mention)
    return _without_corrected(text, marked)


def _ruled_out_after(mention: Mention, before: str, after: str) -> bool:
    """Whether what follows `mention` rules it out: `friday i cant`, `at 3 i gotta pick up my kid`."""
    if _OWN_AFTER.search(after) and _CALL_BEFORE.search(before):
        return False
    if _MUST_AFTER.search(after) and mention.time is not None and mention.time.shape in ("exact", "range"):
        return True
    return bool(_AFTER.search(after))


def _without_corrected(text: str, mentions: list[Mention]) -> list[Mention]:
    """The mentions less each wanted day that a later one takes back: `tuesday, no wait, thursday`."""
    days = [mention for mention in mentions if mention.kind == "day" and not mention.excluded]
    gone = {id(one) for one, other in pairwise(days) if _CORRECTED.search(text[one.end : other.start])}
    return [mention for mention in mentions if id(mention) not in gone]


def _of_next_day(between: str, following: Mention) -> bool:
    """`friday, i got court monday`: the duty after the comma is of the day that follows it."""
    return following.kind == "day" and between.lstrip().startswith(",") and between.count(",") == 1


def opposite(said: TimeOfDay) -> TimeOfDay | None:
    """What remains of the day when a part of it is ruled out; None for a clock time."""
    if said.shape != "part":
        return None
    if said.part in MORNING_PARTS:
        return TimeOfDay("after", low=ClockTime(12, 0, "24"))
    if said.part == "afternoon":
        return TimeOfDay("part", part="morning")
    return TimeOfDay("before", high=ClockTime(17, 0, "24")) if said.part in AFTERNOON_OR_LATER else None


def _chained(previous: Mention, mention: Mention, between: str) -> bool:
    """True in `not monday or tuesday` and in `not thursday morning`: one refusal, two mentions."""
    if _CHAIN.search(between):
        return True
    part = mention.time is not None and mention.time.shape == "part" and previous.time is None
    return part and bool(_SAME.search(between))
