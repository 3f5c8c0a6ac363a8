"""What a row of the lists is for: its needs, whom it turns away, and which rows are not sent at all."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.directory.hours_text import parse_hours
from bot.needs.taxonomy import in_order

_NEED_OF_CATEGORY = {"clothing": "clothing_hygiene"}
_NOT_NEEDS = {"youth", "domestic_violence", "veterans", "reentry"}
_INSIDE = re.compile(
    r"\bCamp (?:Afflerbaugh|Glen Rockey)|Juvenile Hall|Juvenile Court|Juvenile Justice|Jail Linkage|Court Linkage"
    r"|Probation Camps|Specialized Foster Care|Public Guardian|Residential And Bridging|Challenger Mental"
    r"|School Threat|Dorothy Kirby|Evaluation Team|On Hold\b|Field Unit|Emergency Outreach Bureau|Response Team"
    r"|Countywide Older Adult Genesis|\b(?:Middle|High|Jr\.?) School|School Based|Unified School District"
    r"|Systemwide Mental|Housing Coalition Education|Year Round Pick-Up Site",
    re.IGNORECASE,
)
"""Programmes reached only from inside custody, court, school or foster care, bus stops of a shelter
programme of 2013, and sites on hold."""
_SCHOOL = re.compile(
    r"\b(?:School|Academy|Magnet|Learning Center|Preparatory)\b|Enriched Studies|Charter\b", re.IGNORECASE
)
_LODGES = re.compile(
    r"shelter|rescue mission|housing|transition|residen|\bhouse\b|haven|\bhomes?\b|\bmission\b|homeless|sober|\binn\b"
    r"|lamp |union station|covenant|youth network|weingart|path\b|doors? of hope|volunteers of america|samoshel"
    r"|women's center|youth services program",
    re.IGNORECASE,
)
_FEEDS = re.compile(r"church.*sfv rescue mission|fellowship.*sfv|brownson|san gabriel mission", re.IGNORECASE)
_VIOLENCE_BUT_PUBLIC = {"lms-57298", "lms-794", "lms-795", "dmh-7413"}
"""Rows tagged domestic violence that are public clinics or outreach offices, read by hand."""
_FOR_THE_YOUNG = re.compile(
    r"\byouth\b|covenant house|my friend'?s place|the way in|my club|adolescent|children|\bchild\b|kidz", re.IGNORECASE
)
_DOCTORS = re.compile(
    r"Eisner|Saban|Umma\b|Asian Pacific Health Care|Family Health Care Center|Wesley Health|Jwch", re.IGNORECASE
)
_CLINIC = re.compile(r"health|clinic|medical|bienestar", re.IGNORECASE)
_BEDS = re.compile(
    r"shelter|rescue mission|\bmission\b|residen|transitional|sober|\binn\b|\bSRO\b|\bhomes?\b|haven|la posada|covenant house"
    r"|doors? of hope|hawkes|weingart|\bhouse\b|family place|detox|cri-help|casa maria|women's center|lydia|peregrinos"
    r"|jovenes|union station|angel's flight|fred jordan|guadalupe homeless|beit t|good shepherd|housing campus|youth network",
    re.IGNORECASE,
)
_DESK = re.compile(
    r"\b(?:administrative|area|regional|head) office\b|access center|access point|outreach|drop[- ]?in|intake|familysource"
    r"|family source|section 8|community center|clinic\b|health center",
    re.IGNORECASE,
)
"""Offices that help to find a place; who comes there for a bed tonight is sent on."""
_RECOVERY = re.compile(
    r"\balcohol|\bdrug\b|recovery|\bsober\b|rehabilitation|detox|cri-help|beit t|wecan house|casa maria", re.IGNORECASE
)
"""Houses for people who leave drugs or alcohol behind: no place for whoever only needs a bed."""
_MISSION = re.compile(r"\bmission\b", re.IGNORECASE)
_FAMILIES = re.compile(r"\bfamil(?:y|ies)\b|women and children|children stay", re.IGNORECASE)
_FAMILIES_ONLY = re.compile(r"\bFamily (?:Shelter|Place)\b|Union Station Family Center")
_ADULTS_ONLY = re.compile(r"\bAdult (?:Center|Rehabilitation)|\bSRO\b")
_ROOFS = re.compile(r"Homeless Service|Step Up|\bShare\b|Shelter", re.IGNORECASE)
_HOSPITAL = re.compile(r"\bhospital\b|medical center", re.IGNORECASE)
_SAFETY_LINES = {
    "988 Suicide and Crisis Lifeline",
    "LA County Domestic Violence Hotline",
    "National Domestic Violence Hotline",
    "Child Protection Hotline",
    "Adult Protective Services hotline",
    "Superior Court self-help line",
}
"""For safety only county and national lines are sent: no number of a single shelter was called."""
_EXTRA_NEEDS = {
    "211 LA": ("employment", "education", "phone_internet", "family", "financial", "medical", "transportation"),
    "Health Care Options (choose or change Medi-Cal plan)": ("benefits",),
}
"""The county's own referral line stands in where no line of its own was found."""
FRONT_DOORS: dict[str, tuple[str, ...]] = {
    "211 LA": ("food", "clothing_hygiene", "housing"),
    "California LifeLine (free or low-cost phone)": ("phone_internet",),
    "California Peer-Run Warm Line": ("mentorship",),
    "DMH Help Line (mental health crisis and access)": ("mental_health",),
    "DMV information line": ("identification",),
    "DPSS Customer Service Center": ("benefits",),
    "Dept of Consumer and Business Affairs": ("financial",),
    "JCOD Justice Connect Support Center": ("case_management", "court_programs"),
    "LA County DHS patient line": ("medical",),
    "LA County Domestic Violence Hotline": ("safety",),
    "LAHSA Coordinated Entry for adults": ("housing",),
    "Legal Aid Foundation of Los Angeles": ("legal",),
    "Metro LIFE (low-income fares)": ("transportation",),
    "Probation Information Center": ("supervision",),
    "Substance use treatment line (SAPC)": ("substance_use",),
    "Voter information and registration": ("civic",),
}
"""The county's (or the state's) own first address for a need."""
_PAPERWORK = re.compile(r"^(?:DPSS|CalFresh|Medi-Cal|Covered California|Health Care Options|Hunger Action)")
_SELF_HELP = re.compile(r"\bself-help\b", re.IGNORECASE)
_NOT_FOR = {"World Harvest Food Bank": {"legal"}, "Arcadia Welfare and Thrift Shop": {"benefits"}}
"""Needs of rows of the services list that reading them by hand took away."""
_LAWYERS = re.compile(r"^(?:Legal Aid|Neighborhood Legal|NLSLA|Inner City Law|Bet Tzedek|Public Counsel)")
_TAKEN_NEEDS = {
    "LAPL Tech2Go (laptop + hotspot loan)": ("education",),
    "Metro GoPass for students": ("education",),
    "NAMI Greater Los Angeles County": ("family",),
    "988 Suicide and Crisis Lifeline": ("safety",),
    "Child Protection Hotline": ("safety", "family"),
    "Little Tokyo Service Center": ("safety",),
    "Superior Court self-help line": ("safety",),
    "Court to College (C2C)": ("court_programs",),
    "LBCC Justice Scholars": ("food",),
    "LA County Domestic Violence Hotline": ("housing",),
}
"""Needs a row was tagged with that it does not meet for somebody who texts: a crisis line is not
where to turn about a violent partner, nor the line for reporting child abuse about custody."""
_REENTRY = re.compile(
    r"reentry|re-entry|formerly incarcerated|justice[- ]involved|justice[- ]involvement|probation|parole|convict"
    r"|arrested|incarcerat|expunge|records\b|AB 109",
    re.IGNORECASE,
)
_VETERANS = re.compile(r"^(?:VA-eligible|Veterans|Long Beach veterans)", re.IGNORECASE)
_BROKEN = re.compile(r"[\t\"]")
_NO_PICKUPS = re.compile(
    r"\s*PICK[- ]UP POINTS AND HOURS\s*(?:N/A|No transportation pick-up sites to this shelter\.)?$"
)
_GARBLED = re.compile(r":\d{3}|:\d(?!\d)|[AP]MM|[AP]M\d|[A-Z]\d{1,2}:")
"""Traces of columns that ran into each other when the county's table was read from its PDF."""
_NO_HOURS = {"", "CONTACT PROVIDER", "NOT APPLICABLE", "WINDOW SERVICE HOURS"}


def leave_out(row: Mapping[str, str]) -> bool:
    """Rows of the services layout that are not sent: shelters whose place is secret, programmes
    reached only from inside, and schools that gave out food during the 2020 closures."""
    tags = set(row["categories"].split("|"))
    if "domestic_violence" in tags and row["sid"] not in _VIOLENCE_BUT_PUBLIC:
        return True
    if tags <= {"food"} and _SCHOOL.search(row["name"]) and not row["phone"]:
        return True
    return bool(_INSIDE.search(row["name"])) or not row["name"].strip()


def leave_out_gap(row: Mapping[str, str]) -> bool:
    """Rows of the gaps layout that are not sent: single domestic-violence shelters and their lines."""
    allowed = _SAFETY_LINES | set(_TAKEN_NEEDS)
    return ("safety" in row["needs"].split(";") and row["name"] not in allowed) or not needs_of_gaps_row(row)


def needs_of_services_row(row: Mapping[str, str]) -> tuple[str, ...]:
    """The row's categories as need codes.

    A shelter's own pick-up bus is not transportation, a pantry in a list of help for homeless people
    is not housing, and one for people living with HIV is not a doctor.
    """
    tags = {_NEED_OF_CATEGORY.get(tag, tag) for tag in row["categories"].split("|")} - _NOT_NEEDS
    if row["sid"].startswith("lms-"):
        tags.discard("transportation")
    if row["sid"].startswith("ladp-") and not _CLINIC.search(row["name"]):
        tags.discard("medical")
    if row["sid"].startswith("dmh-"):
        tags &= {"mental_health", "substance_use", *_also_at_clinics(row["name"])}
    if "food" in tags and (not _LODGES.search(row["name"]) or _FEEDS.search(row["name"])):
        tags.discard("housing")
    tags -= next((needs for name, needs in _NOT_FOR.items() if row["name"].startswith(name)), set())
    return tuple(in_order(tags))


def _also_at_clinics(name: str) -> set[str]:
    """Needs beside mental health that the county's mental-health list means for the public: its
    `medical` is mostly psychiatric wards, its `family` children's therapy, its `benefits` a
    programme inside the welfare office."""
    return ({"medical"} if _DOCTORS.search(name) else set()) | ({"housing"} if _ROOFS.search(name) else set())


def needs_of_gaps_row(row: Mapping[str, str]) -> tuple[str, ...]:
    """The row's needs. Applying for CalFresh or Medi-Cal is benefits, not food or a doctor; a lawyer
    for tenants is legal help, not a place to stay; a courthouse's self-help desk holds no classes."""
    name = row["name"]
    tags = {*row["needs"].split(";"), *_EXTRA_NEEDS.get(name, ())} - {*_TAKEN_NEEDS.get(name, ())}
    if _PAPERWORK.search(name):
        tags -= {"food", "medical"}
    if _LAWYERS.search(name):
        tags -= {"housing", "benefits"}
    if _SELF_HELP.search(name):
        tags.discard("court_programs")
    return tuple(in_order(tags))


def without_beds(name: str, eligibility: str) -> bool:
    """Whether a place listed for housing is an office that helps to find one, as far as its name tells."""
    said = f"{name}. {eligibility}"
    return bool(_DESK.search(name)) or not _BEDS.search(said)


def who_sleeps_there(name: str, eligibility: str) -> set[str]:
    """Conditions that decide who gets a bed in a place listed for housing, as far as its words tell."""
    text = f"{name}. {eligibility}"
    if _FAMILIES_ONLY.search(name):
        return {"families_only"}
    found: set[str] = set()
    if _RECOVERY.search(text) and not _MISSION.search(name):
        found.add("recovery")
    if _ADULTS_ONLY.search(name) or eligibility.startswith("Single adults"):
        found.add("adults_only")
    elif _FAMILIES.search(text):
        found.add("takes_families")
    return found


def for_the_young(row: Mapping[str, str]) -> bool:
    """Whether a row tagged youth is for the young alone, by its name."""
    return "youth" in row["categories"].split("|") and bool(_FOR_THE_YOUNG.search(row["name"]))


def conditions_in(name: str, eligibility: str) -> set[str]:
    """Conditions that the name or the eligibility text states."""
    found: set[str] = set()
    text = f"{name}. {eligibility}"
    if re.search(r"^(?:homeless )?women\b", eligibility, re.IGNORECASE) or re.search(r"\bWom[ae]n\b", name):
        found.add("women_only")
    if re.search(r"\badult men\b|\bmen only\b|\bMen's Shelter", text, re.IGNORECASE):
        found.add("men_only")
    if _VETERANS.search(eligibility) or re.search(r"\bVets?\b|^VA |Veterans|Haven Program", name):
        found.add("veterans_only")
    if _REENTRY.search(text):
        found.add("reentry")
    if _HOSPITAL.search(name) and "health center" not in name.lower():
        found.add("hospital")
    if re.search(r"^(?:elder|older adults and|disability)", eligibility, re.IGNORECASE):
        found.add("older_or_disabled_only")
    if re.search(r"\bno ID\b", eligibility):
        found.add("no_id_needed")
    if re.search(r"\bFamily Shelter\b|\bFamily Place\b", name):
        found.add("families_only")
    return found


def hours_and_access(raw: str) -> tuple[str | None, set[str]]:
    """The hours text by itself, and what the county's walk-in column says about getting in."""
    text = re.sub(r"\s+", " ", _BROKEN.sub("", raw)).strip()
    hours, _, walk_in = text.partition("; walk-in:")
    walk_in, found = walk_in.strip().upper(), set[str]()
    if "REFERRAL" in walk_in:
        found.add("referral_only")
    elif "FIELD RESPONSE" in walk_in:
        found.add("field_visits_only")
    elif "NOT ACCEPTED" in walk_in or re.search(r"by appointment only", hours, re.IGNORECASE):
        found.add("appointment_only")
    elif walk_in == "ACCEPTED" or re.search(r"\d", walk_in):
        found.add("walk_ins")
    hours = re.sub(r"(?<=[a-z.]) N/A$", "", _NO_PICKUPS.sub("", hours)).strip()
    unusable = hours.upper() in _NO_HOURS or "#VALUE" in hours
    garbled = _GARBLED.search(hours) and parse_hours(hours) is None
    return (None if unusable or garbled else hours), found
