"""Figures of one selection, read from the report and put in words: shown, withheld, or not counted that way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.i18n import Language
from bot.metrics.disclosure import share
from bot.metrics.measures import MEASURES
from bot.metrics.periods import PeriodShown
from bot.metrics.report import Report
from bot.metrics.tables import Dimension
from webhooks.metrics.selection import Selection
from webhooks.metrics.words import say, say_number, say_share, say_time

State = Literal["shown", "withheld", "absent"]
Cell = Mapping[Dimension, str]
_WHOLE: Cell = {}


@dataclass(frozen=True)
class Shown:
    """A figure as a reader meets it. `number` is None unless it is shown, so nothing drawn from it can tell more."""

    text: str
    number: float | None
    state: State


class Figures:
    """Reads published figures under the filters of `selection`. A `cell` narrows them further."""

    def __init__(self, report: Report, selection: Selection, language: Language) -> None:
        self.report = report
        self.selection = selection
        self.language = language
        self.withheld = Shown(say("metrics.withheld", language), None, "withheld")
        self.absent = Shown("–", None, "absent")
        self.unknown = Shown(say("metrics.unknown", language), None, "withheld")
        """Withheld, or of nothing: where the report does not say which."""

    def table(self, measure: str, *more: Dimension) -> tuple[Dimension, ...] | None:
        """The published table of the measure by the filters chosen and `more`; None where there is none."""
        wanted = {*self.selection.where, *more}
        tables = MEASURES[measure].shape.tables(self.selection.kind)
        return next((by for by in tables if set(by) == wanted), None)

    def count(self, measure: str, shown: PeriodShown | None, cell: Cell = _WHOLE) -> Shown:
        """The count of `measure` in a period; absent where it is not counted by the filters, or was not yet then."""
        by = self.table(measure, *cell)
        if shown is None or by is None:
            return self.absent
        where = {**self.selection.where, **cell}
        values = tuple(where[dimension] for dimension in by)
        if self.report.state(measure, shown.period, by, values) not in ("shown", "withheld"):
            return self.absent
        count = self.report.count(measure, shown.period, by, values)
        return self.withheld if count is None else Shown(say_number(count, self.language), count, "shown")

    def share(
        self, part: str, whole: str, shown: PeriodShown | None, cell: Cell = _WHOLE, of: Cell | None = None
    ) -> Shown:
        """One count as a share of another (of the cell `of`, else the same one); withheld with either of them,
        absent where there is nothing to share."""
        counts = self.count(part, shown, cell), self.count(whole, shown, cell if of is None else of)
        if any(count.state == "absent" for count in counts):
            return self.absent
        if any(count.state == "withheld" for count in counts):
            return self.withheld
        found = share(*(int(count.number or 0) for count in counts))
        return self.absent if found is None else Shown(say_share(found, self.language), found, "shown")

    def quantile(self, measure: str, shown: PeriodShown | None, at: float) -> Shown:
        """A quantile of a measure of time, in its bins' unit; withheld where the bins it lies in are."""
        bins, by = MEASURES[measure].bins, self.table(measure)
        values = tuple(self.selection.where[dimension] for dimension in by or ())
        if bins is None or shown is None or by is None or self.table(measure, "detail") is None:
            return self.absent
        if self.report.state(measure, shown.period, by, values) not in ("shown", "withheld"):
            return self.absent
        if self.report.count(measure, shown.period, by, values) == 0:
            return self.absent
        found = self.report.quantile(measure, shown.period, at, by, values)
        if found is None:
            return self.withheld
        if found.value is None:
            over = say_time(found.above, bins.unit, self.language)
            return Shown(say("metrics.time.over", self.language, time=over), found.above, "shown")
        return Shown(say_time(found.value, bins.unit, self.language), found.value, "shown")

    def plain(self, text: str, number: float | None = None) -> Shown:
        """A cell that is no figure of the report by itself: a target, a date, words."""
        return Shown(text, number, "shown")
