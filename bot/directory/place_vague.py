"""Places pointed at and not named: "near me", "at my mom's", "aqui donde estoy"."""

from __future__ import annotations

import re

from bot.directory.place_roles import KIN

_MINE = (
    r"(?:house|home|place|crib|pad|spot|apartment|apt|room|job|work|area|location|neighborhood|hood|block|city|zip|"
    r"casa|cuarto|trabajo|zona|ubicacion|colonia|barrio|vecindario|ciudad|apartamento|departamento|canton)"
)
_STOPOVER = (
    r"(?:home|house|casa|car|carro|truck|troca|van|rv|streets?|calles?|shelter|albergue|refugio|motel|hotel|bridge|freeway|"
    r"park|parque|tent|carpa|library|biblioteca|bus stop|parada|gas station|gasolinera|program|programa|sober living|"
    r"halfway house|bus station|hospital|jail|carcel|court|corte|riverbed|river|rio|encampment|alley|church|iglesia)"
)
_POINTED = re.compile(
    r"\b(?:near|close to|closest to|close by|around|by|next to|cerca de|cerquita de|junto a|a lado de|al lado de)"
    r" (?:me|us|here|home|mi|nosotros|aqui|where (?:i|we)[\w' ]*|donde (?:estoy|vivo|ando|me quedo|estamos)|"
    r"(?:my|mi|our) " + _MINE + r")\b(?! (?:mama|papa|hermana|hermano|tia|tio))"
    r"|\b(?:around|right|out|over|up) here\b(?: where (?:i|im|i'm|we)[\w' ]*)?"
    r"|\b(?:por|de|desde|aqui) aqui(?: cerca| mismo)?\b|\baqui (?:donde (?:estoy|ando|vivo)|cerca|cerquita|mismo|nomas|afuera)\b"
    r"|\bdonde (?:estoy|ando|vivo)(?: ahorita| ahora)?\b(?! \w+ndo)|\bwhere (?:im|i'm|i am) (?:at|staying|living)\b"
    r"|\b(?:somewhere |anywhere |anything |algo )?nearby\b|\bcerca de mi\b|\bmy (?:current )?location\b|\bmi ubicacion\b"
)
_AT_KIN = re.compile(
    r"\b(?:my|mi|mis) (?:\w+ )?" + KIN + r"(?:'?s)?'? (?:house|place|crib|pad|spot|apartment|apt|couch|home|casa|garage|backyard)\b"
    r"|\b(?:at|in|from|by|near|over at|close to) my (?:\w+ )?" + KIN + r"(?:'?s)?(?= ?(?:$|[.,;!?\n]| (?:right|for|rn|now|until|till|but|and|house)))"
    r"|\b(?:casa|depa|apartamento|cuarto|cochera|sofa|donde|lado|cerca) (?:de |vive |con )?(?:mi|mis) (?:\w+ )?" + KIN + r"\b"
    r"|\b(?:stay\w*|living|live|crash\w*|sleeping|quedo|quedando|quedandome|vivo|estoy|ando)(?: \w+)? (?:with|w|w/|con) (?:my|mi|mis) (?:\w+ )?" + KIN + r"\b"
    r"|\bcon (?:mi|mis) (?:\w+ )?" + KIN + r" en su (?:casa|cuarto|apartamento)\b"
)  # fmt: skip
_ALONE = re.compile(
    r"\W*(?:(?:im|i'm|i am|estoy|ando|we're|staying|living|sleeping|vivo|duermo|aqui|me quedo) )?(?:(?:in|at|on|under|by|near|en|por|"
    r"bajo|debajo de|afuera de|outside|from) )?(?:(?:(?:the|a|my|mi|la|el|un|una|this|some|del?) )*(?:" + _STOPOVER + r")|(?:my|mi) " + _MINE + r"|"
    r"here|aqui|aca|aqui mero|right here)(?: (?:right now|rn|now|ahorita|ahora|mero))?\W*"
)  # fmt: skip


def find_vague(folded: str) -> tuple[int, int] | None:
    """The characters of the words that point at a place without naming it, None where none do."""
    for pattern in (_POINTED, _AT_KIN):
        match = pattern.search(folded)
        if match:
            return match.span()
    alone = _ALONE.fullmatch(folded)
    return alone.span() if alone else None
