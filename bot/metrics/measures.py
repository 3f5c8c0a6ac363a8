"""Every measure, defined once: what is counted, by which dimensions, and which measures are shares of others.

Words for people (what is in the numerator, the source, the caveat) stand in the catalogue `console`
under `measure.<name>.*`; what raises a counter is found by its name in the rooms below.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.metrics.tables import Dimension

_PERSON: tuple[Dimension, ...] = ("language", "channel", "spa")
_NEED: tuple[Dimension, ...] = ("language", "channel", "spa", "need")


@dataclass(frozen=True)
class Measure:
    """`dimensions`: what its counter is counted by; `of`: the measure it is a share of, where it is one."""

    name: str
    dimensions: tuple[Dimension, ...]
    of: str | None = None


MEASURES: Mapping[str, Measure] = {
    measure.name: measure
    for measure in (
        Measure("conversations", _PERSON),
        Measure("new_people", _PERSON, of="conversations"),
        Measure("texts_received", ("language", "channel")),
        Measure("texts_unsure", ("language", "channel"), of="texts_received"),
        Measure("texts_without_model", ("language", "channel"), of="texts_received"),
        Measure("crises", ("language", "channel"), of="texts_received"),
        Measure("opt_outs", ("language", "channel"), of="conversations"),
        Measure("needs_found", _NEED),
        Measure("needs_urgent", _NEED, of="needs_found"),
        Measure("services_offered", _NEED),
        Measure("callbacks_booked", _PERSON, of="conversations"),
        Measure("callbacks_attempted", _PERSON, of="callbacks_booked"),
        Measure("callbacks_on_time", _PERSON, of="callbacks_booked"),
        Measure("callbacks_reached", _PERSON, of="callbacks_booked"),
    )
}
