"""Places pointed at and not named: "near me", "at my mom's", "aqui donde estoy"."""

from __future__ import annotations

import re

from bot.directory.place_roles import KIN

_MINE = (
    r"(?:house|home|place|crib|pad|spot|apartment|apt|room|job|work|area|neighborhood|hood|block|"
    r"casa|cuarto|trabajo|zona|colonia|barrio|vecindario|apartamento|departamento|canton)"
)
_STOPOVER = (
    r"(?:home|house|casa|car|carro|truck|troca|van|rv|streets?|calles?|shelter|albergue|refugio|motel|hotel|bridge|freeway|"
    r"park|parque|tent|carpa|library|biblioteca|bus stop|parada|gas station|gasolinera|program|programa|sober living|"
    r"halfway house|bus station|hospital|jail|carcel|riverbed|encampment|alley|church|iglesia)"
)
_WHERE_I_AM = (
    r"(?:where (?:im|i'm|i am|i) (?:at|staying|live|living|stay)|(?:aqui )?donde (?:estoy|ando|vivo|estamos))"
    r"(?: ahorita| ahora| right now| rn| now)?"
)
_POINTED = re.compile(
    r"\b(?<!\bfine )(?<!\bgood )(?<!\bok )(?<!\bokay )(?<!\bcool )(?<!\balright )"
    r"(?:near|nearest|close to|closest to|close by|around|by|cerca de|cerquita de|junto a|al lado de) "
    r"(?:me|us|here|home|mi|nosotros|aqui|" + _WHERE_I_AM + r"|(?:my|mi|our) " + _MINE + r")\b"
    r"|\bright here(?: " + _WHERE_I_AM + r")?"
    r"|\bpor aqui(?: cerca| mismo)?\b|\baqui (?:cerca|cerquita|mismo|mero)\b"
    r"|\b(?:aqui donde (?:estoy|ando|vivo|estamos)|here where (?:im|i'm|i am) (?:at|staying))\b|\b(?:somewhere |anywhere |anything |algo )?nearby\b"
)
_OWN_CHILDREN = r"(?:kids?|children|child|bab(?:y|ies)|sons?|daughters?|newborn|toddler|hij[oa]s?|nin[oa]s?|bebes?|chamacos?)(?! (?:mama|daddy))"
"""Those who come along, and have no place of their own."""
_AT_KIN = re.compile(
    r"\b(?:my|mi|mis) (?:\w+ )?"
    + KIN
    + r"(?:'?s)?'? (?:house|place|crib|pad|spot|apartment|apt|couch|home|casa|garage|backyard)\b"
    r"|\b(?:at|near|over at|close to) my (?:\w+ )?"
    + KIN
    + r"(?:'?s)?(?= ?(?:$|[.,;!?\n]| (?:right|for|rn|now|until|till|but|and|house)))"
    r"|\b(?:casa|depa|apartamento|cuarto|cochera|sofa) de (?:mi|mis) (?:\w+ )?" + KIN + r"\b"
    r"|\b(?<!to )(?:stay\w*|living|live|crash\w*|sleeping|quedo|quedando|quedandome|vivo|estoy|ando)(?: \w+)? "
    r"(?:with|w|w/|con) (?:my|mi|mis) (?!(?:\w+ )?" + _OWN_CHILDREN + r"\b)(?:\w+ )?" + KIN + r"\b"
    r"|\bcon (?:mi|mis) (?:\w+ )?" + KIN + r" en su (?:casa|cuarto|apartamento)\b"
)
_ALONE = re.compile(
    r"\W*(?:(?:ya )?(?:im|i'm|i am|estoy|ando|we're|staying|living|sleeping|vivo|duermo|aqui|me quedo) )?(?:"
    r"(?:in|at|on|under|by|near|en|por|bajo|debajo de|afuera de|outside) (?:(?:the|a|my|mi|la|el|un|una|this|some) )*"
    r"(?:"
    + _STOPOVER
    + r"|"
    + _MINE
    + r")|(?:my|mi) "
    + _MINE
    + r"|(?:right |aqui )(?:here|mero)|aqui|"
    + _WHERE_I_AM
    + r")"
    r"(?: (?:right now|rn|now|ahorita|ahora|mero))?\W*"
)


def find_vague(folded: str) -> tuple[int, int] | None:
    """The characters of the words that point at a place without naming it, None where none do."""
    for pattern in (_POINTED, _AT_KIN):
        match = pattern.search(folded)
        if match:
            return match.span()
    alone = _ALONE.fullmatch(folded)
    return alone.span() if alone else None
