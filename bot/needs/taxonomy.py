"""The 21 needs Puente knows: stable codes used by labels, cases, directory, metrics and exports."""

from __future__ import annotations

from typing import NamedTuple


class NeedTerm(NamedTuple):
    """One need. `open_eligibility` are term paths of the Open Eligibility taxonomy
    (github auntbertha/openeligibility TAXONOMIES.md); empty where it has none."""

    code: str
    open_eligibility: tuple[str, ...]


NEEDS: tuple[NeedTerm, ...] = (
    NeedTerm("housing", ("Housing > Help Find Housing", "Housing > Temporary Shelter", "Housing > Sober Living")),
    NeedTerm("food", ("Food > Food Pantry", "Food > Emergency Food")),
    NeedTerm("mental_health", ("Health > Mental Health Care",)),
    NeedTerm("substance_use", ("Health > Addiction & Recovery",)),
    NeedTerm("medical", ("Health > Medical Care",)),
    NeedTerm("benefits", ("Money > Government Benefits",)),
    NeedTerm("identification", ("Legal > Identification Recovery",)),
    NeedTerm("employment", ("Work > Help Find Work",)),
    NeedTerm("education", ("Education > GED/High-School Equivalency", "Work > Skills & Training")),
    NeedTerm("legal", ("Legal > Advocacy & Legal Aid", "Legal > Representation")),
    NeedTerm("court_programs", ()),
    NeedTerm("supervision", ()),
    NeedTerm("family", ("Care > Support Network", "Education > Parenting Education")),
    NeedTerm("transportation", ("Transit > Transportation", "Transit > Bus Passes")),
    NeedTerm("phone_internet", ("Money > Help Pay for Internet or Phone",)),
    NeedTerm("clothing_hygiene", ("Goods > Clothing", "Goods > Personal Care Items")),
    NeedTerm("mentorship", ("Care > Mentoring", "Care > Peer Support")),
    NeedTerm("financial", ("Money > Financial Education",)),
    NeedTerm("safety", ("Emergency > Help Escape Violence",)),
    NeedTerm("civic", ("Education > Civic Engagement",)),
    NeedTerm("case_management", ("Care > Case Management",)),
)
PART2_NEEDS: frozenset[str] = frozenset({"substance_use"})
"""Needs handled as if 42 CFR Part 2 covered them: seen and passed on only by leave (bot/cases/part2.py)."""
NEED_CODES: frozenset[str] = frozenset(need.code for need in NEEDS)
NEED_ORDER: dict[str, int] = {need.code: position for position, need in enumerate(NEEDS)}


def in_order(codes: set[str] | frozenset[str] | list[str]) -> list[str]:
    """The known codes among `codes`, each once, in taxonomy order."""
    return sorted(set(codes) & NEED_CODES, key=NEED_ORDER.__getitem__)
