"""Which of the places in a text is where the person is now."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.directory.place_lines import distance_km
from bot.directory.place_names import FILLERS, leads
from bot.directory.place_roles import KIN, Role, is_person, role_of
from bot.directory.place_senses import is_other_sense
from bot.directory.place_streets import Streets
from bot.directory.place_text import Word
from bot.directory.place_types import Mention, Place
from bot.directory.place_words import word_set

_PRECISE = ("zip", "cross_streets")
_WIDE_OUTSIDE = re.compile(r".* County|Inland Empire|Northern California")
_JUST_OUT = re.compile(
    r"\b(?:just|today|this morning|this mornin|rn|right now|hours?|minutes?|mins|tonight|last night|hoy|ahorita|horas?|"
    r"acabo|acaban|acabamos|recien|anoche|let (?:me|us) (?:out|go)|lobby|saliendo|leaving|getting out|loose|gates?|"
    r"still (?:at|here|outside|standing|waiting)|soltaron|sueltan|dejaron salir|parking lot)\b"
)
_BESIDE = re.compile(
    r"\b(?:outside|afuera|fuera|enfrente|front|by|near|next|por|cerca|lado|close|across|around|lobby|here|aqui)\b"
)
_LONG_AGO = re.compile(
    r"\b(?:when|cuando|was|were|met|had|did|been|before|estuve|estaba|years|months|anos|meses|last year)\b"
)
_FIRST_PERSON = word_set("first_person")
_KIN = re.compile(KIN)
_WITH = word_set("beside_kin")
_OF_A_PERSON = word_set("of_a_person")
_LONG = 5
_SAME_AREA_KM = 12
"""How far a corner may lie from the middle of a city that is named with it: Long Beach and Lancaster are wide."""


@dataclass(frozen=True)
class _Context:
    """What the rest of the text is, seen from one mention."""

    before: list[str]
    rest: list[str]
    led: bool
    opens: bool
    """Nothing but fillers stands before it."""

    @property
    def bare(self) -> bool:
        return all(text in FILLERS or text.isdigit() for text in self.rest)

    @property
    def content(self) -> int:
        return sum(text not in FILLERS for text in self.rest)


def choose(words: list[Word], mentions: list[Mention], streets: Streets) -> tuple[Mention, Role] | None:
    """The mention of where the person is now, with its role; None where there is none."""
    held = _held(words, mentions, streets, alone=len(mentions) == 1)
    if not held and len(mentions) > 1:  # "no watts. not west la": what is ruled out after a bare "no" is the answer
        held = _held(words, mentions, streets, alone=True)
    if not held:
        return None
    top = max(role for _, role in held)
    tops = [(mention, role) for mention, role in held if role is top]
    between = words[tops[0][0].last : tops[-1][0].first]
    turned = top >= Role.NOW or any(word.text in ("but", "pero") for word in between)
    chosen = tops[-1] if turned else tops[0]
    if turned:
        held = [(mention, role) for mention, role in held if mention.first >= chosen[0].first]
    return _most_precise(chosen, held)


def _held(words: list[Word], mentions: list[Mention], streets: Streets, alone: bool) -> list[tuple[Mention, Role]]:
    """The mentions that may be where the person is, with their roles; `alone` is as in `role_of`."""
    held: list[tuple[Mention, Role]] = []
    since, before_role = 0, Role.NAMED
    for mention in mentions:
        context = _context(words, mention)
        role = role_of(words, mention.first, mention.last, since, alone=alone)
        if role is Role.NAMED and context.opens:
            role = Role.LED
        if role is Role.NAMED and since and _joined(words[since : mention.first]):
            role = before_role
        since, before_role = mention.last, role
        if mention.score < 1 and role is Role.LED and any(other.score == 1 for other in mentions):
            role = Role.NAMED
        if role is not Role.DENIED and _may_stand(words, mention, role, context, streets):
            held.append((mention, role))
    return held


def _joined(between: list[Word]) -> bool:
    """Whether the words join two places as one answer: "inglewood or hawthorne"."""
    return bool(between) and all(word.text in ("or", "o", "u", "and", "y", "n", "/") for word in between)


def _context(words: list[Word], mention: Mention) -> _Context:
    before = [word.text for word in words[: mention.first]]
    led = leads(before)
    return _Context(
        before=before,
        rest=before + [word.text for word in words[mention.last :]],
        led=led,
        opens=all(text in FILLERS for text in before),
    )


def _may_stand(words: list[Word], mention: Mention, role: Role, context: _Context, streets: Streets) -> bool:
    """Whether the words may be taken for the place here, given how ordinary they are."""
    place, before = mention.place, context.before
    if place is None or place.kind in _PRECISE:
        return True
    led = context.led or (role in (Role.NOW, Role.ASIDE) and before[-1:] in (["a"], ["al"]))
    if not led and is_person(words, mention.first, mention.last, bare_names=mention.when == "cue"):
        return False
    if is_other_sense(words, mention.first, mention.last):
        return False
    if place.kind in ("city", "area") and _outside_of(before):
        return False
    if place.kind != "landmark" and before[-1:] == ["la"] and _is_street(words, mention, streets):
        return False
    if not place.in_county:
        return _may_be_outside(mention, role, context, led)
    if mention.when == "cue":
        return context.bare or led or (context.opens and _followed_by_place(words, mention))
    if mention.when == "now":
        return context.bare or (role >= Role.CURRENT and led)
    if mention.when == "whole":
        return context.bare
    if mention.when == "jail":
        return context.bare or (_stands_by_jail(role, context) and not _of_others(before))
    return True


def _may_be_outside(mention: Mention, role: Role, context: _Context, led: bool) -> bool:
    """A place outside the county counts only where the person is said to be there: it turns them away to 211."""
    if (mention.when == "now" and role is Role.ORIGIN) or context.before[-1:] == ["la"]:
        return False
    if context.bare or (mention.place is not None and mention.place.zip and role >= Role.NAMED):
        return True
    if mention.when == "whole" or role < Role.NAMED or _of_others(context.before):
        return False
    if mention.when == "now":
        return role >= Role.CURRENT and led
    if mention.when == "cue" and not led:
        return False
    return role >= Role.CURRENT or (role is Role.LED and context.content <= _LONG) or context.content <= 1


def _outside_of(before: list[str]) -> bool:
    """ "outside LA" is not in LA, while "outside the library" is at the library."""
    return before[-1:] in (["outside"], ["fuera"]) or before[-2:] in (
        ["outside", "of"], ["outside", "the"], ["fuera", "de"], ["fuera", "del"], ["outside", "la"],
    )  # fmt: skip


def _is_street(words: list[Word], mention: Mention, streets: Streets) -> bool:
    """ "por la vernon": Spanish gives a street its article, a city none."""
    return streets.has(" ".join(word.text for word in words[mention.first : mention.last]))


def _followed_by_place(words: list[Word], mention: Mention) -> bool:
    if mention.last >= len(words):
        return False
    follower = words[mention.last]
    after = follower.text
    if follower.after_break and after not in _OF_A_PERSON:  # "pedro. detox asap"
        return True
    return after in ("por", "by", "near", "off", "cerca", "around", "next", "ca", "area")


def _stands_by_jail(role: Role, context: _Context) -> bool:
    """A jail is a place to be found at on the way out of it, not the story of having been there."""
    line = " ".join(context.rest)
    if role is Role.NOW:  # let off there, not moved there
        return bool(_BESIDE.search(" ".join(context.before[-4:])))
    if role >= Role.CURRENT or _BESIDE.search(" ".join(context.before[-4:])):
        return not _LONG_AGO.search(" ".join(context.before[-6:]))
    return role is Role.ORIGIN and bool(_JUST_OUT.search(line)) and not _LONG_AGO.search(line)


def _of_others(before: list[str]) -> bool:
    """Whether the clause before tells of somebody else: "my family in mexico", "he's gone, living in texas"."""
    for at in range(len(before) - 1, max(-1, len(before) - 13), -1):
        if before[at] in _FIRST_PERSON:
            return False
        if _KIN.fullmatch(before[at]) or before[at] in (
            "hes",
            "shes",
            "theyre",
            "ella",
            "ellos",
            "lo",
            "su",
            "his",
            "her",
        ):
            return not any(text in _WITH for text in before[max(0, at - 3) : at])
    return False


def _most_precise(chosen: tuple[Mention, Role], held: list[tuple[Mention, Role]]) -> tuple[Mention, Role]:
    """`chosen`, or what pins it down further: a ZIP code or corner said with it, a neighborhood of a wide area."""
    place = chosen[0].place
    if place is None or place.kind == "zip":
        return chosen
    if not place.in_county and place.zip is None:
        narrower = ((m, r) for m, r in held if m.place and not m.place.in_county and not _is_wide(m))
        return next(narrower, chosen) if _is_wide(chosen[0]) else chosen
    named = [(m, r) for m, r in held if r >= Role.NAMED and m.place is not None and m.place.in_county]
    for kind in _PRECISE:
        for mention, role in named:
            if mention.place is not None and mention.place.kind == kind:
                return _in_area_said(mention, [m.place for m, _ in named if m.place]), role
    if place.kind == "area" or place.name == "Los Angeles":
        for mention, role in named:
            if mention.place is not None and mention.place.kind != "area" and mention.place.name != "Los Angeles":
                return mention, role
    return chosen


def _is_wide(mention: Mention) -> bool:
    """Whether the place outside the county is a county, a state or a country rather than a city."""
    assert mention.place is not None
    return mention.when == "now" or bool(_WIDE_OUTSIDE.fullmatch(mention.place.name))


def _in_area_said(corner: Mention, named: list[Place]) -> Mention:
    """`corner`, in the city or neighborhood named with it: "atlantic and artesia long beach"."""
    if corner.place is None or corner.place.kind != "cross_streets":
        return corner
    point = (corner.place.lat or 0.0, corner.place.lon or 0.0)
    for place in named:
        close = distance_km((place.lat or 0.0, place.lon or 0.0), point) < _SAME_AREA_KM
        if place.kind in ("city", "neighborhood") and place.name != "Los Angeles" and close:
            spa = place.spa or corner.place.spa
            choices = () if place.spa else corner.place.spa_choices
            return replace(corner, place=replace(corner.place, name=place.name, spa=spa, spa_choices=choices))
    return corner
