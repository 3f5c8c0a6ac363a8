"""What a row of the lists is for: its needs, whom it turns away, and which rows are not sent at all."""

from __future__ import annotations

import re
from collections.abc import Mapping

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
}
"""The county's own referral line stands in where no line of its own was found."""
_TAKEN_NEEDS = {
    "LAPL Tech2Go (laptop + hotspot loan)": ("education",),
    "Metro GoPass for students": ("education",),
    "NAMI Greater Los Angeles County": ("family",),
    "988 Suicide and Crisis Lifeline": ("safety",),
    "Child Protection Hotline": ("safety",),
    "Little Tokyo Service Center": ("safety",),
    "Superior Court self-help line": ("safety",),
}
"""Needs a row was tagged with that it does not meet for somebody who texts: a crisis line is not
where to turn about a violent partner, and a laptop loan is not a course."""
_REENTRY = re.compile(
    r"reentry|re-entry|formerly incarcerated|justice[- ]involved|justice[- ]involvement|probation|parole|convict"
    r"|arrested|incarcerat|expunge|records\b",
    re.IGNORECASE,
)
_VETERANS = re.compile(r"^(?:VA-eligible|Veterans|Long Beach veterans)", re.IGNORECASE)
_BROKEN = re.compile(r"[\t\"]")
_NO_PICKUPS = re.compile(
    r"\s*PICK[- ]UP POINTS AND HOURS\s*(?:N/A|No transportation pick-up sites to this shelter\.)?$"
)
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
    return "safety" in row["needs"].split(";") and row["name"] not in _SAFETY_LINES | set(_TAKEN_NEEDS)


def needs_of_services_row(row: Mapping[str, str]) -> tuple[str, ...]:
    """The row's categories as need codes.

    A shelter's own pick-up bus is not transportation, and a pantry in a list of help for homeless
    people is not housing.
    """
    tags = {_NEED_OF_CATEGORY.get(tag, tag) for tag in row["categories"].split("|")} - _NOT_NEEDS
    if row["sid"].startswith("lms-"):
        tags.discard("transportation")
    if "food" in tags and (not _LODGES.search(row["name"]) or _FEEDS.search(row["name"])):
        tags.discard("housing")
    return tuple(in_order(tags))


def needs_of_gaps_row(row: Mapping[str, str]) -> tuple[str, ...]:
    tags = {*row["needs"].split(";"), *_EXTRA_NEEDS.get(row["name"], ())} - {*_TAKEN_NEEDS.get(row["name"], ())}
    return tuple(in_order(tags))


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
    if re.search(r"^(?:elder|older adults and)", eligibility, re.IGNORECASE):
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
    return (None if hours.upper() in _NO_HOURS or "#VALUE" in hours else hours), found
