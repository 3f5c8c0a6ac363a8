"""Every measure, defined once: what is counted, by which dimensions, and against what it is held.

Words for people stand in the catalogue `console`: `measure.<name>` and `measure.<name>.what` (what is counted),
`measure.<name>.caveat` where there is one, `measure.window.<window>`, `measure.source.<source>` and
`measure.detail.<detail>`; bot/metrics/definitions.py puts them together. What raises a counter is found by the
measure's name in the rooms below.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.metrics.periods import Kind
from bot.metrics.tables import Dimension, Shape
from bot.needs.programmes import PROGRAMMES
from bot.tally import details as kinds
from bot.tally.details import Bins

Group = Literal["reach", "screening", "needs", "calls", "texts", "directory", "programmes"]
Held = Literal["share", "rate", "own"]
Window = Literal["event", "person_week", "person_once", "case_need_once", "call_once", "week_end"]
Source = Literal["texts", "dialogue", "person_says", "carrier", "chw", "directory"]


@dataclass(frozen=True)
class Within:
    """Every event counted is counted under another measure too, at once and in the same cell: its count is never larger.

    `detail`: this holds of events of this detail only. `whole_detail`, `whole_need`: they are counted there under
    this detail or need.
    """

    whole: str
    detail: str | None = None
    whole_detail: str | None = None
    whole_need: str | None = None


@dataclass(frozen=True)
class Measure:
    """`of`: the measure it is held against, in the same period and cell.

    `held` says how: `share`, a part of it; `rate`, so many to one of it, which may be more than one; `own`, where
    `of` is None, a part of its own total. `same_detail`: details are held against the same detail of `of`.
    `bins`: how the details measure time; then there are a median and a 90th percentile. `good`: whether more of it
    is better (1), worse (-1) or neither (0); `best`: the detail of which more is better, as of the others, but for
    `other`, less is. `details_from`: the shortest period whose details are shown, of what is rare. `public`: counts no people, so nothing of it is withheld. `amount`:
    adds up sizes, which do not come one by one, so no interval is given for it.
    """

    name: str
    group: Group
    dimensions: tuple[Dimension, ...]
    window: Window
    source: Source
    of: str | None = None
    held: Held = "own"
    details: tuple[str, ...] = ()
    bins: Bins | None = None
    crossed: tuple[Dimension, ...] = ("language",)
    details_from: Kind = "week"
    same_detail: bool = False
    within: tuple[Within, ...] = ()
    good: Literal[-1, 0, 1] = 0
    best: str | None = None
    caveat: bool = False
    public: bool = False
    amount: bool = False

    def good_of(self, detail: str | None) -> int:
        """Whether more is better (1), worse (-1) or neither (0), of the whole or of a detail."""
        if detail is None or self.best is None:
            return self.good
        return 1 if detail == self.best else 0 if detail == kinds.OTHER else -1

    @property
    def shape(self) -> Shape:
        details = self.bins.labels if self.bins else self.details
        longest: Kind = "week" if self.window == "week_end" else "year"
        return Shape(self.dimensions, details, self.crossed, self.details_from, longest)


_TEXT: tuple[Dimension, ...] = ("language", "channel")
_PERSON: tuple[Dimension, ...] = ("language", "channel", "spa")
_NEED: tuple[Dimension, ...] = ("language", "channel", "spa", "need")
_ONE_NEED = {programme: next(iter(needs)) for programme, needs in PROGRAMMES.items() if len(needs) == 1}

_ALL = (
    Measure("conversations", "reach", _PERSON, "person_week", "texts", bins=kinds.REPLY,
            within=(Within("texts_received"),), caveat=True),
    Measure("new_people", "reach", _PERSON, "person_once", "texts", of="conversations", held="share",
            within=(Within("conversations"),), caveat=True),
    Measure("people_consenting", "screening", _PERSON, "person_once", "person_says", of="new_people", held="rate",
            good=1, caveat=True),
    Measure("screening_started", "screening", _PERSON, "person_once", "dialogue", of="new_people", held="rate", good=1),
    Measure("people_with_need", "screening", _PERSON, "person_once", "dialogue", of="screening_started", held="rate",
            good=1, caveat=True),
    Measure("screening_completed", "screening", _PERSON, "person_once", "dialogue", of="screening_started",
            held="rate", good=1),
    Measure("people_offered", "screening", _PERSON, "person_once", "dialogue", of="screening_completed", held="rate",
            bins=kinds.REFERRAL, within=(Within("services_offered"),), good=1),
    Measure("people_accepting", "screening", _PERSON, "person_once", "dialogue", of="people_offered", held="rate",
            within=(Within("referrals_accepted"),), good=1, caveat=True),
    Measure("people_served", "screening", _PERSON, "person_once", "person_says", of="people_accepting", held="rate",
            within=(Within("services_received"),), good=1, caveat=True),
    Measure("needs_found", "needs", _NEED, "case_need_once", "dialogue"),
    Measure("needs_urgent", "needs", _NEED, "case_need_once", "dialogue", of="needs_found", held="rate"),
    Measure("needs_unmet", "needs", _NEED, "case_need_once", "directory", of="needs_found", held="rate",
            details=kinds.UNMET, details_from="month", good=-1, caveat=True),
    Measure("services_offered", "needs", _NEED, "event", "dialogue", of="needs_found", held="rate"),
    Measure("referrals_accepted", "needs", _NEED, "event", "dialogue", of="services_offered", held="rate", good=1,
            caveat=True),
    Measure("services_received", "needs", _NEED, "event", "person_says", of="services_offered", held="rate", good=1,
            caveat=True),
    Measure("callbacks_asked", "calls", _PERSON, "call_once", "dialogue", of="conversations", held="rate"),
    Measure("callbacks_booked", "calls", _PERSON, "call_once", "dialogue", of="callbacks_asked", held="rate", good=1),
    Measure("callbacks_attempted", "calls", _PERSON, "call_once", "chw", of="callbacks_booked", held="rate", good=1),
    Measure("callbacks_reached", "calls", _PERSON, "call_once", "chw", of="callbacks_booked", held="rate",
            bins=kinds.CONTACT, details_from="month", good=1, caveat=True),
    Measure("callbacks_unreached", "calls", _PERSON, "call_once", "chw", of="callbacks_booked", held="rate", good=-1),
    Measure("call_promises", "calls", _PERSON, "event", "chw", details=kinds.PROMISES, best="kept",
            within=(Within("callbacks_attempted", detail="kept"),), caveat=True),
    Measure("texts_received", "texts", _TEXT, "event", "texts", details=kinds.ANSWERED, best="understood"),
    Measure("crises", "texts", _TEXT, "event", "texts", of="texts_received", held="share", details=kinds.CRISES,
            details_from="month", within=(Within("texts_received", whole_detail=kinds.OTHER),)),
    Measure("texts_sent", "texts", _TEXT, "event", "texts", details=kinds.MESSAGE_KINDS),
    Measure("opt_outs", "texts", _TEXT, "event", "texts", of="texts_sent", held="rate", details=kinds.MESSAGE_KINDS,
            details_from="month", same_detail=True, good=-1, caveat=True),
    Measure("deliveries", "texts", _TEXT, "event", "carrier", details=kinds.CARRIER_OUTCOMES, best="delivered",
            caveat=True),
    Measure("segments", "texts", _TEXT, "event", "texts", of="conversations", held="rate",
            details=kinds.SEGMENT_KINDS, good=-1, caveat=True, amount=True),
    Measure("listings_checked", "directory", (), "week_end", "directory", public=True),
    Measure("listings_stale", "directory", (), "week_end", "directory", of="listings_checked", held="rate", good=-1,
            public=True, caveat=True),
    Measure("listings_hidden", "directory", (), "event", "person_says", bins=kinds.HIDING, details_from="quarter",
            caveat=True),
    Measure("connections", "programmes", _PERSON, "person_once", "person_says", details=tuple(PROGRAMMES),
            details_from="month", crossed=("language", "spa"),
            within=(Within("services_received"), *(Within("services_received", detail=programme, whole_need=need)
                                                   for programme, need in _ONE_NEED.items())),
            good=1, caveat=True),
)  # fmt: skip
MEASURES: Mapping[str, Measure] = {measure.name: measure for measure in _ALL}

FUNNEL = ("conversations", "new_people", "people_consenting", "screening_started", "people_with_need",
          "screening_completed", "people_offered", "people_accepting", "people_served")  # fmt: skip
"""The steps of a person on the way to help, in order."""
CALL_FUNNEL = ("callbacks_asked", "callbacks_booked", "callbacks_attempted", "callbacks_reached")


def linked(measures: Mapping[str, Measure] = MEASURES) -> list[tuple[Measure, ...]]:
    """The measures in groups whose counts bound each other, to be judged together."""
    groups: list[set[str]] = []
    for measure in measures.values():
        joined = {measure.name, *(each.whole for each in measure.within if each.whole in measures)}
        apart = [group for group in groups if not group & joined]
        groups = [*apart, joined.union(*(group for group in groups if group & joined))]
    return [tuple(measure for measure in measures.values() if measure.name in group) for group in groups]
