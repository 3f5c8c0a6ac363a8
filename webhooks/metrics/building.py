"""Builds rows, tables, trends and sentences out of the figures of a selection."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from bot.metrics.measures import MEASURES
from bot.metrics.periods import PeriodShown
from webhooks.metrics.blocks import Bar, Row, Table, Trend
from webhooks.metrics.figures import Cell, Figures, Shown
from webhooks.metrics.words import say, say_change, say_period, short_period

PERIODS_DRAWN = 13
Read = Callable[[PeriodShown | None], Shown]
"""Reads one figure in any period."""


class Builder:
    """Everything a section needs to draw itself, for one selection and language."""

    def __init__(self, figures: Figures) -> None:
        self.figures = figures
        self.selection = figures.selection
        self.language = figures.language

    def say(self, name: str, /, **values: object) -> str:
        return say(name, self.language, **values)

    def sentence(self, name: str, /, **shown: Shown) -> list[str]:
        """The entry with these figures in it; nothing where one of them is not shown."""
        if any(each.number is None for each in shown.values()):
            return []
        return [self.say(name, **{key: each.text for key, each in shown.items()})]

    def count(self, measure: str, cell: Cell | None = None) -> Read:
        return lambda shown: self.figures.count(measure, shown, cell or {})

    def share(self, part: str, whole: str, cell: Cell | None = None, of: Cell | None = None) -> Read:
        return lambda shown: self.figures.share(part, whole, shown, cell or {}, of)

    def now(self, read: Read) -> Shown:
        return read(self.selection.chosen)

    def before(self, read: Read) -> Shown:
        return read(self.selection.before)

    def nothing(self, read: Read) -> bool:
        """Whether there is a real nothing now, and nothing to compare it with."""
        before = self.before(read)
        return self.now(read).number == 0 and (before.number == 0 or before.state == "absent")

    def change(self, read: Read, *, share: bool = False) -> str:
        """How the figure changed since the period before."""
        return say_change(self.now(read).number, self.before(read).number, self.language, share=share)

    def row(self, name: str, *reads: Read, compared: Read | None = None, note: str = "") -> Row:
        """The figures of the chosen period and, where asked for, `compared` in the period before and its change."""
        cells = [self.now(read) for read in reads]
        if compared is not None:
            cells.append(self.before(compared))
        return Row(name, cells, note=note)

    def measure_name(self, measure: str) -> str:
        return self.say(f"measure.{measure}")

    def compared_columns(self, *columns: str) -> list[str]:
        """The headings of `columns` and, last, of the period before."""
        return [self.say(f"metrics.head.{column}") for column in (*columns, "before")]

    def trend(self, name: str, lines: Sequence[tuple[str, Read]], *, shares: bool = False) -> list[Trend]:
        """The last periods of each line; nothing while there are fewer than two, or nothing to see in them."""
        periods = self.selection.last(PERIODS_DRAWN)
        rows = [
            Row(say_period(shown, self.language), [read(shown) for _, read in lines],
                short=short_period(shown, self.language))
            for shown in periods
        ]  # fmt: skip
        if len(rows) < 2 or all(cell.state == "absent" for row in rows for cell in row.cells):
            return []
        columns = [self.say("metrics.period"), *(title for title, _ in lines)]
        return [Trend(Table(f"trend-{name}", self.say(f"metrics.trend.{name}"), columns, rows, folded=True), shares)]


def with_bars(rows: Iterable[Row], at: int = 0) -> list[Row]:
    """The rows, each with a bar as long as its figure in column `at` beside the longest that is shown."""
    found = list(rows)
    numbers = [row.cells[at].number for row in found]
    longest = max((number for number in numbers if number is not None), default=0)
    return [
        replace(row, drawn=Bar(round(number / longest, 3))) if number is not None and longest else row
        for row, number in zip(found, numbers, strict=True)
    ]


def known(measure: str) -> str:
    """The measure another is held against; itself where there is none."""
    return MEASURES[measure].of or measure
