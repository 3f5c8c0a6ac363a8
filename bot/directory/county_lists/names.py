"""Names made readable: title case gone wrong, shouted acronyms, misspellings, long double names."""

from __future__ import annotations

import re

_SHOUTED = """
AADAP AB AFH AIDS API APCTC APLA ASC AV AVRC BHC BHS CCC CHCADA CHLA CRI CRS CSC DCFS DHS DMH DPSS ENKI FCCS FQHC FSP
HACLA HOAP HOPICS II III JFS JFSLA JWCH KYCC LAC LAUSD LPV MACC MHA MJB MLK NAMI NLSLA OPCC OTTP PATH PC PEI ROADS SCADP
SCHARP SDA SFV SOVA SPIRITT SRO SSG TAY TIES UCLA UMC UMMA USC VA VIP WCIL WLCAC YMCA YWCA
"""
_ACRONYMS = {word.lower(): word for word in _SHOUTED.split()}
_SPELLED = {
    "cmhc": "Community Mental Health Center",
    "mhc": "Mental Health Center",
    "mhs": "Mental Health Services",
    "cathloic": "Catholic",
    "ecumencial": "Ecumenical",
    "hosptial": "Hospital",
    "norwark": "Norwalk",
    "padrenos": "Padrinos",
    "reedemer": "Redeemer",
    "wellnes": "Wellness",
    "etie": "Ettie",
    "msgr": "Monsignor",
    "inst": "Institute",
    "ctr": "Center",
    "srvs": "Services",
    "svcs": "Services",
    "fam": "Family",
    "womenshelter": "WomenShelter",
    "familysource": "FamilySource",
    "mckinley": "McKinley",
    "macdonald": "MacDonald",
}
_SMALL = {"a", "and", "at", "by", "de", "del", "for", "from", "in", "of", "on", "or", "the", "to"}
_WORD = re.compile(r"[A-Za-z][A-Za-z']*")
_HEADS = (
    ("Salvation Army Corps Community Center", "Salvation Army"),
    ("Salvation Army Corps Family Service Center", "Salvation Army"),
    ("Salvation Army Service Extension Office", "Salvation Army"),
    ("Salvation Army Southeast Communities Corp", "Salvation Army"),
    ("Catholic Charities of Los Angeles", "Catholic Charities"),
    ("Mental Health America of Los Angeles", "Mental Health America"),
    ("Vance North Necessities of Life Program", "Necessities of Life food program"),
    ("AIDS Project Los Angeles", "APLA"),
    (
        "City of Los Angeles Housing and Community Investment Department - West Adams FamilySource - 1736 Family"
        " Crisis Center",
        "West Adams FamilySource Center",
    ),
    ("Los Angeles County Workforce Development, Aging and Community Services - ", ""),
)
_KINDS_OF_PLACE = """
a access administrative adult and area assistance bank based beta care center child childrens community counseling day
department distribution emergency family fccs field food for homeless house housing in intake intensive living mission
office outreach program project rescue resource security senior service services sfv shelter site social the touch
transitional treatment youth
"""
_KINDS = frozenset(_KINDS_OF_PLACE.split())
_LONGEST = 48
"""A name longer than this eats the text message it stands in; its last part is used instead."""


def readable_name(raw: str) -> str:
    """The organization or site name as people would write it."""
    name = re.sub(r"\s+", " ", raw.replace("’", "'")).strip(" -,")
    name = re.sub(r"^(?P<rest>[^-]+?)\s*,\s*The\b", r"The \g<rest>", name)
    name = re.sub(r"^WSFB-\s*|\s*\((?:Mhc|Mhs|Ucc|Npi)\)", "", name)
    name = re.sub(r"\b(Inst|Ctr|Srvs|Svcs|Fam)\.", r"\1", name)
    name = re.sub(r"\bL\.? A\.? (?=[A-Z])", "LA ", name)
    name = re.sub(r"\b(?P<number>\d+)(?P<end>St|Nd|Rd|Th)\b", lambda m: m["number"] + m["end"].lower(), name)
    name = re.sub(r"\(([a-z])", lambda m: "(" + m[1].upper(), name)
    name = _WORD.sub(lambda m: _word(m, name), name)
    name = re.sub(r"\b(LA)-(?=[A-Z])", r"\1 - ", name)
    name = re.sub(r"-(?P<next>[a-z])", lambda m: "-" + m["next"].upper(), name)
    name = re.sub(r",?\s+(?:Inc|Ltd|Incorporated)\b\.?,?", "", name)
    name = re.sub(r"(?<=[a-z]{3})\.$", "", name.strip(" -,"))
    return re.sub(r"\s+", " ", name)


def _word(match: re.Match[str], name: str) -> str:
    word = match[0]
    plain = word.lower()
    if plain in _SPELLED:
        return _SPELLED[plain]
    if plain in _ACRONYMS:
        return _ACRONYMS[plain]
    if re.fullmatch(r"[A-Za-z]+'S", word):
        word = word[:-1] + "s"
    before = name[: match.start()].rstrip()
    starts = not before or before[-1] in "-:/(&" or name[: match.start()].endswith("-")
    initial = len(plain) == 1 and (before.endswith(".") or name[match.end() :].startswith("."))
    if plain in _SMALL and not starts and not initial:
        return plain
    if word.isupper() and len(word) > 4:
        return word.capitalize()
    return word[0].upper() + word[1:] if starts and word.islower() else word


def short_name(name: str, cities: frozenset[str] = frozenset()) -> str:
    """A name short enough to stand in a text message: the site's own part of a long double name,
    unless that is only a city (`cities` in lower case)."""
    name = re.sub(r"^Year Round Shelter - (?P<host>.+?)(?: Shelter)?$", r"\g<host> shelter", name)
    for long, short in _HEADS:
        name = name.replace(long, short)
    name = re.sub(r"\s*\([^)]*\)$", "", name) if len(name) > _LONGEST else name
    parts = name.split(" - ")
    if len(name) > _LONGEST and len(parts) == 1:
        parts = re.split(r"-(?=[A-Z][A-Za-z&' ]+ )", name)
    if len(name) <= _LONGEST or len(parts) == 1:
        return name
    own = parts[-1].strip()
    if own.lower() in cities or len(own.split()) == 1:
        return f"{parts[-2]} - {own}"
    return parts[0] if _says_only_what(own) else own


def _says_only_what(part: str) -> bool:
    """Whether the words name a kind of service and nobody's in particular ("Emergency Shelter")."""
    return all(word in _KINDS for word in re.findall(r"[a-z]+", part.lower()))


def organization_of(name: str, known: frozenset[str]) -> str:
    """Who runs the place: the part before " - " when other names share it, else the whole name."""
    own = re.sub(r"^Year Round Shelter - ", "", name)
    first = own.split(" - ")[0]
    return first if first in known else own


def street_line(raw: str) -> str:
    """A street address as it is written on an envelope."""
    line = re.sub(r"\s+", " ", raw.replace("|", ",")).strip(" ,")
    line = re.sub(r"\b(\d+)(St|Nd|Rd|Th)\b", lambda m: m[1] + m[2].lower(), line)
    line = re.sub(r"\b(Mlk|Ne|Nw|Se|Sw)\b", lambda m: m[1].upper(), line)
    line = re.sub(r"(?<=[a-z.])\s+(?=(?:Administrative|Outreach) Office)", ", ", line)
    if line.isupper():
        line = line.title()
    return re.sub(r"([a-z])'S\b", r"\1's", line)
